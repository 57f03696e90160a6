import { describe, expect, test } from 'vitest'

import { bytesToHex, hexToBytes } from '../../src/primitives/hex.ts'
import { decodeRlp, encodeRlp, RlpError, scalarToBytes, type RlpItem } from './rlp.ts'

const text = (value: string): Uint8Array => new TextEncoder().encode(value)
const LONG = text('Lorem ipsum dolor sit amet, consectetur adipisicing elit')

// The examples of the RLP page of ethereum.org.
const EXAMPLES: readonly (readonly [string, RlpItem, string])[] = [
  ['a string', text('dog'), '0x83646f67'],
  ['a list of strings', [text('cat'), text('dog')], '0xc88363617483646f67'],
  ['the empty string', new Uint8Array(0), '0x80'],
  ['the empty list', [], '0xc0'],
  ['the byte 0x00', Uint8Array.of(0), '0x00'],
  ['the byte 0x0f', Uint8Array.of(15), '0x0f'],
  ['the bytes 0x0400', Uint8Array.of(4, 0), '0x820400'],
  ['the set-theoretical three', [[], [[]], [[], [[]]]], '0xc7c0c1c0c3c0c1c0'],
  ['a string of 56 bytes', LONG, `0xb838${bytesToHex(LONG).slice(2)}`],
  ['a list of 58 bytes', [LONG], `0xf83ab838${bytesToHex(LONG).slice(2)}`],
]

describe('RLP', () => {
  test.each(EXAMPLES)('%s has one encoding and is read back', (_, item, encoded) => {
    expect(bytesToHex(encodeRlp(item))).toBe(encoded)
    expect(decodeRlp(hexToBytes(encoded))).toEqual(item)
  })

  test.each([
    ['bytes after the item', '0x8000'],
    ['nothing', '0x'],
    ['a string longer than the input', '0x83646f'],
    ['an item longer than its list', '0xc283646f67'],
    ['a single byte with a length', '0x8100'],
    ['a short length in the long form', '0xb80100'],
    ['a length with a leading zero', '0xb90038'],
    ['an input that ends inside a length', '0xb9ff'],
  ])('refuses %s', (_, encoded) => {
    expect(() => decodeRlp(hexToBytes(encoded))).toThrow(RlpError)
  })

  test('a scalar has no leading zeros, and zero has no bytes', () => {
    expect(scalarToBytes(0n)).toEqual(Uint8Array.of())
    expect(scalarToBytes(0x80n)).toEqual(Uint8Array.of(0x80))
    expect(scalarToBytes(0x102n)).toEqual(Uint8Array.of(1, 2))
    expect(scalarToBytes((1n << 256n) - 1n)).toEqual(new Uint8Array(32).fill(0xff))
  })
})
