import { expect, test } from 'vitest'
import { createPrng } from '../../primitives/prng.ts'
import { encodeArguments } from '../../project/abi/encode.ts'
import type { AbiType } from '../../project/abi/types.ts'
import { plainValues } from './plain-values.ts'

const TYPES: readonly AbiType[] = [
  { kind: 'uint', bits: 8 },
  { kind: 'uint', bits: 256 },
  { kind: 'int', bits: 16 },
  { kind: 'int', bits: 256 },
  { kind: 'bool' },
  { kind: 'address' },
  { kind: 'fixedBytes', size: 5 },
  { kind: 'bytes' },
  { kind: 'string' },
  { kind: 'function' },
  { kind: 'array', element: { kind: 'uint', bits: 64 } },
  { kind: 'array', element: { kind: 'bool' }, length: 3 },
  { kind: 'tuple', components: [{ name: 'a', type: { kind: 'int', bits: 8 } }] },
]

test('values of all types can be encoded, whatever is drawn', () => {
  const prng = createPrng(1n)
  for (let round = 0; round < 500; round++) {
    expect(encodeArguments(TYPES, plainValues(TYPES, prng)).length).toBeGreaterThan(0)
    expect(encodeArguments(TYPES, plainValues(TYPES, prng, [2n ** 255n + 77n, 3n])).length).toBeGreaterThan(0)
  }
})

test('the same stream gives the same values', () => {
  expect(plainValues(TYPES, createPrng(9n))).toEqual(plainValues(TYPES, createPrng(9n)))
})

test('small, large and extreme numbers all come', () => {
  const prng = createPrng(2n)
  const numbers = Array.from(
    { length: 400 },
    () => plainValues([{ kind: 'uint', bits: 256 }], prng)[0] as bigint,
  )
  expect(numbers.some((each) => each < 2n ** 16n)).toBe(true)
  expect(numbers.some((each) => each > 2n ** 200n)).toBe(true)
  expect(numbers.some((each) => each > 2n ** 256n - 5n)).toBe(true)
})

test('given words are taken, cut to the size of the type', () => {
  const prng = createPrng(3n)
  const values = Array.from(
    { length: 50 },
    () => plainValues([{ kind: 'uint', bits: 8 }], prng, [0x1ffn, 7n])[0],
  )
  expect(new Set(values)).toEqual(new Set([0xffn, 7n]))
})
