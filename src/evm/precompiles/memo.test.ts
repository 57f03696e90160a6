import { describe, expect, test } from 'vitest'
import { createPrng } from '../../primitives/prng.ts'
import { createMemo } from './memo.ts'

const AMPLE = { entriesMax: 1000, bytesMax: 100_000 }

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)

describe('finding', () => {
  test('what was remembered, also that it is invalid', () => {
    const memo = createMemo(AMPLE)
    memo.remember(1, bytes(1, 2), bytes(3))
    memo.remember(1, bytes(1), undefined)
    expect(memo.find(1, bytes(1, 2))?.output).toEqual(bytes(3))
    expect(memo.find(1, bytes(1))).toMatchObject({ output: undefined })
    expect(memo.find(1, bytes(2))).toBeUndefined()
    expect(memo.stats()).toEqual({ hits: 2, misses: 1, evictions: 0, entries: 2, bytes: 4 })
  })

  test('scopes are apart', () => {
    const memo = createMemo(AMPLE)
    memo.remember(1, bytes(7), bytes(1))
    memo.remember(2, bytes(7), bytes(2))
    expect(memo.find(1, bytes(7))?.output).toEqual(bytes(1))
    expect(memo.find(2, bytes(7))?.output).toEqual(bytes(2))
    expect(memo.find(3, bytes(7))).toBeUndefined()
  })

  test('zeros at the end count', () => {
    const memo = createMemo(AMPLE)
    memo.remember(1, bytes(7), bytes(1))
    expect(memo.find(1, bytes(7, 0))).toBeUndefined()
    memo.remember(1, bytes(), bytes(2))
    expect(memo.find(1, bytes(0))).toBeUndefined()
    expect(memo.find(1, bytes())?.output).toEqual(bytes(2))
  })

  test('the input may be changed afterwards', () => {
    const memo = createMemo(AMPLE)
    const input = bytes(1, 2)
    memo.remember(1, input, bytes(3))
    input[0] = 9
    expect(memo.find(1, bytes(1, 2))?.output).toEqual(bytes(3))
    expect(memo.find(1, input)).toBeUndefined()
  })

  test('a later answer to the same input takes the place of the older one', () => {
    const memo = createMemo(AMPLE)
    memo.remember(1, bytes(1), bytes(3, 3, 3))
    memo.remember(1, bytes(1), bytes(4))
    expect(memo.find(1, bytes(1))?.output).toEqual(bytes(4))
    expect(memo.stats()).toMatchObject({ entries: 1, bytes: 2, evictions: 0 })
  })

  test('inputs of one hash do not answer for each other', () => {
    // Among so many inputs, some pairs have the same 32 bits of hash: five are to be expected.
    const inputCount = 200_000
    const memo = createMemo({ entriesMax: inputCount, bytesMax: 100 * inputCount })
    const random = createPrng(1n)
    const inputs = Array.from({ length: inputCount }, (_, index) =>
      Uint8Array.of(index, index >> 8, index >> 16, random.nextBelow(256), random.nextBelow(256)),
    )
    for (const input of inputs) memo.remember(1, input, input)
    const { entries, evictions } = memo.stats()
    expect(evictions).toBeGreaterThan(0)
    expect(entries + evictions).toBe(inputCount)
    let found = 0
    for (const input of inputs) {
      const answer = memo.find(1, input)
      if (answer === undefined) continue
      found++
      if (answer.output !== input) expect(answer.output).toEqual(input)
    }
    expect(found).toBe(entries)
  })
})

describe('bounds', () => {
  test('the entry used longest ago goes when there are too many', () => {
    const memo = createMemo({ ...AMPLE, entriesMax: 2 })
    memo.remember(1, bytes(1), bytes(1))
    memo.remember(1, bytes(2), bytes(2))
    memo.find(1, bytes(1))
    memo.remember(1, bytes(3), bytes(3))
    expect(memo.find(1, bytes(2))).toBeUndefined()
    expect(memo.find(1, bytes(1))?.output).toEqual(bytes(1))
    expect(memo.find(1, bytes(3))?.output).toEqual(bytes(3))
    expect(memo.stats()).toMatchObject({ entries: 2, evictions: 1 })
  })

  test('old entries go until the new one has room', () => {
    const memo = createMemo({ entriesMax: 100, bytesMax: 80 })
    for (let index = 0; index < 8; index++) memo.remember(1, new Uint8Array(9).fill(index), bytes(index))
    expect(memo.stats()).toMatchObject({ entries: 8, bytes: 80, evictions: 0 })
    memo.remember(1, bytes(1, 2, 3, 4, 5), bytes(6, 7, 8, 9, 10))
    expect(memo.stats()).toMatchObject({ entries: 8, bytes: 80, evictions: 1 })
    expect(memo.find(1, new Uint8Array(9))).toBeUndefined()
  })

  test('an answer above an eighth of all bytes is not kept', () => {
    const memo = createMemo({ entriesMax: 100, bytesMax: 80 })
    memo.remember(1, new Uint8Array(6), new Uint8Array(5))
    expect(memo.find(1, new Uint8Array(6))).toBeUndefined()
    memo.remember(1, new Uint8Array(5), new Uint8Array(5))
    expect(memo.find(1, new Uint8Array(5))).toBeDefined()
  })

  test('a memo of no entries keeps none', () => {
    const memo = createMemo({ ...AMPLE, entriesMax: 0 })
    memo.remember(1, bytes(1), bytes(1))
    expect(memo.find(1, bytes(1))).toBeUndefined()
    expect(memo.stats()).toMatchObject({ entries: 0, bytes: 0 })
  })
})
