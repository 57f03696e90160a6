// What anybody may do about a user, done to users: with next to nothing in all of its numbers, and one of them as great as goes well. A
// deposit for somebody that locks all the rest for years costs one unit and is found by nobody who draws both numbers.

import type { Prng } from '../primitives/prng.ts'
import { type Knob, knobsOf } from './knobs.ts'
import type { Lane } from './lane.ts'
import type { LaneParts, LaneTask } from './lane-task.ts'
import { aboutAnother, fromAnotherAccount } from './trips/from-another-account.ts'
import { Player } from './trips/player.ts'
import type { AttackerFacts, Call } from './types.ts'

/** One in so many lanes, with this part of its calls. */
const LANES_ONE_IN = 4
const PART = 16
/** Short lanes, the first ones, are for what is found by whatever is drawn. */
const EXECUTIONS_LEAST = 512
/** What is next to nothing: mostly the least that there is. */
const LEAST: readonly bigint[] = [1n, 1n, 10n, 1_000n]
/** One in so many times in another state than the one after setup. */
const ELSEWHERE_ONE_IN = 4

/** Nothing is drawn where nobody can do anything about a user: such lanes are what they are without. */
export function lookAtWhatIsDoneToUsers(lane: Lane, { executionsMax }: LaneTask): void {
  const { parts, prng, record } = lane
  const { moves, target } = parts
  const facts = target.attacker
  if (moves === undefined || facts === undefined || facts.openDealings.length === 0) return
  if (executionsMax < EXECUTIONS_LEAST || prng.nextBelow(LANES_ONE_IN) > 0) return
  const end = record.executions + executionsMax / PART
  while (record.executions < end && !record.isOver) {
    const start = prng.nextBelow(ELSEWHERE_ONE_IN) > 0 ? lane.startAt(0)! : lane.startAtOnce()
    let call = callAboutUser(lane, facts, prng)
    const numbers = numbersOf(call, parts)
    const least = LEAST[prng.nextBelow(LEAST.length)]!
    call = numbers.reduce((now, knob) => (least > knob.max ? now : knob.set(now, least)), call)
    const great = numbers[prng.nextBelow(numbers.length + 1)]
    if (great !== undefined) {
      const player = new Player(lane, start)
      player.begin()
      const most = player.most(call, great, least)
      if (most !== undefined) call = great.set(call, most)
    }
    lane.walk(start, [call], { isAtOnce: true, isAsked: true })
  }
}

/** Its numbers without a sign, of any width: terms are narrower than amounts. */
function numbersOf(call: Call, { writer, target }: LaneParts): readonly Knob[] {
  const types = writer.typesOf(call.target)
  return knobsOf(call, { writer, target }).filter(({ place }) => types[place]?.kind === 'uint')
}

/** One of the calls about one of the users, by one of the attacker's accounts. */
function callAboutUser({ parts: { writer } }: Lane, facts: AttackerFacts, prng: Prng): Call {
  const { openDealings, owners, attackers } = facts
  const { call, about } = openDealings[prng.nextBelow(openDealings.length)]!
  const user = owners[prng.nextBelow(Math.max(1, owners.length))] ?? about
  const sender = attackers[prng.nextBelow(attackers.length)]!
  return aboutAnother(fromAnotherAccount(call, sender, writer), about, user, writer)
}
