import { createRequire } from 'node:module'
import { bls12_381 as bls } from '@noble/curves/bls12-381.js'
import { mulAddUnsafe } from '@noble/curves/abstract/curve.js'
import { expect, test } from 'vitest'
import { bigIntToBytes32, concatBytes } from '../../primitives/bytes.ts'
import { blsG2Msm } from './0e-bls-g2msm.ts'
import { blsG2ToBytes, readBlsG2 } from './bls12-381-points.ts'

const context = { fork: 'osaka', load: createRequire(import.meta.url) } as const

const { Point } = bls.G2
const ORDER = bls.fields.Fr.ORDER
const G = Point.BASE

const pair = (point: typeof G, factor: bigint): Uint8Array =>
  concatBytes(blsG2ToBytes(point), bigIntToBytes32(factor))

test.each([
  ['0', 0n, Point.ZERO],
  ['1', 1n, G],
  ['2', 2n, G.double()],
  ['the order less 1', ORDER - 1n, G.negate()],
  ['the order and 1', ORDER + 1n, G],
])('a point times %s', (_name, factor, product) => {
  expect(blsG2Msm.run(pair(G, factor), context)).toEqual(blsG2ToBytes(product))
})

test('sums products, of any points and of infinity', () => {
  const input = concatBytes(
    pair(G, 5n),
    pair(Point.ZERO, 77n),
    pair(G.double(), 3n),
    pair(G.negate(), ORDER + 1n),
  )
  expect(blsG2Msm.run(input, context)).toEqual(blsG2ToBytes(G.multiplyUnsafe(10n)))
})

test('refuses points of the twisted curve outside the subgroup', () => {
  let refused = 0
  for (let c0 = 0n; refused < 3; c0++) {
    const point = pointAt(c0)
    if (point === undefined) continue
    // What the definition says, against the shortcut that the precompile takes.
    expect(mulAddUnsafe(Point, [point], [ORDER], true).is0()).toBe(false)
    expect(readBlsG2(bls, blsG2ToBytes(point), 0)).toBeDefined()
    expect(blsG2Msm.run(pair(point, 1n), context)).toBeUndefined()
    expect(blsG2Msm.run(concatBytes(pair(G, 1n), pair(point, 0n)), context)).toBeUndefined()
    refused++
  }
})

function pointAt(c0: bigint): typeof G | undefined {
  const { Fp2 } = bls.fields
  const x = Fp2.fromBigTuple([c0, 1n])
  try {
    return Point.fromAffine({ x, y: Fp2.sqrt(Fp2.add(Fp2.mul(Fp2.sqr(x), x), Point.CURVE().b)) })
  } catch {
    return undefined
  }
}

test.each([0, 287, 289, 575])('refuses %i bytes', (length) => {
  expect(blsG2Msm.run(new Uint8Array(length), context)).toBeUndefined()
})

// Price of one pair times their number times the discount for that number (EIP-2537).
test.each([
  [0, 0n],
  [1, 22_500n],
  [2, 45_000n],
  [3, 62_302n],
  [128, 1_509_120n],
  [129, 1_520_910n],
  [1024, 12_072_960n],
])('%i pairs cost %i gas', (pairCount, gas) => {
  expect(blsG2Msm.gas(new Uint8Array(288 * pairCount), 'prague')).toBe(gas)
})
