import { BN254_G1_BYTES, BN254_G2_BYTES, loadBn254, readBn254G1, readBn254G2 } from './bn254-points.ts'
import { pairingWord } from './pairing.ts'
import type { G1AndG2 } from './pairing.ts'
import type { Precompile } from './precompile.ts'

const PAIR_BYTES = BN254_G1_BYTES + BN254_G2_BYTES

/**
 * BN254_PAIRING: whether the product of the pairings of all given pairs (point of G1, point of G2) is one, as a word
 * (EIP-197; gas by EIP-1108). No pairs at all are valid and give one.
 */
export const bn254Pairing: Precompile = {
  address: 0x08,
  name: 'bn254Pairing',
  since: 'london',
  isCostly: true,
  gas: (input) => BigInt(45_000 + 34_000 * Math.floor(input.length / PAIR_BYTES)),
  run(input, { load }) {
    if (input.length % PAIR_BYTES !== 0) return undefined
    const bn254 = loadBn254(load)
    const pairs: G1AndG2[] = []
    for (let offset = 0; offset < input.length; offset += PAIR_BYTES) {
      const g1 = readBn254G1(bn254, input, offset)
      if (g1 === undefined) return undefined
      const g2 = readBn254G2(bn254, input, offset + BN254_G1_BYTES)
      if (g2 === undefined) return undefined
      pairs.push({ g1, g2 })
    }
    return pairingWord(bn254, pairs)
  },
}
