// What can be won in the middle of a list. Elements are put in there with as much as goes well, or nearly; then elements are left out, divided,
// changed to others and made more or less, as long as that pays.

import type { Prng } from '../../primitives/prng.ts'
import type { ListProgram } from './brackets.ts'
import type { ElementKind } from './element-kinds.ts'
import type { ListPlayer, ListStep } from './list-player.ts'
import { worthOf } from './list-worth.ts'

/** So far from the middle. */
const NEAR = 4
/** Mostly of kinds that need nothing after them. */
const FREE_OF_TEN = 8
const FACTOR = 4n
const GROWTHS_MAX = 60
const FIRST_BITS = 40
/** As long as it costs no more than that. */
const COST_MAX = 0.05
/** Amounts somewhat less than the most: of what is left then, the most is tried too. */
const LESS_MAX = 32n
const LEFT = 16n
/** An amount is made so many times as much, divided by the other. */
const TIMES: readonly bigint[] = [2n, 3n, 5n, 9n, 17n]
const PARTS: readonly bigint[] = [2n, 3n, 4n, 8n, 16n]

export class Depths {
  readonly #player: ListPlayer
  readonly #prng: Prng
  readonly #kinds: readonly ElementKind[]
  readonly #free: readonly ElementKind[]
  #steps: readonly ListStep[]
  #middle: number
  #worth: number

  constructor(
    player: ListPlayer,
    prng: Prng,
    kinds: readonly ElementKind[],
    free: readonly ElementKind[],
    { steps, middle, worth }: ListProgram,
  ) {
    this.#player = player
    this.#prng = prng
    this.#kinds = kinds
    this.#free = free
    this.#steps = steps
    this.#middle = middle
    this.#worth = worth
  }

  /** The best list that was found until one costs nothing; where none pays, with about so many calls. */
  search(calls: number): ListProgram {
    const last = this.#player.calls + calls
    while (
      !this.#player.isOver &&
      this.#worth !== Infinity &&
      (this.#worth > 1 || this.#player.calls < last)
    ) {
      const drawn = this.#prng.nextBelow(10)
      // What pays needs no more elements: it needs to cost less.
      const how = this.#worth > 1 ? 5 + (drawn % 5) : drawn
      if (how < 5) this.#insert()
      else if (how === 5) this.#leaveOut()
      else if (how < 8) this.#change()
      else this.#scale()
    }
    return { steps: this.#steps, middle: this.#middle, worth: this.#worth }
  }

  /** Something, or as much as goes well, or a little less of it and then the most of what is left: what is worth most of it. */
  #insert(): void {
    const prng = this.#prng
    const at = Math.min(this.#steps.length, Math.max(0, this.#middle + prng.nextBelow(2 * NEAR + 1) - NEAR))
    const kinds = prng.nextBelow(10) < FREE_OF_TEN ? this.#free : this.#kinds
    const kind = kinds[prng.nextBelow(kinds.length)]!
    const first = 1n << BigInt(prng.nextBelow(1 + prng.nextBelow(FIRST_BITS)))
    let best: { readonly worth: number; readonly steps: readonly ListStep[] } | undefined
    const note = (steps: readonly ListStep[]): void => {
      const worth = this.#worthOf(this.#steps.toSpliced(at, 0, ...steps))
      if (worth !== undefined && worth > (best?.worth ?? this.#worth)) best = { worth, steps }
    }
    note([{ kind, amount: first }])
    const most = this.#most(at, [], kind, first)
    if (most === undefined) return
    note([{ kind, amount: most }])
    const rest = most > LEFT ? this.#most(at, [{ kind, amount: most - LEFT }], kind, LEFT) : undefined
    for (let less = 1n; less <= LESS_MAX && rest !== undefined && !this.#player.isOver; less++)
      note([
        { kind, amount: most - less },
        { kind, amount: less + rest - LEFT },
      ])
    if (best === undefined) return
    const { steps, worth } = best
    this.#take(this.#steps.toSpliced(at, 0, ...steps), worth, at <= this.#middle ? steps.length : 0)
  }

  /** The most that goes well there, to the last unit, after these other steps. */
  #most(at: number, before: readonly ListStep[], kind: ElementKind, first: bigint): bigint | undefined {
    const isWell = (amount: bigint): boolean => {
      const worth = this.#worthOf(this.#steps.toSpliced(at, 0, ...before, { kind, amount }))
      return worth !== undefined && worth > this.#worth - COST_MAX
    }
    let good = first
    while (good > 0n && !isWell(good)) good /= FACTOR
    if (good === 0n) return undefined
    for (let k = 0; k < GROWTHS_MAX && isWell(good * FACTOR); k++) good *= FACTOR
    for (let bad = good * FACTOR; bad - good > 1n && !this.#player.isOver;) {
      const between = (good + bad) / 2n
      if (isWell(between)) good = between
      else bad = between
    }
    return good
  }

  #leaveOut(): void {
    const at = this.#prng.nextBelow(this.#steps.length)
    // What is worth as much with less is better.
    this.#try(this.#steps.toSpliced(at, 1), at < this.#middle ? -1 : 0, true)
  }

  /** To another kind, all or half of it. */
  #change(): void {
    const prng = this.#prng
    const at = prng.nextBelow(this.#steps.length)
    const { kind, amount } = this.#steps[at]!
    const other = this.#kinds[prng.nextBelow(this.#kinds.length)]!
    const half = amount / 2n
    if (prng.nextBelow(2) === 0) this.#try(this.#steps.with(at, { kind: other, amount }), 0)
    else
      this.#try(
        this.#steps.toSpliced(at, 1, { kind, amount: amount - half }, { kind: other, amount: half }),
        at < this.#middle ? 1 : 0,
      )
  }

  #scale(): void {
    const prng = this.#prng
    const at = prng.nextBelow(this.#steps.length)
    const { kind, amount } = this.#steps[at]!
    const times = TIMES[prng.nextBelow(TIMES.length)]!
    const part = PARTS[prng.nextBelow(PARTS.length)]!
    this.#try(this.#steps.with(at, { kind, amount: (amount * times) / part }), 0)
  }

  /** Takes the list if it is worth more. `moved`: what that adds before the middle. */
  #try(steps: readonly ListStep[], moved: number, isAsMuchEnough = false): void {
    const worth = this.#worthOf(steps)
    if (worth === undefined || worth < this.#worth) return
    if (worth > this.#worth || isAsMuchEnough) this.#take(steps, worth, moved)
  }

  #take(steps: readonly ListStep[], worth: number, moved: number): void {
    this.#steps = steps
    this.#worth = worth
    this.#middle += moved
  }

  #worthOf(steps: readonly ListStep[]): number | undefined {
    return worthOf(this.#player.standing(steps))
  }
}
