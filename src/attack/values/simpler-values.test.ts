import { expect, test } from 'vitest'
import { createPrng } from '../../primitives/prng.ts'
import { encodeArguments } from '../../project/abi/encode.ts'
import { typesOf } from '../../project/abi/layout.ts'
import { parseType } from '../../project/abi/parse-abi.ts'
import { parseFunctionSignature } from '../../project/abi/parse-signature.ts'
import type { AbiType, AbiValue } from '../../project/abi/types.ts'
import { compareSimplicity } from './compare-simplicity.ts'
import { Dictionary } from './dictionary.ts'
import { generateValue } from './generate-value.ts'
import { simplerArguments, simplerValues, smallestThatWorks } from './simpler-values.ts'

const ORDER = [`0x${'01'.repeat(20)}`, `0x${'02'.repeat(20)}`, `0x${'03'.repeat(20)}`]
const TYPES = typesOf(
  parseFunctionSignature(
    'f(uint256,uint8,int256,int8,address,bool,bytes4,bytes,string,uint256[],address[3],(uint128,(bytes,address)[],bool)[],(int24,string))',
  ).inputs,
)
const UINT = parseType('uint256') as AbiType & { kind: 'uint' }
const INT = parseType('int256') as AbiType & { kind: 'int' }

/** Takes the first simpler value that still works, again and again. */
function shrink(
  type: AbiType,
  value: AbiValue,
  works: (value: AbiValue) => boolean,
): { value: AbiValue; steps: number } {
  let steps = 0
  for (let best = value; ; steps++) {
    let next: AbiValue | undefined
    for (const candidate of simplerValues(type, best, ORDER)) {
      if (!works(candidate)) continue
      next = candidate
      break
    }
    if (next === undefined) return { value: best, steps }
    best = next
  }
}

test('every candidate is simpler, is of its type, and leaves the value alone', () => {
  const prng = createPrng(1n)
  const pools = { dictionary: new Dictionary(), addresses: [...ORDER] as `0x${string}`[], functions: [] }
  for (const type of TYPES)
    for (let round = 0; round < 20; round++) {
      const value = generateValue(type, prng, pools)
      const before = encodeArguments([type], [value])
      for (const candidate of simplerValues(type, value, ORDER)) {
        expect(compareSimplicity(type, candidate, value, ORDER)).toBeLessThan(0)
        encodeArguments([type], [candidate])
      }
      expect(encodeArguments([type], [value])).toEqual(before)
    }
})

test('if everything works, the simplest value is reached in a few steps', () => {
  const prng = createPrng(2n)
  const pools = { dictionary: new Dictionary(), addresses: [...ORDER] as `0x${string}`[], functions: [] }
  const simplest = [
    0n,
    0n,
    0n,
    0n,
    ORDER[0],
    false,
    new Uint8Array(4),
    new Uint8Array(0),
    '',
    [],
    [ORDER[0], ORDER[0], ORDER[0]],
    [],
    [0n, ''],
  ]
  for (const [index, type] of TYPES.entries())
    for (let round = 0; round < 20; round++) {
      const { value, steps } = shrink(type, generateValue(type, prng, pools), () => true)
      expect(value).toEqual(simplest[index])
      expect(steps).toBeLessThan(12)
    }
})

test('shrinking ends whatever works', () => {
  const prng = createPrng(3n)
  const pools = { dictionary: new Dictionary(), addresses: [...ORDER] as `0x${string}`[], functions: [] }
  for (const type of TYPES)
    for (let round = 0; round < 5; round++)
      expect(
        shrink(type, generateValue(type, prng, pools), () => prng.nextBelow(3) === 0).steps,
      ).toBeLessThan(2_000)
})

test('numbers come down to the bound, and round ones are met on the way', () => {
  expect(shrink(UINT, 123_456_789n, (value) => (value as bigint) >= 1_000n).value).toBe(1_000n)
  expect(shrink(INT, -123_456_789n, (value) => (value as bigint) < -999n).value).toBe(-1_000n)
  expect(shrink(INT, -5n, (value) => value !== 0n && value !== 1n && value !== -1n).value).toBe(2n)
  const candidates = [...simplerValues(UINT, 7_310_000_000_000_000_123n)]
  for (const round of [10n ** 18n, 7n * 10n ** 18n, 73n * 10n ** 17n, 7_310_000_000_000_000_000n])
    expect(candidates).toContain(round)
  expect(candidates.slice(0, 3)).toEqual([0n, 1n, 2n])
  expect([...simplerValues(UINT, 0n)]).toEqual([])
  // The least number has no counterpart.
  for (const candidate of simplerValues(parseType('int8'), -128n))
    encodeArguments([parseType('int8')], [candidate])
})

test('lists lose what is not needed', () => {
  const type = parseType('uint256[]')
  const needed = (value: AbiValue): boolean =>
    (value as bigint[]).includes(7n) && (value as bigint[]).some((item) => item > 50n)
  expect(shrink(type, [9n, 900n, 3n, 7n, 4n, 5n, 6n, 800n], needed).value).toSatisfy(
    (value) => (value as bigint[]).toSorted((left, right) => Number(left - right)).join() === '7,51',
  )
  const bytes = shrink(
    { kind: 'bytes' },
    Uint8Array.from({ length: 100 }, (_, index) => index),
    (value) => (value as Uint8Array).includes(70),
  ).value as Uint8Array
  expect([bytes.length, bytes[0]]).toEqual([1, 70])
})

test('accounts become the simplest that works', () => {
  const type: AbiType = { kind: 'address' }
  expect(shrink(type, `0x${'ff'.repeat(20)}`, (value) => value !== ORDER[0]).value).toBe(ORDER[1])
  expect([...simplerValues(type, ORDER[0]!, ORDER)]).toEqual([])
})

test('one argument at a time', () => {
  const types = [UINT, { kind: 'bool' }] as const
  const found = [...simplerArguments(types, [2n, true])]
  expect(found).toEqual([
    [0n, true],
    [1n, true],
    [2n, false],
  ])
})

test('the smallest number that works is found by halving', () => {
  const cases: readonly (readonly [bigint, (candidate: bigint) => boolean, bigint])[] = [
    [
      (1n << 256n) - 1n,
      (candidate) => candidate >= 123_456_789_012_345_678_901n,
      123_456_789_012_345_678_901n,
    ],
    [500n, () => true, 0n],
    [500n, (candidate) => candidate === 500n, 500n],
    [500n, (candidate) => candidate >= 2n, 2n],
    [1n, (candidate) => candidate === 1n, 1n],
    [0n, () => true, 0n],
    [-500n, (candidate) => candidate <= -77n, -77n],
    [-500n, (candidate) => candidate <= -77n || candidate >= 33n, 33n],
    [-(1n << 255n), (candidate) => candidate < -(1n << 200n), -(1n << 200n) - 1n],
  ]
  for (const [value, works, expected] of cases) {
    let questions = 0
    const found = smallestThatWorks(value > 1n << 255n ? UINT : INT, value, (candidate) => {
      questions++
      if (candidate < 0n || value <= 1n << 255n) encodeArguments([INT], [candidate])
      return works(candidate)
    })
    expect(found).toBe(expected)
    expect(questions).toBeLessThan(270)
  }
})
