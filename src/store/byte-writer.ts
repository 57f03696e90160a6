// Appends numbers, texts and bytes to one growing buffer: the way in of the store's own format. Nothing is self-describing;
// ByteReader reads the same things in the same order.
//
//   unsigned   7 bits per byte, least significant first, the top bit says that more follow (LEB128); 0 to 2^53-1
//   signed     unsigned of 2n or -2n-1 (zigzag)
//   bigint     unsigned of 2 * length (+1 if negative), then the magnitude, most significant byte first
//   number     8 bytes, IEEE 754, least significant first
//   bytes      unsigned length, then the bytes
//   text       unsigned 0 and the bytes of its UTF-8, or unsigned n for the n-th text of this buffer, counted from 1
//   address    as text, but its first appearance is 20 bytes; addresses have numbers of their own

import { hexToBytes } from '../primitives/hex.ts'
import type { Address } from '../evm/types.ts'

const INITIAL_BYTES = 4_096

/** One buffer while it is written. */
export class ByteWriter {
  #bytes = new Uint8Array(INITIAL_BYTES)
  #size = 0
  readonly #texts = new Map<string, number>()
  readonly #addresses = new Map<string, number>()

  /** A copy of everything written so far. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#size)
  }

  /** @throws RangeError unless `value` is an integer from 0 to 2^53-1. */
  unsigned(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no unsigned integer.`)
    this.#reserve(8)
    let rest = value
    while (rest >= 0x80) {
      this.#bytes[this.#size++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.#bytes[this.#size++] = rest
  }

  /** @throws RangeError unless `value` is an integer from -2^52 to 2^52-1. */
  signed(value: number): void {
    this.unsigned(value < 0 ? -2 * value - 1 : 2 * value)
  }

  boolean(value: boolean): void {
    this.unsigned(value ? 1 : 0)
  }

  number(value: number): void {
    this.#reserve(8)
    new DataView(this.#bytes.buffer).setFloat64(this.#size, value, true)
    this.#size += 8
  }

  bigint(value: bigint): void {
    const isNegative = value < 0n
    const digits = (isNegative ? -value : value).toString(16)
    const magnitude =
      value === 0n
        ? new Uint8Array()
        : hexToBytes(`0x${digits.padStart(digits.length + (digits.length % 2), '0')}`)
    this.unsigned(2 * magnitude.length + (isNegative ? 1 : 0))
    this.#append(magnitude)
  }

  bytes(value: Uint8Array): void {
    this.unsigned(value.length)
    this.#append(value)
  }

  text(value: string): void {
    const number = this.#texts.get(value)
    this.unsigned(number ?? 0)
    if (number !== undefined) return
    this.#texts.set(value, this.#texts.size + 1)
    this.bytes(new TextEncoder().encode(value))
  }

  /** @throws RangeError unless it is 20 bytes; HexError unless it is hex. */
  address(value: Address): void {
    const number = this.#addresses.get(value)
    this.unsigned(number ?? 0)
    if (number !== undefined) return
    const bytes = hexToBytes(value)
    if (bytes.length !== 20) throw new RangeError(`${value} is no address.`)
    this.#addresses.set(value, this.#addresses.size + 1)
    this.#append(bytes)
  }

  #append(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#size)
    this.#size += bytes.length
  }

  #reserve(bytes: number): void {
    if (this.#size + bytes <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#size + bytes))
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}
