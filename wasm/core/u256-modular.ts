// Sums and products modulo a word, through the full result of 257 or 512 bits (ADDMOD, MULMOD).

import { findBarrettEntry, isBarrettModulus, multiplyModulo } from './u256-barrett'
import { isPowerOfTwo, maskBelow, mod, modWide } from './u256-divide'
import { mul, multiplyFull } from './u256-multiply'
import { clearWord } from './word'

/** Sum or product before it is reduced: eight limbs. */
const FULL: usize = memory.data(64, 16)

/** dst = (a + b) mod modulus, without wrapping at 2^256; 0 if modulus is 0 (ADDMOD). */
export function addmod(dst: usize, a: usize, b: usize, modulus: usize): void {
  const m0 = load<u64>(modulus)
  const m1 = load<u64>(modulus, 8)
  const m2 = load<u64>(modulus, 16)
  const m3 = load<u64>(modulus, 24)
  const a3 = load<u64>(a, 24)
  const b3 = load<u64>(b, 24)
  const a0 = load<u64>(a)
  const s0 = a0 + load<u64>(b)
  const carry1 = u64(s0 < a0)
  const a1 = load<u64>(a, 8)
  const t1 = a1 + load<u64>(b, 8)
  const s1 = t1 + carry1
  const carry2 = u64(t1 < a1) | u64(s1 < carry1)
  const a2 = load<u64>(a, 16)
  const t2 = a2 + load<u64>(b, 16)
  const s2 = t2 + carry2
  const carry3 = u64(t2 < a2) | u64(s2 < carry2)
  const t3 = a3 + b3
  const s3 = t3 + carry3
  const carry = u64(t3 < a3) | u64(s3 < carry3)

  // Operands below the modulus, as nearly always for moduli of 256 bits: at most one subtraction.
  if (a3 < m3 && b3 < m3) {
    const d0 = s0 - m0
    const borrow1 = u64(s0 < m0)
    const u1 = s1 - m1
    const d1 = u1 - borrow1
    const borrow2 = u64(s1 < m1) | u64(u1 < borrow1)
    const u2 = s2 - m2
    const d2 = u2 - borrow2
    const borrow3 = u64(s2 < m2) | u64(u2 < borrow2)
    const u3 = s3 - m3
    const d3 = u3 - borrow3
    const borrow = u64(s3 < m3) | u64(u3 < borrow3)
    const isReduced = carry < borrow
    store<u64>(dst, select<u64>(s0, d0, isReduced))
    store<u64>(dst, select<u64>(s1, d1, isReduced), 8)
    store<u64>(dst, select<u64>(s2, d2, isReduced), 16)
    store<u64>(dst, select<u64>(s3, d3, isReduced), 24)
    return
  }
  store<u64>(FULL, s0)
  store<u64>(FULL, s1, 8)
  store<u64>(FULL, s2, 16)
  store<u64>(FULL, s3, 24)
  if (carry == 0) {
    mod(dst, FULL, modulus)
    return
  }
  if ((m0 | m1 | m2 | m3) == 0) {
    clearWord(dst)
    return
  }
  store<u64>(FULL, 1, 32)
  modWide(dst, FULL, 5, modulus)
}

/** dst = a * b mod modulus, without wrapping at 2^256; 0 if modulus is 0 (MULMOD). */
export function mulmod(dst: usize, a: usize, b: usize, modulus: usize): void {
  // Operands of up to two limbs each: the product is a word.
  if ((load<u64>(a, 16) | load<u64>(a, 24) | load<u64>(b, 16) | load<u64>(b, 24)) == 0) {
    mul(FULL, a, b)
    mod(dst, FULL, modulus)
    return
  }
  const m0 = load<u64>(modulus)
  const m1 = load<u64>(modulus, 8)
  const m2 = load<u64>(modulus, 16)
  const m3 = load<u64>(modulus, 24)
  if ((m0 & m1 & m2 & m3) == u64.MAX_VALUE) {
    multiplyFull(FULL, a, b)
    reduceByAllOnes(dst)
    return
  }
  if (isBarrettModulus(m0, m3)) {
    const entry = findBarrettEntry(modulus, m0, m1, m2, m3)
    if (entry != 0) {
      multiplyModulo(dst, a, b, entry)
      return
    }
  }
  if (isPowerOfTwo(m0, m1, m2, m3)) {
    if ((m0 | m1 | m2 | m3) == 0) {
      clearWord(dst)
      return
    }
    mul(FULL, a, b)
    maskBelow(dst, FULL, m0, m1, m2, m3)
    return
  }
  multiplyFull(FULL, a, b)
  modWide(dst, FULL, 8, modulus)
}

/**
 * dst = FULL mod 2^256 - 1: its high half plus its low half, since 2^256 is 1 there. Multiplication with full precision
 * in contracts (mulDiv of Uniswap and OpenZeppelin) finds the high half of a product this way.
 */
// @ts-ignore: decorator
@inline
function reduceByAllOnes(dst: usize): void {
  const h0 = load<u64>(FULL, 32)
  const h1 = load<u64>(FULL, 40)
  const h2 = load<u64>(FULL, 48)
  const h3 = load<u64>(FULL, 56)
  const s0 = load<u64>(FULL) + h0
  let carry = u64(s0 < h0)
  const t1 = load<u64>(FULL, 8) + h1
  const s1 = t1 + carry
  carry = u64(t1 < h1) | u64(s1 < carry)
  const t2 = load<u64>(FULL, 16) + h2
  const s2 = t2 + carry
  carry = u64(t2 < h2) | u64(s2 < carry)
  const t3 = load<u64>(FULL, 24) + h3
  const s3 = t3 + carry
  carry = u64(t3 < h3) | u64(s3 < carry)

  const r0 = s0 + carry
  carry = u64(r0 < carry)
  const r1 = s1 + carry
  carry = u64(r1 < carry)
  const r2 = s2 + carry
  carry = u64(r2 < carry)
  const r3 = s3 + carry
  if ((r0 & r1 & r2 & r3) == u64.MAX_VALUE) {
    clearWord(dst)
    return
  }
  store<u64>(dst, r0)
  store<u64>(dst, r1, 8)
  store<u64>(dst, r2, 16)
  store<u64>(dst, r3, 24)
}
