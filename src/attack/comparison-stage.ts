// The comparison stage: takes one kept call, looks at the comparisons that it and the properties make, and tries to turn
// around one that was only ever seen with one outcome.
//
// First by writing: an operand that stands in the arguments is replaced by the other operand (input-to-state, REDQUEEN,
// NDSS 2019). Then by arithmetic: each number in the arguments is moved a little; if the operands' difference moves too,
// the secant method leads to where it changes sign. That solves equations a fuzzer cannot guess, without a solver, as far as
// they are nearly linear between where one is and where one wants to be.
//
// A number that is moved may turn around a comparison in front of the goal: `a == b` breaks when `b` becomes what the goal
// wants. Then the call is mended: the first comparison that went another way than before gets its old answer back by
// another number, and so on until the goal is reached again.

import { callProperty, tryCall } from './arena.ts'
import type { WorldState } from '../world/types.ts'
import type { Entry } from './entry.ts'
import { type Knob, knobsOf, randomIn, stepsFrom } from './knobs.ts'
import type { Lane } from './lane.ts'
import { compare, difference, wantedDifference } from './seen.ts'
import { selectorOfCall, selectorOfProperty } from './selector-word.ts'
import type { Call, Property } from './types.ts'

/** Executions that one stage may use. */
const RUNS_MAX = 80
/** Comparisons that one call is mended at. */
const MENDS_MAX = 6
/** Pairs of numbers that are moved together, and how small the first of them becomes. */
const PAIRS_TRIED = 3
const SMALL_BITS_MAX = 8
/** Comparisons of a call that are remembered for mending others. */
const PATH_MAX = 400
const SECANT_STEPS = 7
/** Stages of one lane that try the same comparison. */
const PURSUITS_MAX = 4
/** A goal is looked for among this many comparisons at a call's end. */
const COMPARISONS_READ = 4_000
const WORD = 1n << 256n
const EQ = 0x14

/** What is to be turned around: the comparison at `site`, in the call itself or in a property asked after it. */
type Goal = { readonly site: number; readonly property: Property | undefined }

type Reading = { readonly opcode: number; readonly left: bigint; readonly right: bigint }

/** Comparisons in order. */
type Path = readonly (Reading & { readonly site: number })[]

/** A number that is moved in a call, while others stay. */
type Move = {
  readonly call: Call
  readonly knob: Knob
  readonly value: bigint
  readonly fixed: readonly Knob[]
}

/** A call that reaches the goal, and what is compared there. */
type Reached = { readonly call: Call; readonly reading: Reading }

/** Runs one stage. False if there was nothing to do. */
export function comparisonStage(lane: Lane): boolean {
  const { corpus } = lane.parts
  // What stands in the way of a function that never went well is worth most.
  const stuck = lane.prng.nextBelow(2) === 0 ? corpus.chooseStuck(lane.prng) : undefined
  const number = stuck ?? corpus.chooseInput(lane.prng)
  if (number === undefined) return false
  const entry = corpus.entry(number)
  const last = entry.calls.at(-1)
  if (last === undefined || last.target < 0) return false
  const stage = new Stage(lane, entry, last)
  const goal = stage.chooseGoal()
  if (goal === undefined) return false
  stage.pursue(goal)
  return true
}

class Stage {
  readonly #lane: Lane
  readonly #entry: Entry
  readonly #call: Call
  /** Of the call, and of every one that differs from it in numbers. */
  readonly #knobs: readonly Knob[]
  #runs = 0
  /** Of the call as it is; undefined until it is needed. */
  #path: Path | undefined
  /** The state that the call is made on, once somebody was there. */
  #start: WorldState | undefined

  constructor(lane: Lane, entry: Entry, call: Call) {
    this.#lane = lane
    this.#entry = entry
    this.#call = call
    this.#knobs = knobsOf(call, lane.parts)
  }

