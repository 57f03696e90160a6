// Round trips of a lane: each is made, judged as any walk is, and climbed if it brought something and cost something else.

import type { Lane } from '../lane.ts'
import type { Call } from '../types.ts'
import { climb } from './climb.ts'
import { Trip } from './trip.ts'
import { SURPLUS_LEAST } from './wealth.ts'

/** Climbs have this part of a lane's executions, and trips of the same functions so many of them. */
const CLIMB_RUNS_ONE_IN = 4
const CLIMBS_OF_ONE_WAY_MAX = 2
/** Short ones are worth going on from. */
const UNFINISHED_MAX = 12
const UNFINISHED_CALLS_MAX = 4

export class Travels {
  readonly #lane: Lane
  /** Executions of climbs. */
  #climbRuns = 0
  /** How often trips of the same functions were climbed. */
  readonly #climbed = new Map<string, number>()
  /** Trips from the first state that brought something and cost something else, with their best amounts. */
  readonly #unfinished: (readonly Call[])[] = []

  constructor(lane: Lane) {
    this.#lane = lane
  }

  /** One trip, from the state after setup or another in which no time has passed. */
  go(): void {
    const lane = this.#lane
    const { prng, record } = lane
    const { moves, target, world } = lane.parts
    const facts = target.attacker
    if (moves === undefined || facts === undefined) return
    const parts = { ...lane.parts, moves, facts }
    const isFromRoot = prng.nextBelow(3) > 0
    const start = isFromRoot ? lane.startAt(0)! : lane.startAtOnce()
    // One that ended badly may only lack a step.
    const first =
      isFromRoot && this.#unfinished.length > 0 && prng.nextBelow(3) === 0
        ? this.#unfinished[prng.nextBelow(this.#unfinished.length)]!
        : []
    world.load(start.state)
    const before = moves.wealth.standing(moves.wealth.own())
    const trip = new Trip(parts, prng)
    lane.walk(start, first, { isAtOnce: true, trip })
    const { surplus, deficit } = trip.standing
    if (surplus < SURPLUS_LEAST || deficit === 0 || record.isOver) return
    if (surplus === before.surplus && deficit === before.deficit) return
    if (this.#climbRuns > record.executions / CLIMB_RUNS_ONE_IN || !this.#isWorthClimbing(trip)) return
    const executions = record.executions
    const calls = climb(lane, moves, start, trip.calls)
    this.#climbRuns += record.executions - executions
    if (calls === undefined) return
    if (isFromRoot && calls.length <= UNFINISHED_CALLS_MAX) this.#unfinished.push(calls)
    if (this.#unfinished.length > UNFINISHED_MAX) this.#unfinished.shift()
    world.load(start.state)
    lane.walk(start, calls, { isAtOnce: true, trip: new Trip(parts, prng, 0) })
  }

  /** Trips of the same functions are climbed more than once: amounts decide where a climb ends. */
  #isWorthClimbing({ calls }: Trip): boolean {
    const way = calls.map(({ target, from, reactions }) => `${target} ${from} ${reactions?.length}`).join()
    const times = this.#climbed.get(way) ?? 0
    this.#climbed.set(way, times + 1)
    return times < CLIMBS_OF_ONE_WAY_MAX
  }
}
