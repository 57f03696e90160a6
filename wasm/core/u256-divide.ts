// Division: Knuth's algorithm D (TAOCP 4.3.1) with 64-bit digits, where each quotient digit is found by multiplying
// with a reciprocal of the divisor's top digits instead of dividing (Moller and Granlund, "Improved division by
// invariant integers", 2011; "MG" below). One function per divisor length keeps the divisor and the running remainder
// in locals. WebAssembly divides 64 by 64 bits only, so nothing here waits for the processor's divider.
//
// "Normalized" means shifted left until the top bit of the divisor is set. Numerators are shifted while they are read.
// Adjustments of a digit that happen about every other time are masks, not branches: they cannot be predicted.

import { clearWord, copyWord, setWord } from './word'
import { reciprocal, reciprocal2 } from './u256-reciprocal'
import { shiftRight } from './u256-shift'
import { multiplyAddHigh, multiplyHigh } from './u256-wide'

/** Where results go that nobody asked for: up to eight limbs. */
const IGNORED: usize = memory.data(64, 16)
/** Absolute values for the signed operations. */
const LEFT: usize = memory.data(32, 16)
const RIGHT: usize = memory.data(32, 16)

/** dst = a / b, 0 if b is 0 (DIV). */
export function div(dst: usize, a: usize, b: usize): void {
  const b0 = load<u64>(b)
  const b1 = load<u64>(b, 8)
  const b2 = load<u64>(b, 16)
  const b3 = load<u64>(b, 24)
  if ((b1 | b2 | b3) == 0) {
    if (b0 == 0) {
      clearWord(dst)
      return
    }
    if ((load<u64>(a, 8) | load<u64>(a, 16) | load<u64>(a, 24)) == 0) {
      setWord(dst, load<u64>(a) / b0)
      return
    }
  }
  if (isPowerOfTwo(b0, b1, b2, b3)) {
    shiftRight(dst, a, exponentOfTwo(b0, b1, b2, b3))
    return
  }
  const limbs = limbCount(a)
  const digits = divide(dst, IGNORED, a, limbs, b)
  for (let i = digits; i < 4; i++) store<u64>(dst + <usize>(i << 3), 0)
}

/** dst = a mod b, 0 if b is 0 (MOD). */
export function mod(dst: usize, a: usize, b: usize): void {
  const b0 = load<u64>(b)
  const b1 = load<u64>(b, 8)
  const b2 = load<u64>(b, 16)
  const b3 = load<u64>(b, 24)
  if ((b1 | b2 | b3) == 0) {
    if (b0 == 0) {
      clearWord(dst)
      return
    }
    if ((load<u64>(a, 8) | load<u64>(a, 16) | load<u64>(a, 24)) == 0) {
      setWord(dst, load<u64>(a) % b0)
      return
    }
  }
  if (isPowerOfTwo(b0, b1, b2, b3)) {
    maskBelow(dst, a, b0, b1, b2, b3)
    return
  }
  divide(IGNORED, dst, a, limbCount(a), b)
}

/** dst = a / b, signed, rounded towards zero; 0 if b is 0; -2^255 / -1 wraps to -2^255 (SDIV). */
export function sdiv(dst: usize, a: usize, b: usize): void {
  const isNegative = (load<i64>(a, 24) ^ load<i64>(b, 24)) < 0
  div(dst, magnitude(LEFT, a), magnitude(RIGHT, b))
  if (isNegative) negate(dst, dst)
}

/** dst = a mod b, with the sign of a; 0 if b is 0 (SMOD). */
export function smod(dst: usize, a: usize, b: usize): void {
  const isNegative = load<i64>(a, 24) < 0
  mod(dst, magnitude(LEFT, a), magnitude(RIGHT, b))
  if (isNegative) negate(dst, dst)
}

/** remainder = numerator mod divisor for a numerator of up to eight limbs; the divisor is not 0. */
export function modWide(remainder: usize, numerator: usize, limbs: u32, divisor: usize): void {
  while (limbs > 0 && topLimb(numerator, limbs) == 0) limbs--
  divide(IGNORED, remainder, numerator, limbs, divisor)
}

