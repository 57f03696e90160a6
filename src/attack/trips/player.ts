// Calls that are only tried, by whoever looks for amounts: nobody judges them, and nothing of them is kept.

import { outcomeOf, tryCall } from '../arena.ts'
import type { Knob } from '../knobs.ts'
import type { Lane, Start } from '../lane.ts'
import type { Call, CallSequence } from '../types.ts'

const DOUBLINGS_MAX = 100
const HALVINGS_MAX = 6
/** Next to nothing goes well wherever a call goes well at all; a whole one of a token of six decimals. */
export const LITTLE = 1_000_000n

/** Makes a call that counts and that nobody judges; the state is the one after it. */
export function goesWell({ parts: { world }, record }: Lane, call: Call): boolean {
  const result = tryCall(world, call)
  record.countStageRun(result)
  world.machine.coverage.merge('drop')
  return outcomeOf(result) === 'success'
}

/** The same; the state stays. */
export function wouldGoWell(lane: Lane, call: Call): boolean {
  const { world } = lane.parts
  const mark = world.mark()
  const answer = goesWell(lane, call)
  world.rollback(mark)
  return answer
}

/** Makes calls that nobody judges, and that count. */
export class Player {
  readonly #lane: Lane
  readonly #start: Start

  /** @param start where sequences begin */
  constructor(lane: Lane, start: Start) {
    this.#lane = lane
    this.#start = start
  }

  begin(): void {
    this.#lane.parts.world.load(this.#start.state)
  }
  goesWell(call: Call): boolean {
    return goesWell(this.#lane, call)
  }
  wouldGoWell(call: Call): boolean {
    return wouldGoWell(this.#lane, call)
  }

  /** Leaves out steps that the last call goes well without; undefined if that is all of them. */
  withoutNeedless(calls: CallSequence): CallSequence | undefined {
    let now = calls
    for (let at = calls.length - 2; at >= 0; at--) {
      const fewer = now.toSpliced(at, 1)
      this.begin()
      if (fewer.every((call) => this.goesWell(call))) now = fewer
    }
    this.begin()
    return now.length > 1 && now.every((call) => this.goesWell(call)) ? now : undefined
  }

  /** With the greatest amount that goes well, about; undefined if none does. The state stays. */
  most(call: Call, knob: Knob, first: bigint): bigint | undefined {
    const goesWell = (amount: bigint): boolean =>
      amount <= knob.max && this.wouldGoWell(knob.set(call, amount))
    let good = first > 0n ? first : LITTLE
    let bad: bigint | undefined
    for (let k = 0; !goesWell(good); k++) {
      bad = good
      good /= 4n
      if (k >= DOUBLINGS_MAX || good === 0n) return undefined
    }
    for (let k = 0; bad === undefined; k++) {
      if (k >= DOUBLINGS_MAX) return undefined
      if (goesWell(good * 2n)) good *= 2n
      else bad = good * 2n
    }
    let above = bad
    for (let k = 0; k < HALVINGS_MAX && above - good > 1n; k++) {
      const middle: bigint = (good + above) / 2n
      if (goesWell(middle)) good = middle
      else above = middle
    }
    return good
  }
}
