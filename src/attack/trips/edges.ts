// Calls at the edge of what is allowed: the most that can be taken out, borrowed or given in the present state. Where a check is short of
// what it should be, the difference between nearly all and all is the failure, and no amount that is drawn hits it.

import { Allowance } from '../allowance.ts'
import type { Knob } from '../knobs.ts'
import type { Lane } from '../lane.ts'
import type { Call } from '../types.ts'
import { greatest } from './greatest.ts'
import { wouldGoWell } from './player.ts'

/** This part of a lane's executions. */
const ONE_IN = 12
/** All but so much is tried first: what is rounded, and what has to stay for there to be a last share. */
const LEFT_MAX = 2n
const BOUNDS = { halvings: 6, doublings: 0, steps: 10 }
/** How far the greatest amount may be from what somebody else chose. */
const ANY = { halvings: 48, doublings: 48, steps: 6 }

export class Edges {
  readonly #lane: Lane
  readonly #allowance = new Allowance(ONE_IN)

  constructor(lane: Lane) {
    this.#lane = lane
  }

  /** Executions so far: they are no part of any trip's. */
  get spent(): number {
    return this.#allowance.spent
  }

  /**
   * The call with the greatest amount, `all` at most, with which it goes well in the present state, which stays. Undefined: with none, or
   * nothing may be tried now.
   */
  most(call: Call, knob: Knob, all: bigint): Call | undefined {
    const { record } = this.#lane
    const { executions } = record
    if (all <= 0n || !this.#allowance.isLeft(executions)) return undefined
    const goesWell = (amount: bigint): boolean =>
      amount >= knob.min &&
      amount <= knob.max &&
      !record.isOver &&
      wouldGoWell(this.#lane, knob.set(call, amount))
    let found: bigint | undefined
    for (let left = 0n; left <= LEFT_MAX && left < all && found === undefined; left++)
      if (goesWell(all - left)) found = all - left
    found ??= greatest(goesWell, all, BOUNDS)?.amount
    this.#allowance.note(record.executions - executions, false)
    return found === undefined ? undefined : knob.set(call, found)
  }

  /** The greatest amount, about, with which the call goes well in the present state, which stays. Undefined as above, or it has no limit. */
  limitOf(call: Call, knob: Knob): bigint | undefined {
    const { record } = this.#lane
    const found = greatest(
      (amount) => amount <= knob.max && !record.isOver && wouldGoWell(this.#lane, knob.set(call, amount)),
      knob.get(call) ?? 0n,
      ANY,
    )
    return found?.isLimit === true ? found.amount : undefined
  }
}
