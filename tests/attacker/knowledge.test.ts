// What an attacker may know: what is on chain, and nothing that only the test knows.

import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../src/primitives/clock.ts'
import { plantedScenario } from '../helpers/planted-scenario.ts'
import { searchScenario } from '../exploits/search.ts'

const SECRET = '0x3f9a51c27d0b86e4f1a29358c6e07d4b'
const LOCKS = `contract Locks { mapping(bytes32 => uint256) public locked;
  function lock(bytes32 hash) external payable { locked[hash] += msg.value; }
  function open(uint256 secret) external { bytes32 hash = keccak256(abi.encode(secret)); uint256 amount = locked[hash];
    require(amount > 0, "nothing"); locked[hash] = 0; payable(msg.sender).transfer(amount); } }`
const lockBy = (
  secret: string,
): string => `address alice = address(0xA11cE1a11Ce1a11ce1A11CE1a11cE1a11Ce1a11c);
  Locks l; function setUp() public { l = new Locks(); vm.deal(alice, 20 ether);
    vm.prank(alice); l.lock{value: 10 ether}(keccak256(abi.encode(${secret}))); more(); }`
const NO_MORE = 'function more() internal {}'

/** Names of what is found. */
async function found(protocol: string, setup: string, executions = 20_000): Promise<readonly string[]> {
  // There is no twin: what is planted is what the test says of the secret.
  const scenario = plantedScenario(protocol, setup, 'contract', 'contract')
  const { findings } = await searchScenario(scenario, 'flawed', {
    seed: 1n,
    executions,
    clock: createManualClock(),
  })
  return findings.map(({ property }) => property.name)
}

describe('a secret that is nowhere on chain is not guessed', () => {
  it.each([
    ['a constant of the test', `uint256 constant SECRET = ${SECRET}; ${lockBy('SECRET')} ${NO_MORE}`],
    ['a variable of the test', `uint256 secret = ${SECRET}; ${lockBy('secret')} ${NO_MORE}`],
    [
      'a test that will tell it',
      `uint256 constant SECRET = ${SECRET}; ${lockBy('SECRET')} ${NO_MORE}
       function test_open() public { vm.prank(alice); l.open(SECRET); }`,
    ],
  ])('%s', async (_, setup) => {
    expect(await found(LOCKS, setup)).toEqual([])
  })
})

describe('a secret that is on chain is found', () => {
  it('in a private variable of the protocol', async () => {
    const protocol = `${LOCKS} contract Diary { uint256 private note; constructor(uint256 n) { note = n; } }`
    const setup = `uint256 secret = ${SECRET}; ${lockBy('secret')} function more() internal { new Diary(secret); }`
    expect(await found(protocol, setup)).toContain('theft')
  })

  it('in the code of the protocol', async () => {
    const protocol = `${LOCKS} contract Diary { function isTold(uint256 n) external pure returns (bool) { return n == ${SECRET}; } }`
    const setup = `${lockBy(SECRET)} function more() internal { new Diary(); }`
    expect(await found(protocol, setup)).toContain('theft')
  })

  it('in what a user sent', async () => {
    const protocol = `${LOCKS} contract Oracle { uint256 public asked; function ask(uint256 n) external { if (n > 5) asked++; } }`
    const setup = `uint256 secret = ${SECRET}; ${lockBy('secret')}
      function more() internal { Oracle o = new Oracle(); vm.prank(alice); o.ask(secret); }`
    expect(await found(protocol, setup)).toContain('theft')
  })
})