/** Limbs up to the highest that is not 0. */
// @ts-ignore: decorator
@inline
export function limbCount(a: usize): u32 {
  if (load<u64>(a, 24) != 0) return 4
  if (load<u64>(a, 16) != 0) return 3
  if (load<u64>(a, 8) != 0) return 2
  return u32(load<u64>(a) != 0)
}

/** True for 0 as well, which callers deal with. */
// @ts-ignore: decorator
@inline
export function isPowerOfTwo(b0: u64, b1: u64, b2: u64, b3: u64): bool {
  return popcnt(b0) + popcnt(b1) + popcnt(b2) + popcnt(b3) <= 1
}

// @ts-ignore: decorator
@inline
function exponentOfTwo(b0: u64, b1: u64, b2: u64, b3: u64): u32 {
  if (b0 != 0) return <u32>ctz(b0)
  if (b1 != 0) return 64 + <u32>ctz(b1)
  if (b2 != 0) return 128 + <u32>ctz(b2)
  return 192 + <u32>ctz(b3)
}

/** dst = a mod b for a power of two b. */
// @ts-ignore: decorator
@inline
export function maskBelow(dst: usize, a: usize, b0: u64, b1: u64, b2: u64, b3: u64): void {
  // b - 1, limb by limb: limbs below the set bit become all ones, those above stay 0.
  const m0 = b0 - 1
  const borrow1 = u64(b0 == 0)
  const m1 = b1 - borrow1
  const borrow2 = borrow1 & u64(b1 == 0)
  const m2 = b2 - borrow2
  const borrow3 = borrow2 & u64(b2 == 0)
  const m3 = b3 - borrow3
  const a0 = load<u64>(a)
  const a1 = load<u64>(a, 8)
  const a2 = load<u64>(a, 16)
  const a3 = load<u64>(a, 24)
  store<u64>(dst, a0 & m0)
  store<u64>(dst, a1 & m1, 8)
  store<u64>(dst, a2 & m2, 16)
  store<u64>(dst, a3 & m3, 24)
}

/** Pointer to |a|: `a` itself if it is not negative, else `scratch`, which then holds it. */
// @ts-ignore: decorator
@inline
function magnitude(scratch: usize, a: usize): usize {
  if (load<i64>(a, 24) >= 0) return a
  negate(scratch, a)
  return scratch
}

/** dst = -a mod 2^256. */
function negate(dst: usize, a: usize): void {
  const a0 = load<u64>(a)
  const a1 = load<u64>(a, 8)
  const a2 = load<u64>(a, 16)
  const a3 = load<u64>(a, 24)
  const carry1 = u64(a0 == 0)
  const carry2 = carry1 & u64(a1 == 0)
  const carry3 = carry2 & u64(a2 == 0)
  store<u64>(dst, 0 - a0)
  store<u64>(dst, ~a1 + carry1, 8)
  store<u64>(dst, ~a2 + carry2, 16)
  store<u64>(dst, ~a3 + carry3, 24)
}

/**
 * Quotient and remainder of a numerator of `limbs` limbs (0 to 8, the top one not 0). Returns how many limbs of
 * `quotient` were written; the remainder has four. Either may be the numerator or the divisor, but not both the same.
 */
function divide(quotient: usize, remainder: usize, numerator: usize, limbs: u32, divisor: usize): u32 {
  const length = limbCount(divisor)
  if (limbs < length || (limbs == length && topLimb(numerator, limbs) < topLimb(divisor, length))) {
    copyWord(remainder, numerator)
    return 0
  }
  if (length == 1) divideBy1(quotient, remainder, numerator, limbs, divisor)
  else if (length == 2) divideBy2(quotient, remainder, numerator, limbs, divisor)
  else if (length == 3) divideBy3(quotient, remainder, numerator, limbs, divisor)
  else divideBy4(quotient, remainder, numerator, limbs, divisor)
  return limbs - length + 1
}

// @ts-ignore: decorator
@inline
function topLimb(a: usize, limbs: u32): u64 {
  return load<u64>(a + <usize>(limbs << 3) - 8)
}

