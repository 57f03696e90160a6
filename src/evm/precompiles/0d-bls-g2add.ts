import { BLS_G2_BYTES, blsG2ToBytes, loadBls, readBlsG2 } from './bls12-381-points.ts'
import type { Precompile } from './precompile.ts'

/** BLS12_G2ADD: the sum of two points of the twisted curve, in or outside its subgroup (EIP-2537). */
export const blsG2Add: Precompile = {
  address: 0x0d,
  name: 'blsG2Add',
  since: 'prague',
  isCostly: true,
  gas: () => 600n,
  run(input, { load }) {
    if (input.length !== 2 * BLS_G2_BYTES) return undefined
    const bls = loadBls(load)
    const left = readBlsG2(bls, input, 0)
    const right = readBlsG2(bls, input, BLS_G2_BYTES)
    if (left === undefined || right === undefined) return undefined
    return blsG2ToBytes(left.add(right))
  },
}
