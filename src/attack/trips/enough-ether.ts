// What comes back if it is too much can be sent as all that there is: nobody has to know what the other numbers of the call cost.

import type { Prng } from '../../primitives/prng.ts'
import type { AttackerMoves } from '../attacker/attacker-moves.ts'
import type { AttackerFacts, Call, CampaignTarget } from '../types.ts'

export type EnoughEther = {
  readonly facts: AttackerFacts
  readonly moves: AttackerMoves
  readonly target: Pick<CampaignTarget, 'maxValueWei'>
}

/** One in so many calls of a function that gives change comes with what it came with. */
const EXACT_ONE_IN = 4

/** The call, mostly with all ether of its sender if its function was seen to give change. */
export function withEnoughEther(prng: Prng, call: Call, { facts, moves, target }: EnoughEther): Call {
  if (!moves.learned.givesChange(call.target) || prng.nextBelow(EXACT_ONE_IN) === 0) return call
  const ether = facts.assets.findIndex(({ kind }) => kind === 'ether')
  const all = facts.amountOf(ether, call.from)
  return { ...call, value: all < target.maxValueWei ? all : target.maxValueWei }
}
