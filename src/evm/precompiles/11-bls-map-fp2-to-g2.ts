import { BLS_FP2_BYTES, blsG2ToBytes, loadBls, readBlsFp2 } from './bls12-381-points.ts'
import type { BlsG2Point } from './bls12-381-points.ts'
import type { Precompile } from './precompile.ts'

/** BLS12_MAP_FP2_TO_G2: the point of G2 that an element of the quadratic extension is mapped to (EIP-2537, RFC 9380). */
export const blsMapFp2ToG2: Precompile = {
  address: 0x11,
  name: 'blsMapFp2ToG2',
  since: 'prague',
  isCostly: true,
  gas: () => 23_800n,
  run(input, { load }) {
    if (input.length !== BLS_FP2_BYTES) return undefined
    const bls = loadBls(load)
    const element = readBlsFp2(bls, input, 0)
    // Declared to give plain coordinates, up to 2.4.0 of the library at least; it gives a point.
    const mapToG2 = bls.G2.mapToCurve as unknown as (parts: [bigint, bigint]) => BlsG2Point
    return element === undefined ? undefined : blsG2ToBytes(mapToG2([element.c0, element.c1]))
  },
}
