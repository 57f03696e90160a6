// Products modulo a word that comes again and again (Barrett reduction: HAC, "Handbook of Applied Cryptography",
// algorithm 14.42). Curves and fields multiply by one or two moduli thousands of times, so floor(2^512 / modulus) is
// computed when a modulus is met the second time, and remembered. What is remembered never changes a result.
//
// Limbs have 29 bits here, nine per word: a whole column of a product (the sum of all limb products of one weight) then
// fits 64 bits, and carries are taken once per column. That costs less than 64-bit limbs, whose products WebAssembly has
// to put together from halves.
//
// All is scaled by 2^10, so that the 512 bits of a product end where 18 limbs do. With x = a * b * 2^10,
// d = modulus * 2^10, u = floor(2^512 / modulus) and h = floor(x / 2^261), the quotient x / d is estimated as
//
//   q = floor(h * u / 2^261), without the columns below 2^203, which together stay below 2^236.
//
// It is never too large, and less than 1 + u / 2^261 + (h + 1) / 2^261 + 2^-25 below x / d. The moduli taken are
// above 2^250, so u < 2^262 and h < 2^261: q is at most 4 too small, and hardly ever for a modulus near 2^256.
// The remainder x - q * d is below 5 * d < 2^269, and is computed modulo 2^290: ten columns.
//
// The uppermost limbs of scaled words keep 34 bits. A column has one product with such a limb at most, 2^63, and eight
// others of 2^58: still below 2^64.

import { div, modWide } from './u256-divide'
import { mul } from './u256-multiply'

const LIMB: u64 = 0x1fffffff

/**
 * 64 entries: modulus (four 64-bit limbs), whether the rest is there (u64), 8 bytes unused, then nine limbs each of d
 * and of u. An unused entry has modulus 0, which is never looked for.
 */
const ENTRIES: usize = memory.data(64 * 192, 16)
const ENTRY_BYTES: usize = 192
const IS_READY: usize = 32
const MULTIPLE: usize = 48
const RECIPROCAL: usize = 120

// Operands of prepare() and below. ALL_ONES has eight limbs.
const ALL_ONES: usize = memory.data(64, 16)
const INVERSE: usize = memory.data(32, 16)
const WORD: usize = memory.data(32, 16)
const PRODUCT: usize = memory.data(32, 16)

/** Whether multiplyModulo can be had for a modulus: odd, and at least 2^250. */
// @ts-ignore: decorator
@inline
export function isBarrettModulus(m0: u64, m3: u64): bool {
  return (m0 & 1) != 0 && m3 >> 58 != 0
}

/**
 * The entry of a modulus for multiplyModulo, or 0 if it was not the last one of its place in the table: then it is from
 * now on. The modulus at `modulus` has the limbs m0 to m3, and isBarrettModulus holds.
 */
// @ts-ignore: decorator
@inline
export function findBarrettEntry(modulus: usize, m0: u64, m1: u64, m2: u64, m3: u64): usize {
  const entry = ENTRIES + <usize>(((m0 ^ m2) * 0x9e3779b97f4a7c15) >> 58) * ENTRY_BYTES
  const is01 = load<u64>(entry) == m0 && load<u64>(entry, 8) == m1
  if (is01 && load<u64>(entry, 16) == m2 && load<u64>(entry, 24) == m3) {
    if (load<u64>(entry, IS_READY) == 0) prepare(entry, modulus)
    return entry
  }
  store<u64>(entry, m0)
  store<u64>(entry, m1, 8)
  store<u64>(entry, m2, 16)
  store<u64>(entry, m3, 24)
  store<u64>(entry, 0, IS_READY)
  return 0
}

