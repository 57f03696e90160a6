// Words where arithmetic goes wrong: at the edges of limbs and halves of limbs, and in relations that lead division
// into its rare branches.

import fc from 'fast-check'

import { WORD_MAX } from '../../src/primitives/bytes.ts'

const LIMB_MAX = (1n << 64n) - 1n

const EDGE_LIMBS: readonly bigint[] = [
  ...[0n, 1n, 2n, 3n, LIMB_MAX, LIMB_MAX - 1n, LIMB_MAX - 2n],
  ...[1n << 63n, (1n << 63n) - 1n, (1n << 63n) + 1n, LIMB_MAX >> 1n],
  ...[
    1n << 32n,
    (1n << 32n) - 1n,
    (1n << 32n) + 1n,
    LIMB_MAX << 32n,
    0xffff_fffe_ffff_ffffn,
    (1n << 31n) - 1n,
  ],
].map((limb) => BigInt.asUintN(64, limb))

const limb: fc.Arbitrary<bigint> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...EDGE_LIMBS) },
  { weight: 1, arbitrary: fc.nat({ max: 63 }).map((bit) => 1n << BigInt(bit)) },
  { weight: 1, arbitrary: fc.nat({ max: 63 }).map((bits) => (1n << BigInt(bits)) - 1n) },
  { weight: 3, arbitrary: fc.bigInt({ min: 0n, max: LIMB_MAX }) },
)

const bits = (max: number): fc.Arbitrary<bigint> => fc.nat({ max }).map(BigInt)

/** Any word, with a bias to zero and full limbs, powers of two and their neighbours, short words and small numbers. */
export const word: fc.Arbitrary<bigint> = fc.oneof(
  { weight: 6, arbitrary: fc.array(limb, { minLength: 1, maxLength: 4 }).map(fromLimbs) },
  { weight: 2, arbitrary: fc.tuple(bits(256), bits(2)).map(([bit, below]) => clamp((1n << bit) - below)) },
  { weight: 1, arbitrary: fc.tuple(bits(256), bits(2)).map(([bit, above]) => clamp((1n << bit) + above)) },
  {
    weight: 1,
    arbitrary: fc.array(limb, { minLength: 1, maxLength: 4 }).map((limbs) => clamp(-fromLimbs(limbs))),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.bigInt({ min: 0n, max: WORD_MAX }), bits(255))
      .map(([value, drop]) => value >> drop),
  },
  { weight: 2, arbitrary: bits(300) },
)

/** Three operands. */
export type Words = readonly [bigint, bigint, bigint]

/** Three words that may have to do with each other. */
export const words: fc.Arbitrary<Words> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(word, word, word) },
  // Neighbours: comparisons, borrows through all limbs, a quotient of 0 or 1.
  {
    weight: 1,
    arbitrary: fc
      .tuple(word, fc.bigInt({ min: -2n, max: 2n }), word)
      .map(([a, delta, c]): Words => [a, clamp(a + delta), c]),
  },
  // Just below or above a multiple of the divisor: the estimate of a quotient digit by the top limbs is one too large.
  {
    weight: 3,
    arbitrary: fc
      .tuple(word, word, bits(255), fc.bigInt({ min: -2n, max: 2n }), word)
      .map(([divisor, factor, drop, delta, c]): Words => [
        clamp(divisor * (factor >> drop) + delta),
        divisor,
        c,
      ]),
  },
  // The top limbs of the running remainder equal those of the divisor: the digit is 2^64 - 1 without estimating.
  {
    weight: 2,
    arbitrary: fc
      .tuple(word, bits(192), bits(3), bits(192))
      .map(([value, drop, delta, shift]): Words => [
        clamp(((value >> drop) << shift) - delta),
        value >> drop,
        value >> drop,
      ]),
  },
  // The same for products: (m - d) * 2^k mod m.
  {
    weight: 2,
    arbitrary: fc
      .tuple(word, bits(3), bits(255), bits(2))
      .map(([modulus, delta, shift, below]): Words => [
        clamp(modulus - delta),
        clamp((1n << shift) - below),
        modulus,
      ]),
  },
  // Moduli with a path of their own.
  { weight: 1, arbitrary: fc.tuple(word, word).map(([a, b]): Words => [a, b, WORD_MAX]) },
  { weight: 1, arbitrary: fc.tuple(word, word, bits(255)).map(([a, b, bit]): Words => [a, b, 1n << bit]) },
  // Amounts of shifts, indexes of bytes, exponents: small on top.
  { weight: 2, arbitrary: fc.tuple(bits(260), word, word) },
  { weight: 1, arbitrary: fc.tuple(word, bits(260), word) },
)

/** 256 bits of a number of any size and sign. */
export function clamp(value: bigint): bigint {
  return BigInt.asUintN(256, value)
}

function fromLimbs(limbs: readonly bigint[]): bigint {
  return limbs.reduce((value, next) => (value << 64n) | next, 0n)
}
