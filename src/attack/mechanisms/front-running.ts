// Front-running: a call that an honest user was about to send went worse for it because of what the attacker did first. The
// counterfactuals: without the honest call, and without the calls before it, nothing is gained.

import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import { reenact } from '../reenact.ts'
import type { CallSequence } from '../types.ts'
import type { Examined, Mechanism } from './types.ts'

export function examineFrontRunning({
  parts,
  facts,
  property,
  calls,
  look,
}: Examined): Mechanism | undefined {
  const step = calls.findIndex(({ from, to }) => !facts.attackers.includes(from) && to !== ATTACKER_CONTRACT)
  const [outer] = step < 1 ? [] : look.of(step)
  if (outer === undefined) return undefined
  const gains = (sequence: CallSequence): boolean =>
    reenact(parts, property, sequence, undefined) !== undefined
  if (gains(calls.slice(step)) || gains(calls.toSpliced(step, 1))) return undefined
  const name = look.functionOf(outer)
  return {
    id: 'front-running',
    sentence: `Everybody can see that an honest user is about to call ${name}. The attacker calls first, so that the user gets less than it would have, and calls again.`,
    step,
    path: [name],
    place: undefined,
  }
}
