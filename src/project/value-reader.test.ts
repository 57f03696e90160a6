import { expect, test } from 'vitest'

import { createReader, toAddress, toBigInt } from './value-reader.ts'

test('a value of the wrong type is absent, and named with file and field', () => {
  const warnings: string[] = []
  const table = {
    runs: 'many',
    list: ['a', 1],
    flag: 'yes',
    who: '0xzz',
    nothing: null,
    big: 'x'.repeat(500),
  }
  const read = createReader('foundry.toml', table, (text) => warnings.push(text), 'fuzz.')
  expect(read.count('runs')).toBeUndefined()
  expect(read.texts('list')).toBeUndefined()
  expect(read.boolean('flag')).toBeUndefined()
  expect(read.address('who')).toBeUndefined()
  expect(read.count('nothing')).toBeUndefined()
  expect(read.count('toString')).toBeUndefined()
  expect(read.count('big')).toBeUndefined()
  expect(warnings.slice(0, 4)).toEqual([
    'foundry.toml: fuzz.runs is "many", not a whole number: it is ignored.',
    'foundry.toml: fuzz.list is ["a",1], not a list of texts: it is ignored.',
    'foundry.toml: fuzz.flag is "yes", not true or false: it is ignored.',
    'foundry.toml: fuzz.who is "0xzz", not an address: it is ignored.',
  ])
  expect(warnings).toHaveLength(5)
  expect(warnings[4]!.length).toBeLessThan(150)
})

test.each([
  [5, 5n],
  ['5', 5n],
  ['0xff', 255n],
  ['1e18', 10n ** 18n],
  [1e21, 10n ** 21n],
  ['1_000', 1000n],
  [-1, undefined],
  [1.5, undefined],
  ['', undefined],
  [`0x1${'0'.repeat(64)}`, undefined],
  [true, undefined],
])('%j as a whole number', (value, expected) => {
  expect(toBigInt(value, undefined)).toBe(expected)
})

test('addresses are filled up, and numbers that YAML made of them are taken', () => {
  expect(toAddress('0x10000')).toBe('0x0000000000000000000000000000000000010000')
  expect(toAddress(0x10000)).toBe('0x0000000000000000000000000000000000010000')
  expect(toAddress('0xABCDEF0000000000000000000000000000000001')).toBe(
    '0xabcdef0000000000000000000000000000000001',
  )
  expect(toAddress('10000')).toBeUndefined()
})
