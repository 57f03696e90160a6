import { createRequire } from 'node:module'
import { bn254 } from '@noble/curves/bn254.js'
import { mulAddUnsafe } from '@noble/curves/abstract/curve.js'
import { expect, test } from 'vitest'
import { bigIntToBytes32, concatBytes } from '../../primitives/bytes.ts'
import { bn254Pairing } from './08-bn254-pairing.ts'

const context = { fork: 'osaka', load: createRequire(import.meta.url) } as const

const { fields, G1, G2 } = bn254
type G1Point = typeof G1.Point.BASE
type G2Point = typeof G2.Point.BASE

const YES = bigIntToBytes32(1n)
const NO = bigIntToBytes32(0n)

function g1Bytes(point: G1Point): Uint8Array {
  const { x, y } = point.toAffine()
  return concatBytes(bigIntToBytes32(x), bigIntToBytes32(y))
}

// The imaginary part comes first (EIP-197).
function g2Bytes(point: G2Point): Uint8Array {
  const { x, y } = point.toAffine()
  return concatBytes(...[x.c1, x.c0, y.c1, y.c0].map(bigIntToBytes32))
}

function pairs(...points: readonly (readonly [G1Point, G2Point])[]): Uint8Array {
  return concatBytes(...points.flatMap(([g1, g2]) => [g1Bytes(g1), g2Bytes(g2)]))
}

const P = G1.Point.BASE
const Q = G2.Point.BASE

test('the generators are those of EIP-197', () => {
  expect(P.toAffine()).toEqual({ x: 1n, y: 2n })
  expect(g2Bytes(Q).subarray(0, 32)).toEqual(
    bigIntToBytes32(11559732032986387107991004021392285783925812861821192530917403151452391805634n),
  )
})

test('no pairs give one', () => {
  expect(bn254Pairing.run(new Uint8Array(0), context)).toEqual(YES)
})

test('a product is one exactly if the exponents cancel', () => {
  const six = P.multiplyUnsafe(6n)
  const three = P.multiplyUnsafe(3n)
  const double = Q.double()
  expect(bn254Pairing.run(pairs([six, Q], [three.negate(), double]), context)).toEqual(YES)
  expect(bn254Pairing.run(pairs([six, Q], [three, double.negate()]), context)).toEqual(YES)
  expect(bn254Pairing.run(pairs([six, Q], [three, double]), context)).toEqual(NO)
  expect(bn254Pairing.run(pairs([P, Q]), context)).toEqual(NO)
  const fifth = P.multiplyUnsafe(5n)
  expect(bn254Pairing.run(pairs([fifth, Q], [P, Q], [three.negate(), double]), context)).toEqual(YES)
})

test('a pair with infinity counts as one', () => {
  const { ZERO } = G1.Point
  expect(bn254Pairing.run(pairs([ZERO, Q]), context)).toEqual(YES)
  expect(bn254Pairing.run(pairs([P, G2.Point.ZERO]), context)).toEqual(YES)
  expect(bn254Pairing.run(pairs([ZERO, G2.Point.ZERO]), context)).toEqual(YES)
  expect(bn254Pairing.run(pairs([P, Q], [ZERO, Q], [P.negate(), Q]), context)).toEqual(YES)
})

test('refuses a length that is no multiple of 192', () => {
  const input = pairs([P, Q])
  expect(bn254Pairing.run(input.subarray(0, 191), context)).toBeUndefined()
  expect(bn254Pairing.run(concatBytes(input, Uint8Array.of(0)), context)).toBeUndefined()
})

test('refuses what is no point, also beside infinity', () => {
  const g1 = concatBytes(bigIntToBytes32(1n), bigIntToBytes32(3n))
  expect(bn254Pairing.run(concatBytes(g1, g2Bytes(Q)), context)).toBeUndefined()
  expect(bn254Pairing.run(concatBytes(g1, new Uint8Array(128)), context)).toBeUndefined()
  const offCurve = g2Bytes(Q)
  offCurve[127]! ^= 1
  expect(bn254Pairing.run(concatBytes(new Uint8Array(64), offCurve), context)).toBeUndefined()
})

test('refuses each coordinate of G2 that is not below the prime', () => {
  const { x, y } = Q.toAffine()
  const parts = [x.c1, x.c0, y.c1, y.c0]
  for (const index of parts.keys()) {
    const shifted = parts.map((part, at) => (at === index ? part + fields.Fp.ORDER : part))
    expect(
      bn254Pairing.run(concatBytes(g1Bytes(P), ...shifted.map(bigIntToBytes32)), context),
    ).toBeUndefined()
  }
})

test('refuses points of the twisted curve outside the subgroup', () => {
  let refused = 0
  for (let c0 = 1n; refused < 4; c0++) {
    const point = twistPoint(c0)
    if (point === undefined) continue
    // What the definition says, against the shortcut that the precompile takes.
    expect(mulAddUnsafe(G2.Point, [point], [fields.Fr.ORDER], true).is0()).toBe(false)
    expect(bn254Pairing.run(pairs([P, point]), context)).toBeUndefined()
    expect(bn254Pairing.run(pairs([G1.Point.ZERO, point]), context)).toBeUndefined()
    refused++
  }
})

function twistPoint(c0: bigint): G2Point | undefined {
  const { Fp2 } = fields
  const x = Fp2.fromBigTuple([c0, 1n])
  const square = Fp2.add(Fp2.mul(Fp2.sqr(x), x), G2.Point.CURVE().b)
  try {
    return G2.Point.fromAffine({ x, y: Fp2.sqrt(square) })
  } catch {
    return undefined
  }
}

test.each([
  [0, 45_000n],
  [191, 45_000n],
  [192, 79_000n],
  [1920, 385_000n],
])('%i bytes cost %i gas (EIP-1108)', (length, gas) => {
  expect(bn254Pairing.gas(new Uint8Array(length), 'london')).toBe(gas)
})
