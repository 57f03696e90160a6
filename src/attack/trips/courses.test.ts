import { expect, test } from 'vitest'
import { attackerStage, type AttackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import { AttackerMoves } from '../attacker/attacker-moves.ts'
import { enteredCourses, grownCourses, triedCourses } from './courses.ts'

const ETHER = 10n ** 18n
const SHED = `contract Shed { address public warden = msg.sender; uint256 public rent; uint256 public next = 5; uint256 public sum;
  mapping(uint256 => address) public holder; mapping(uint256 => uint256) public stored; mapping(address => bool) public isKnown;
  function setRent(uint256 r) external { require(msg.sender == warden); rent = r; }
  function register(address who) external { isKnown[who] = true; }
  function take() external payable returns (uint256 bay) { require(isKnown[msg.sender]); bay = next++; holder[bay] = msg.sender; sum += msg.value; }
  function store(uint256 bay, uint256 amount) external { require(holder[bay] == msg.sender); stored[bay] += amount; } }`
const SETUP = (
  more: string,
): string => `Shed shed; function setUp() public { shed = new Shed(); shed.setRent(3);
  address ada = address(0xada01); vm.deal(ada, 9 ether); vm.startPrank(ada); ${more} vm.stopPrank(); }`

/** 'store(6, 40)'. */
function told(stage: AttackerStage, isGrown = false): readonly string[] {
  const { world, engine, target } = stage
  const { writer, root } = engine
  const facts = target.attacker!
  const moves = new AttackerMoves(target, facts, writer)
  const parts = { world, root, writer, moves }
  const tried = triedCourses(parts, facts.courses)
  const courses = isGrown ? grownCourses(parts, tried) : tried
  expect(courses.flat().every(({ from }) => from === ATTACKER_CONTRACT)).toBe(true)
  return courses.map((calls) =>
    calls
      .map((call) => `${target.functions[call.target]!.abi.name}(${writer.valuesOf(call)!.join(', ')})`)
      .join(' '),
  )
}

test('what a user did is done by the attacker about itself, with the ids that it gets', async () => {
  const more = 'shed.register(ada); uint256 bay = shed.take{value: 2 ether}(); shed.store(bay, 40);'
  const stage = await attackerStage(SHED, SETUP(more), '', 1n, true)
  expect(told(stage)).toEqual([`register(${ATTACKER_CONTRACT}) take() store(6, 40)`])
})

test('what the attacker may not do is passed over, and one call is none', async () => {
  const stage = await attackerStage(SHED, SETUP('shed.register(ada);'), '', 1n, true)
  expect(told(stage)).toEqual([])
})

test('with as much as goes well, one call after the other', async () => {
  const more = 'shed.register(ada); uint256 bay = shed.take{value: 2 ether}(); shed.store(bay, 3_000);'
  const stage = await attackerStage(
    SHED.replace(
      'stored[bay] += amount;',
      'require(amount * 1 ether <= sum * 5_000); stored[bay] += amount;',
    ),
    SETUP(more),
    '',
    1n,
    true,
  )
  const [course] = told(stage, true)
  const [, amount] = /^register\(\w+\) take\(\) store\(6, (\d+)\)$/.exec(course!)!
  // 100 ether of its own and 2 of the user are enough for 510,000.
  expect(Number(amount)).toBeGreaterThan(300_000)
  expect(Number(amount)).toBeLessThanOrEqual(510_000)
})

test('what cannot be more is no course of that kind', async () => {
  const more = 'shed.register(ada); uint256 bay = shed.take(); shed.store(bay, 40);'
  const stage = await attackerStage(SHED, SETUP(more), '', 1n, true)
  expect(told(stage, true)).toEqual([])
})

test.each([false, true])('the state is the one after setup again: grown %s', async (isGrown) => {
  const more = 'shed.register(ada); shed.take{value: 2 ether}();'
  const stage = await attackerStage(SHED, SETUP(more), '', 1n, true)
  const before = stage.world.machine.stateHash()
  told(stage, isGrown)
  expect(stage.world.machine.stateHash()).toBe(before)
})

test('with as much as goes well in the first call alone', async () => {
  const more = 'shed.take{value: 2 ether}(); shed.pay{value: 3_000}();'
  const stage = await attackerStage(
    SHED.replace('require(isKnown[msg.sender]); ', '').replace(
      'function store',
      'function pay() external payable {} function store',
    ),
    SETUP(more),
    '',
    1n,
    true,
  )
  const { world, engine, target } = stage
  const parts = {
    world,
    root: engine.root,
    writer: engine.writer,
    moves: new AttackerMoves(target, target.attacker!, engine.writer),
  }
  const tried = triedCourses(parts, target.attacker!.courses)
  const [entered] = enteredCourses(tried, grownCourses(parts, tried))
  expect(tried.map((calls) => calls.map(({ value }) => value))).toEqual([[2n * ETHER, 3_000n]])
  expect(entered![0]!.value).toBeGreaterThan(60n * ETHER)
  expect(entered![1]!.value).toBe(3_000n)
})
