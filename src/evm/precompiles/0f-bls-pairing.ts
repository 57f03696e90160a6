import {
  BLS_G1_BYTES,
  BLS_G2_BYTES,
  loadBls,
  readBlsSubgroupG1,
  readBlsSubgroupG2,
} from './bls12-381-points.ts'
import { pairingWord } from './pairing.ts'
import type { G1AndG2 } from './pairing.ts'
import type { Precompile } from './precompile.ts'

const PAIR_BYTES = BLS_G1_BYTES + BLS_G2_BYTES

/**
 * BLS12_PAIRING_CHECK: whether the product of the pairings of all given pairs (point of G1, point of G2) is one, as a
 * word (EIP-2537). At least one pair.
 */
export const blsPairing: Precompile = {
  address: 0x0f,
  name: 'blsPairing',
  since: 'prague',
  isCostly: true,
  gas: (input) => BigInt(37_700 + 32_600 * Math.floor(input.length / PAIR_BYTES)),
  run(input, { load }) {
    if (input.length === 0 || input.length % PAIR_BYTES !== 0) return undefined
    const bls = loadBls(load)
    const pairs: G1AndG2[] = []
    for (let offset = 0; offset < input.length; offset += PAIR_BYTES) {
      const g1 = readBlsSubgroupG1(bls, input, offset)
      if (g1 === undefined) return undefined
      const g2 = readBlsSubgroupG2(bls, input, offset + BLS_G1_BYTES)
      if (g2 === undefined) return undefined
      pairs.push({ g1, g2 })
    }
    return pairingWord(bls, pairs)
  },
}
