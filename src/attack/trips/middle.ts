// What goes well only in the middle of a call: while somebody is paid out, say, what others ask about is half done, and more can be had
// than before or after. Found by trying: the most that goes well in the middle, and then the same outside of it.

import type { AttackerMoves } from '../attacker/attacker-moves.ts'
import type { Knob } from '../knobs.ts'
import type { Lane, Start } from '../lane.ts'
import { type Call, type CallSequence, withoutReactions } from '../types.ts'
import { greatest } from './greatest.ts'
import { goesWell, wouldGoWell } from './player.ts'

const BOUNDS = { halvings: 12, doublings: 24, steps: 12 }
/** Amounts of one call that are tried. */
const AMOUNTS_MAX = 2

/**
 * The calls, with `inner` alone in the middle of the last of them, if it goes well there and does not go well right before or after, with
 * that amount; undefined otherwise. The state is any afterwards.
 */
export function onlyInTheMiddle(
  lane: Lane,
  moves: AttackerMoves,
  start: Start,
  calls: CallSequence,
  inner: Call,
): CallSequence | undefined {
  return new Middle(lane, moves, start, calls).find(inner)
}

class Middle {
  readonly #lane: Lane
  readonly #moves: AttackerMoves
  readonly #start: Start
  #before: CallSequence
  readonly #outer: Call

  constructor(lane: Lane, moves: AttackerMoves, start: Start, calls: CallSequence) {
    this.#lane = lane
    this.#moves = moves
    this.#start = start
    this.#before = calls.slice(0, -1)
    this.#outer = calls.at(-1)!
  }

  find(inner: Call): CallSequence | undefined {
    if (!this.#prepare(this.#before)) return undefined
    const knobs = this.#moves.learned.amountsOf(inner).slice(0, AMOUNTS_MAX)
    for (const knob of knobs.length > 0 ? knobs : [undefined]) {
      if (this.#lane.record.isOver) return undefined
      const most = this.#mostInTheMiddle(inner, knob)
      if (most === undefined) continue
      const last = this.#around(this.#withoutNeedless(most, knob))
      return [...this.#before, last]
    }
    return undefined
  }

  /** Leaves out the calls before it that it works without. */
  #withoutNeedless(most: Call, knob: Knob | undefined): Call {
    let now = most
    for (let at = this.#before.length - 1; at >= 0 && !this.#lane.record.isOver; at--) {
      const fewer = this.#before.toSpliced(at, 1)
      const found = this.#prepare(fewer) ? this.#mostInTheMiddle(now, knob) : undefined
      if (found === undefined) continue
      this.#before = fewer
      now = found
    }
    return now
  }

  /** Makes these calls from where it all began. False: one of them fails. */
  #prepare(calls: CallSequence): boolean {
    this.#lane.parts.world.load(this.#start.state)
    return calls.every((call) => goesWell(this.#lane, call))
  }

  /** With as much as goes well in the middle; undefined if there is no such limit, or as much goes well outside. */
  #mostInTheMiddle(inner: Call, knob: Knob | undefined): Call | undefined {
    const most =
      knob !== undefined ? this.#most(inner, knob) : this.#goesWellInTheMiddle(inner) ? inner : undefined
    return most === undefined || this.#goesWellOutside(most) ? undefined : most
  }

  /** With the greatest amount that goes well in the middle, about; undefined if there is no such limit. */
  #most(inner: Call, knob: Knob): Call | undefined {
    const isWell = (amount: bigint): boolean =>
      amount <= knob.max && this.#goesWellInTheMiddle(knob.set(inner, amount))
    const found = greatest(isWell, knob.get(inner) ?? 0n, BOUNDS)
    return found?.isLimit === true ? knob.set(inner, found.amount) : undefined
  }

  #goesWellInTheMiddle(inner: Call): boolean {
    return this.#undone(
      () => goesWell(this.#lane, this.#around(inner)) && this.#lane.parts.world.reactionCalls.length > 0,
    )
  }

  #goesWellOutside(inner: Call): boolean {
    const outer = withoutReactions(this.#outer)
    return (
      wouldGoWell(this.#lane, inner) ||
      this.#undone(() => !goesWell(this.#lane, outer) || goesWell(this.#lane, inner))
    )
  }

  #around(inner: Call): Call {
    return { ...this.#outer, reactions: [{ calls: [inner] }] }
  }

  #undone<Result>(run: () => Result): Result {
    const { world } = this.#lane.parts
    const mark = world.mark()
    const answer = run()
    world.rollback(mark)
    return answer
  }
}
