import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesToHex, HexError, hexToBytes, isHex } from './hex.ts'

test('bytes come back from hex as they went in, of any case', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const hex = bytesToHex(bytes)
      expect(hex).toBe(`0x${Buffer.from(bytes).toString('hex')}`)
      expect(hexToBytes(hex)).toEqual(bytes)
      expect(hexToBytes(`0x${hex.slice(2).toUpperCase()}`)).toEqual(bytes)
    }),
  )
})

test('isHex says yes exactly if hexToBytes reads it, and nothing but HexError is thrown', () => {
  const nearlyHex = fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEFxXgG -_'), maxLength: 12 })
  const text = fc.oneof(
    nearlyHex,
    nearlyHex.map((digits) => `0x${digits}`),
    fc.string({ unit: 'binary-ascii' }),
  )
  fc.assert(
    fc.property(text, (candidate) => {
      let isRead = true
      try {
        hexToBytes(candidate)
      } catch (error) {
        expect(error).toBeInstanceOf(HexError)
        isRead = false
      }
      expect(isHex(candidate)).toBe(isRead)
    }),
  )
})