// The four functions below share their shape. `at` is the byte offset of the quotient digit being found, and of the
// lowest limb of the numerator that takes part in it; the limbs above are in the running remainder r. If the top limb
// of the numerator is below that of the divisor, the first digit is 0 and needs no finding; divide() has made sure that
// another follows. `next` is the limb at `at`.

// The four functions below share their shape. `at` is the byte offset of the quotient digit being found, and of the
// lowest limb of the numerator that takes part in it; the limbs above are in the running remainder r. If the top limb
// of the numerator is below that of the divisor, the first digit is 0 and needs no finding; divide() has made sure that
// another follows. `next` is the limb at `at`, read ahead: a digit is stored only after the limb under it was read,
// since the quotient may replace the numerator.

function divideBy1(quotient: usize, remainder: usize, numerator: usize, limbs: u32, divisor: usize): void {
  const d0 = load<u64>(divisor)
  const shift = i64.clz(d0)
  const back = 63 - shift
  const d = d0 << shift
  const v = reciprocal(d)

  let at = <i32>(limbs << 3) - 8
  let above: u64 = 0
  const top = load<u64>(numerator + at)
  if (top < d0) {
    above = top
    at -= 8
  }
  let next = load<u64>(numerator + at)
  if (above != 0) store<u64>(quotient + at, 0, 8)
  let r = (above << shift) | (next >> 1 >> back)
  for (; at >= 0; at -= 8) {
    const below = at == 0 ? 0 : load<u64>(numerator + at - 8)
    const u = (next << shift) | (below >> 1 >> back)
    next = below
    // MG, algorithm 4.
    const fraction = v * r + u
    let q = multiplyAddHigh(v, r, u) + r + 1
    r = u - q * d
    const isTooBig: u64 = 0 - u64(r > fraction)
    q += isTooBig
    r += isTooBig & d
    if (r >= d) {
      q++
      r -= d
    }
    store<u64>(quotient + at, q)
  }
  setWord(remainder, r >> shift)
}

function divideBy2(quotient: usize, remainder: usize, numerator: usize, limbs: u32, divisor: usize): void {
  const top1 = load<u64>(divisor, 8)
  const shift = i64.clz(top1)
  const back = 63 - shift
  const d1 = (top1 << shift) | (load<u64>(divisor) >> 1 >> back)
  const d0 = load<u64>(divisor) << shift
  const v = reciprocal2(d1, d0)

  let at = <i32>(limbs << 3) - 16
  let above: u64 = 0
  const top = load<u64>(numerator + at, 8)
  if (top < top1) {
    above = top
    at -= 8
  }
  const n1 = load<u64>(numerator + at, 8)
  let next = load<u64>(numerator + at)
  if (above != 0) store<u64>(quotient + at, 0, 8)
  let r1 = (above << shift) | (n1 >> 1 >> back)
  let r0 = (n1 << shift) | (next >> 1 >> back)
  for (; at >= 0; at -= 8) {
    const below = at == 0 ? 0 : load<u64>(numerator + at - 8)
    const u = (next << shift) | (below >> 1 >> back)
    next = below
    // MG, algorithm 5.
    const fraction = v * r1 + r0
    let q = multiplyAddHigh(v, r1, r0) + r1
    const t0 = d0 * q
    const s0 = u - t0
    const s1 = r0 - q * d1 - multiplyHigh(d0, q) - u64(u < t0)
    r0 = s0 - d0
    r1 = s1 - d1 - u64(s0 < d0)
    q++
    const isTooBig: u64 = 0 - u64(r1 >= fraction)
    q += isTooBig
    const added0 = isTooBig & d0
    r0 += added0
    r1 += (isTooBig & d1) + u64(r0 < added0)
    if (r1 > d1 || (r1 == d1 && r0 >= d0)) {
      q++
      r1 = r1 - d1 - u64(r0 < d0)
      r0 -= d0
    }
    store<u64>(quotient + at, q)
  }
  store<u64>(remainder, (r0 >> shift) | (r1 << 1 << back))
  store<u64>(remainder, r1 >> shift, 8)
  v128.store(remainder, i64x2.splat(0), 16)
}

