import { expect, test } from 'vitest'
import { addressParts, addressText } from './address-text.ts'
import { bytesToHex } from './hex.ts'
import { createPrng } from './prng.ts'

test('an address has 40 digits, whatever was asked before', () => {
  const prng = createPrng(1n)
  const known = Array.from({ length: 20_000 }, (_, i) =>
    Array.from({ length: 5 }, () => (i % 3 === 0 ? prng.nextBelow(3) : prng.nextU32())),
  )
  for (let round = 0; round < 3; round++) {
    for (const parts of known) {
      const bytes = new Uint8Array(20)
      for (const [i, part] of parts.entries()) new DataView(bytes.buffer).setUint32(4 * i, part)
      expect(addressText(...(parts as [number, number, number, number, number]))).toBe(bytesToHex(bytes))
    }
  }
})

test('nobody was asked for yet: zero is known', () => {
  expect(addressText(0, 0, 0, 0, 0)).toBe('0x0000000000000000000000000000000000000000')
})

test('the parts of an address are those that its text is made of', () => {
  const prng = createPrng(2n)
  for (let i = 0; i < 6_000; i++) {
    const parts = Array.from({ length: 5 }, () => prng.nextU32()) as [number, number, number, number, number]
    const text = addressText(...parts)
    expect([...addressParts(text)!].toReversed()).toEqual(parts)
    if (i < 10) expect([...addressParts(`0X${text.slice(2).toUpperCase()}`)!].toReversed()).toEqual(parts)
  }
  for (const text of ['', '0x12', `0x${'g'.repeat(40)}`, `1x${'0'.repeat(40)}`, `0x${'0'.repeat(41)}`])
    expect(addressParts(text)).toBeUndefined()
})
