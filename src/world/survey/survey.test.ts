import { describe, expect, test } from 'vitest'
import { ATTACKERS, worldOf } from '../../../tests/helpers/survey-world.ts'
import { HONEST_USERS } from '../honest-users.ts'
import { surveyWorld } from './survey.ts'

const BANK = `contract Bank { mapping(address => uint256) b; address public owner = msg.sender; uint256 public fee;
  function deposit() external payable { b[msg.sender] += msg.value; }
  function withdraw(uint256 a) external { b[msg.sender] -= a; payable(msg.sender).transfer(a); }
  function setFee(uint256 f) external { require(msg.sender == owner); fee = f; } }`

describe('surveyWorld', () => {
  test('the same world gives the same survey and the same state', async () => {
    const [first, second] = [
      await worldOf(BANK, 'function setUp() public { new Bank(); }'),
      await worldOf(BANK, 'function setUp() public { new Bank(); }'),
    ]
    const [left, right] = [first, second].map((world) => surveyWorld(world, { attackers: ATTACKERS }))
    expect(JSON.stringify(left, plain)).toBe(JSON.stringify(right, plain))
    expect(first.machine.stateHash()).toBe(second.machine.stateHash())
  })

  test('what was tried is undone: only honest users and what they deposited are new', async () => {
    const world = await worldOf(BANK, 'function setUp() public { new Bank(); }')
    const { number, timestamp } = world.machine.block
    const before = world.machine.dump()
    const { contracts } = surveyWorld(world, { attackers: ATTACKERS })
    const changed = [...world.machine.dump()].filter(([address, account]) => {
      const old = before.get(address)
      return (
        JSON.stringify([...account.storage], plain) !== JSON.stringify([...(old?.storage ?? [])], plain) ||
        account.balance !== (old?.balance ?? 0n)
      )
    })
    expect(changed.map(([address]) => address).toSorted()).toEqual(
      [...HONEST_USERS, contracts[0]!.address].toSorted(),
    )
    expect(world.machine.block).toMatchObject({ number, timestamp })
  })

  test('endless loops, bombs and self-destruction end it soon, with less known', async () => {
    const world = await worldOf(
      `contract Loop {
        function deposit() external payable { while (true) {} }
        function owner() external view returns (address) { while (true) {} return msg.sender; }
        function totalSupply() external pure returns (uint256) { assembly { invalid() } }
        function balanceOf(address) external pure returns (uint256) { assembly { return(0, 4000000) } }
        function transfer(address, uint256) external returns (bool) { while (true) {} return true; }
        function approve(address, uint256) external returns (bool) { while (true) {} return true; }
        function transferFrom(address, address, uint256) external returns (bool) { while (true) {} return true; }
        function nested(bytes[][] calldata) external { while (true) {} }
        fallback() external payable { while (true) {} }
      }
      contract Bomb { function symbol() external pure returns (string memory) { assembly { mstore(0, 32) mstore(32, 0xffffffffffffffff) return(0, 64) } }
        function deposit() external payable { assembly { revert(0, 3000000) } } }
      contract Ending { function deposit() external payable { selfdestruct(payable(msg.sender)); } function leave() external { selfdestruct(payable(msg.sender)); } }
      ${BANK}`,
      'function setUp() public { new Loop(); new Bomb(); new Ending(); new Bank(); }',
    )
    const calls = countGas(world)
    const { positions, contracts } = surveyWorld(world, { attackers: ATTACKERS })
    expect(contracts.map(({ name }) => name)).toEqual(['Loop', 'Bomb', 'Ending', 'Bank'])
    expect(positions).toHaveLength(2)
    expect(calls.gas).toBeLessThan(1_000_000_000n)
  })

  test('without contracts there is nothing to say', async () => {
    const world = await worldOf('contract Unused {}', 'function setUp() public {}')
    const survey = surveyWorld(world, { attackers: [] })
    expect(survey).toMatchObject({ contracts: [], gates: [], gifts: [], positions: [], notes: [] })
    expect(survey.assets.map(({ name }) => name)).toEqual(['ETH'])
  })

  test('knows the structs that only the project’s own tests know', async () => {
    const world = await worldOf(
      `contract Market {
        struct Params { address token; uint256 ltv; bytes32 salt; }
        mapping(bytes32 => bool) public exists; mapping(bytes32 => mapping(address => uint256)) deposits;
        function create(Params calldata p) external { exists[keccak256(abi.encode(p))] = true; }
        function supply(Params calldata p, address to) external payable { bytes32 id = keccak256(abi.encode(p)); require(exists[id] && msg.value > 0); deposits[id][to] += msg.value; }
        function withdraw(Params calldata p, uint256 a) external { deposits[keccak256(abi.encode(p))][msg.sender] -= a; payable(msg.sender).transfer(a); }
      }`,
      'Market m; function setUp() public { m = new Market(); m.create(Market.Params(address(new MockToken("T", 18)), 0.86e18, "salt")); }',
    )
    const { positions } = surveyWorld(world, { attackers: ATTACKERS })
    expect(positions.map(({ owner }) => owner)).toEqual([...HONEST_USERS])
  })
})

function plain(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  return value instanceof Map ? [...(value as Map<unknown, unknown>)] : value
}

function countGas(world: Parameters<typeof surveyWorld>[0]): { gas: bigint } {
  const count = { gas: 0n }
  const { machine } = world
  const call = machine.call.bind(machine)
  machine.call = (message) => {
    const result = call(message)
    count.gas += result.gasUsed
    return result
  }
  return count
}
