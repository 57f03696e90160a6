// The pairing check that bn254 (EIP-197) and BLS12-381 (EIP-2537, EIP-4844) share.

import type { Libraries } from './precompile.ts'

// Both curves come in this shape.
type PairingCurve = Pick<
  Libraries['@noble/curves/bn254.js']['bn254'],
  'fields' | 'G1' | 'G2' | 'millerLoopBatch' | 'utils'
>

/** A point of each group, both valid and in their subgroups of prime order; either may be infinity. */
export type G1AndG2 = {
  readonly g1: PairingCurve['G1']['Point']['BASE']
  readonly g2: PairingCurve['G2']['Point']['BASE']
}

/** What the Miller loop needs to know of a point of G2. Worth keeping for a point that is used again. */
export type G2Lines = ReturnType<PairingCurve['utils']['calcPairingPrecomputes']>

/** True if the product of the pairings of all pairs is one, as it is for no pairs. */
export function isPairingProductOne(curve: PairingCurve, pairs: readonly G1AndG2[]): boolean {
  // A pairing with infinity is one, and the formulas do not hold there.
  const finite = pairs.filter(({ g1, g2 }) => !g1.is0() && !g2.is0())
  return isLinesProductOne(
    curve,
    finite.map(({ g1, g2 }) => ({ g1, lines: curve.utils.calcPairingPrecomputes(g2) })),
  )
}

/** The same for points of G2 of which the lines are known; no `g1` may be infinity. */
export function isLinesProductOne(
  curve: PairingCurve,
  pairs: readonly { readonly g1: G1AndG2['g1']; readonly lines: G2Lines }[],
): boolean {
  const { Fp12 } = curve.fields
  // The library's own `pairingBatch` would check every point once more, which takes a third of the time.
  const product = curve.millerLoopBatch(
    pairs.map(({ g1, lines }) => {
      const { x, y } = g1.toAffine()
      return [lines, x, y]
    }),
  )
  return Fp12.eql(Fp12.finalExponentiate(product), Fp12.ONE)
}

/** The answer of the pairing precompiles: the word 1 or 0. */
export function pairingWord(curve: PairingCurve, pairs: readonly G1AndG2[]): Uint8Array {
  const word = new Uint8Array(32)
  word[31] = isPairingProductOne(curve, pairs) ? 1 : 0
  return word
}
