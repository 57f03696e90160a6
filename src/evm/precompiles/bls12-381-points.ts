// Points of BLS12-381 as EIP-2537 encodes them: affine coordinates, big-endian; an element of the base field in 64 bytes
// of which the first 16 are zero; an element a + b u of the field of G2 with a first; zeros for the point at infinity.
//
// The library throws at a point with y = 0. Neither curve has one, as their orders are odd.

import { readWord } from '../../primitives/bytes.ts'
import { writeNumber } from './input.ts'
import type { Libraries, LoadLibrary } from './precompile.ts'

export type Bls = Libraries['@noble/curves/bls12-381.js']['bls12_381']
export type BlsG1Point = Bls['G1']['Point']['BASE']
export type BlsG2Point = Bls['G2']['Point']['BASE']
export type BlsFp2 = Bls['fields']['Fp2']['ZERO']

/** Bytes of an element of the base field. */
export const BLS_FP_BYTES = 64

/** Bytes of an element of the quadratic extension. */
export const BLS_FP2_BYTES = 128

/** Bytes of an encoded point of G1: x, y. */
export const BLS_G1_BYTES = 128

/** Bytes of an encoded point of G2: x, y. */
export const BLS_G2_BYTES = 256

// Bytes that an element of the base field needs; the others are zero.
const FP_VALUE_BYTES = 48

export function loadBls(load: LoadLibrary): Bls {
  return load('@noble/curves/bls12-381.js').bls12_381
}

/** The element of the base field at `offset`; undefined if it is not below the field's prime. */
export function readBlsFp(bls: Bls, bytes: Uint8Array, offset: number): bigint | undefined {
  // All 64 bytes as one number: it is below the prime only if the first 16 of them are zero.
  const value = (readWord(bytes, offset) << 256n) | readWord(bytes, offset + 32)
  return bls.fields.Fp.isValid(value) ? value : undefined
}

/** The element of the quadratic extension at `offset`; undefined if a part is not below the field's prime. */
export function readBlsFp2(bls: Bls, bytes: Uint8Array, offset: number): BlsFp2 | undefined {
  const c0 = readBlsFp(bls, bytes, offset)
  const c1 = readBlsFp(bls, bytes, offset + BLS_FP_BYTES)
  return c0 === undefined || c1 === undefined ? undefined : { c0, c1 }
}

/**
 * The point encoded at `offset`; undefined if a coordinate is not below the field's prime or the point is not on the
 * curve. It may be outside the subgroup of prime order (EIP-2537 lets such points be added).
 */
export function readBlsG1(bls: Bls, bytes: Uint8Array, offset: number): BlsG1Point | undefined {
  const { Fp } = bls.fields
  const { Point } = bls.G1
  const x = readBlsFp(bls, bytes, offset)
  const y = readBlsFp(bls, bytes, offset + BLS_FP_BYTES)
  if (x === undefined || y === undefined) return undefined
  if (x === 0n && y === 0n) return Point.ZERO
  if (!Fp.eql(Fp.sqr(y), Fp.add(Fp.mul(Fp.sqr(x), x), Point.CURVE().b))) return undefined
  return Point.fromAffine({ x, y })
}

/** As `readBlsG1`, for G2. */
export function readBlsG2(bls: Bls, bytes: Uint8Array, offset: number): BlsG2Point | undefined {
  const { Fp2 } = bls.fields
  const { Point } = bls.G2
  const x = readBlsFp2(bls, bytes, offset)
  const y = readBlsFp2(bls, bytes, offset + BLS_FP2_BYTES)
  if (x === undefined || y === undefined) return undefined
  if (Fp2.is0(x) && Fp2.is0(y)) return Point.ZERO
  if (!Fp2.eql(Fp2.sqr(y), Fp2.add(Fp2.mul(Fp2.sqr(x), x), Point.CURVE().b))) return undefined
  return Point.fromAffine({ x, y })
}

/** As `readBlsG1`, and undefined also outside the subgroup of prime order. */
export function readBlsSubgroupG1(bls: Bls, bytes: Uint8Array, offset: number): BlsG1Point | undefined {
  const point = readBlsG1(bls, bytes, offset)
  return point?.isTorsionFree() ? point : undefined
}

/** As `readBlsG2`, and undefined also outside the subgroup of prime order. */
export function readBlsSubgroupG2(bls: Bls, bytes: Uint8Array, offset: number): BlsG2Point | undefined {
  const point = readBlsG2(bls, bytes, offset)
  return point?.isTorsionFree() ? point : undefined
}

/** Writes the point's affine coordinates into a new array. */
export function blsG1ToBytes(point: BlsG1Point): Uint8Array {
  // Infinity is (0, 0) here as there.
  const { x, y } = point.toAffine()
  return fpsToBytes(x, y)
}

/** As `blsG1ToBytes`, for G2. */
export function blsG2ToBytes(point: BlsG2Point): Uint8Array {
  const { x, y } = point.toAffine()
  return fpsToBytes(x.c0, x.c1, y.c0, y.c1)
}

function fpsToBytes(...elements: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(elements.length * BLS_FP_BYTES)
  let end = BLS_FP_BYTES
  for (const element of elements) {
    writeNumber(bytes.subarray(end - FP_VALUE_BYTES, end), element)
    end += BLS_FP_BYTES
  }
  return bytes
}
