import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { bigIntToBytes32, concatBytes } from '../../primitives/bytes.ts'
import { bn254Add } from './06-bn254-add.ts'

const context = { fork: 'osaka', load: createRequire(import.meta.url) } as const

const PRIME = 21888242871839275222246405745257275088696311157297823662689037894645226208583n
const ONE = [1n, 2n] as const
// 2 (1, 2), as in the tests of EIP-196's authors.
const TWO = [
  1368015179489954701390400359078579693043519447331113978918064868415326638035n,
  9918110051302171585080402603319702774565515993150576347155970296011118125764n,
] as const
const INFINITY = [0n, 0n] as const

const bytes = (...words: readonly bigint[]): Uint8Array => concatBytes(...words.map(bigIntToBytes32))

test.each([
  ['a point and itself', ONE, ONE, TWO],
  ['a point and its opposite', ONE, [1n, PRIME - 2n], INFINITY],
  ['infinity and a point', INFINITY, ONE, ONE],
  ['a point and infinity', TWO, INFINITY, TWO],
  ['infinity twice', INFINITY, INFINITY, INFINITY],
])('adds %s', (_name, left, right, sum) => {
  expect(bn254Add.run(bytes(...left, ...right), context)).toEqual(bytes(...sum))
})

test('input ends in endless zeros, and what follows the points is ignored', () => {
  expect(bn254Add.run(new Uint8Array(0), context)).toEqual(bytes(...INFINITY))
  expect(bn254Add.run(bytes(...ONE), context)).toEqual(bytes(...ONE))
  expect(bn254Add.run(bytes(...ONE, ...ONE, 7n), context)).toEqual(bytes(...TWO))
})

test.each([
  ['not on the curve', [1n, 3n]],
  ['zero in one coordinate only', [0n, 2n]],
  ['x not below the prime, though its remainder is valid', [1n + PRIME, 2n]],
  ['y not below the prime, though its remainder is valid', [1n, 2n + PRIME]],
  ['the prime twice, which is not infinity', [PRIME, PRIME]],
])('refuses a point with %s, on either side', (_name, point) => {
  expect(bn254Add.run(bytes(...point, ...ONE), context)).toBeUndefined()
  expect(bn254Add.run(bytes(...ONE, ...point), context)).toBeUndefined()
})

test('costs 150 gas (EIP-1108)', () => {
  expect(bn254Add.gas(new Uint8Array(1000), 'london')).toBe(150n)
})
