// Writes whose place or word the caller chooses: the attacker takes the place of whom a contract trusts. Nothing is said where the
// place is bounded, or the word goes where nobody is trusted.

import { expect, test } from 'vitest'
import { createManualClock } from '../../src/primitives/clock.ts'
import type { Scenario } from '../exploits/scenario.ts'
import { searchScenario } from '../exploits/search.ts'

const EXECUTIONS = 6_000
const HEAD = '// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\n'

async function said(protocol: string, setup: string): Promise<readonly string[]> {
  const scenario: Scenario = {
    name: 'overwrites',
    vector: 'arbitrary call',
    detectors: ['takeover'],
    file: 'src/Protocol.sol',
    about: '',
    isQuick: false,
    sources: {
      'src/Protocol.sol': HEAD + protocol,
      'test/Setup.t.sol': `${HEAD}import "../src/Protocol.sol";\ncontract Setup { ${setup} function test_setUp() public {} }`,
    },
    repaired: {},
  }
  const options = { seed: 1n, executions: EXECUTIONS, clock: createManualClock() }
  const { findings } = await searchScenario(scenario, 'flawed', options)
  return findings.map(({ property }) => property.name)
}

const journal = (limit: string): string => `contract Journal {
  uint256 public pages; address public keeper; uint256 public fee = 3;
  constructor() { keeper = msg.sender; }
  function write(uint256 page, uint256 word) external { require(word > 7 && ${limit}); pages++;
    bytes32 first = keccak256("journal.pages"); assembly { sstore(add(first, mul(page, 5)), word) } }
  function setFee(uint256 to) external { require(msg.sender == keeper); fee = to; }
}`
const JOURNAL = 'Journal j; function setUp() public { j = new Journal(); }'

const engine = (first: string): string => `
contract Gears { ${first} uint256 public ratio; function shift(uint256 to) external { require(to != 0); ratio = to; } }
contract Wagon { address public gears; address public driver; uint256 public ratio;
  constructor(address g) { gears = g; driver = msg.sender; }
  function shift(uint256 to) external { (bool ok, ) = gears.delegatecall(abi.encodeCall(Gears.shift, (to))); require(ok); } }`
const ENGINE = 'Wagon w; function setUp() public { w = new Wagon(address(new Gears())); }'

test('a page beyond all others is where the keeper stands', async () => {
  expect(await said(journal('page != 5'), JOURNAL)).toContain('takeover')
  expect(await said(journal('page < 2**64'), JOURNAL)).toEqual([])
})

test('code that works on the storage of who delegates to it writes where that keeps the code', async () => {
  expect(await said(engine(''), ENGINE)).not.toEqual([])
  expect(await said(engine('address a; address b;'), ENGINE)).toEqual([])
})