function divideBy3(quotient: usize, remainder: usize, numerator: usize, limbs: u32, divisor: usize): void {
  const top2 = load<u64>(divisor, 16)
  const shift = i64.clz(top2)
  const back = 63 - shift
  const d2 = (top2 << shift) | (load<u64>(divisor, 8) >> 1 >> back)
  const d1 = (load<u64>(divisor, 8) << shift) | (load<u64>(divisor) >> 1 >> back)
  const d0 = load<u64>(divisor) << shift
  const v = reciprocal2(d2, d1)

  let at = <i32>(limbs << 3) - 24
  let above: u64 = 0
  const top = load<u64>(numerator + at, 16)
  if (top < top2) {
    above = top
    at -= 8
  }
  const n2 = load<u64>(numerator + at, 16)
  const n1 = load<u64>(numerator + at, 8)
  let next = load<u64>(numerator + at)
  if (above != 0) store<u64>(quotient + at, 0, 8)
  let r2 = (above << shift) | (n2 >> 1 >> back)
  let r1 = (n2 << shift) | (n1 >> 1 >> back)
  let r0 = (n1 << shift) | (next >> 1 >> back)
  for (; at >= 0; at -= 8) {
    const below = at == 0 ? 0 : load<u64>(numerator + at - 8)
    const u = (next << shift) | (below >> 1 >> back)
    next = below
    let q: u64
    if (r2 == d2 && r1 == d1) {
      // The digit is 2^64 - 1 exactly: with x = divisor - r (below 2^64, at least 1), what remains is
      // divisor + u - x * 2^64, which is not negative and below the divisor.
      q = u64.MAX_VALUE
      const x = d0 - r0
      r0 = d0 + u
      const carry = u64(r0 < u)
      const s1 = d1 + carry
      r1 = s1 - x
      r2 = d2 + u64(s1 < carry) - u64(s1 < x)
    } else {
      // The digit by the top two limbs (MG, algorithm 5), then the third limb of the divisor is accounted for.
      const fraction = v * r2 + r1
      q = multiplyAddHigh(v, r2, r1) + r2
      const t0 = d1 * q
      const s0 = r0 - t0
      const s1 = r1 - q * d2 - multiplyHigh(d1, q) - u64(r0 < t0)
      let h0 = s0 - d1
      let h1 = s1 - d2 - u64(s0 < d1)
      q++
      const isTooBig: u64 = 0 - u64(h1 >= fraction)
      q += isTooBig
      const added0 = isTooBig & d1
      h0 += added0
      h1 += (isTooBig & d2) + u64(h0 < added0)
      if (h1 > d2 || (h1 == d2 && h0 >= d1)) {
        q++
        h1 = h1 - d2 - u64(h0 < d1)
        h0 -= d1
      }
      const p0 = q * d0
      const p1 = multiplyHigh(q, d0) + u64(u < p0)
      const isNegative = h1 == 0 && h0 < p1
      r0 = u - p0
      r1 = h0 - p1
      r2 = h1 - u64(h0 < p1)
      if (isNegative) {
        q--
        r0 += d0
        const carry0 = u64(r0 < d0)
        const sum = r1 + d1
        r1 = sum + carry0
        r2 += d2 + (u64(sum < d1) | u64(r1 < carry0))
      }
    }
    store<u64>(quotient + at, q)
  }
  store<u64>(remainder, (r0 >> shift) | (r1 << 1 << back))
  store<u64>(remainder, (r1 >> shift) | (r2 << 1 << back), 8)
  store<u64>(remainder, r2 >> shift, 16)
  store<u64>(remainder, 0, 24)
}

