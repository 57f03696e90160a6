import { BLS_G1_BYTES, blsG1ToBytes, loadBls, readBlsG1 } from './bls12-381-points.ts'
import type { Precompile } from './precompile.ts'

/** BLS12_G1ADD: the sum of two points of the curve, in or outside its subgroup (EIP-2537). */
export const blsG1Add: Precompile = {
  address: 0x0b,
  name: 'blsG1Add',
  since: 'prague',
  isCostly: true,
  gas: () => 375n,
  run(input, { load }) {
    if (input.length !== 2 * BLS_G1_BYTES) return undefined
    const bls = loadBls(load)
    const left = readBlsG1(bls, input, 0)
    const right = readBlsG1(bls, input, BLS_G1_BYTES)
    if (left === undefined || right === undefined) return undefined
    return blsG1ToBytes(left.add(right))
  },
}
