// Points of bn254 (alt_bn128) as EIP-196 and EIP-197 encode them: affine coordinates of 32 bytes each, big-endian, zeros
// for the point at infinity. An element a + b i of the field of G2 has b first.
//
// The library throws at a point with y = 0. Neither curve has one, as their orders are odd.

import { readWord, writeWord } from '../../primitives/bytes.ts'
import type { Libraries, LoadLibrary } from './precompile.ts'

export type Bn254 = Libraries['@noble/curves/bn254.js']['bn254']
export type Bn254G1Point = Bn254['G1']['Point']['BASE']
export type Bn254G2Point = Bn254['G2']['Point']['BASE']

/** Bytes of an encoded point of G1: x, y. */
export const BN254_G1_BYTES = 64

/** Bytes of an encoded point of G2: the imaginary part of x, its real part, the same of y. */
export const BN254_G2_BYTES = 128

export function loadBn254(load: LoadLibrary): Bn254 {
  return load('@noble/curves/bn254.js').bn254
}

/**
 * The point of G1 encoded at `offset`; undefined if a coordinate is not below the field's prime or the point is not on
 * the curve. All points of this curve are in the group (its cofactor is 1).
 */
export function readBn254G1(bn254: Bn254, bytes: Uint8Array, offset: number): Bn254G1Point | undefined {
  const { Fp } = bn254.fields
  const { Point } = bn254.G1
  const x = readWord(bytes, offset)
  const y = readWord(bytes, offset + 32)
  if (!Fp.isValid(x) || !Fp.isValid(y)) return undefined
  if (x === 0n && y === 0n) return Point.ZERO
  if (!Fp.eql(Fp.sqr(y), Fp.add(Fp.mul(Fp.sqr(x), x), Point.CURVE().b))) return undefined
  return Point.fromAffine({ x, y })
}

/** Writes the point's affine coordinates into a new array. */
export function bn254G1ToBytes(point: Bn254G1Point): Uint8Array {
  const bytes = new Uint8Array(BN254_G1_BYTES)
  // Infinity is (0, 0) here as there.
  const { x, y } = point.toAffine()
  writeWord(bytes, 0, x)
  writeWord(bytes, 32, y)
  return bytes
}

/**
 * The point of G2 encoded at `offset`; undefined if a coordinate is not below the field's prime, or the point is not on
 * the twisted curve or not in its subgroup of prime order (EIP-197 demands all three).
 */
export function readBn254G2(bn254: Bn254, bytes: Uint8Array, offset: number): Bn254G2Point | undefined {
  const { Fp2 } = bn254.fields
  const { Point } = bn254.G2
  const x = { c0: readWord(bytes, offset + 32), c1: readWord(bytes, offset) }
  const y = { c0: readWord(bytes, offset + 96), c1: readWord(bytes, offset + 64) }
  if (!Fp2.isValid(x) || !Fp2.isValid(y)) return undefined
  if (Fp2.is0(x) && Fp2.is0(y)) return Point.ZERO
  if (!Fp2.eql(Fp2.sqr(y), Fp2.add(Fp2.mul(Fp2.sqr(x), x), Point.CURVE().b))) return undefined
  const point = Point.fromAffine({ x, y })
  return point.isTorsionFree() ? point : undefined
}
