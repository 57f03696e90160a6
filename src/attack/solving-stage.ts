// The solving stage: takes one kept way, follows how the conditions of its jumps came from the numbers in its calls, and
// looks for numbers with which one jump goes where nobody has gone, and all in front of it go as before.
//
// The comparison stage moves one number at a time and runs every try; this one tries formulas, a thousand in the time of one
// run, so it gets through conditions that stand together: `a == 13 * b` behind `b > 31` behind `a < c + 7`. What storage
// carries from one call to the next, or to a property, is part of the formulas. An attacker has aims besides: numbers with
// which a call writes the attacker where a contract keeps another account, or computes what does not fit. A solution is
// executed like any other call: what the formulas got wrong costs a try, never a finding.

import { bigIntToBytes32 } from '../primitives/bytes.ts'
import type { Entry } from './entry.ts'
import { type Condition, solve } from './formulas/solve.ts'
import type { JumpSides } from './formulas/jump-sides.ts'
import type { Lane } from './lane.ts'
import type { Aim } from './aims/aim.ts'
import { overwritesOf } from './aims/overwrites.ts'
import { wrapsOf } from './aims/wraps.ts'
import type { Call } from './types.ts'
import type { Passed, Turn, Way, WayToFollow } from './ways.ts'

/** Entries that are looked at for one that has such a jump. */
const CHOICES_MAX = 6
const AIM_CHOICES_MAX = 12
const SIDE_CHOICES_MAX = 6
/** Calls of an entry that is looked at: they are all made each time. */
const WAY_MAX = 16
/** One in so many ways begins where the entry's parent began. */
const LONGER_ONE_IN = 3
/** Jumps that one trace is used for. */
const GOALS_MAX = 4
/** What is solved opens the way to the next condition: so many one after the other. */
const CHAIN_MAX = 24
/** Stages of one lane that try the same side of a jump. */
const PURSUITS_MAX = 3
/** Stages of one lane that look for aims in the same function without having found a new one. */
const AIMLESS_MAX = 4
/** What a stage costs, in calls: so many formulas that are evaluated take as long as one. */
const EVALUATIONS_PER_CALL = 12
/** Evaluations of one try. An attacker's stages have a small part of its calls, and do better with many short tries. */
const EVALUATIONS_MAX = 8_000
const EVALUATIONS_MAX_OF_ATTACKERS = 4_000

/** What a stage is for: a side of a jump that nobody took, or what an attacker would like a function to write or compute. */
export type Purpose = 'side' | 'aim'

/** Runs one stage. Its cost in calls, which looking for one has, too; `isRun`: whether it found something to do. */
export function solvingStage(
  lane: Lane,
  purpose: Purpose,
): { readonly cost: number; readonly isRun: boolean } {
  let cost = 0
  let next: Stage | undefined
  for (let i = 0; i < CHOICES_MAX && next === undefined; i++) {
    const stage = chosen(lane, purpose)
    if (stage === undefined) continue
    if (purpose === 'aim') {
      if (stage.mayAim) next = stage
      continue
    }
    cost += stage.calls
    if (stage.hasGoal()) next = stage
  }
  const isRun = next !== undefined
  for (let i = 0; i < CHAIN_MAX && next !== undefined && !lane.record.isOver; i++) {
    const entry: Entry | undefined = next.run()
    cost += next.cost
    next = entry && new Stage(lane, entry, undefined)
  }
  return { cost: Math.ceil(cost), isRun }
}

function chosen(lane: Lane, purpose: Purpose): Stage | undefined {
  const { corpus } = lane.parts
  const unseen = purpose === 'aim' ? withoutAims(lane) : undefined
  const number = unseen ?? (purpose === 'aim' ? corpus.chooseInput(lane.prng) : ofManySides(lane))
  const entry = number === undefined ? undefined : corpus.entry(number)
  const last = entry?.calls.at(-1)
  if (entry === undefined || last === undefined || last.target < 0) return undefined
  if (entry.calls.length > WAY_MAX) return undefined
  const isLonger = entry.parent > 0 && entry.stateless < 0 && lane.prng.nextBelow(LONGER_ONE_IN) === 0
  return isLonger
    ? new Stage(lane, withParent(entry, corpus.entry(entry.parent)), `${number} from its parent`)
    : new Stage(lane, entry, `${number}`)
}

/** Mostly at the edge of what was reached; in an attacker's campaign, whose stages are few, rather one that none of the lane began with. */
function ofManySides({ parts, prng, pursued }: Lane): number | undefined {
  const { corpus, target } = parts
  let number: number | undefined
  for (let i = 0; i < SIDE_CHOICES_MAX; i++) {
    const isFrontier = prng.nextBelow(4) > 0
    number = isFrontier ? corpus.chooseFrontier(prng) : corpus.chooseInput(prng)
    if (target.attacker === undefined || number === undefined) break
    const key = `began with ${number}`
    if (pursued.has(key)) continue
    pursued.set(key, 1)
    break
  }
  return number
}

