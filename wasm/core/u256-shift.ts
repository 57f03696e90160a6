// Shifts, and whatever else looks at single bits or bytes of a word.
//
// Shifting has no branches on the amount, which differs too much between places in a contract to be predicted: the
// word is written between limbs of filling, four limbs are read from where the amount says, then bits move within
// limbs. A shift by 64 - n is written as 1 and 63 - n, because WebAssembly takes amounts modulo 64 and n may be 0.

import { clearWord, setWord } from './word'

/** Four limbs of 0, which nobody writes, then the word. */
const LEFT_WINDOW: usize = memory.data(64, 16)
/** The word, then four limbs of filling. */
const RIGHT_WINDOW: usize = memory.data(64, 16)

/** dst = value * 2^amount (SHL, EIP-145). The amount comes first because it is on top of the stack. */
export function shl(dst: usize, amount: usize, value: usize): void {
  if (!isBelow(amount, 256)) clearWord(dst)
  else moveLeft(dst, value, load<u32>(amount))
}

/** dst = value / 2^amount (SHR, EIP-145). */
export function shr(dst: usize, amount: usize, value: usize): void {
  if (!isBelow(amount, 256)) clearWord(dst)
  else moveRight(dst, value, load<u32>(amount), 0)
}

/** dst = value / 2^amount, rounded down, value signed (SAR, EIP-145). */
export function sar(dst: usize, amount: usize, value: usize): void {
  const bits: u32 = isBelow(amount, 256) ? load<u32>(amount) : 255
  const sign = <u64>(load<i64>(value, 24) >> 63)
  moveRight(dst, value, bits, sign)
}

/** dst = value * 2^bits mod 2^256, bits below 256. */
export function shiftLeft(dst: usize, value: usize, bits: u32): void {
  moveLeft(dst, value, bits)
}

/** dst = value / 2^bits, bits below 256. */
export function shiftRight(dst: usize, value: usize, bits: u32): void {
  moveRight(dst, value, bits, 0)
}

// @ts-ignore: decorator
@inline
function moveLeft(dst: usize, value: usize, bits: u32): void {
  v128.store(LEFT_WINDOW, v128.load(value), 32)
  v128.store(LEFT_WINDOW, v128.load(value, 16), 48)
  const at = LEFT_WINDOW + 32 - <usize>((bits >> 6) << 3)
  const r0 = load<u64>(at)
  const r1 = load<u64>(at, 8)
  const r2 = load<u64>(at, 16)
  const r3 = load<u64>(at, 24)
  const up = <u64>(bits & 63)
  const down = 63 - up
  store<u64>(dst, r0 << up)
  store<u64>(dst, (r1 << up) | (r0 >> 1 >> down), 8)
  store<u64>(dst, (r2 << up) | (r1 >> 1 >> down), 16)
  store<u64>(dst, (r3 << up) | (r2 >> 1 >> down), 24)
}

/** `fill` comes in from the left: 0, or all ones. */
// @ts-ignore: decorator
@inline
function moveRight(dst: usize, value: usize, bits: u32, fill: u64): void {
  v128.store(RIGHT_WINDOW, v128.load(value))
  v128.store(RIGHT_WINDOW, v128.load(value, 16), 16)
  v128.store(RIGHT_WINDOW, i64x2.splat(fill), 32)
  v128.store(RIGHT_WINDOW, i64x2.splat(fill), 48)
  const at = RIGHT_WINDOW + <usize>((bits >> 6) << 3)
  const r0 = load<u64>(at)
  const r1 = load<u64>(at, 8)
  const r2 = load<u64>(at, 16)
  const r3 = load<u64>(at, 24)
  const down = <u64>(bits & 63)
  const up = 63 - down
  store<u64>(dst, (r0 >> down) | (r1 << 1 << up))
  store<u64>(dst, (r1 >> down) | (r2 << 1 << up), 8)
  store<u64>(dst, (r2 >> down) | (r3 << 1 << up), 16)
  store<u64>(dst, (r3 >> down) | (fill << 1 << up), 24)
}

/** dst = the byte of value at index, 0 being the most significant; 0 from index 32 on (BYTE). */
export function byte(dst: usize, index: usize, value: usize): void {
  let picked: u64 = 0
  if (isBelow(index, 32)) picked = load<u8>(value + 31 - <usize>load<u32>(index))
  setWord(dst, picked)
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
  setWord(dst, <u64>(256 - bitLength(value)))
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
