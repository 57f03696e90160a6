// What an attacker aims at in the solving stage: writes whose place or word the caller chooses, and numbers that wrap. Nothing is said
// where the place is bounded, the word goes where nobody is trusted, or the compiler checks.

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

const payroll = (sum: string): string => `contract Payroll {
  string public symbol = "PAY"; uint8 public decimals = 18; uint256 public totalSupply = 1e24;
  mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance;
  constructor() { balanceOf[msg.sender] = 1e24; }
  function transfer(address to, uint256 v) public returns (bool) { balanceOf[msg.sender] -= v; balanceOf[to] += v; return true; }
  function approve(address to, uint256 v) external returns (bool) { allowance[msg.sender][to] = v; return true; }
  function transferFrom(address f, address to, uint256 v) external returns (bool) { allowance[f][msg.sender] -= v; balanceOf[f] -= v;
    balanceOf[to] += v; return true; }
  function payAll(address[] calldata to, uint256 each) external { uint256 sum; ${sum}
    require(to.length > 1 && each > 0 && balanceOf[msg.sender] >= sum); balanceOf[msg.sender] -= sum;
    for (uint256 i = 0; i < to.length; i++) balanceOf[to[i]] += each; }
}`
const PAYROLL = `Payroll p; function setUp() public { p = new Payroll(); address[] memory to = new address[](2); to[0] = address(0xa11ce);
  to[1] = address(0xb0b); p.payAll(to, 5e18); }`

test('what is paid for all wraps, and what each gets does not', async () => {
  expect(await said(payroll('unchecked { sum = to.length * each; }'), PAYROLL)).not.toEqual([])
  expect(await said(payroll('sum = to.length * each;'), PAYROLL)).toEqual([])
})
