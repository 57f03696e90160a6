import { createRequire } from 'node:module'
import { bls12_381 as bls } from '@noble/curves/bls12-381.js'
import { expect, test } from 'vitest'
import { sumOfMultiples } from './bls12-381-msm.ts'

const load = createRequire(import.meta.url)

const { Point } = bls.G1
const ORDER = bls.fields.Fr.ORDER

// Both ways of summing, on either side of where they change.
test.each([1, 2, 319, 320, 400])('the sum of %i products', (count) => {
  const points: (typeof Point.BASE)[] = []
  const factors: bigint[] = []
  let expected = 0n
  let point = Point.BASE
  for (let multiple = 1n; multiple <= count; multiple++) {
    const factor = (ORDER - multiple ** 40n) % ORDER
    points.push(point)
    factors.push(factor < 0n ? factor + ORDER : factor)
    expected += multiple * factors.at(-1)!
    point = point.add(Point.BASE)
  }
  const sum = sumOfMultiples(load, Point, points, factors)
  expect(sum.equals(Point.BASE.multiplyUnsafe(expected % ORDER))).toBe(true)
})
