// Looks at contracts that all users of ours have left: who is the first there says what a share is worth. What is found in such a state
// is of no use elsewhere, so nothing of it is kept.

import type { Prng } from '../primitives/prng.ts'
import type { AttackerMoves } from './attacker/attacker-moves.ts'
import type { Lane } from './lane.ts'
import type { LaneTask } from './lane-task.ts'
import type { Call } from './types.ts'

/** One in so many lanes, with this part of its calls. */
const LANES_ONE_IN = 4
const PART = 8
/** What the first one enters with: next to nothing. */
const LEAST: readonly bigint[] = [1n, 1n, 2n, 10n, 1_000n]

/** Nothing is drawn where nobody of ours leaves: such lanes are what they are without. */
export function lookWhereAllHaveLeft(lane: Lane, { executionsMax }: LaneTask): void {
  const { parts, prng, record } = lane
  const { moves, target } = parts
  const departures = target.attacker?.departures ?? []
  if (moves === undefined || departures.length === 0 || prng.nextBelow(LANES_ONE_IN) > 0) return
  const left = departures[prng.nextBelow(departures.length)]!
  const end = record.executions + executionsMax / PART
  while (record.executions < end && !record.isOver) {
    const entered = enteredFirst(lane, moves, left[0]!)
    if (entered === undefined) return
    const gift = prng.nextBelow(4) > 0 ? moves.gift(prng, entered) : []
    lane.walk(lane.startAt(0)!, [...left, entered, ...gift], {
      isAtOnce: true,
      isAsked: true,
      leavesNothing: true,
    })
  }
}

/** A call by which somebody enters the contract, with the least that it takes. */
function enteredFirst({ parts, prng }: Lane, moves: AttackerMoves, { to }: Call): Call | undefined {
  const ways = parts.target.attacker!.ways.filter(({ enter }) => enter.to === to)
  const way = ways[prng.nextBelow(Math.max(1, ways.length))]
  return way && withLeast(moves, prng, way.enter)
}

function withLeast(moves: AttackerMoves, prng: Prng, call: Call): Call {
  const least = LEAST[prng.nextBelow(LEAST.length)]!
  return moves.learned
    .numbersOf(call)
    .reduce((now, knob) => ((knob.get(now) ?? 0n) > least ? knob.set(now, least) : now), call)
}
