// The corpus: every entry that was kept, the states they left, and which of them deserve the next executions.
//
// All of it is a function of the list of entries (engine.ts appends them in order); choices among them take a random stream.

import type { Prng } from '../primitives/prng.ts'
import type { WorldState } from '../world/types.ts'
import { noteKept } from './decoded-arguments.ts'
import { type Entry, pathOf, ROOT_ENTRY } from './entry.ts'
import type { Call, CallSequence } from './types.ts'

/** States that are kept in memory. The least promising make room. */
const STATES_MAX = 3_000
/** Successful calls that are remembered per function, to be changed a little. */
const CALLS_PER_FUNCTION_MAX = 48
const TOURNAMENT = 3
/** The states that came closest to something last, from which one in eight walks begins. */
const CLOSEST_MAX = 12
const CLOSEST_ONE_IN = 8

/** What an entry brought when it was added. */
export type EntryGain = {
  readonly newEdges: number
  readonly newBuckets: number
  readonly newFeatures: number
  /** Comparisons that came closer than ever to the other outcome. */
  readonly closer: number
  /** Some of them are a property's. */
  readonly isNearBreak: boolean
  /** The value of an optimisation grew. */
  readonly isBest: boolean
}

type Kept = {
  readonly entry: Entry
  state: WorldState | undefined
  /** Calls from the state after setup. */
  readonly depth: number
  readonly score: number
  /** See Dictionary.recent. */
  readonly recent: readonly bigint[]
  /** How often this lane chose it. */
  picked: number
}

export class Corpus {
  readonly #entries: Entry[] = [ROOT_ENTRY]
  readonly #kept: Kept[]
  /** Numbers of entries whose state can be gone to. */
  #states: number[] = [0]
  /** Numbers of entries whose last call is worth changing. */
  readonly #inputs: number[] = []
  /** Numbers of the states that last came closer to the other side of a comparison, or raised an optimisation. */
  readonly #closest: number[] = []
  /** Last calls of entries by target function. */
  readonly #callsOf: Call[][] = []
  /** Target functions that went well at the end of some entry. */
  readonly #succeeded = new Set<number>()
  /** Numbers of entries whose last call failed. */
  readonly #failed: number[] = []

  /** Numbers of entries that were among the first to pass a jump of which nobody took one side. */
  readonly #frontier: number[] = []

  constructor(root: WorldState) {
    this.#kept = [{ entry: ROOT_ENTRY, state: root, depth: 0, score: 0, recent: [], picked: 0 }]
  }

  /** Entries, the root included. */
  get length(): number {
    return this.#entries.length
  }
  get entries(): readonly Entry[] {
    return this.#entries
  }
  /** States that can be gone to. */
  get stateCount(): number {
    return this.#states.length
  }

