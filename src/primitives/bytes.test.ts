import { expect, test } from 'vitest'
import {
  bigIntToBytes32,
  bytesToBigInt,
  compareBytes,
  concatBytes,
  equalBytes,
  readWord,
  WORD_MAX,
  WordRangeError,
  writeWord,
} from './bytes.ts'

test('parts are joined in order, into a copy', () => {
  const part = Uint8Array.of(1, 2)
  const joined = concatBytes(part, new Uint8Array(), Uint8Array.of(3))
  part[0] = 9
  expect(joined).toEqual(Uint8Array.of(1, 2, 3))
  expect(concatBytes()).toEqual(new Uint8Array())
})

test('equality looks at length and content', () => {
  expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true)
  expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false)
  expect(equalBytes(Uint8Array.of(1), Uint8Array.of(1, 0))).toBe(false)
})

test('order is by the first difference, unsigned, and a prefix comes first', () => {
  expect(compareBytes(Uint8Array.of(0x80), Uint8Array.of(0x7f))).toBe(1)
  expect(compareBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3, 0))).toBe(-1)
  expect(compareBytes(Uint8Array.of(1), Uint8Array.of(1, 0))).toBe(-1)
  expect(compareBytes(Uint8Array.of(1, 0), Uint8Array.of(1))).toBe(1)
  expect(compareBytes(new Uint8Array(), new Uint8Array())).toBe(0)
})

test('a word is 32 bytes, most significant first', () => {
  const bytes = bigIntToBytes32(0x0102n)
  expect(bytes.length).toBe(32)
  expect([...bytes.slice(29)]).toEqual([0, 1, 2])
  expect([...bigIntToBytes32(1n << 255n).slice(0, 2)]).toEqual([0x80, 0])
  expect(bigIntToBytes32(WORD_MAX)).toEqual(new Uint8Array(32).fill(0xff))
})

test.each([
  ['-1', -1n],
  ['2^256', 1n << 256n],
])('%s is no word, and nothing is written', (_, value) => {
  const bytes = new Uint8Array(32).fill(7)
  expect(() => writeWord(bytes, 0, value)).toThrow(WordRangeError)
  expect(bytes).toEqual(new Uint8Array(32).fill(7))
})

test('a word that does not fit at the offset is refused, and nothing is written', () => {
  const bytes = new Uint8Array(40)
  expect(() => writeWord(bytes, 9, WORD_MAX)).toThrow(RangeError)
  expect(() => readWord(bytes, 9)).toThrow(RangeError)
  expect(bytes).toEqual(new Uint8Array(40))
})

test('words of a part of a larger buffer are read and written in that part', () => {
  const buffer = new Uint8Array(100)
  const part = buffer.subarray(10, 60)
  writeWord(part, 3, WORD_MAX)
  expect(buffer.indexOf(0xff)).toBe(13)
  expect(buffer.lastIndexOf(0xff)).toBe(44)
  expect(readWord(part, 3)).toBe(WORD_MAX)
  expect(bytesToBigInt(part.subarray(2, 4))).toBe(0xffn)
})

test('no bytes are zero', () => {
  expect(bytesToBigInt(new Uint8Array())).toBe(0n)
})
