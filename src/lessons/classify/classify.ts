// What kind of attack a finding is. The kind follows from what was shown by taking it away (src/attack/mechanisms), never from names
// in the code; where none was, from what the detector itself shows. Where nothing narrower was shown, it is said to be in the rules of
// the protocol.

import type { MechanismId } from '../../attack/mechanisms/types.ts'
import { type Vector, type VectorId, VECTOR_OF_MECHANISM, vectorOf } from './vectors.ts'

/** What a detector shows by itself, whatever the means. */
const VECTOR_OF_DETECTOR: ReadonlyMap<string, VectorId> = new Map([
  ['frozen', 'denial-of-service'],
  ['blocked', 'denial-of-service'],
  // The next deposit gets too few shares, and the attacker has the rest.
  ['dilution', 'donation'],
  ['takeover', 'access-control'],
  ['wrap', 'arithmetic'],
  ['ignored-failure', 'unchecked-call'],
])

/**
 * @param detector Its name: 'theft'.
 * @param mechanisms Of the finding, the most specific first.
 */
export function classify(detector: string, mechanisms: readonly { readonly id: MechanismId }[]): Vector {
  const [first] = mechanisms
  return vectorOf(
    first === undefined ? (VECTOR_OF_DETECTOR.get(detector) ?? 'design') : VECTOR_OF_MECHANISM[first.id],
  )
}
