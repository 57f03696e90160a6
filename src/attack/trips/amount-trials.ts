// Which amounts of a call may be changed: a price is what it is, and a call with any other fails. Learned in a lane by trying.

import type { Prng } from '../../primitives/prng.ts'

/** Before anything was tried, one in so many amounts stays as it was; of those that must stay, all but one in so many. */
const KEPT_ONE_IN = 4
const CHANGED_ONE_IN = 8
/** So many tries say something. */
const TRIES_LEAST = 8

type Trials = { tried: number; wentWell: number }

export class AmountTrials {
  /** By function and position of the amount. */
  readonly #trials = new Map<string, Trials>()

  /** Whether the amount is to stay what it was in a call that went well. */
  stays(prng: Prng, target: number, place: number): boolean {
    const trials = this.#trials.get(`${target} ${place}`)
    const isFixed =
      trials !== undefined && trials.tried >= TRIES_LEAST && trials.wentWell * CHANGED_ONE_IN < trials.tried
    return isFixed ? prng.nextBelow(CHANGED_ONE_IN) > 0 : prng.nextBelow(KEPT_ONE_IN) === 0
  }

  /** A call with this amount changed, alone or with others, went well or failed. */
  note(target: number, place: number, wentWell: boolean): void {
    const key = `${target} ${place}`
    const trials = this.#trials.get(key) ?? { tried: 0, wentWell: 0 }
    trials.tried++
    if (wentWell) trials.wentWell++
    this.#trials.set(key, trials)
  }
}