/** dst = a * b mod the modulus of `entry`. */
export function multiplyModulo(dst: usize, a: usize, b: usize, entry: usize): void {
  let w0 = load<u64>(a)
  let w1 = load<u64>(a, 8)
  let w2 = load<u64>(a, 16)
  let w3 = load<u64>(a, 24)
  const a0 = w0 & LIMB
  const a1 = (w0 >> 29) & LIMB
  const a2 = ((w0 >> 58) | (w1 << 6)) & LIMB
  const a3 = (w1 >> 23) & LIMB
  const a4 = ((w1 >> 52) | (w2 << 12)) & LIMB
  const a5 = (w2 >> 17) & LIMB
  const a6 = ((w2 >> 46) | (w3 << 18)) & LIMB
  const a7 = (w3 >> 11) & LIMB
  const a8 = w3 >> 40
  w0 = load<u64>(b)
  w1 = load<u64>(b, 8)
  w2 = load<u64>(b, 16)
  w3 = load<u64>(b, 24)
  const b0 = (w0 << 10) & LIMB
  const b1 = (w0 >> 19) & LIMB
  const b2 = ((w0 >> 48) | (w1 << 16)) & LIMB
  const b3 = (w1 >> 13) & LIMB
  const b4 = ((w1 >> 42) | (w2 << 22)) & LIMB
  const b5 = (w2 >> 7) & LIMB
  const b6 = ((w2 >> 36) | (w3 << 28)) & LIMB
  const b7 = (w3 >> 1) & LIMB
  const b8 = w3 >> 30

  let c = a0 * b0
  const x0 = c & LIMB
  c = (c >> 29) + a0 * b1 + a1 * b0
  const x1 = c & LIMB
  c = (c >> 29) + a0 * b2 + a1 * b1 + a2 * b0
  const x2 = c & LIMB
  c = (c >> 29) + a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0
  const x3 = c & LIMB
  c = (c >> 29) + a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0
  const x4 = c & LIMB
  c = (c >> 29) + a0 * b5 + a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 + a5 * b0
  const x5 = c & LIMB
  c = (c >> 29) + a0 * b6 + a1 * b5 + a2 * b4 + a3 * b3 + a4 * b2 + a5 * b1 + a6 * b0
  const x6 = c & LIMB
  c = (c >> 29) + a0 * b7 + a1 * b6 + a2 * b5 + a3 * b4 + a4 * b3 + a5 * b2 + a6 * b1 + a7 * b0
  const x7 = c & LIMB
  c = (c >> 29) + a0 * b8 + a1 * b7 + a2 * b6 + a3 * b5 + a4 * b4 + a5 * b3 + a6 * b2 + a7 * b1 + a8 * b0
  const x8 = c & LIMB
  c = (c >> 29) + a1 * b8 + a2 * b7 + a3 * b6 + a4 * b5 + a5 * b4 + a6 * b3 + a7 * b2 + a8 * b1
  const x9 = c & LIMB
  c = (c >> 29) + a2 * b8 + a3 * b7 + a4 * b6 + a5 * b5 + a6 * b4 + a7 * b3 + a8 * b2
  const x10 = c & LIMB
  c = (c >> 29) + a3 * b8 + a4 * b7 + a5 * b6 + a6 * b5 + a7 * b4 + a8 * b3
  const x11 = c & LIMB
  c = (c >> 29) + a4 * b8 + a5 * b7 + a6 * b6 + a7 * b5 + a8 * b4
  const x12 = c & LIMB
  c = (c >> 29) + a5 * b8 + a6 * b7 + a7 * b6 + a8 * b5
  const x13 = c & LIMB
  c = (c >> 29) + a6 * b8 + a7 * b7 + a8 * b6
  const x14 = c & LIMB
  c = (c >> 29) + a7 * b8 + a8 * b7
  const x15 = c & LIMB
  c = (c >> 29) + a8 * b8
  const x16 = c & LIMB
  const x17 = c >> 29

  // The quotient, of x9 to x17 (h) and u.
  const u0 = load<u64>(entry, RECIPROCAL)
  const u1 = load<u64>(entry, RECIPROCAL + 8)
  const u2 = load<u64>(entry, RECIPROCAL + 16)
  const u3 = load<u64>(entry, RECIPROCAL + 24)
  const u4 = load<u64>(entry, RECIPROCAL + 32)
  const u5 = load<u64>(entry, RECIPROCAL + 40)
  const u6 = load<u64>(entry, RECIPROCAL + 48)
  const u7 = load<u64>(entry, RECIPROCAL + 56)
  const u8 = load<u64>(entry, RECIPROCAL + 64)
  c = x9 * u7 + x10 * u6 + x11 * u5 + x12 * u4 + x13 * u3 + x14 * u2 + x15 * u1 + x16 * u0
  c = (c >> 29) + x9 * u8 + x10 * u7 + x11 * u6 + x12 * u5 + x13 * u4 + x14 * u3 + x15 * u2 + x16 * u1 +
    x17 * u0
  c = (c >> 29) + x10 * u8 + x11 * u7 + x12 * u6 + x13 * u5 + x14 * u4 + x15 * u3 + x16 * u2 + x17 * u1
  const q0 = c & LIMB
  c = (c >> 29) + x11 * u8 + x12 * u7 + x13 * u6 + x14 * u5 + x15 * u4 + x16 * u3 + x17 * u2
  const q1 = c & LIMB
  c = (c >> 29) + x12 * u8 + x13 * u7 + x14 * u6 + x15 * u5 + x16 * u4 + x17 * u3
  const q2 = c & LIMB
  c = (c >> 29) + x13 * u8 + x14 * u7 + x15 * u6 + x16 * u5 + x17 * u4
  const q3 = c & LIMB
  c = (c >> 29) + x14 * u8 + x15 * u7 + x16 * u6 + x17 * u5
  const q4 = c & LIMB
  c = (c >> 29) + x15 * u8 + x16 * u7 + x17 * u6
  const q5 = c & LIMB
  c = (c >> 29) + x16 * u8 + x17 * u7
  const q6 = c & LIMB
  c = (c >> 29) + x17 * u8
  const q7 = c & LIMB
  const q8 = c >> 29

  // The remainder. A difference may be negative; what is above its 29 bits goes on with its sign. (That of weight 2^232
  // may wrap at 2^64: no matter, since only 29 bits of the next one are kept.)
  const d0 = load<u64>(entry, MULTIPLE)
  const d1 = load<u64>(entry, MULTIPLE + 8)
  const d2 = load<u64>(entry, MULTIPLE + 16)
  const d3 = load<u64>(entry, MULTIPLE + 24)
  const d4 = load<u64>(entry, MULTIPLE + 32)
  const d5 = load<u64>(entry, MULTIPLE + 40)
  const d6 = load<u64>(entry, MULTIPLE + 48)
  const d7 = load<u64>(entry, MULTIPLE + 56)
  const d8 = load<u64>(entry, MULTIPLE + 64)
  let t = x0 - q0 * d0
  const r0 = t & LIMB
  t = upper(t) + x1 - (q0 * d1 + q1 * d0)
  const r1 = t & LIMB
  t = upper(t) + x2 - (q0 * d2 + q1 * d1 + q2 * d0)
  const r2 = t & LIMB
  t = upper(t) + x3 - (q0 * d3 + q1 * d2 + q2 * d1 + q3 * d0)
  const r3 = t & LIMB
  t = upper(t) + x4 - (q0 * d4 + q1 * d3 + q2 * d2 + q3 * d1 + q4 * d0)
  const r4 = t & LIMB
  t = upper(t) + x5 - (q0 * d5 + q1 * d4 + q2 * d3 + q3 * d2 + q4 * d1 + q5 * d0)
  const r5 = t & LIMB
  t = upper(t) + x6 - (q0 * d6 + q1 * d5 + q2 * d4 + q3 * d3 + q4 * d2 + q5 * d1 + q6 * d0)
  const r6 = t & LIMB
  t = upper(t) + x7 - (q0 * d7 + q1 * d6 + q2 * d5 + q3 * d4 + q4 * d3 + q5 * d2 + q6 * d1 + q7 * d0)
  const r7 = t & LIMB
  t = upper(t) + x8 -
    (q0 * d8 + q1 * d7 + q2 * d6 + q3 * d5 + q4 * d4 + q5 * d3 + q6 * d2 + q7 * d1 + q8 * d0)
  const r8 = t & LIMB
  t = upper(t) + x9 - (q1 * d8 + q2 * d7 + q3 * d6 + q4 * d5 + q5 * d4 + q6 * d3 + q7 * d2 + q8 * d1)
  const r9 = t & LIMB

  w0 = (r0 >> 10) | (r1 << 19) | (r2 << 48)
  w1 = (r2 >> 16) | (r3 << 13) | (r4 << 42)
  w2 = (r4 >> 22) | (r5 << 7) | (r6 << 36)
  w3 = (r6 >> 28) | (r7 << 1) | (r8 << 30) | (r9 << 59)
  let w4 = r9 >> 5
  const m0 = load<u64>(entry)
  const m1 = load<u64>(entry, 8)
  const m2 = load<u64>(entry, 16)
  const m3 = load<u64>(entry, 24)
  while (true) {
    const s0 = w0 - m0
    const borrow1 = u64(w0 < m0)
    const t1 = w1 - m1
    const s1 = t1 - borrow1
    const borrow2 = u64(w1 < m1) | u64(t1 < borrow1)
    const t2 = w2 - m2
    const s2 = t2 - borrow2
    const borrow3 = u64(w2 < m2) | u64(t2 < borrow2)
    const t3 = w3 - m3
    const s3 = t3 - borrow3
    const borrow4 = u64(w3 < m3) | u64(t3 < borrow3)
    if (w4 < borrow4) break
    w0 = s0
    w1 = s1
    w2 = s2
    w3 = s3
    w4 -= borrow4
  }
  store<u64>(dst, w0)
  store<u64>(dst, w1, 8)
  store<u64>(dst, w2, 16)
  store<u64>(dst, w3, 24)
}