function divideBy4(quotient: usize, remainder: usize, numerator: usize, limbs: u32, divisor: usize): void {
  const top3 = load<u64>(divisor, 24)
  const shift = i64.clz(top3)
  const back = 63 - shift
  const d3 = (top3 << shift) | (load<u64>(divisor, 16) >> 1 >> back)
  const d2 = (load<u64>(divisor, 16) << shift) | (load<u64>(divisor, 8) >> 1 >> back)
  const d1 = (load<u64>(divisor, 8) << shift) | (load<u64>(divisor) >> 1 >> back)
  const d0 = load<u64>(divisor) << shift
  const v = reciprocal2(d3, d2)

  let at = <i32>(limbs << 3) - 32
  let above: u64 = 0
  const top = load<u64>(numerator + at, 24)
  if (top < top3) {
    above = top
    at -= 8
  }
  const n3 = load<u64>(numerator + at, 24)
  const n2 = load<u64>(numerator + at, 16)
  const n1 = load<u64>(numerator + at, 8)
  let next = load<u64>(numerator + at)
  if (above != 0) store<u64>(quotient + at, 0, 8)
  let r3 = (above << shift) | (n3 >> 1 >> back)
  let r2 = (n3 << shift) | (n2 >> 1 >> back)
  let r1 = (n2 << shift) | (n1 >> 1 >> back)
  let r0 = (n1 << shift) | (next >> 1 >> back)
  for (; at >= 0; at -= 8) {
    const below = at == 0 ? 0 : load<u64>(numerator + at - 8)
    const u = (next << shift) | (below >> 1 >> back)
    next = below
    let q: u64
    if (r3 == d3 && r2 == d2) {
      // As in divideBy3: digit 2^64 - 1, remainder divisor + u - x * 2^64 with x = divisor - r (below 2^128).
      q = u64.MAX_VALUE
      const x0 = d0 - r0
      const x1 = d1 - r1 - u64(d0 < r0)
      r0 = d0 + u
      const carry1 = u64(r0 < u)
      const s1 = d1 + carry1
      const carry2 = u64(s1 < carry1)
      r1 = s1 - x0
      const borrow2 = u64(s1 < x0)
      const s2 = d2 + carry2
      const carry3 = u64(s2 < carry2)
      const t2 = s2 - x1
      r2 = t2 - borrow2
      r3 = d3 + carry3 - (u64(s2 < x1) | u64(t2 < borrow2))
    } else {
      const fraction = v * r3 + r2
      q = multiplyAddHigh(v, r3, r2) + r3
      const t0 = d2 * q
      const s0 = r1 - t0
      const s1 = r2 - q * d3 - multiplyHigh(d2, q) - u64(r1 < t0)
      let h0 = s0 - d2
      let h1 = s1 - d3 - u64(s0 < d2)
      q++
      const isTooBig: u64 = 0 - u64(h1 >= fraction)
      q += isTooBig
      const added0 = isTooBig & d2
      h0 += added0
      h1 += (isTooBig & d3) + u64(h0 < added0)
      if (h1 > d3 || (h1 == d3 && h0 >= d2)) {
        q++
        h1 = h1 - d3 - u64(h0 < d2)
        h0 -= d2
      }
      const p0 = q * d0
      const carry = multiplyHigh(q, d0)
      const p1 = q * d1 + carry
      const borrow0 = u64(u < p0)
      const t1 = r0 - p1
      const borrow1 = u64(r0 < p1) | u64(t1 < borrow0)
      // At most 2^64 - 1: the product is below 2^64 * (2^128 - 1), so there is room for the borrow.
      const p2 = multiplyAddHigh(q, d1, carry) + borrow1
      const isNegative = h1 == 0 && h0 < p2
      r0 = u - p0
      r1 = t1 - borrow0
      r2 = h0 - p2
      r3 = h1 - u64(h0 < p2)
      if (isNegative) {
        q--
        r0 += d0
        const carry0 = u64(r0 < d0)
        const sum1 = r1 + d1
        r1 = sum1 + carry0
        const carry1 = u64(sum1 < d1) | u64(r1 < carry0)
        const sum2 = r2 + d2
        r2 = sum2 + carry1
        r3 += d3 + (u64(sum2 < d2) | u64(r2 < carry1))
      }
    }
    store<u64>(quotient + at, q)
  }
  store<u64>(remainder, (r0 >> shift) | (r1 << 1 << back))
  store<u64>(remainder, (r1 >> shift) | (r2 << 1 << back), 8)
  store<u64>(remainder, (r2 >> shift) | (r3 << 1 << back), 16)
  store<u64>(remainder, r3 >> shift, 24)
}
