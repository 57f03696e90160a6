import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  bigIntToBytes32,
  bytesToBigInt,
  compareBytes,
  concatBytes,
  equalBytes,
  readWord,
  writeWord,
} from './bytes.ts'

const bytes = fc.uint8Array({ maxLength: 70 })
// Few byte values, so that equal bytes and common prefixes are frequent.
const similarBytes = fc.uint8Array({ max: 1, maxLength: 4 })
const word = fc.bigInt({ min: 0n, max: (1n << 256n) - 1n })

test('a word comes back as it was written, at any offset, and its neighbours stay', () => {
  fc.assert(
    fc.property(word, fc.nat(20), (value, offset) => {
      const target = new Uint8Array(60).fill(0x5a)
      writeWord(target, offset, value)
      expect(readWord(target, offset)).toBe(value)
      expect(target.slice(offset, offset + 32)).toEqual(bigIntToBytes32(value))
      expect(target.slice(0, offset).every((byte) => byte === 0x5a)).toBe(true)
      expect(target.slice(offset + 32).every((byte) => byte === 0x5a)).toBe(true)
    }),
  )
})

test('bytes of any length are the number that their hex digits spell', () => {
  fc.assert(
    fc.property(bytes, (some) => {
      expect(bytesToBigInt(some)).toBe(BigInt(`0x0${Buffer.from(some).toString('hex')}`))
    }),
  )
})

test('equality and order agree with those of Node', () => {
  fc.assert(
    fc.property(similarBytes, similarBytes, (left, right) => {
      expect(compareBytes(left, right)).toBe(Buffer.compare(left, right))
      expect(equalBytes(left, right)).toBe(Buffer.from(left).equals(right))
    }),
  )
})

test('joined parts can be cut apart again', () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 5 }), (parts) => {
      const joined = concatBytes(...parts)
      let offset = 0
      for (const part of parts) {
        expect(joined.slice(offset, offset + part.length)).toEqual(part)
        offset += part.length
      }
      expect(joined.length).toBe(offset)
    }),
  )
})
