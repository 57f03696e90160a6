import { describe, expect, test } from 'vitest'

import { bitLength } from './bits.ts'

describe('bitLength', () => {
  test('is the number of binary digits, on both sides of every power of two', () => {
    for (let bits = 1; bits <= 1_100; bits++) {
      const power = 1n << BigInt(bits - 1)
      expect(bitLength(power)).toBe(bits)
      expect(bitLength(power * 2n - 1n)).toBe(bits)
      if (power > 1n) expect(bitLength(power + 1n)).toBe(bits)
    }
  })
})
