import { BN254_G1_BYTES, bn254G1ToBytes, loadBn254, readBn254G1 } from './bn254-points.ts'
import { zeroExtended } from './input.ts'
import type { Precompile } from './precompile.ts'

/** BN254_ADD: the sum of two points of G1 (EIP-196; gas by EIP-1108). */
export const bn254Add: Precompile = {
  address: 0x06,
  name: 'bn254Add',
  since: 'london',
  isCostly: true,
  gas: () => 150n,
  run(input, { load }) {
    const bn254 = loadBn254(load)
    const points = zeroExtended(input, 2 * BN254_G1_BYTES)
    const left = readBn254G1(bn254, points, 0)
    const right = readBn254G1(bn254, points, BN254_G1_BYTES)
    if (left === undefined || right === undefined) return undefined
    return bn254G1ToBytes(left.add(right))
  },
}
