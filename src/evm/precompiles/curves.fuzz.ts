// The laws of the curves on random points of known discrete logarithm: valid input, of which the answer is known without
// the formulas that are tested. And the same input with one byte changed, which is mostly invalid in the last place
// where it can be.

import { createRequire } from 'node:module'
import { bls12_381 as bls } from '@noble/curves/bls12-381.js'
import { bn254 } from '@noble/curves/bn254.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bigIntToBytes32, concatBytes } from '../../primitives/bytes.ts'
import { bn254Add } from './06-bn254-add.ts'
import { bn254Mul } from './07-bn254-mul.ts'
import { bn254Pairing } from './08-bn254-pairing.ts'
import { blsG1Add } from './0b-bls-g1add.ts'
import { blsG1Msm } from './0c-bls-g1msm.ts'
import { blsG2Add } from './0d-bls-g2add.ts'
import { blsG2Msm } from './0e-bls-g2msm.ts'
import { blsPairing } from './0f-bls-pairing.ts'
import { blsG1ToBytes, blsG2ToBytes } from './bls12-381-points.ts'
import { bn254G1ToBytes } from './bn254-points.ts'
import type { Precompile } from './precompile.ts'

const context = { fork: 'osaka', load: createRequire(import.meta.url) } as const

const YES = bigIntToBytes32(1n)
const NO = bigIntToBytes32(0n)

type Group = {
  readonly name: string
  readonly order: bigint
  /** The encoded generator times a number below the order. */
  readonly times: (logarithm: bigint) => Uint8Array
  readonly add: Precompile
  readonly multiply: Precompile
}

const bnG1 = (logarithm: bigint): Uint8Array => bn254G1ToBytes(bn254.G1.Point.BASE.multiplyUnsafe(logarithm))
const blsG1 = (logarithm: bigint): Uint8Array => blsG1ToBytes(bls.G1.Point.BASE.multiplyUnsafe(logarithm))
const blsG2 = (logarithm: bigint): Uint8Array => blsG2ToBytes(bls.G2.Point.BASE.multiplyUnsafe(logarithm))

function bnG2(logarithm: bigint): Uint8Array {
  const { x, y } = bn254.G2.Point.BASE.multiplyUnsafe(logarithm).toAffine()
  return concatBytes(...[x.c1, x.c0, y.c1, y.c0].map(bigIntToBytes32))
}

const GROUPS: readonly Group[] = [
  { name: 'bn254 G1', order: bn254.fields.Fr.ORDER, times: bnG1, add: bn254Add, multiply: bn254Mul },
  { name: 'BLS12-381 G1', order: bls.fields.Fr.ORDER, times: blsG1, add: blsG1Add, multiply: blsG1Msm },
  { name: 'BLS12-381 G2', order: bls.fields.Fr.ORDER, times: blsG2, add: blsG2Add, multiply: blsG2Msm },
]

// Small ones, so that points meet, cancel and double, and any others.
const logarithmBelow = (order: bigint): fc.Arbitrary<bigint> =>
  fc.oneof(
    fc.bigInt({ min: 0n, max: 3n }),
    fc.bigInt({ min: order - 3n, max: order - 1n }),
    fc.bigInt({ min: 0n, max: order - 1n }),
  )

describe.each(GROUPS.map((group) => [group.name, group] as const))(
  '%s',
  (_name, { order, times, add, multiply }) => {
    const logarithm = logarithmBelow(order)

    test('logarithms add up', () => {
      fc.assert(
        fc.property(logarithm, logarithm, (left, right) => {
          const sum = add.run(concatBytes(times(left), times(right)), context)
          expect(sum).toEqual(times((left + right) % order))
        }),
      )
    })

    test('factors multiply logarithms', () => {
      fc.assert(
        fc.property(logarithm, fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), (point, factor) => {
          const product = multiply.run(concatBytes(times(point), bigIntToBytes32(factor)), context)
          expect(product).toEqual(times((point * factor) % order))
        }),
      )
    })

    test('one changed byte of a point makes it invalid', () => {
      // Another point of the curve is one byte away with a chance of about 2^-128.
      fc.assert(
        fc.property(logarithm, fc.nat(), fc.integer({ min: 1, max: 255 }), (point, position, change) => {
          const bytes = times(point)
          bytes[position % bytes.length]! ^= change
          expect(add.run(concatBytes(bytes, times(1n)), context)).toBeUndefined()
          expect(add.run(concatBytes(times(1n), bytes), context)).toBeUndefined()
          expect(multiply.run(concatBytes(bytes, bigIntToBytes32(1n)), context)).toBeUndefined()
        }),
      )
    })
  },
)

describe.each([
  ['BLS12-381 G1', blsG1, blsG1Msm],
  ['BLS12-381 G2', blsG2, blsG2Msm],
] as const)('%s', (_name, times, msm) => {
  test('a multi-scalar multiplication is the sum of its products', () => {
    const { ORDER } = bls.fields.Fr
    const pair = fc.tuple(logarithmBelow(ORDER), fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }))
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 4 }), (pairs) => {
        const input = concatBytes(
          ...pairs.flatMap(([point, factor]) => [times(point), bigIntToBytes32(factor)]),
        )
        const sum = pairs.reduce((total, [point, factor]) => total + point * factor, 0n)
        expect(msm.run(input, context)).toEqual(times(sum % ORDER))
      }),
    )
  })
})

describe.each([
  ['bn254', bn254.fields.Fr.ORDER, bnG1, bnG2, bn254Pairing],
  ['BLS12-381', bls.fields.Fr.ORDER, blsG1, blsG2, blsPairing],
] as const)('%s', (_name, order, times1, times2, pairing) => {
  const pair = fc.tuple(logarithmBelow(order), logarithmBelow(order))

  test('a product of pairings is one exactly if the products of logarithms add up to 0', () => {
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 2 }), fc.boolean(), (pairs, isCompleted) => {
        const sum = pairs.reduce((total, [left, right]) => total + left * right, 0n) % order
        // Completed with (-sum G1, G2), the product is one.
        const all = isCompleted
          ? [...pairs, [(order - sum) % order, 1n] as const]
          : [...pairs, [1n, 0n] as const]
        const input = concatBytes(...all.flatMap(([left, right]) => [times1(left), times2(right)]))
        expect(pairing.run(input, context)).toEqual(isCompleted || sum === 0n ? YES : NO)
      }),
    )
  })

  test('one changed byte of a pair makes it invalid', () => {
    fc.assert(
      fc.property(pair, fc.nat(), fc.integer({ min: 1, max: 255 }), ([left, right], position, change) => {
        const input = concatBytes(times1(left), times2(right))
        input[position % input.length]! ^= change
        expect(pairing.run(input, context)).toBeUndefined()
      }),
    )
  })
})
