// Where a finding gave way, if its mechanism knows better than the last payment or write: at the call out of the middle, the read that
// was believed, the result that nobody looked at.

import type { Mechanism, MechanismId, MechanismPlace } from './types.ts'

/** Those whose own line is the one to repair. Of the others the payment says more: the check is missing before it. */
const TELLING: ReadonlySet<MechanismId> = new Set([
  'reentrancy/single-function',
  'reentrancy/cross-function',
  'reentrancy/cross-contract',
  'sandwich',
  'donation',
  'price-manipulation',
  'weak-randomness',
  'integer-wrap',
  'ignored-failure',
  'delegatecall',
  'arbitrary-call',
  'counted-holdings',
  'rounding',
])

const LETTING_IN: ReadonlySet<MechanismId> = new Set(['uninitialized', 'missing-caller-check'])

/**
 * Undefined: what the detector says stands.
 * @param last number of the last step, from 0
 */
export function findingPlace(
  detector: string,
  mechanisms: readonly Mechanism[],
  last: number,
): MechanismPlace | undefined {
  const [first] = mechanisms
  // Whom a step before has let in has a right to what follows.
  if (first !== undefined && LETTING_IN.has(first.id) && first.step < last && first.place !== undefined)
    return first.place
  const telling = mechanisms.find(({ id }) => TELLING.has(id))
  if (telling?.place !== undefined) return telling.place
  const caller = mechanisms.find(({ id }) => id === 'missing-caller-check')
  // The last write of a call need not be the one that harms; what it wrote for somebody else is.
  return detector === 'loss' || detector === 'frozen' ? caller?.place : undefined
}
