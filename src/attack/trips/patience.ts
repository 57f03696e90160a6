// Propose, wait, execute: a call that takes a call as `bytes` and may only write it down, then time, then calls that read what was
// written, about the thing that was counted last.

import type { Address } from '../../evm/types.ts'
import type { Prng } from '../../primitives/prng.ts'
import { blocksIn } from '../../world/passing-time.ts'
import type { Call } from '../types.ts'
import type { Guide } from './guide.ts'
import { aboutTheSame } from './same-names.ts'
import type { TripParts } from './trip.ts'

const HOUR = 3_600
const DAY = 86_400
/** How long things are made to wait. A second more, as some want it to be over. */
const WAITS: readonly number[] = [HOUR + 1, DAY + 1, 2 * DAY + 1, 3 * DAY + 1, 7 * DAY, 7 * DAY]
const TRIES = 4

export class Patience implements Guide {
  readonly #parts: TripParts
  readonly #prng: Prng
  readonly #proposal: Call
  readonly #maxSeconds: number
  #state: 'new' | 'asked' | 'proposed' | 'refused' = 'new'
  #hasWaited = false
  #triesLeft = TRIES

  /** `account`: who proposes; undefined: whoever did so when it was learned. */
  constructor(parts: TripParts, prng: Prng, maxSeconds: number, account?: Address) {
    this.#parts = parts
    this.#prng = prng
    this.#maxSeconds = maxSeconds
    const drawn = parts.moves.proposals.draw(prng)
    const sent = account === undefined ? drawn : parts.moves.sentBy(drawn, account)
    this.#proposal = { ...sent, seconds: 0, blocks: 0 }
  }

  next(recent: readonly bigint[]): Call | undefined {
    if (this.#state === 'new') {
      this.#state = 'asked'
      return this.#proposal
    }
    if (this.#state !== 'proposed' || this.#triesLeft-- <= 0) return undefined
    return this.#later(this.#execution(recent))
  }

  note(): void {
    if (this.#state === 'asked') this.#state = 'proposed'
  }

  failed(): void {
    if (this.#state === 'asked') this.#state = 'refused'
  }

  /** Of a function that never went well, half of the time: it may be one that had nothing to be done with. */
  #execution(recent: readonly bigint[]): Call {
    const { moves, influence, created, writer, corpus, facts } = this.#parts
    const prng = this.#prng
    const callable = created.callable().filter((index) => !moves.isOfToken(index))
    const { functions } = moves.learned
    const unlearned = prng.nextBelow(2) === 0 ? callable.filter((index) => !functions.includes(index)) : []
    const from = unlearned.length > 0 ? unlearned : callable.length > 0 ? callable : created.callable()
    const index = influence.choose(prng, from, this.#proposal.target)
    const call = { ...writer.write(prng, corpus, index, this.#proposal.from), value: 0n }
    // What was proposed is said again where all of it was not written down.
    const own = prng.nextBelow(2) === 0 ? moves.aboutOneself(prng, call) : call
    const same = aboutTheSame(own, this.#proposal, this.#parts.functions, writer, prng)
    const knob = moves.learned.numbersOf(same.call)[0]
    const id = (prng.nextBelow(2) === 0 ? recent.at(-1) : undefined) ?? facts.countNow(prng)
    return knob === undefined || id === undefined || id > knob.max ? same.call : knob.set(same.call, id)
  }

  #later(call: Call): Call {
    if (this.#hasWaited && this.#prng.nextBelow(4) > 0) return { ...call, seconds: 0, blocks: 0 }
    this.#hasWaited = true
    const seconds = waitOf(this.#prng, this.#maxSeconds)
    return { ...call, seconds, blocks: blocksIn(seconds) }
  }
}

/** Seconds that something is made to wait, at most so many. */
export function waitOf(prng: Prng, maxSeconds: number): number {
  const wait = WAITS[prng.nextBelow(WAITS.length)]!
  return wait < maxSeconds ? wait : maxSeconds
}
