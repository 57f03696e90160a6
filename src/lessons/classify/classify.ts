// What kind of attack a finding is. The kind follows from what was shown by taking it away (src/attack/mechanisms), never from names
// in the code. Where nothing narrower was shown, it is said to be in the rules of the protocol.

import type { MechanismId } from '../../attack/mechanisms/types.ts'
import { type Vector, VECTOR_OF_MECHANISM, vectorOf } from './vectors.ts'

/** Detectors after which something that worked does not any more, though nobody has more. */
const STOPS: ReadonlySet<string> = new Set(['frozen', 'blocked'])

/**
 * @param detector Its name: 'theft'.
 * @param mechanisms Of the finding, the most specific first.
 */
export function classify(detector: string, mechanisms: readonly { readonly id: MechanismId }[]): Vector {
  const [first] = mechanisms
  if (first !== undefined) return vectorOf(VECTOR_OF_MECHANISM[first.id])
  return vectorOf(STOPS.has(detector) ? 'denial-of-service' : 'design')
}
