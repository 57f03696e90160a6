// Shifts and whatever else looks at single bits or bytes of a word. Shifting has no branches on the amount: limbs move
// by two, then by one, then bits move within limbs, because amounts vary too much for the processor to predict.

/** Left shifts by a word: the amount is on top of the stack, so it comes first. dst = value * 2^amount (SHL, EIP-145). */
export function shl(dst: usize, amount: usize, value: usize): void {
  if (!isBelow256(amount)) return setZero(dst)
  shiftLeft(dst, value, load<u32>(amount))
}

/** dst = value / 2^amount (SHR, EIP-145). */
export function shr(dst: usize, amount: usize, value: usize): void {
  if (!isBelow256(amount)) return setZero(dst)
  shiftRight(dst, value, load<u32>(amount))
}

/** dst = value / 2^amount, rounded down, value signed (SAR, EIP-145). */
export function sar(dst: usize, amount: usize, value: usize): void {
  const bits: u32 = isBelow256(amount) ? load<u32>(amount) : 255
  const sign = <u64>(load<i64>(value, 24) >> 63)
  shiftRightFilled(dst, value, bits, sign)
}

/** dst = value * 2^bits mod 2^256, bits below 256. */
export function shiftLeft(dst: usize, value: usize, bits: u32): void {
  const byTwo = (bits & 128) != 0
  const byOne = (bits & 64) != 0
  let r0 = load<u64>(value)
  let r1 = load<u64>(value, 8)
  const r2 = select<u64>(r0, load<u64>(value, 16), byTwo)
  const r3 = select<u64>(r1, load<u64>(value, 24), byTwo)
  r0 = select<u64>(0, r0, byTwo)
  r1 = select<u64>(0, r1, byTwo)
  const s3 = select<u64>(r2, r3, byOne)
  const s2 = select<u64>(r1, r2, byOne)
  const s1 = select<u64>(r0, r1, byOne)
  const s0 = select<u64>(0, r0, byOne)
  const up = <u64>(bits & 63)
  const down = 63 - up
  store<u64>(dst, s0 << up)
  store<u64>(dst, (s1 << up) | (s0 >> 1 >> down), 8)
  store<u64>(dst, (s2 << up) | (s1 >> 1 >> down), 16)
  store<u64>(dst, (s3 << up) | (s2 >> 1 >> down), 24)
}

/** dst = value / 2^bits, bits below 256. */
export function shiftRight(dst: usize, value: usize, bits: u32): void {
  shiftRightFilled(dst, value, bits, 0)
}

/** `fill` comes in from the left: 0, or all ones. */
// @ts-ignore: decorator
@inline
function shiftRightFilled(dst: usize, value: usize, bits: u32, fill: u64): void {
  const byTwo = (bits & 128) != 0
  const byOne = (bits & 64) != 0
  const v2 = load<u64>(value, 16)
  const v3 = load<u64>(value, 24)
  const r0 = select<u64>(v2, load<u64>(value), byTwo)
  const r1 = select<u64>(v3, load<u64>(value, 8), byTwo)
  const r2 = select<u64>(fill, v2, byTwo)
  const r3 = select<u64>(fill, v3, byTwo)
  const s0 = select<u64>(r1, r0, byOne)
  const s1 = select<u64>(r2, r1, byOne)
  const s2 = select<u64>(r3, r2, byOne)
  const s3 = select<u64>(fill, r3, byOne)
  const down = <u64>(bits & 63)
  const up = 63 - down
  store<u64>(dst, (s0 >> down) | (s1 << 1 << up))
  store<u64>(dst, (s1 >> down) | (s2 << 1 << up), 8)
  store<u64>(dst, (s2 >> down) | (s3 << 1 << up), 16)
  store<u64>(dst, (s3 >> down) | (fill << 1 << up), 24)
}

/** dst = the byte of value at index, 0 being the most significant; 0 from index 32 on (BYTE). */
export function byte(dst: usize, index: usize, value: usize): void {
  let picked: u64 = 0
  if (isBelow(index, 32)) picked = load<u8>(value + 31 - <usize>load<u32>(index))
  store<u64>(dst, picked)
  store<u64>(dst, 0, 8)
  v128.store(dst, i64x2.splat(0), 16)
}

/** dst = value with the sign of its byte at index repeated above it; index counts from the least significant (SIGNEXTEND). */
export function signextend(dst: usize, index: usize, value: usize): void {
  const v0 = load<u64>(value)
  const v1 = load<u64>(value, 8)
  const v2 = load<u64>(value, 16)
  const v3 = load<u64>(value, 24)
  let r0 = v0
  let r1 = v1
  let r2 = v2
  let r3 = v3
  if (isBelow(index, 31)) {
    const at = load<u32>(index)
    const limb = at >> 3
    const unused = <i64>(56 - ((at & 7) << 3))
    const extended = load<i64>(value + <usize>(limb << 3)) << unused >> unused
    const sign = <u64>(extended >> 63)
    r0 = select<u64>(<u64>extended, v0, limb == 0)
    r1 = select<u64>(sign, select<u64>(<u64>extended, v1, limb == 1), limb < 1)
    r2 = select<u64>(sign, select<u64>(<u64>extended, v2, limb == 2), limb < 2)
    r3 = select<u64>(sign, <u64>extended, limb < 3)
  }
  store<u64>(dst, r0)
  store<u64>(dst, r1, 8)
  store<u64>(dst, r2, 16)
  store<u64>(dst, r3, 24)
}

/** dst = how many bits above the highest set one; 256 for 0 (CLZ, EIP-7939). */
export function clz(dst: usize, value: usize): void {
  const zeros = 256 - bitLength(value)
  store<u64>(dst, <u64>zeros)
  store<u64>(dst, 0, 8)
  v128.store(dst, i64x2.splat(0), 16)
}

/** Position of the highest set bit, counted from 1; 0 for 0. */
export function bitLength(value: usize): u32 {
  const v3 = load<u64>(value, 24)
  if (v3 != 0) return 256 - <u32>i64.clz(v3)
  const v2 = load<u64>(value, 16)
  if (v2 != 0) return 192 - <u32>i64.clz(v2)
  const v1 = load<u64>(value, 8)
  if (v1 != 0) return 128 - <u32>i64.clz(v1)
  return 64 - <u32>i64.clz(load<u64>(value))
}

/** Bytes of the shortest form, 0 for 0: what EXP pays for its exponent (EIP-160). */
export function byteLength(value: usize): u32 {
  return (bitLength(value) + 7) >> 3
}

// @ts-ignore: decorator
@inline
function isBelow(a: usize, limit: u64): bool {
  return load<u64>(a) < limit && (load<u64>(a, 8) | load<u64>(a, 16) | load<u64>(a, 24)) == 0
}

// @ts-ignore: decorator
@inline
function isBelow256(a: usize): bool {
  return isBelow(a, 256)
}

// @ts-ignore: decorator
@inline
function setZero(dst: usize): void {
  v128.store(dst, i64x2.splat(0))
  v128.store(dst, i64x2.splat(0), 16)
}