/** What a difference of two columns hands on to the next one. */
// @ts-ignore: decorator
@inline
function upper(difference: u64): u64 {
  return <u64>(<i64>difference >> 29)
}

/**
 * Writes d and u of an entry. 2^512 - 1 less its remainder is a multiple of the odd modulus, so the lower 256 bits of
 * the quotient are a product with the inverse of the modulus modulo 2^256; the upper ones are those of
 * (2^256 - 1) / modulus. As the modulus is odd and not 1, 2^512 has the same quotient.
 */
function prepare(entry: usize, modulus: usize): void {
  memory.fill(ALL_ONES, 0xff, 64)
  modWide(WORD, ALL_ONES, 8, modulus)
  for (let at = WORD; at < WORD + 32; at += 8) store<u64>(at, ~load<u64>(at))
  invert(modulus)
  mul(WORD, WORD, INVERSE)
  writeLimbs(entry + RECIPROCAL, 0)
  div(WORD, ALL_ONES, modulus)
  const top = entry + RECIPROCAL + 64
  store<u64>(top, load<u64>(top) | (load<u64>(WORD) << 24))
  memory.copy(WORD, modulus, 32)
  writeLimbs(entry + MULTIPLE, 10)
  store<u64>(entry, 1, IS_READY)
}

/** Nine limbs of WORD * 2^shift, the uppermost of which may have more than 29 bits; shift is below 29. */
function writeLimbs(dst: usize, shift: u64): void {
  store<u64>(dst, (load<u64>(WORD) << shift) & LIMB)
  for (let limb: u64 = 1; limb < 9; limb++) {
    const bit = 29 * limb - shift
    const at = WORD + <usize>((bit >> 6) << 3)
    let value = load<u64>(at) >> (bit & 63)
    if (limb < 8) {
      if (bit < 192) value |= load<u64>(at, 8) << 1 << (63 - (bit & 63))
      value &= LIMB
    }
    store<u64>(dst + <usize>(limb << 3), value)
  }
}

/** INVERSE = 1 / modulus mod 2^256. Each step of Newton, i * (2 - modulus * i), doubles how many low bits are right. */
function invert(modulus: usize): void {
  const m0 = load<u64>(modulus)
  // Right to five bits.
  let inverse = (m0 * 3) ^ 2
  for (let step = 0; step < 4; step++) inverse *= 2 - m0 * inverse
  memory.fill(INVERSE, 0, 32)
  store<u64>(INVERSE, inverse)
  for (let step = 0; step < 2; step++) {
    mul(PRODUCT, modulus, INVERSE)
    // Its lowest limb is 1 and stays 1, so that the upper three are negated.
    const p1 = load<u64>(PRODUCT, 8)
    const p2 = load<u64>(PRODUCT, 16)
    store<u64>(PRODUCT, 0 - p1, 8)
    store<u64>(PRODUCT, ~p2 + u64(p1 == 0), 16)
    store<u64>(PRODUCT, ~load<u64>(PRODUCT, 24) + u64((p1 | p2) == 0), 24)
    mul(INVERSE, INVERSE, PRODUCT)
  }
}
