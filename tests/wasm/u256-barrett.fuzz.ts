// MULMOD by a modulus that is used again: from the second use on its quotient is estimated (wasm/core/u256-barrett.ts),
// and the estimate may be too small.

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { WORD_MAX } from '../../src/primitives/bytes.ts'
import { word } from './arbitrary-words.ts'
import type { Operation } from './kernels.ts'
import { createKernels } from './kernels.ts'

const RUNS_MIN = 3000
const runs = { numRuns: Math.max(RUNS_MIN, fc.readConfigureGlobal().numRuns ?? 0) }

const LIMB = 1n << 64n
const MODULUS_MIN = 1n << 250n

const { exports, slot, readWord, writeWord } = createKernels()
const kernel = exports['mulmod'] as Operation

/** Every place that the result may go to: an operand, the modulus, none of them. */
const PLACES = [0, 1, 2, 3]

const distance: fc.Arbitrary<bigint> = fc.oneof(
  fc.nat({ max: 200 }).map(BigInt),
  fc.bigInt({ min: 0n, max: LIMB }),
  fc.bigInt({ min: 0n, max: 1n << 200n }),
)

/** Above and below powers of two, the limit of what is remembered among them, and primes that contracts calculate with. */
const modulus: fc.Arbitrary<bigint> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.integer({ min: 192, max: 255 }), distance)
      .map(([bit, above]) => BigInt.asUintN(256, (1n << BigInt(bit)) + above) | 1n),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.integer({ min: 250, max: 256 }), distance)
      .map(([bit, below]) => BigInt.asUintN(256, (1n << BigInt(bit)) - 1n - below) | 1n),
  },
  { weight: 3, arbitrary: fc.bigInt({ min: MODULUS_MIN, max: WORD_MAX }).map((value) => value | 1n) },
  { weight: 1, arbitrary: fc.bigInt({ min: MODULUS_MIN, max: WORD_MAX }) },
  { weight: 2, arbitrary: word },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      // The field and the order of BN254, of secp256k1 and of P-256; the order of BLS12-381; the fields of Curve25519
      // and of Starknet.
      21_888_242_871_839_275_222_246_405_745_257_275_088_696_311_157_297_823_662_689_037_894_645_226_208_583n,
      21_888_242_871_839_275_222_246_405_745_257_275_088_548_364_400_416_034_343_698_204_186_575_808_495_617n,
      (1n << 256n) - (1n << 32n) - 977n,
      0xffff_ffff_ffff_ffff_ffff_ffff_ffff_fffe_baae_dce6_af48_a03b_bfd2_5e8c_d036_4141n,
      (1n << 256n) - (1n << 224n) + (1n << 192n) + (1n << 96n) - 1n,
      0xffff_ffff_0000_0000_ffff_ffff_ffff_ffff_bce6_faad_a717_9e84_f3b9_cac2_fc63_2551n,
      0x73ed_a753_299d_7d48_3339_d808_09a1_d805_53bd_a402_fffe_5bfe_ffff_ffff_0000_0001n,
      (1n << 255n) - 19n,
      (1n << 251n) + 17n * (1n << 192n) + 1n,
    ),
  },
)

/** Factors by a modulus m: any, as large as they get, around m and its square root, and those whose product is near k * m. */
const factors = (m: bigint): fc.Arbitrary<readonly [bigint, bigint]> => {
  const near = (value: bigint): fc.Arbitrary<bigint> =>
    fc.bigInt({ min: -4n, max: 4n }).map((delta) => BigInt.asUintN(256, value + delta))
  return fc.oneof(
    fc.tuple(word, word),
    fc.tuple(fc.bigInt({ min: 0n, max: m }), fc.bigInt({ min: 0n, max: m })),
    fc.tuple(near(WORD_MAX), fc.oneof(near(WORD_MAX), fc.bigInt({ min: 1n << 255n, max: WORD_MAX }))),
    fc.tuple(near(m), fc.oneof(near(m), near(1n << 255n), word)),
    fc.tuple(fc.bigInt({ min: 1n, max: WORD_MAX }), fc.bigInt({ min: 1n, max: WORD_MAX })).chain(([a, k]) => {
      const b = (k * m) / a
      return fc.tuple(fc.constant(a), near(b > WORD_MAX ? m : b))
    }),
  )
}

test('mulmod by a modulus used again is what bigints say, wherever the result goes', () => {
  fc.assert(
    fc.property(
      modulus.chain((m) => fc.tuple(fc.constant(m), fc.array(factors(m), { minLength: 2, maxLength: 4 }))),
      ([m, pairs]) => {
        const actual: bigint[] = []
        const expected: bigint[] = []
        for (let round = 0; round < 2; round++)
          for (const [a, b] of pairs)
            for (const place of PLACES) {
              actual.push(multiply(a, b, m, place))
              expected.push(m === 0n ? 0n : (a * b) % m)
            }
        expect(actual).toEqual(expected)
      },
    ),
    runs,
  )
})

