// Products of words: rows of 64-bit limbs, each row adding one multiple of `a` to the result (schoolbook).
// Operands of one or two limbs, which is what most contracts multiply, have paths of their own.

import { multiplyAddAddHigh, multiplyAddHigh, multiplyHigh } from './u256-wide'

/** dst = a * b mod 2^256 (MUL). */
export function mul(dst: usize, a: usize, b: usize): void {
  const a0 = load<u64>(a)
  const a1 = load<u64>(a, 8)
  const a2 = load<u64>(a, 16)
  const a3 = load<u64>(a, 24)
  const b0 = load<u64>(b)
  const b1 = load<u64>(b, 8)
  const b2 = load<u64>(b, 16)
  const b3 = load<u64>(b, 24)
  if ((b1 | b2 | b3) == 0) {
    if ((a1 | a2 | a3) == 0) {
      store<u64>(dst, a0 * b0)
      store<u64>(dst, multiplyHigh(a0, b0), 8)
      v128.store(dst, i64x2.splat(0), 16)
    } else {
      multiplyByLimb(dst, a0, a1, a2, a3, b0)
    }
    return
  }
  if ((a1 | a2 | a3) == 0) {
    multiplyByLimb(dst, b0, b1, b2, b3, a0)
    return
  }
  let carry = multiplyHigh(a0, b0)
  let r1 = a1 * b0 + carry
  carry = multiplyAddHigh(a1, b0, carry)
  if ((a2 | a3 | b2 | b3) == 0) {
    const r2 = carry
    carry = multiplyAddHigh(a0, b1, r1)
    store<u64>(dst, a0 * b0)
    store<u64>(dst, a0 * b1 + r1, 8)
    store<u64>(dst, a1 * b1 + r2 + carry, 16)
    store<u64>(dst, multiplyAddAddHigh(a1, b1, r2, carry), 24)
    return
  }
  let r2 = a2 * b0 + carry
  carry = multiplyAddHigh(a2, b0, carry)
  let r3 = a3 * b0 + carry

  carry = multiplyAddHigh(a0, b1, r1)
  r1 += a0 * b1
  const row = r2
  r2 = a1 * b1 + row + carry
  carry = multiplyAddAddHigh(a1, b1, row, carry)
  r3 += a2 * b1 + carry

  carry = multiplyAddHigh(a0, b2, r2)
  r2 += a0 * b2
  r3 += a1 * b2 + a0 * b3 + carry

  store<u64>(dst, a0 * b0)
  store<u64>(dst, r1, 8)
  store<u64>(dst, r2, 16)
  store<u64>(dst, r3, 24)
}

// @ts-ignore: decorator
@inline
function multiplyByLimb(dst: usize, a0: u64, a1: u64, a2: u64, a3: u64, b: u64): void {
  let carry = multiplyHigh(a0, b)
  store<u64>(dst, a0 * b)
  store<u64>(dst, a1 * b + carry, 8)
  carry = multiplyAddHigh(a1, b, carry)
  store<u64>(dst, a2 * b + carry, 16)
  carry = multiplyAddHigh(a2, b, carry)
  store<u64>(dst, a3 * b + carry, 24)
}

/** dst = a * b, all 512 bits: eight limbs. `dst` must not overlap the operands. */
export function multiplyFull(dst: usize, a: usize, b: usize): void {
  const a0 = load<u64>(a)
  const a1 = load<u64>(a, 8)
  const a2 = load<u64>(a, 16)
  const a3 = load<u64>(a, 24)

  let limb = load<u64>(b)
  let carry = multiplyHigh(a0, limb)
  store<u64>(dst, a0 * limb)
  let r1 = a1 * limb + carry
  carry = multiplyAddHigh(a1, limb, carry)
  let r2 = a2 * limb + carry
  carry = multiplyAddHigh(a2, limb, carry)
  let r3 = a3 * limb + carry
  let r4 = multiplyAddHigh(a3, limb, carry)

  // Each further row: r1..r4 += a * limb, its lowest limb is final, the window moves up by one.
  for (let row = 8; row < 32; row += 8) {
    limb = load<u64>(b + row)
    carry = multiplyAddHigh(a0, limb, r1)
    store<u64>(dst + row, a0 * limb + r1)
    r1 = a1 * limb + r2 + carry
    carry = multiplyAddAddHigh(a1, limb, r2, carry)
    r2 = a2 * limb + r3 + carry
    carry = multiplyAddAddHigh(a2, limb, r3, carry)
    r3 = a3 * limb + r4 + carry
    r4 = multiplyAddAddHigh(a3, limb, r4, carry)
  }
  store<u64>(dst, r1, 32)
  store<u64>(dst, r2, 40)
  store<u64>(dst, r3, 48)
  store<u64>(dst, r4, 56)
}
