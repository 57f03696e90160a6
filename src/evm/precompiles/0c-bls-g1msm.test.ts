import { createRequire } from 'node:module'
import { bls12_381 as bls } from '@noble/curves/bls12-381.js'
import { mulAddUnsafe } from '@noble/curves/abstract/curve.js'
import { expect, test } from 'vitest'
import { bigIntToBytes32, concatBytes } from '../../primitives/bytes.ts'
import { blsG1Msm } from './0c-bls-g1msm.ts'
import { blsG1ToBytes, readBlsG1 } from './bls12-381-points.ts'

const context = { fork: 'osaka', load: createRequire(import.meta.url) } as const

const { Point } = bls.G1
const ORDER = bls.fields.Fr.ORDER
const G = Point.BASE

const pair = (point: typeof G, factor: bigint): Uint8Array =>
  concatBytes(blsG1ToBytes(point), bigIntToBytes32(factor))

test.each([
  ['0', 0n, Point.ZERO],
  ['1', 1n, G],
  ['2', 2n, G.double()],
  ['the order less 1', ORDER - 1n, G.negate()],
  ['the order', ORDER, Point.ZERO],
  ['the largest word', 2n ** 256n - 1n, G.multiplyUnsafe((2n ** 256n - 1n) % ORDER)],
])('a point times %s', (_name, factor, product) => {
  expect(blsG1Msm.run(pair(G, factor), context)).toEqual(blsG1ToBytes(product))
})

test('sums products, of any points and of infinity', () => {
  const input = concatBytes(
    pair(G, 5n),
    pair(Point.ZERO, 77n),
    pair(G.double(), 3n),
    pair(G.negate(), ORDER + 1n),
  )
  expect(blsG1Msm.run(input, context)).toEqual(blsG1ToBytes(G.multiplyUnsafe(10n)))
})

test('products that cancel give infinity', () => {
  expect(blsG1Msm.run(concatBytes(pair(G, 5n), pair(G.negate(), 5n)), context)).toEqual(new Uint8Array(128))
})

test('refuses points of the curve outside the subgroup', () => {
  let refused = 0
  for (let x = 0n; refused < 4; x++) {
    const point = pointAt(x)
    if (point === undefined) continue
    // What the definition says, against the shortcut that the precompile takes.
    expect(mulAddUnsafe(Point, [point], [ORDER], true).is0()).toBe(false)
    expect(readBlsG1(bls, blsG1ToBytes(point), 0)).toBeDefined()
    expect(blsG1Msm.run(pair(point, 1n), context)).toBeUndefined()
    expect(blsG1Msm.run(concatBytes(pair(G, 1n), pair(point, 0n)), context)).toBeUndefined()
    refused++
  }
})

function pointAt(x: bigint): typeof G | undefined {
  const { Fp } = bls.fields
  try {
    return Point.fromAffine({ x, y: Fp.sqrt(Fp.add(Fp.pow(x, 3n), Point.CURVE().b)) })
  } catch {
    return undefined
  }
}

test.each([0, 159, 161, 319])('refuses %i bytes', (length) => {
  expect(blsG1Msm.run(new Uint8Array(length), context)).toBeUndefined()
})

// Price of one pair times their number times the discount for that number (EIP-2537).
test.each([
  [0, 0n],
  [1, 12_000n],
  [2, 22_776n],
  [3, 30_528n],
  [64, 442_368n],
  [127, 792_480n],
  [128, 797_184n],
  [129, 803_412n],
  [4877, 30_373_956n],
])('%i pairs cost %i gas', (pairCount, gas) => {
  expect(blsG1Msm.gas(new Uint8Array(160 * pairCount), 'prague')).toBe(gas)
  expect(blsG1Msm.gas(new Uint8Array(160 * pairCount + 159), 'prague')).toBe(gas)
})
