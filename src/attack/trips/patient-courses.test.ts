import { expect, test } from 'vitest'
import { attackerStage, type AttackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import { AttackerMoves } from '../attacker/attacker-moves.ts'
import { patientCourses } from './patient-courses.ts'

const ETHER = 10n ** 18n
const HOUR = 3_600
const CINEMA = `contract Cinema { uint256 public next = 7; mapping(uint256 => address) public guest; mapping(uint256 => uint256) public start;
  mapping(address => uint256) public paid; uint256 public cancelled;
  function pay() external payable { paid[msg.sender] += msg.value; }
  function book() external returns (uint256 seat) { require(paid[msg.sender] > 0); seat = next++; guest[seat] = msg.sender; start[seat] = block.timestamp + 2 hours; }
  function enter(uint256 seat) external { require(guest[seat] == msg.sender && block.timestamp >= start[seat]); start[seat] = 0; }
  function cancel(uint256 seat) external { if (guest[seat] != msg.sender) return; cancelled++; }
  function leave(uint256 amount) external { paid[msg.sender] -= amount; payable(msg.sender).transfer(amount); } }`
const SETUP = (
  more: string,
): string => `Cinema cinema; function setUp() public { vm.warp(1_000_000); cinema = new Cinema();
  address ada = address(0xada01); vm.deal(ada, 900 ether); vm.startPrank(ada); ${more} vm.stopPrank(); }`

/** 'book() +7200 enter(8)'. */
function told({ world, engine, target }: AttackerStage): readonly string[] {
  const { writer, root } = engine
  const moves = new AttackerMoves(target, target.attacker!, writer)
  const courses = patientCourses({ world, root, writer, moves }, target.attacker!.patientCourses)
  expect(courses.flat().every(({ from }) => from === ATTACKER_CONTRACT)).toBe(true)
  return courses.map((calls) =>
    calls
      .map(({ seconds, value, ...call }) => {
        const name = target.functions[call.target]!.abi.name
        const values = writer.valuesOf({ seconds, value, ...call })!
        return `${seconds > 0 ? `+${seconds} ` : ''}${name}(${[...values, ...(value > 0n ? [value] : [])].join(', ')})`
      })
      .join(' '),
  )
}

const IN = 'cinema.pay{value: 800 ether}(); uint256 seat = cinema.book(); vm.warp(1_000_000 + 3 hours); '

test('the time that a user waited is waited, with the number that the attacker got, and as much as it has', async () => {
  const stage = await attackerStage(CINEMA, SETUP(`${IN} cinema.enter(seat);`), '', 1n, true)
  expect(told(stage)).toEqual([`pay(${100n * ETHER}) book() +${3 * HOUR} enter(8)`])
})

test('what was named anew stays so, also where the user’s number would do no harm', async () => {
  const more = `${IN} cinema.enter(seat); cinema.cancel(seat); cinema.leave(800 ether);`
  const stage = await attackerStage(CINEMA, SETUP(more), '', 1n, true)
  const half = 100n * ETHER
  expect(told(stage)).toEqual([`pay(${half}) book() +${3 * HOUR} enter(8) cancel(8) leave(${half})`])
})

test('time that passes before a call that the attacker cannot make passes before the next one', async () => {
  const more = `${IN} cinema.enter(seat); vm.warp(1_000_000 + 9 hours); cinema.cancel(seat);`
  const flawed = CINEMA.replace(
    'function enter(uint256 seat) external {',
    'function enter(uint256 seat) external { require(seat == 7);',
  )
  const stage = await attackerStage(flawed, SETUP(more), '', 1n, true)
  expect(told(stage)).toEqual([`pay(${100n * ETHER}) book() +${9 * HOUR} cancel(7)`])
})

test('who never waited has none, nor who only set the clock, and the state stays', async () => {
  for (const more of [
    'vm.warp(1_700_000_000); cinema.pay{value: 3}(); cinema.book();',
    'cinema.pay{value: 3}(); vm.warp(1_700_000_000); cinema.book();',
  ]) {
    const stage = await attackerStage(CINEMA, SETUP(more), '', 1n, true)
    const before = stage.world.machine.stateHash()
    expect(told(stage)).toEqual([])
    expect(stage.world.machine.stateHash()).toBe(before)
  }
})