/** Half of the time, an entry of a function that no stage of the lane has looked at for aims. */
function withoutAims({ parts, prng, pursued }: Lane): number | undefined {
  if (prng.nextBelow(2) === 0) return undefined
  for (let i = 0; i < AIM_CHOICES_MAX; i++) {
    const number = parts.corpus.chooseInput(prng)
    if (number === undefined) return undefined
    const { calls, isReverted } = parts.corpus.entry(number)
    const last = calls.at(-1)
    if (!isReverted && last !== undefined && last.target >= 0 && !pursued.has(lookedAt(last.target)))
      return number
  }
  return undefined
}

function lookedAt(target: number): string {
  return `looked at ${target}`
}

/** The entry's way from where its parent began: what the parent's calls stored may be what stands in the way. */
function withParent(entry: Entry, parent: Entry): Entry {
  return { ...entry, parent: parent.parent, calls: [...parent.calls, ...entry.calls] }
}

class Stage {
  readonly #lane: Lane
  readonly #sides: JumpSides
  readonly #entry: Entry
  readonly #calls: readonly Call[]
  readonly #toFollow: WayToFollow
  /** Its stages are few: what they run counts as executions, nothing of it is kept, and every jump is tried. */
  readonly #isOfAttacker: boolean
  #cost = 0

  /** @param name of the way among those of the corpus, if it is one of them */
  constructor(lane: Lane, entry: Entry, name: string | undefined) {
    this.#lane = lane
    this.#sides = lane.parts.sides
    this.#entry = entry
    this.#calls = entry.calls
    // An open one of the user's, which is contracts' code.
    const asked = lane.record.open.filter(({ kind }) => kind === 'invariant' || kind === 'boolean')
    const isAsked = entry.stateless < 0 && !entry.isReverted && asked.length > 0
    const property = isAsked ? asked[lane.prng.nextBelow(asked.length)] : undefined
    this.#isOfAttacker = lane.parts.target.attacker !== undefined
    const isKept = name !== undefined && !this.#isOfAttacker
    this.#toFollow = { entry, property, name: isKept ? `${name}, ${property?.index}` : undefined }
  }

  /** What it took so far, in calls. */
  get cost(): number {
    return this.#cost
  }
  get calls(): number {
    return this.#calls.length
  }

