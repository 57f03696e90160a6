import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { bigIntToBytes32, concatBytes } from '../../primitives/bytes.ts'
import { bn254Add } from './06-bn254-add.ts'
import { bn254Mul } from './07-bn254-mul.ts'

const context = { fork: 'osaka', load: createRequire(import.meta.url) } as const

const PRIME = 21888242871839275222246405745257275088696311157297823662689037894645226208583n
const ORDER = 21888242871839275222246405745257275088548364400416034343698204186575808495617n
const ONE = [1n, 2n] as const
const TWO = [
  1368015179489954701390400359078579693043519447331113978918064868415326638035n,
  9918110051302171585080402603319702774565515993150576347155970296011118125764n,
] as const
const INFINITY = [0n, 0n] as const

const bytes = (...words: readonly bigint[]): Uint8Array => concatBytes(...words.map(bigIntToBytes32))

test.each([
  ['0', 0n, INFINITY],
  ['1', 1n, ONE],
  ['2', 2n, TWO],
  ['the order less 1', ORDER - 1n, [1n, PRIME - 2n]],
  ['the order', ORDER, INFINITY],
  ['the order and 2', ORDER + 2n, TWO],
])('a point times %s', (_name, factor, product) => {
  expect(bn254Mul.run(bytes(...ONE, factor), context)).toEqual(bytes(...product))
})

test('the largest word is a factor like others: one more times the point is the point added', () => {
  const most = 2n ** 256n - 1n
  const product = bn254Mul.run(bytes(...TWO, most), context)!
  const next = bn254Add.run(concatBytes(product, bytes(...TWO)), context)
  expect(next).toEqual(bn254Mul.run(bytes(...TWO, (most + 1n) % ORDER), context))
})

test('infinity times anything is infinity', () => {
  expect(bn254Mul.run(bytes(...INFINITY, 5n), context)).toEqual(bytes(...INFINITY))
})

test('input ends in endless zeros, and what follows the factor is ignored', () => {
  expect(bn254Mul.run(bytes(...ONE), context)).toEqual(bytes(...INFINITY))
  expect(bn254Mul.run(bytes(...ONE, 2n, 9n), context)).toEqual(bytes(...TWO))
})

test('refuses what is no point', () => {
  expect(bn254Mul.run(bytes(1n, 3n, 2n), context)).toBeUndefined()
  expect(bn254Mul.run(bytes(1n + PRIME, 2n, 2n), context)).toBeUndefined()
  expect(bn254Mul.run(bytes(1n, 3n, 0n), context)).toBeUndefined()
})

test('costs 6000 gas (EIP-1108)', () => {
  expect(bn254Mul.gas(new Uint8Array(0), 'london')).toBe(6000n)
})
