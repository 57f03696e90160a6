import { createRequire } from 'node:module'
import { bls12_381 as bls } from '@noble/curves/bls12-381.js'
import { expect, test } from 'vitest'
import { bigIntToBytes32, concatBytes } from '../../primitives/bytes.ts'
import { blsPairing } from './0f-bls-pairing.ts'
import { blsG1ToBytes, blsG2ToBytes } from './bls12-381-points.ts'

const context = { fork: 'osaka', load: createRequire(import.meta.url) } as const

const P = bls.G1.Point.BASE
const Q = bls.G2.Point.BASE
const YES = bigIntToBytes32(1n)
const NO = bigIntToBytes32(0n)

function pairs(...points: readonly (readonly [typeof P, typeof Q])[]): Uint8Array {
  return concatBytes(...points.flatMap(([g1, g2]) => [blsG1ToBytes(g1), blsG2ToBytes(g2)]))
}

test('a product is one exactly if the exponents cancel', () => {
  const six = P.multiplyUnsafe(6n)
  const three = P.multiplyUnsafe(3n)
  const double = Q.double()
  expect(blsPairing.run(pairs([six, Q], [three.negate(), double]), context)).toEqual(YES)
  expect(blsPairing.run(pairs([six, Q], [three, double.negate()]), context)).toEqual(YES)
  expect(blsPairing.run(pairs([six, Q], [three, double]), context)).toEqual(NO)
  expect(blsPairing.run(pairs([P, Q]), context)).toEqual(NO)
})

test('a pair with infinity counts as one', () => {
  const { ZERO } = bls.G1.Point
  expect(blsPairing.run(pairs([ZERO, Q]), context)).toEqual(YES)
  expect(blsPairing.run(pairs([P, bls.G2.Point.ZERO]), context)).toEqual(YES)
  expect(blsPairing.run(new Uint8Array(384), context)).toEqual(YES)
  expect(blsPairing.run(pairs([P, Q], [ZERO, Q], [P.negate(), Q]), context)).toEqual(YES)
})

test('refuses points outside the subgroups, also beside infinity', () => {
  // (0, 2) is on the curve, and of order 3.
  const outside = new Uint8Array(128)
  outside[127] = 2
  expect(blsPairing.run(concatBytes(outside, blsG2ToBytes(Q)), context)).toBeUndefined()
  expect(blsPairing.run(concatBytes(outside, new Uint8Array(256)), context)).toBeUndefined()
})

test('refuses what is no point, also beside infinity', () => {
  const g1 = blsG1ToBytes(P)
  g1[127]! ^= 1
  expect(blsPairing.run(concatBytes(g1, new Uint8Array(256)), context)).toBeUndefined()
  const g2 = blsG2ToBytes(Q)
  g2[255]! ^= 1
  expect(blsPairing.run(concatBytes(new Uint8Array(128), g2), context)).toBeUndefined()
})

test.each([0, 383, 385])('refuses %i bytes', (length) => {
  expect(blsPairing.run(new Uint8Array(length), context)).toBeUndefined()
})

test.each([
  [0, 37_700n],
  [384, 70_300n],
  [3840, 363_700n],
])('%i bytes cost %i gas', (length, gas) => {
  expect(blsPairing.gas(new Uint8Array(length), 'prague')).toBe(gas)
})
