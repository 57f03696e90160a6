import { expect, test } from 'vitest'
import { bytesToHex } from '../../primitives/hex.ts'
import { bytesToNumber, wordCount, writeNumber, zeroExtended } from './input.ts'

test('zeroExtended cuts or fills up, and leaves its input alone', () => {
  const input = Uint8Array.of(1, 2, 3)
  expect(zeroExtended(input, 5)).toEqual(Uint8Array.of(1, 2, 3, 0, 0))
  expect(zeroExtended(input, 3)).toEqual(input)
  expect(zeroExtended(input, 2)).toEqual(Uint8Array.of(1, 2))
  expect(zeroExtended(input, 0)).toHaveLength(0)
  expect(input).toEqual(Uint8Array.of(1, 2, 3))
})

test.each([
  [[], 0n],
  [[0], 0n],
  [[1, 2], 258n],
  [[0, 0, 255], 255n],
  [[0xde, 0xad, 0xbe, 0xef, 0, 0, 0, 0, 1], 0xdeadbeef0000000001n],
])('the bytes %j are the number %s', (bytes, value) => {
  expect(bytesToNumber(Uint8Array.from(bytes))).toBe(value)
})

test.each([
  [0n, [9, 0, 0, 0, 9]],
  [5n, [9, 0, 0, 5, 9]],
  [0x123n, [9, 0, 1, 0x23, 9]],
  [0xabcdefn, [9, 0xab, 0xcd, 0xef, 9]],
])('%s is written to the end of its place', (value, bytes) => {
  const target = Uint8Array.of(9, 1, 1, 1, 9)
  writeNumber(target.subarray(1, 4), value)
  expect(target).toEqual(Uint8Array.from(bytes))
})

test.each([1, 7, 8, 9, 31, 32, 33, 255, 256, 257, 263, 264, 1000, 1024, 5000])(
  'a number of %i bytes is read and written as its hex digits say',
  (length) => {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 37 + length) % 256)
    const value = BigInt(bytesToHex(bytes))
    expect(bytesToNumber(bytes)).toBe(value)
    const written = new Uint8Array(length).fill(0xee)
    writeNumber(written, value)
    expect(written).toEqual(bytes)
    writeNumber(written, 1n)
    expect(bytesToNumber(written)).toBe(1n)
  },
)

test('wordCount rounds up', () => {
  expect([0, 1, 32, 33, 64].map(wordCount)).toEqual([0, 1, 1, 2, 2])
})
