// Finds inputs with which conditions hold: a walk from inputs with which most of them do, one input at a time, to
// suggestions of a condition that does not hold. Conditions that stay broken weigh more (breakout local search), so the walk
// leaves places where nothing is better nearby.

import type { Prng } from '../../primitives/prng.ts'
import { bitLength } from '../../primitives/bits.ts'
import { type Cell, Cells } from './cells.ts'
import type { Formula } from './formula.ts'
import { Suggester, type Suggestion } from './suggest.ts'

export type Condition = {
  readonly formula: Formula
  /** Whether it is to be other than 0. */
  readonly isTrue: boolean
}

/** What an input may be. */
export type InputRange = { readonly min: bigint; readonly max: bigint }

const STEPS_MAX = 200
const TRIED_MAX = 14
/** One in so many steps goes anywhere. */
const RANDOM_ONE_IN = 12

export type Solution = {
  /** Undefined if none was found. */
  readonly values: readonly bigint[] | undefined
  /** How many formulas were evaluated. */
  readonly evaluations: number
}

/**
 * @param start what the inputs are now
 * @param evaluationsMax of formulas: then it is given up
 */
export function solve(
  conditions: readonly Condition[],
  start: readonly bigint[],
  ranges: readonly InputRange[],
  prng: Prng,
  evaluationsMax: number,
): Solution {
  const walk = new Walk(conditions, start, ranges, prng)
  for (let i = 0; i < STEPS_MAX && walk.evaluations < evaluationsMax && !walk.isDone; i++) walk.step()
  return { values: walk.isDone ? walk.values : undefined, evaluations: walk.evaluations }
}

class Walk {
  readonly #conditions: readonly Condition[]
  readonly #ranges: readonly InputRange[]
  readonly #prng: Prng
  readonly #cells: Cells
  /** By condition: what is to be other than 0, or 0. */
  readonly #roots: readonly Cell[]
  readonly #weights: number[]
  readonly #holds: boolean[]
  /** By input: conditions that it is in. */
  readonly #uses: readonly (readonly number[])[]
  readonly values: bigint[]
  evaluations = 0
  #mends = false

  constructor(
    conditions: readonly Condition[],
    start: readonly bigint[],
    ranges: readonly InputRange[],
    prng: Prng,
  ) {
    this.#conditions = conditions
    this.#ranges = ranges
    this.#prng = prng
    this.values = [...start]
    this.#cells = new Cells(start)
    this.#roots = conditions.map(({ formula }) => this.#cells.of(formula))
    this.#weights = conditions.map(() => 1)
    const uses: number[][] = start.map(() => [])
    conditions.forEach(({ formula }, i) => formula.inputs.forEach((each) => uses[each]!.push(i)))
    this.#uses = uses
    this.#holds = conditions.map((_, i) => this.#isMet(i))
  }

  get isDone(): boolean {
    return this.#holds.every(Boolean)
  }

  #isMet(i: number): boolean {
    this.evaluations++
    return (this.#roots[i]!.value !== 0n) === this.#conditions[i]!.isTrue
  }

  step(): void {
    const broken: number[] = []
    for (let i = 0; i < this.#holds.length; i++) if (!this.#holds[i]) broken.push(i)
    const chosen = broken[this.#prng.nextBelow(broken.length)]!
    const moves = this.#movesFor(chosen)
    if (moves.length === 0) return
    if (this.#prng.nextBelow(RANDOM_ONE_IN) === 0) {
      this.#take(moves[this.#prng.nextBelow(moves.length)]!)
      return
    }
    // What mends the condition comes first; among that, what breaks least.
    let best: Suggestion[] = []
    let most = -Infinity
    let isMending = false
    for (const move of moves) {
      const gain = this.#rate(move, chosen)
      if (this.#mends === isMending ? gain < most : isMending) continue
      if (this.#mends !== isMending || gain > most) best = []
      best.push(move)
      most = gain
      isMending = this.#mends
    }
    if (most <= 0) for (const i of broken) this.#weights[i]!++
    this.#take(best[this.#prng.nextBelow(best.length)]!)
  }

  #movesFor(chosen: number): Suggestion[] {
    const { formula, isTrue } = this.#conditions[chosen]!
    const suggester = new Suggester(this.#prng)
    suggester.wantTruth(this.#roots[chosen]!, isTrue)
    const moves = [...suggester.suggestions]
    for (const each of formula.inputs) {
      moves.push({ input: each, value: this.#anything(each) })
      moves.push({ input: each, value: BigInt(this.#prng.nextBelow(3)) })
    }
    const fit: Suggestion[] = []
    for (const move of moves) {
      const { input, value } = move
      const { min, max } = this.#ranges[input]!
      const isKnown = fit.some((other) => other.input === input && other.value === value)
      if (!isKnown && value >= min && value <= max && value !== this.values[input]) fit.push(move)
    }
    // Any of them, if there are too many to try.
    while (fit.length > TRIED_MAX) fit.splice(this.#prng.nextBelow(fit.length), 1)
    return fit
  }

  #anything(input: number): bigint {
    const { min, max } = this.#ranges[input]!
    const span = max - min + 1n
    return min + (this.#prng.nextBigInt(1 + this.#prng.nextBelow(bitLength(span))) % span)
  }

  /** How much less weighs what is broken after the move; `#mends` says whether it mends the condition. */
  #rate({ input, value }: Suggestion, wanted: number): number {
    this.#cells.attempt(input, value)
    let gain = 0
    this.#mends = false
    for (const i of this.#uses[input]!) {
      const holds = this.#isMet(i)
      if (holds && i === wanted) this.#mends = true
      if (holds !== this.#holds[i]) gain += holds ? this.#weights[i]! : -this.#weights[i]!
    }
    this.#cells.undo(input)
    return gain
  }

  #take({ input, value }: Suggestion): void {
    this.values[input] = value
    this.#cells.set(input, value)
    for (const i of this.#uses[input]!) this.#holds[i] = this.#isMet(i)
  }
}
