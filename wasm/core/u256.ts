// Arithmetic of EVM words. A word is four 64-bit limbs in linear memory, least significant first; every function takes
// pointers, and the destination may be any of the operands (the same address, not a partial overlap). What is here is
// short enough to be inlined into the interpreter; the rest has a file per family of operations and is passed on, so
// that the interpreter has one door.

export { div, mod, sdiv, smod } from './u256-divide'
export { addmod, mulmod } from './u256-modular'
export { mul, multiplyFull } from './u256-multiply'
export { exp } from './u256-power'
export { bitLength, byte, byteLength, clz, sar, shiftLeft, shiftRight, shl, shr, signextend } from './u256-shift'

/** dst = a + b mod 2^256 (ADD). */
// @ts-ignore: decorator
@inline
export function add(dst: usize, a: usize, b: usize): void {
  const a0 = load<u64>(a)
  const a1 = load<u64>(a, 8)
  const a2 = load<u64>(a, 16)
  const s0 = a0 + load<u64>(b)
  const t1 = a1 + load<u64>(b, 8)
  const t2 = a2 + load<u64>(b, 16)
  const t3 = load<u64>(a, 24) + load<u64>(b, 24)
  const carry1 = u64(s0 < a0)
  const s1 = t1 + carry1
  const carry2 = u64(t1 < a1) | u64(s1 < carry1)
  const s2 = t2 + carry2
  const carry3 = u64(t2 < a2) | u64(s2 < carry2)
  store<u64>(dst, s0)
  store<u64>(dst, s1, 8)
  store<u64>(dst, s2, 16)
  store<u64>(dst, t3 + carry3, 24)
}

/** dst = a - b mod 2^256 (SUB). */
// @ts-ignore: decorator
@inline
export function sub(dst: usize, a: usize, b: usize): void {
  const a0 = load<u64>(a)
  const a1 = load<u64>(a, 8)
  const a2 = load<u64>(a, 16)
  const b0 = load<u64>(b)
  const b1 = load<u64>(b, 8)
  const b2 = load<u64>(b, 16)
  const t1 = a1 - b1
  const t2 = a2 - b2
  const t3 = load<u64>(a, 24) - load<u64>(b, 24)
  const borrow1 = u64(a0 < b0)
  const borrow2 = u64(a1 < b1) | u64(t1 < borrow1)
  const borrow3 = u64(a2 < b2) | u64(t2 < borrow2)
  store<u64>(dst, a0 - b0)
  store<u64>(dst, t1 - borrow1, 8)
  store<u64>(dst, t2 - borrow2, 16)
  store<u64>(dst, t3 - borrow3, 24)
}

/** a < b, unsigned (LT). Upper limbs are equal (0) nearly always: branches beat a borrow chain, measured. */
// @ts-ignore: decorator
@inline
export function lt(a: usize, b: usize): bool {
  const a3 = load<u64>(a, 24)
  const b3 = load<u64>(b, 24)
  return a3 != b3 ? a3 < b3 : isLowerPartBelow(a, b)
}

/** a > b, unsigned (GT). */
// @ts-ignore: decorator
@inline
export function gt(a: usize, b: usize): bool {
  return lt(b, a)
}

/** a < b, signed (SLT). */
// @ts-ignore: decorator
@inline
export function slt(a: usize, b: usize): bool {
  const a3 = load<i64>(a, 24)
  const b3 = load<i64>(b, 24)
  return a3 != b3 ? a3 < b3 : isLowerPartBelow(a, b)
}

/** a > b, signed (SGT). */
// @ts-ignore: decorator
@inline
export function sgt(a: usize, b: usize): bool {
  return slt(b, a)
}

/** a == b (EQ). */
// @ts-ignore: decorator
@inline
export function eq(a: usize, b: usize): bool {
  return !v128.any_true(
    v128.or(
      v128.xor(v128.load(a), v128.load(b)),
      v128.xor(v128.load(a, 16), v128.load(b, 16)),
    ),
  )
}

/** a == 0 (ISZERO). */
// @ts-ignore: decorator
@inline
export function isZero(a: usize): bool {
  return (load<u64>(a) | load<u64>(a, 8) | load<u64>(a, 16) | load<u64>(a, 24)) == 0
}

/** dst = a & b (AND). */
// @ts-ignore: decorator
@inline
export function and(dst: usize, a: usize, b: usize): void {
  const r0 = load<u64>(a) & load<u64>(b)
  const r1 = load<u64>(a, 8) & load<u64>(b, 8)
  const r2 = load<u64>(a, 16) & load<u64>(b, 16)
  const r3 = load<u64>(a, 24) & load<u64>(b, 24)
  store<u64>(dst, r0)
  store<u64>(dst, r1, 8)
  store<u64>(dst, r2, 16)
  store<u64>(dst, r3, 24)
}

/** dst = a | b (OR). */
// @ts-ignore: decorator
@inline
export function or(dst: usize, a: usize, b: usize): void {
  const r0 = load<u64>(a) | load<u64>(b)
  const r1 = load<u64>(a, 8) | load<u64>(b, 8)
  const r2 = load<u64>(a, 16) | load<u64>(b, 16)
  const r3 = load<u64>(a, 24) | load<u64>(b, 24)
  store<u64>(dst, r0)
  store<u64>(dst, r1, 8)
  store<u64>(dst, r2, 16)
  store<u64>(dst, r3, 24)
}

/** dst = a ^ b (XOR). */
// @ts-ignore: decorator
@inline
export function xor(dst: usize, a: usize, b: usize): void {
  const r0 = load<u64>(a) ^ load<u64>(b)
  const r1 = load<u64>(a, 8) ^ load<u64>(b, 8)
  const r2 = load<u64>(a, 16) ^ load<u64>(b, 16)
  const r3 = load<u64>(a, 24) ^ load<u64>(b, 24)
  store<u64>(dst, r0)
  store<u64>(dst, r1, 8)
  store<u64>(dst, r2, 16)
  store<u64>(dst, r3, 24)
}

/** dst = ~a (NOT). */
// @ts-ignore: decorator
@inline
export function not(dst: usize, a: usize): void {
  const low = v128.not(v128.load(a))
  const high = v128.not(v128.load(a, 16))
  v128.store(dst, low)
  v128.store(dst, high, 16)
}

/** Whether a is below b by the lower three limbs alone. */
// @ts-ignore: decorator
@inline
function isLowerPartBelow(a: usize, b: usize): bool {
  const a2 = load<u64>(a, 16)
  const b2 = load<u64>(b, 16)
  if (a2 != b2) return a2 < b2
  const a1 = load<u64>(a, 8)
  const b1 = load<u64>(b, 8)
  if (a1 != b1) return a1 < b1
  return load<u64>(a) < load<u64>(b)
}