  /** Adds an entry; `state` is what it left, if it left one. Entries without gain are numbered but never chosen. */
  add(
    entry: Entry,
    state: WorldState | undefined,
    gain: EntryGain,
    recent: readonly bigint[] = [],
    isFrontier = false,
  ): number {
    const number = this.#entries.length
    const score = scoreOf(gain)
    const depth = (this.#kept[entry.parent]?.depth ?? 0) + entry.calls.length
    this.#entries.push(entry)
    this.#kept.push({ entry, state: score > 0 ? state : undefined, depth, score, recent, picked: 0 })
    if (score === 0) return number
    for (const call of entry.calls) noteKept(call)
    if (entry.stateless < 0) {
      if (state !== undefined) {
        this.#states.push(number)
        if (gain.isNearBreak || gain.isBest) this.#closest.push(number)
        if (this.#closest.length > CLOSEST_MAX) this.#closest.shift()
        if (this.#states.length > STATES_MAX) this.#dropStates()
      }
      const last = entry.calls.at(-1)
      if (last !== undefined && last.target >= 0) {
        this.#rememberCall(last)
        if (entry.isReverted) this.#failed.push(number)
        else this.#succeeded.add(last.target)
      }
    }
    this.#inputs.push(number)
    if (isFrontier) this.#frontier.push(number)
    return number
  }

  /** Remembers a call that somebody made before the search began. */
  seed(call: Call): void {
    this.#rememberCall(call)
  }

  /** The same of a function that never went well at the end of an entry. */
  seedUnlessKnown(call: Call): void {
    if (call.target >= 0 && !this.#succeeded.has(call.target)) this.#rememberCall(call)
  }

  #rememberCall(call: Call): void {
    noteKept(call)
    const calls = (this.#callsOf[call.target] ??= [])
    if (calls.length < CALLS_PER_FUNCTION_MAX) calls.push(call)
    // The older half makes room in turn: what is found later reaches further.
    else calls[this.#entries.length % CALLS_PER_FUNCTION_MAX] = call
  }

  /** Gives up a quarter of the states: low scores first, of equal ones the deeper. */
  #dropStates(): void {
    const order = this.#states
      .filter((number) => number !== 0)
      .sort((a, b) => {
        const x = this.#kept[a]!
        const y = this.#kept[b]!
        return x.score - y.score || y.depth - x.depth || a - b
      })
    const dropped = new Set(order.slice(0, STATES_MAX >> 2))
    for (const number of dropped) this.#kept[number]!.state = undefined
    this.#states = this.#states.filter((number) => !dropped.has(number))
  }

  entry(number: number): Entry {
    return this.#entries[number]!
  }
  /** The state that the entry left; undefined if it left none or it was given up. */
  stateOf(number: number): WorldState | undefined {
    return this.#kept[number]?.state
  }
  /** What the calls on the way to it gave back last. */
  recentOf(number: number): readonly bigint[] {
    return this.#kept[number]?.recent ?? []
  }
  depthOf(number: number): number {
    return this.#kept[number]?.depth ?? 0
  }
  /** All calls from the state after setup to that of the entry. */
  pathOf(number: number): CallSequence {
    return pathOf(this.#entries, number)
  }
  /** Calls of the function that were kept. */
  callsOf(target: number): readonly Call[] {
    return this.#callsOf[target] ?? []
  }

  /** A state to go on from: promising ones more often, each as seldom as it was chosen before in this lane. */
  chooseState(prng: Prng): number {
    if (this.#states.length === 1 || prng.nextBelow(12) === 0) return 0
    if (this.#closest.length > 0 && prng.nextBelow(CLOSEST_ONE_IN) === 0) {
      const number = this.#closest[prng.nextBelow(this.#closest.length)]!
      if (this.#kept[number]!.state !== undefined) return number
    }
    return this.#tournament(this.#states, prng)
  }

  /** An entry whose last call is worth changing; undefined if there is none. */
  chooseInput(prng: Prng): number | undefined {
    if (this.#inputs.length === 0) return undefined
    return this.#tournament(this.#inputs, prng)
  }

  /** An entry at the edge of what was reached; undefined if there is none. */
  chooseFrontier(prng: Prng): number | undefined {
    const { length } = this.#frontier
    if (length === 0) return undefined
    const recent = prng.nextBelow(2) === 0 ? Math.max(1, length >> 2) : length
    return this.#frontier[length - 1 - prng.nextBelow(recent)]
  }

  /** An entry whose last call is of a function that never went well; undefined if there is none. */
  chooseStuck(prng: Prng): number | undefined {
    const stuck = this.#failed.filter(
      (number) => !this.#succeeded.has(this.#entries[number]!.calls.at(-1)!.target),
    )
    return stuck.length === 0 ? undefined : this.#tournament(stuck, prng)
  }

  #tournament(numbers: readonly number[], prng: Prng): number {
    let best = 0
    let bestScore = -Infinity
    for (let i = 0; i < TOURNAMENT; i++) {
      // Half of the draws go to the newest eighth.
      const recent = prng.nextBelow(2) === 0 ? numbers.length >> 3 : 0
      const from = recent > 4 ? numbers.length - recent : 0
      const number = numbers[from + prng.nextBelow(numbers.length - from)]!
      const kept = this.#kept[number]!
      const score = kept.score - 2 * Math.log2(1 + kept.picked)
      if (score > bestScore) {
        bestScore = score
        best = number
      }
    }
    this.#kept[best]!.picked++
    return best
  }

  /** A lane begins: what others chose is forgotten. */
  forgetChoices(): void {
    for (const kept of this.#kept) kept.picked = 0
  }
}

function scoreOf(gain: EntryGain): number {
  return (
    Math.min(gain.newEdges, 8) +
    (gain.newEdges > 0 ? 4 : 0) +
    (gain.newBuckets > 0 ? 1 : 0) +
    Math.min(gain.newFeatures, 4) +
    Math.min(gain.closer, 4) * 2 +
    (gain.isBest ? 6 : 0)
  )
}
