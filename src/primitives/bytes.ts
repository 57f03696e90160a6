// Byte arrays, and the 32-byte words of the EVM: unsigned, most significant byte first (Yellow Paper, section 9.1).

import { BaseError } from './errors.ts'

/** Bytes in an EVM word. */
export const WORD_BYTES = 32

/** The largest EVM word, 2^256 - 1. */
export const WORD_MAX: bigint = (1n << 256n) - 1n

/** All parts after one another, in a new array. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const joined = new Uint8Array(length)
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

/** Same length and same bytes. Not in constant time: nothing secret is compared here. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false
  for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false
  return true
}

/** Order of dictionaries: -1, 0 or 1 by the first byte that differs; a prefix comes before what it starts. */
export function compareBytes(left: Uint8Array, right: Uint8Array): -1 | 0 | 1 {
  const shared = Math.min(left.length, right.length)
  for (let index = 0; index < shared; index++) {
    const difference = left[index]! - right[index]!
    if (difference !== 0) return difference < 0 ? -1 : 1
  }
  return left.length === right.length ? 0 : left.length < right.length ? -1 : 1
}

/** The unsigned number that bytes of any length spell, most significant first; no bytes are 0. */
export function bytesToBigInt(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const head = bytes.length % 8
  let value = 0n
  for (let offset = 0; offset < head; offset++) value = (value << 8n) | BigInt(view.getUint8(offset))
  for (let offset = head; offset < bytes.length; offset += 8)
    value = (value << 64n) | view.getBigUint64(offset)
  return value
}

/**
 * A word as 32 bytes, most significant first, in a new array.
 * @throws WordRangeError unless 0 <= value < 2^256.
 */
export function bigIntToBytes32(value: bigint): Uint8Array {
  const bytes = new Uint8Array(WORD_BYTES)
  writeWord(bytes, 0, value)
  return bytes
}

/**
 * The word at `offset`, most significant byte first.
 * @throws RangeError if fewer than 32 bytes are left there.
 */
export function readWord(bytes: Uint8Array, offset: number): bigint {
  if (!(offset >= 0 && offset + WORD_BYTES <= bytes.length))
    throw new RangeError(`There is no word at byte ${offset} of ${bytes.length}.`)
  // A view of the bytes would cost more than putting them together.
  const low = readLimb(bytes, offset + 24)
  const third = readLimb(bytes, offset + 16)
  const second = readLimb(bytes, offset + 8)
  const first = readLimb(bytes, offset)
  if (first === 0n && second === 0n) return third === 0n ? low : (third << 64n) | low
  return (((first << 64n) | second) << 128n) | (third << 64n) | low
}

function readLimb(bytes: Uint8Array, at: number): bigint {
  const high = ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
  const low = ((bytes[at + 4]! << 24) | (bytes[at + 5]! << 16) | (bytes[at + 6]! << 8) | bytes[at + 7]!) >>> 0
  if (high === 0) return BigInt(low)
  return (BigInt(high) << 32n) | BigInt(low)
}

/**
 * Writes a word into the 32 bytes at `offset`, most significant byte first. Writes all or nothing.
 * @throws WordRangeError unless 0 <= value < 2^256; RangeError if fewer than 32 bytes are left there.
 */
export function writeWord(bytes: Uint8Array, offset: number, value: bigint): void {
  if (value < 0n || value > WORD_MAX) throw new WordRangeError(value)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // The last eight bytes first: if they fit, all do. DataView keeps the low 64 bits of what it is given.
  view.setBigUint64(offset + 24, value)
  view.setBigUint64(offset, value >> 192n)
  view.setBigUint64(offset + 8, value >> 128n)
  view.setBigUint64(offset + 16, value >> 64n)
}

/** A number that does not fit into an EVM word. */
export class WordRangeError extends BaseError {
  readonly code = 'WORD_RANGE'

  constructor(value: bigint) {
    super(
      value < 0n
        ? `${value} is negative: an EVM word holds 0 to 2^256-1.`
        : `A number of ${value.toString(2).length} bits does not fit into an EVM word of 256.`,
      { hint: "Write a negative number in two's complement: BigInt.asUintN(256, value)." },
    )
  }
}
