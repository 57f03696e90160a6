import { BLS_FP_BYTES, blsG1ToBytes, loadBls, readBlsFp } from './bls12-381-points.ts'
import type { BlsG1Point } from './bls12-381-points.ts'
import type { Precompile } from './precompile.ts'

/** BLS12_MAP_FP_TO_G1: the point of G1 that an element of the base field is mapped to (EIP-2537, RFC 9380). */
export const blsMapFpToG1: Precompile = {
  address: 0x10,
  name: 'blsMapFpToG1',
  since: 'prague',
  isCostly: true,
  gas: () => 5500n,
  run(input, { load }) {
    if (input.length !== BLS_FP_BYTES) return undefined
    const bls = loadBls(load)
    const element = readBlsFp(bls, input, 0)
    // Declared to take a list and give plain coordinates, up to 2.4.0 of the library at least; it does this.
    const mapToG1 = bls.G1.mapToCurve as unknown as (element: bigint) => BlsG1Point
    return element === undefined ? undefined : blsG1ToBytes(mapToG1(element))
  },
}
