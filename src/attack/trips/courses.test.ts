import { describe, expect, test } from 'vitest'
import { attackerStage, type AttackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import { AttackerMoves } from '../attacker/attacker-moves.ts'
import type { CallSequence } from '../types.ts'
import { coursesFrom, enteredCourses, grownCourses, triedCourses } from './courses.ts'

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
  const courses = isGrown ? grownCourses(parts, tried).map(({ calls }) => calls) : tried
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
  const [entered] = enteredCourses(grownCourses(parts, tried))
  expect(tried.map((calls) => calls.map(({ value }) => value))).toEqual([[2n * ETHER, 3_000n]])
  expect(entered![0]!.value).toBeGreaterThan(60n * ETHER)
  expect(entered![1]!.value).toBe(3_000n)
})

const STALLS = `contract Stall { mapping(address => uint256) public goods; mapping(address => uint256) public credit; uint256 public immutable limit;
  constructor(uint256 l) { limit = l; }
  function bring(uint256 amount) external { require(amount <= limit); goods[msg.sender] += amount; }
  function lend(Stall other, uint256 amount) external { require(other.goods(msg.sender) >= amount); credit[msg.sender] += amount; } }
  contract Fair { mapping(Stall => bool) public isOpen; function open(Stall stall) external { isOpen[stall] = true; } }`

/** 'bring@b(40)': function, which stall, arguments. */
async function stallsCourses(
  more: string,
): Promise<Record<'usual' | 'siblings' | 'little', readonly string[]>> {
  const setup = `Stall a; Stall b; Fair fair; function setUp() public { a = new Stall(1e12); b = new Stall(9_000); fair = new Fair();
    address ada = address(0xada01); vm.startPrank(ada); ${more} vm.stopPrank(); }`
  const { world, engine, target } = await attackerStage(STALLS, setup, '', 1n, true)
  const { writer, root } = engine
  const parts = { world, root, writer, moves: new AttackerMoves(target, target.attacker!, writer) }
  const before = world.machine.stateHash()
  const { usual, siblings, little } = coursesFrom(parts, target.attacker!.courses, target.functions)
  expect(world.machine.stateHash()).toBe(before)
  const stalls = [
    ...new Set(target.functions.filter(({ artifact }) => artifact.name === 'Stall').map(({ to }) => to!)),
  ]
  const named = (value: unknown): string => {
    const at = stalls.findIndex((each) => each === value)
    return at < 0 ? String(value) : 'ab'[at]!
  }
  const told = (courses: readonly CallSequence[]): readonly string[] =>
    courses.map((calls) =>
      calls
        .map((call) => {
          const { abi, to } = target.functions[call.target]!
          return `${abi.name}@${named(to).slice(0, 1)}(${writer.valuesOf(call)!.map(named).join(', ')})`
        })
        .join(' '),
    )
  return { usual: told(usual), siblings: told(siblings), little: told(little) }
}

describe('courses with another contract of the same code', () => {
  test('the same is done there, with less if it has to be, and then with next to nothing', async () => {
    const { usual, siblings, little } = await stallsCourses('a.bring(50_000); a.lend(a, 20_000);')
    expect(usual).toEqual(['bring@a(50000) lend@a(a, 20000)'])
    expect(siblings).toEqual(['bring@b(6250) lend@b(b, 5000)'])
    expect(little).toEqual(['bring@b(1) lend@b(b, 5000)', 'bring@b(2) lend@b(b, 5000)'])
  })

  test('where users have been, next to nothing is nothing', async () => {
    const { little } = await stallsCourses(
      'a.bring(50_000); a.lend(a, 20_000); b.bring(4_000); b.lend(b, 2_000);',
    )
    expect(little).toEqual([])
  })

  test('a contract that nobody else has the code of has none', async () => {
    const { usual, siblings } = await stallsCourses('fair.open(a); fair.open(b);')
    expect(usual).toHaveLength(1)
    expect(siblings).toEqual([])
  })
})
