import { expect, test } from 'vitest'
import { attackerStage } from '../../../tests/helpers/attacker-stage.ts'

const COURT = `contract Court {
  address public judge = msg.sender; mapping(address => uint256) public fines; mapping(address => uint256) public heard; mapping(address => bool) public isFree;
  function appoint(address who) external { require(msg.sender == judge); fines[who] = 0; }
  function evict(address who, uint256 amount) external { require(fines[who] > 3); fines[who] -= amount; }
  function hear(address who) external { heard[who]++; }
  function tell(address who, uint256 much, uint8 few) external { require(much > few && few < 1); heard[who] += much; }
  function release(address who, bytes calldata seal) external { require(seal.length > 64 && fines[who] > 0); isFree[who] = true; }
  function fineMe() external { fines[msg.sender]++; } }`

test('what is refused about every user is a dealing that nobody has tried; what works, takes bytes or is for somebody is none', async () => {
  const stage = await attackerStage(
    COURT,
    `Court court; address ada = address(uint160(0xada) << 120); function setUp() public { court = new Court(); vm.prank(ada); court.fineMe(); }`,
    '',
    1n,
    true,
  )
  const { dealings, openDealings, attackers } = stage.target.attacker!
  const { writer } = stage.engine
  expect(openDealings.map(({ call }) => stage.target.functions[call.target]!.abi.name)).toEqual([
    'hear',
    'tell',
  ])
  expect(writer.valuesOf(openDealings[1]!.call)).toEqual([openDealings[1]!.about, 1_000_000n, 0n])
  expect(dealings.map(({ call }) => stage.target.functions[call.target]!.abi.name)).toEqual(['evict'])
  const [{ call, about }] = dealings as [(typeof dealings)[0]]
  expect(writer.valuesOf(call)).toEqual([about, 0n])
  expect(attackers).not.toContain(about)
})

test('what was done in the setup, or could be done to a user then, is known or needs nobody', async () => {
  const stage = await attackerStage(
    COURT,
    `Court court; address ada = address(uint160(0xada) << 120); address bob = address(uint160(0xb0b) << 120);
     function setUp() public { court = new Court(); vm.startPrank(bob); for (uint256 i = 0; i < 5; i++) court.fineMe(); vm.stopPrank(); vm.prank(ada); court.evict(bob, 1); }`,
    '',
    1n,
    true,
  )
  const { dealings } = stage.target.attacker!
  expect(dealings).toHaveLength(1)
  expect(dealings[0]!.call.from).toBe('0x0000000ada'.padEnd(42, '0'))
})
