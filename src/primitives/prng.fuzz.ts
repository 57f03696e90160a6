import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPrng } from './prng.ts'

const seed = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n })

test('numbers stay in their range, and the same seed and calls give the same numbers', () => {
  const bound = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 2 ** 32 }))
  fc.assert(
    fc.property(seed, fc.array(bound, { maxLength: 20 }), fc.nat(300), (value, bounds, bits) => {
      const first = createPrng(value)
      const second = createPrng(value)
      for (const count of bounds) {
        const drawn = first.nextBelow(count)
        expect(Number.isInteger(drawn) && drawn >= 0 && drawn < count).toBe(true)
        expect(second.nextBelow(count)).toBe(drawn)
      }
      const wide = first.nextBigInt(bits)
      expect(wide >= 0n && wide < 1n << BigInt(bits)).toBe(true)
      expect(second.nextBigInt(bits)).toBe(wide)
    }),
  )
})

test('different names give different streams', () => {
  fc.assert(
    fc.property(seed, fc.string(), fc.string(), (value, left, right) => {
      fc.pre(left !== right)
      const root = createPrng(value)
      expect(root.fork(left).nextBigInt(128)).not.toBe(root.fork(right).nextBigInt(128))
    }),
  )
})
