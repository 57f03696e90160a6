// Looks into lists: of a call that takes one, what can be done between its elements that no call can do. It costs much, so few lanes do
// it, and each for one function.

import type { Prng } from '../../primitives/prng.ts'
import type { AbiType } from '../../project/abi/types.ts'
import type { AttackerMoves } from '../attacker/attacker-moves.ts'
import type { Lane } from '../lane.ts'
import type { LaneTask } from '../lane-task.ts'
import { AmountTrials } from '../trips/amount-trials.ts'
import { Trip } from '../trips/trip.ts'
import { withoutReactions } from '../types.ts'
import { type Closings, closingsOf, deepened, type ListProgram, NOTHING_IN_IT } from './brackets.ts'
import { Depths } from './depths.ts'
import { type ElementKind, elementKinds } from './element-kinds.ts'
import { elementsOf, listPlaces } from './list-calls.ts'
import { type ListCall, ListPlayer } from './list-player.ts'

/** One in so many lanes, of those that have room for it. */
const LANES_ONE_IN = 4
const ROOM_LEAST = 4_096
/** Calls in the middle of one list. */
const CALLS_AT_ONCE = 600
/** Brackets that are taken away at most before it goes down again. */
const BACK_MAX = 10
/** Calls that are left for what follows. */
const ROOM_AFTER = 64

/** Nothing is drawn where no call with a list is known to go well: such lanes are what they are without. */
export function lookIntoLists(lane: Lane, { executionsMax }: LaneTask): void {
  const { parts, prng } = lane
  const { moves, target, writer, world } = parts
  const facts = target.attacker
  if (moves === undefined || facts === undefined || executionsMax < ROOM_LEAST) return
  const functions = moves.learned.functions.filter((each) => listPlaces(writer.typesOf(each)).length > 0)
  if (functions.length === 0 || prng.nextBelow(LANES_ONE_IN) > 0) return
  const list = listCall(lane, moves, functions[prng.nextBelow(functions.length)]!)
  if (list === undefined) return
  const kinds = kindsOf(lane, list)
  const start = lane.startAt(0)!
  const player = new ListPlayer(lane, moves, start, list, executionsMax - ROOM_AFTER)
  const found = searched(player, prng, kinds, closingsOf(player, kinds))
  if (found === undefined || found.worth < 1) return
  const trip = { ...parts, moves, facts, functions: target.functions, trials: new AmountTrials() }
  world.load(start.state)
  const out = new Trip(trip, prng, list.call.from, 0)
  lane.walk(start, [player.callOf(found.steps)], { isAtOnce: true, isAsked: true, guide: out })
}

/** Goes down, looks around, and goes down another way from somewhere above, until something pays. The best list; undefined: there is none. */
function searched(
  player: ListPlayer,
  prng: Prng,
  kinds: readonly ElementKind[],
  closings: Closings,
): ListProgram | undefined {
  let way = deepened(player, closings, prng, NOTHING_IN_IT)
  let best: ListProgram | undefined
  while (way.length > 0 && !player.isOver && (best?.worth ?? 0) < 1) {
    const found = new Depths(player, prng, kinds, closings.free, way.at(-1)!).search(CALLS_AT_ONCE)
    if (best === undefined || found.worth > best.worth) best = found
    const above = way.slice(0, -1 - prng.nextBelow(BACK_MAX))
    way = [...above, ...deepened(player, closings, prng, above.at(-1) ?? NOTHING_IN_IT)]
  }
  return best
}

/** A call of the function, rather one that somebody made in the setup: the search's own may allow little beside their lists. */
function listCall({ parts, prng }: Lane, moves: AttackerMoves, target: number): ListCall | undefined {
  const { seeds = [], senders } = parts.target
  const made = seeds.filter((seed) => seed.target === target)
  const call = made[prng.nextBelow(Math.max(1, made.length))] ?? moves.learned.pick(prng, target)?.call
  const values = call && parts.writer.valuesOf(call)
  if (values === undefined) return undefined
  const sent = withoutReactions(moves.sentBy(call!, senders[prng.nextBelow(senders.length)]!))
  return { call: sent, values, places: listPlaces(parts.writer.typesOf(target)) }
}

/**
 * Of all elements of known calls of the function. Bytes may be calls of the contract itself, as a multicall makes them: then known calls of its
 * other functions are elements too.
 */
function kindsOf({ parts }: Lane, { call, places }: ListCall): readonly ElementKind[] {
  const { writer, corpus, target } = parts
  const all = writer.typesOf(call.target)
  const types = places.map((place) => (all[place] as Extract<AbiType, { kind: 'array' }>).element)
  const seen = corpus.callsOf(call.target).flatMap((known) => {
    const values = writer.valuesOf(known)
    return (values && elementsOf(values, places)) ?? []
  })
  const own = target.functions.filter(({ to, index }) => to === call.to && index !== call.target)
  const calls =
    types.length === 1 && types[0]!.kind === 'bytes'
      ? own.flatMap(({ index }) => corpus.callsOf(index).map(({ data }) => [data]))
      : []
  return elementKinds(
    types,
    [...seen, ...calls],
    (selector) => own.find(({ abi }) => abi.selector === selector)?.abi,
  )
}