test('moduli that share a place in the table do not disturb each other', () => {
  const sharing = modulus.chain((m) =>
    fc
      .array(fc.tuple(fc.nat({ max: 3 }), fc.bigInt({ min: 0n, max: LIMB - 1n }), fc.nat({ max: 63 })), {
        minLength: 2,
        maxLength: 4,
      })
      .map((changes) => changes.map((change) => sharePlace(m, ...change))),
  )
  fc.assert(
    fc.property(
      sharing,
      fc.array(fc.tuple(fc.nat({ max: 3 }), fc.integer({ min: 1, max: 3 }), word, word), { maxLength: 12 }),
      (moduli, uses) => {
        for (const [index, times, a, b] of uses) {
          const m = moduli[index % moduli.length]!
          for (let time = 0; time < times; time++)
            expect(multiply(a, b, m, 3)).toBe(m === 0n ? 0n : (a * b) % m)
        }
      },
    ),
    runs,
  )
})

test('quotients estimated too small by up to three are set right', () => {
  const seen = new Map<bigint, number>()
  // Just above the least modulus, what is cut off the product weighs most; the inverse is cut off by any fraction.
  const least = Array.from(
    { length: 40 },
    (_, i) => (MODULUS_MIN + BigInt(i) * 0x9e37_79b9_7f4a_7c15n ** 2n) | 1n,
  )
  for (const m of [...least, WORD_MAX - 2n, WORD_MAX - 188n, (1n << 255n) + 1n, (1n << 252n) - 1n])
    for (let i = 0n; i < 200n; i++) {
      const a = WORD_MAX - i
      // Odd multiples of 1/128 of the range, so that what is cut off the product takes all sizes.
      const b = WORD_MAX - (((2n * i + 1n) * WORD_MAX) >> 9n)
      const tooSmall = (a * b) / m - estimate(a, b, m)
      seen.set(tooSmall, (seen.get(tooSmall) ?? 0) + 1)
      multiply(a, b, m, 3)
      expect(multiply(a, b, m, 3)).toBe((a * b) % m)
    }
  expect(new Set(seen.keys())).toEqual(new Set([0n, 1n, 2n, 3n]))
  expect(Math.min(...seen.values())).toBeGreaterThan(10)
})

test('a quotient that the columns left out would make larger is set right', () => {
  let found = 0
  for (let above = 1n; above < 400n; above += 2n) {
    const m = (1n << 253n) + (above << 190n) + above
    const u = (1n << 512n) / m
    if ((u & 1n) === 0n) continue
    // With a = 2^251, the upper part of the scaled product is b; b * u is hardly above a multiple of 2^261.
    const inverse = invert(u)
    for (let remainder = 0n; remainder < 200n; remainder++) {
      const b = BigInt.asUintN(261, remainder * inverse)
      if (b > WORD_MAX || b === 0n) continue
      const a = 1n << 251n
      expect((b * u) % (1n << 261n)).toBe(remainder)
      multiply(a, b, m, 3)
      expect(multiply(a, b, m, 3)).toBe((a * b) % m)
      found++
    }
  }
  expect(found).toBeGreaterThan(100)
})

function multiply(a: bigint, b: bigint, m: bigint, place: number): bigint {
  writeWord(slot(0), a)
  writeWord(slot(1), b)
  writeWord(slot(2), m)
  kernel(slot(place), slot(0), slot(1), slot(2))
  return readWord(slot(place))
}

/** The modulus with another second or fourth limb, which its place in the table does not depend on. */
function sharePlace(m: bigint, which: number, limb: bigint, bit: number): bigint {
  const flipped = m ^ (1n << BigInt(64 + bit))
  if (which === 0) return flipped
  if (which === 1) return m ^ (limb << 64n)
  return which === 2 ? m ^ ((limb & 0xffn) << 192n) : m
}

/** The quotient as u256-barrett.ts estimates it, but with all columns. */
function estimate(a: bigint, b: bigint, m: bigint): bigint {
  return (((a * b * 1024n) >> 261n) * ((1n << 512n) / m)) >> 261n
}

/** 1 / odd mod 2^261. */
function invert(odd: bigint): bigint {
  let inverse = 1n
  for (let step = 0; step < 9; step++) inverse = BigInt.asUintN(261, inverse * (2n - odd * inverse))
  return inverse
}
