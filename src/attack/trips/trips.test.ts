import { expect, test } from 'vitest'
import { attackerStage, type AttackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { createPrng } from '../../primitives/prng.ts'
import type { AbiValue } from '../../project/abi/types.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import { AttackerMoves } from '../attacker/attacker-moves.ts'
import { ATTACKERS } from '../attacker/attacker-target.ts'
import type { Call } from '../types.ts'
import { AmountTrials } from './amount-trials.ts'
import { fromAnotherAccount } from './from-another-account.ts'
import { LearnedCalls } from './learned-calls.ts'
import { drawAmount } from './related-amounts.ts'
import { Trip, type TripParts } from './trip.ts'
import { Wealth } from './wealth.ts'

const SAFE = `contract Safe { mapping(uint256 => uint256) public boxes; uint256 public next = 7;
  function open(address who, uint256 box) external payable returns (uint256) { boxes[box] += msg.value; who; return next++; }
  function take(uint256 box, uint256 amount) external { boxes[box] -= amount; payable(msg.sender).transfer(amount); } }`
const SETUP = `function setUp() public { Safe s = new Safe(); vm.deal(address(this), 90 ether); s.open{value: 40 ether}(address(1), 1); }`
const [FIRST, SECOND] = ATTACKERS

function callOf(stage: AttackerStage, name: string, values: readonly AbiValue[], value = 0n): Call {
  const fn = stage.target.functions.find(({ abi }) => abi.name === name)!
  return { ...stage.engine.writer.callOf(fn, FIRST!, values), value }
}

test('an account that is named changes with the sender, nothing else does', async () => {
  const stage = await attackerStage(SAFE, SETUP)
  const { writer } = stage.engine
  const call = callOf(stage, 'open', [FIRST!, 5n], 3n)
  const sent = fromAnotherAccount(call, SECOND!, writer)
  expect(sent.from).toBe(SECOND)
  expect(writer.valuesOf(sent)).toEqual([SECOND, 5n])
  expect(sent.value).toBe(3n)
  expect(fromAnotherAccount(call, FIRST!, writer)).toBe(call)
})

test('a number by which an amount changed is an amount, also where it is small; an id is none', async () => {
  const stage = await attackerStage(SAFE, SETUP)
  const learned = new LearnedCalls(stage.target, stage.engine.writer)
  const take = callOf(stage, 'take', [1n, 2n])
  learned.learn(take, [2n])
  expect(learned.amountsOf(take).map((knob) => knob.get(take))).toEqual([2n])
  expect(learned.outs).toHaveLength(1)
  const known = learned.pick(createPrng(1n), take.target)!
  expect([known.pays, known.gets]).toEqual([[], [0]])
  const other = known.amounts[0]!.knob.set(callOf(stage, 'take', [4n, 9n]), 77n)
  expect(stage.engine.writer.valuesOf(other)).toEqual([4n, 77n])
  // The ether that was sent.
  const open = callOf(stage, 'open', [FIRST!, 5n], 30n)
  learned.learn(open, [-30n])
  expect(learned.amountsOf(open).map((knob) => knob.get(open))).toEqual([30n])
  expect(learned.outs).toHaveLength(1)
})

test('a function that took less ether than came with a call gives change', async () => {
  const stage = await attackerStage(SAFE, SETUP)
  const learned = new LearnedCalls(stage.target, stage.engine.writer)
  const open = callOf(stage, 'open', [FIRST!, 5n], 30n)
  learned.learn(open, [-30n])
  learned.learn(open, [40n])
  expect(learned.givesChange(open.target)).toBe(false)
  learned.learn(open, [-10n])
  expect(learned.givesChange(open.target)).toBe(true)
})

test('standing is a part of what contracts hold, and dust is nothing', async () => {
  const stage = await attackerStage(SAFE, SETUP)
  const wealth = new Wealth(stage.target.attacker!)
  const own = wealth.own()
  const held = stage.target.attacker!.heldByContracts(0)
  expect(wealth.standing(own)).toEqual({ surplus: 0, deficit: 0 })
  expect(wealth.standing([own[0]! + held / 4n]).surplus).toBeCloseTo(0.25)
  expect(wealth.standing([own[0]! - held / 2n]).deficit).toBeCloseTo(0.5)
  expect(wealth.standing([own[0]! - 900n])).toEqual({ surplus: 0, deficit: 0 })
})

test('amounts are those of earlier steps, too', async () => {
  const stage = await attackerStage(SAFE, SETUP)
  const prng = createPrng(3n)
  const played = [{ call: callOf(stage, 'take', [1n, 2n]), change: [-12_345n], numbers: [6_789n] }]
  const scene = {
    facts: stage.target.attacker!,
    played,
    surplus: [-777n],
    account: FIRST!,
    recent: [4_242n],
  }
  const seen = new Set(Array.from({ length: 200 }, () => drawAmount(prng, scene)))
  for (const amount of [12_345n, 6_789n, 777n, 4_242n, 1n, scene.facts.heldByContracts(0)])
    expect(seen).toContain(amount)
})

test('a failed call that no compiler would have written has no numbers to be made smaller', async () => {
  const stage = await attackerStage(SAFE, SETUP)
  const { writer } = stage.engine
  const facts = stage.target.attacker!
  const moves = new AttackerMoves(stage.target, facts, writer)
  const tripOf = (): Trip =>
    new Trip({ facts, moves, writer } as unknown as TripParts, createPrng(1n), undefined, 0)
  const call = callOf(stage, 'take', [1n, 9_000_000n])
  const trip = tripOf()
  trip.failed(call)
  expect(writer.valuesOf(trip.next([])!)).toEqual([1n, 9_000_000n >> 4n])
  const other = tripOf()
  other.failed({ ...call, data: call.data.slice(0, 20) })
  expect(other.next([])).toBeUndefined()
})

test('into the middle: the contract takes something out, and tries other calls while it is paid', async () => {
  const stage = await attackerStage(SAFE, SETUP)
  const { writer } = stage.engine
  const facts = stage.target.attacker!
  const moves = new AttackerMoves(stage.target, facts, writer)
  const take = callOf(stage, 'take', [1n, 20n])
  moves.learned.learn(take, [20n])
  moves.learned.learn(callOf(stage, 'open', [FIRST!, 5n], 3_000n), [-3_000n])
  const created = { callable: () => stage.target.functions.map(({ index }) => index) }
  const trials = new AmountTrials()
  const parts = { facts, moves, writer, created, trials, functions: stage.target.functions }
  const call = Trip.intoTheMiddle(parts as unknown as TripParts, createPrng(3n)).next([])!
  expect([call.from, call.target]).toEqual([ATTACKER_CONTRACT, take.target])
  const inner = call.reactions!.flatMap(({ calls }) => calls)
  expect(inner.length).toBeGreaterThan(0)
  expect(inner.map(({ target }) => target)).not.toContain(take.target)
  expect(inner.every(({ from }) => from === ATTACKER_CONTRACT)).toBe(true)
})