  /** A one-sided comparison of the call or of an open property after it. */
  chooseGoal(): Goal | undefined {
    const { prng, record } = this.#lane
    const properties = this.#entry.stateless < 0 && !this.#entry.isReverted ? record.open : []
    // A property is what we are after: half of the stages, if there is one to ask.
    const property =
      properties.length > 0 && prng.nextBelow(2) === 0
        ? properties[prng.nextBelow(properties.length)]
        : undefined
    const goals = this.#observe(this.#call, property, () => {
      const selector = property === undefined ? selectorOfCall(this.#call) : selectorOfProperty(property)
      const { pursued } = this.#lane
      return this.#lane.parts.seen
        .oneSided(selector)
        .filter((site) => (pursued.get(site) ?? 0) < PURSUITS_MAX)
    })
    if (goals === undefined || goals.length === 0) return undefined
    // Later comparisons are nearer to what was not reached: half of the draws go to the last few.
    const range = prng.nextBelow(2) === 0 ? Math.min(goals.length, 4) : goals.length
    const site = goals[prng.nextBelow(range)]!
    this.#lane.pursued.set(site, (this.#lane.pursued.get(site) ?? 0) + 1)
    return { site, property }
  }

  pursue(goal: Goal): void {
    const start = this.#read(this.#call, goal)
    if (start === undefined) return
    const knobs = [...this.#knobs]
    if (this.#substitute(goal, start, knobs)) return
    if (!this.#depends(goal, start, knobs)) return
    // In an order of its own each time: the budget may not suffice for all.
    for (let i = knobs.length - 1; i > 0; i--) {
      const j = this.#lane.prng.nextBelow(i + 1)
      const knob = knobs[i]!
      knobs[i] = knobs[j]!
      knobs[j] = knob
    }
    for (const knob of knobs) {
      if (this.#runs >= RUNS_MAX) return
      if (this.#turn(goal, start, knob, this.#call, [])) return
      // What it takes may lie below zero from here: once more from elsewhere.
      const elsewhere = knob.set(this.#call, randomIn(knob, this.#lane.prng))
      const reading = this.#read(elsewhere, goal)
      if (reading === undefined) continue
      if (answers(reading) !== answers(start)) {
        if (this.#tryCall(goal, start, elsewhere)) return
      } else if (this.#turn(goal, reading, knob, elsewhere, [])) return
    }
    this.#turnTwo(goal, start, knobs)
  }

  /** Of a product no factor alone may do it: one becomes small, then another one is moved. */
  #turnTwo(goal: Goal, start: Reading, knobs: readonly Knob[]): void {
    const { prng } = this.#lane
    for (let i = 0; i < PAIRS_TRIED && knobs.length > 1 && this.#runs < RUNS_MAX; i++) {
      const first = knobs[prng.nextBelow(knobs.length)]!
      const second = knobs[prng.nextBelow(knobs.length)]!
      const small = 1n + BigInt(prng.nextBelow(2 ** (1 + prng.nextBelow(SMALL_BITS_MAX))))
      if (first === second || small < first.min || small > first.max) continue
      const base = this.#reach(goal, { call: this.#call, knob: first, value: small, fixed: [] })
      if (base === undefined) continue
      if (answers(base.reading) !== answers(start)) {
        this.#tryCall(goal, start, base.call)
        return
      }
      if (this.#turn(goal, base.reading, second, base.call, [first])) return
    }
  }

  /**
   * Whether the comparison may look at any of the numbers: with all of them elsewhere it is another one, or is not reached. The
   * length of the calldata, the time and what others hold do not move with them.
   */
  #depends(goal: Goal, { left, right }: Reading, knobs: readonly Knob[]): boolean {
    let moved = this.#call
    for (const knob of knobs) moved = knob.set(moved, randomIn(knob, this.#lane.prng))
    const other = this.#read(moved, goal)
    return other === undefined || other.left !== left || other.right !== right
  }

  /** Operands that stand in the arguments are replaced by what they are compared with. */
  #substitute(goal: Goal, start: Reading, knobs: readonly Knob[]): boolean {
    const pairs = [
      [start.left, start.right],
      [start.right, start.left],
    ] as const
    for (const knob of knobs) {
      const value = knob.get(this.#call)
      if (value === undefined) continue
      const word = value < 0n ? value + WORD : value
      // What it is mixed with by XOR drops out again.
      const mixed = start.left ^ start.right
      for (const each of new Set([mixed, mixed * (knob.max & -knob.max)])) {
        const changed = withWord(this.#call, knob, word ^ each)
        if (start.opcode === EQ && changed !== undefined && this.#tryCall(goal, start, changed, knob))
          return true
      }
      for (const [mine, other] of pairs) {
        if (word !== mine) continue
        for (const wanted of [other, other + 1n, other - 1n]) {
          const changed = withWord(this.#call, knob, wanted)
          if (changed !== undefined && this.#tryCall(goal, start, changed, knob)) return true
        }
      }
    }
    return false
  }

  /** Moves one number until the comparison turns around. */
  #turn(goal: Goal, start: Reading, knob: Knob, call: Call, fixed: readonly Knob[]): boolean {
    const x0 = knob.get(call)
    if (x0 === undefined) return false
    const f0 = difference(start.opcode, start.left, start.right)
    const wanted = wantedDifference(start.opcode, f0)
    for (const step of stepsFrom(x0, knob)) {
      const nudged = this.#reach(goal, { call, knob, value: x0 + step, fixed })
      if (nudged === undefined) continue
      const { reading } = nudged
      if (answers(reading) !== answers(start)) return this.#tryCall(goal, start, nudged.call)
      const f1 = difference(reading.opcode, reading.left, reading.right)
      if (f1 === f0) continue
      const move = (value: bigint): Move => ({ call, knob, value, fixed })
      return this.#secant(goal, start, move, [x0, f0], [x0 + step, f1], wanted)
    }
    return false
  }

  #secant(
    goal: Goal,
    start: Reading,
    move: (value: bigint) => Move,
    from: readonly [bigint, bigint],
    to: readonly [bigint, bigint],
    wanted: bigint,
  ): boolean {
    let [xa, fa] = from
    let [xb, fb] = to
    const { knob } = move(xa)
    for (let i = 0; i < SECANT_STEPS && this.#runs < RUNS_MAX; i++) {
      if (fb === fa) return false
      let x = xb + ((wanted - fb) * (xb - xa)) / (fb - fa)
      if (x < knob.min) x = knob.min
      if (x > knob.max) x = knob.max
      if (x === xb) x += wanted > fb === fb > fa ? 1n : -1n
      if (x < knob.min || x > knob.max || x === xa) return false
      let reached = this.#reach(goal, move(x))
      if (reached === undefined) {
        // The comparison is not reached there: half of the way.
        xa = x
        x = (x + xb) / 2n
        reached = this.#reach(goal, move(x))
        if (reached === undefined) return false
      }
      const { reading, call } = reached
      if (answers(reading) !== answers(start)) return this.#tryCall(goal, start, call)
      ;[xa, fa, xb, fb] = [xb, fb, x, difference(reading.opcode, reading.left, reading.right)]
    }
    return false
  }

  /** Makes the call for real if it turns the comparison around, or if mended it does. */
  #tryCall(goal: Goal, start: Reading, call: Call, moved?: Knob): boolean {
    const reading = this.#read(call, goal)
    if (reading !== undefined && answers(reading) === answers(start)) return false
    const mended = reading === undefined && moved !== undefined ? this.#mend(goal, call, [moved]) : undefined
    if (mended !== undefined && answers(mended.reading) !== answers(start)) {
      this.#lane.tryOn(this.#entry, mended.call)
      return true
    }
    // Not reached any more is news too: something in front of it went another way.
    this.#lane.tryOn(this.#entry, call)
    return reading !== undefined
  }

  /** The goal with one number moved, and others after it as far as that takes. */
  #reach(goal: Goal, { call, knob, value, fixed }: Move): Reached | undefined {
    const moved = knob.set(call, value)
    const reading = this.#read(moved, goal)
    return reading === undefined ? this.#mend(goal, moved, [knob, ...fixed]) : { call: moved, reading }
  }

  /** Moves other numbers until the goal is reached as it was before. */
  #mend(goal: Goal, broken: Call, fixed: readonly Knob[]): Reached | undefined {
    if (goal.property !== undefined) return undefined
    const before = (this.#path ??= this.#pathOf(this.#call) ?? [])
    const free = this.#knobs.filter((knob) => !fixed.includes(knob))
    let call = broken
    for (let i = 0; i < MENDS_MAX && this.#runs < RUNS_MAX; i++) {
      const path = this.#pathOf(call)
      if (path === undefined) return undefined
      const turned = firstTurned(before, path, goal.site)
      if (turned === 'nothing') {
        const reading = path.find(({ site }) => site === goal.site)
        return reading === undefined ? undefined : { call, reading }
      }
      if (turned === 'elsewhere') return undefined
      const mended = settled(call, turned, free)
      if (mended === undefined) return undefined
      call = mended
    }
    return undefined
  }

  /** What the call itself compares. */
  #pathOf(call: Call): Path | undefined {
    const { observations } = this.#lane.parts.world.machine
    return this.#observe(call, undefined, () => {
      const found: (Reading & { readonly site: number })[] = []
      observations.scan(PATH_MAX, (site, opcode, at) => {
        found.push({ site, opcode, left: observations.left(at), right: observations.right(at) })
      })
      return found.reverse()
    })
  }

  /** What the goal compares after this call; undefined if it does not get there. */
  #read(call: Call, goal: Goal): Reading | undefined {
    const { observations } = this.#lane.parts.world.machine
    return this.#observe(call, goal.property, () => {
      const at = observations.newestAt(goal.site, COMPARISONS_READ)
      if (at < 0) return undefined
      return {
        opcode: observations.opcode(at),
        left: observations.left(at),
        right: observations.right(at),
      }
    })
  }

  /** Makes the call on the entry's state, then asks the property, with comparisons noted; undoes both. */
  #observe<Result>(call: Call, property: Property | undefined, look: () => Result): Result | undefined {
    const { world } = this.#lane.parts
    const { machine } = world
    if (!this.#begin()) return undefined
    this.#runs++
    this.#lane.stageRuns++
    if (property === undefined) machine.observations.observe({ comparisons: true })
    const result = tryCall(world, call)
    this.#lane.record.countStageRun(result)
    let out: Result | undefined
    if (property === undefined) {
      out = result.verdict === 'ran' ? look() : undefined
    } else if (result.verdict === 'ran' && result.status === 'success') {
      machine.observations.observe({ comparisons: true })
      callProperty(world, world.sender, property)
      out = look()
    }
    machine.observations.observe({})
    machine.coverage.merge('drop')
    return out
  }

  /** Goes to the state that the call is made on; false if it is not there any more. The calls before it are made once. */
  #begin(): boolean {
    const { world, corpus } = this.#lane.parts
    const state = this.#start ?? corpus.stateOf(this.#entry.stateless >= 0 ? 0 : this.#entry.parent)
    if (state === undefined) return false
    world.load(state)
    if (this.#start === undefined) {
      const before = this.#entry.calls.slice(0, -1)
      for (const call of before) tryCall(world, call)
      this.#start = before.length === 0 ? state : world.save()
    }
    return true
  }
}

function answers({ opcode, left, right }: Reading): boolean {
  return compare(opcode, left, right)
}

/** The call with a number as the contract sees it; undefined if the number cannot be that. */
function withWord(call: Call, knob: Knob, word: bigint): Call | undefined {
  const value = knob.min < 0n && word >= WORD >> 1n ? word - WORD : word
  return value < knob.min || value > knob.max ? undefined : knob.set(call, value)
}

/** The first comparison in front of the goal that went another way, as it is now. */
function firstTurned(before: Path, now: Path, goal: number): Path[number] | 'nothing' | 'elsewhere' {
  for (const [i, { site, opcode, left, right }] of before.entries()) {
    const other = now[i]
    if (other?.site !== site) return 'elsewhere'
    if (site === goal) return 'nothing'
    if (compare(opcode, left, right) !== answers(other)) return other
  }
  return 'elsewhere'
}

/** Turns a comparison back by a number that stands in it; the number is not free any more. */
function settled(call: Call, { opcode, left, right }: Reading, free: Knob[]): Call | undefined {
  const now = compare(opcode, left, right)
  for (const [i, knob] of free.entries()) {
    const value = knob.get(call)
    if (value === undefined) continue
    const word = value < 0n ? value + WORD : value
    for (const isLeft of [true, false]) {
      if (word !== (isLeft ? left : right)) continue
      const other = isLeft ? right : left
      for (const wanted of [other, other + 1n, other - 1n]) {
        if (compare(opcode, isLeft ? wanted : left, isLeft ? right : wanted) === now) continue
        const changed = withWord(call, knob, wanted)
        if (changed === undefined) continue
        free.splice(i, 1)
        return changed
      }
    }
  }
  return undefined
}