  /** Whether the way passes a jump of which a side is open: a run without a trace says that. */
  hasGoal(): boolean {
    const passed = this.#lane.parts.ways.passed(this.#toFollow)
    if (passed === undefined) return false
    this.#count(passed)
    return passed.sides.some((side) => this.#mayPursue(side))
  }

  /** The way that went where nobody had gone; undefined if none did. */
  run(): Entry | undefined {
    const way = this.#lane.parts.ways.follow(this.#toFollow)
    if (way === undefined) return undefined
    this.#cost += way.cost
    this.#count(way.passed)
    const { turns } = way
    const open = this.#goalsIn(turns)
    const possible = this.#isOfAttacker ? open : way.possible(open)
    // What does not depend on inputs, or cannot be otherwise on this way, is not looked at again and again.
    const sides = new Set(possible.map((at) => turns[at]!.other))
    for (const side of way.passed.sides)
      if (this.#sides.isOpen(side) && !sides.has(side)) this.#notePursuit(side)
    this.#tryAims(way)
    const { prng } = this.#lane
    for (let i = 0; i < GOALS_MAX && !this.#lane.record.isOver; i++) {
      const goals = possible.filter((at) => this.#mayPursue(turns[at]!.other!))
      if (goals.length === 0) return undefined
      // Later ones are nearer to what was not reached.
      const range = prng.nextBelow(2) === 0 ? Math.min(goals.length, 3) : goals.length
      const goal = goals[goals.length - 1 - prng.nextBelow(range)]!
      const { other, condition, isTaken } = turns[goal]!
      const side = other!
      this.#notePursuit(side)
      const wanted = [{ formula: condition, isTrue: !isTaken }]
      const calls = this.#pursue(way, turns.slice(0, goal), wanted, side)
      if (calls !== undefined && !this.#sides.isOpen(side))
        return { ...this.#entry, calls, isReverted: false }
    }
    return undefined
  }

  #count({ runs, gas }: Passed): void {
    this.#lane.record.countStageRuns(this.#isOfAttacker ? runs : 0, gas)
  }

  /** Positions of turns that may be pursued. */
  #goalsIn(turns: readonly Turn[]): readonly number[] {
    return turns.flatMap(({ other }, at) => (other !== undefined && this.#mayPursue(other) ? [at] : []))
  }

  // ---- aims of an attacker ----------------------------------------------------------------------------------------

  /** Whether what the last function of the way writes and computes is worth a look. */
  get mayAim(): boolean {
    if (this.#lane.parts.target.attacker === undefined || this.#entry.isReverted) return false
    return (this.#lane.pursued.get(this.#aimed) ?? 0) < AIMLESS_MAX
  }
  get #aimed(): string {
    return `aims of ${this.#calls.at(-1)!.target}`
  }

  #aimsOf({ followed, values }: Way): readonly Aim[] {
    const { attacker } = this.#lane.parts.target
    if (attacker === undefined || !this.mayAim) return []
    return followed.flatMap(({ after, of: { writes, arithmetic } }) => {
      // In turns: there may be many of one kind, and a stage tries a few.
      const [overwrites, wraps] = [overwritesOf(writes, attacker), wrapsOf(arithmetic, values)]
      return Array.from({ length: Math.max(overwrites.length, wraps.length) }, (_, i) => [
        ...wraps.slice(i, i + 1),
        ...overwrites.slice(i, i + 1),
      ])
        .flat()
        .map((aim) => ({ ...aim, after: aim.after + after }))
    })
  }

  /** Tries each aim once. */
  #tryAims(way: Way): void {
    if (!this.mayAim) return
    const { turns } = way
    const aims = this.#aimsOf(way)
    const { pursued } = this.#lane
    pursued.set(lookedAt(this.#calls.at(-1)!.target), 1)
    let tried = 0
    for (const { name, after, conditions } of aims) {
      const key = `${this.#aimed} ${name}`
      if (pursued.has(key) || this.#lane.record.isOver) continue
      if (++tried > GOALS_MAX) return
      pursued.set(key, 1)
      const goal = conditions()
      if (goal === undefined) continue
      // If it can be, what comes after it goes as it went, too: what is checked there passes.
      const calls = this.#pursue(way, turns, goal) ?? this.#pursue(way, turns.slice(0, after), goal)
      if (calls === undefined) continue
      // What was aimed at may look like nothing new: others are to go on from there.
      this.#lane.tryInstead(this.#entry, calls, { isAtOnce: false, isKept: true })
      // Who has taken the place of some code is called once more.
      this.#lane.tryInstead(this.#entry, [...calls, this.#calls.at(-1)!])
    }
    if (tried === 0) pursued.set(this.#aimed, (pursued.get(this.#aimed) ?? 0) + 1)
  }

  // ---- going where nobody has gone --------------------------------------------------------------------------------

  #mayPursue(side: number): boolean {
    return this.#sides.isOpen(side) && (this.#lane.pursued.get(`side ${side}`) ?? 0) < PURSUITS_MAX
  }
  #notePursuit(side: number): void {
    const { pursued } = this.#lane
    pursued.set(`side ${side}`, (pursued.get(`side ${side}`) ?? 0) + 1)
  }

  /** Whether a call of the way that reverts is a failure. */
  get #isRevertJudged(): boolean {
    const { properties } = this.#lane.parts.target
    return this.#entry.stateless >= 0 || properties.some(({ kind }) => kind === 'noRevert')
  }

  /** Makes the way with numbers with which the goal is met and all branches before it go as they went. `side`: that it leads to. */
  #pursue(
    way: Way,
    before: readonly Turn[],
    goal: readonly Condition[],
    side?: number,
  ): readonly Call[] | undefined {
    const conditions: Condition[] = before.map(({ condition, isTaken }) => ({
      formula: condition,
      isTrue: isTaken,
    }))
    conditions.push(...goal)
    const { parts, prng } = this.#lane
    const most = parts.target.attacker === undefined ? EVALUATIONS_MAX : EVALUATIONS_MAX_OF_ATTACKERS
    const { values, evaluations } = solve(conditions, way.values, way.ranges, prng, most)
    this.#cost += evaluations / EVALUATIONS_PER_CALL
    if (values === undefined) return undefined
    const calls = this.#with(way, values)
    // What refuses calldata that nobody would send (bits above a small number, an argument that begins elsewhere) has open sides,
    // too. Going there once closes them; but a test that was called so has not failed.
    const { writer } = this.#lane.parts
    const isNamed = (call: Call): boolean => call.target < 0 || writer.valuesOf(call) !== undefined
    if (!calls.every(isNamed)) return undefined
    const isMeant = (call: Call): boolean => call.target < 0 || writer.isWellFormed(call)
    if (this.#isRevertJudged && !calls.every(isMeant)) {
      if (side !== undefined) this.#lane.pursued.set(`side ${side}`, PURSUITS_MAX)
      return undefined
    }
    this.#lane.tryInstead(this.#entry, calls)
    return calls
  }

  /** The calls with these inputs. */
  #with(way: Way, values: readonly bigint[]): readonly Call[] {
    const calls = [...this.#calls]
    for (const [i, { call: at, what }] of way.places.entries()) {
      const value = values[i]!
      if (value === way.values[i]) continue
      const call = calls[at]!
      if (what === 'value') calls[at] = { ...call, value }
      else if (what === 'seconds') calls[at] = { ...call, seconds: Number(value) }
      else {
        const data = call.data.slice()
        data.set(bigIntToBytes32(value).subarray(0, Math.max(0, data.length - what)), what)
        calls[at] = { ...call, data }
      }
    }
    return calls
  }
}
