// Reads what ByteWriter wrote. The bytes may be anybody's: every length is checked against what is there, so that no
// input makes it read beyond the end or allocate more than the input justifies.

import type { Address } from '../evm/types.ts'
import { bytesToHex } from '../primitives/hex.ts'
import { StoreError } from './store-error.ts'

/** One buffer while it is read. Every method throws StoreError (STORE_DATA_INVALID) where the bytes do not fit. */
export class ByteReader {
  readonly #bytes: Uint8Array
  #offset = 0
  readonly #texts: string[] = []
  readonly #addresses: Address[] = []

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  unsigned(): number {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = this.#bytes[this.#offset++]
      if (byte === undefined) throw invalid('ends within a number')
      value += (byte & 0x7f) * scale
      if (value > Number.MAX_SAFE_INTEGER) throw invalid('has a number that is too large')
      if (byte < 0x80) return value
      scale *= 0x80
    }
  }

  signed(): number {
    const value = this.unsigned()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  boolean(): boolean {
    const value = this.unsigned()
    if (value > 1) throw invalid('has a truth value that is none')
    return value === 1
  }

  number(): number {
    const bytes = this.#take(8)
    return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, true)
  }

  bigint(): bigint {
    const head = this.unsigned()
    const magnitude = this.#take(Math.floor(head / 2))
    const value = magnitude.length === 0 ? 0n : BigInt(bytesToHex(magnitude))
    return head % 2 === 0 ? value : -value
  }

  /** A copy. */
  bytes(): Uint8Array {
    return this.#take(this.unsigned()).slice()
  }

  text(): string {
    const number = this.unsigned()
    if (number !== 0) return known(this.#texts, number)
    const text = decodeText(this.#take(this.unsigned()))
    this.#texts.push(text)
    return text
  }

  address(): Address {
    const number = this.unsigned()
    if (number !== 0) return known(this.#addresses, number)
    const address = bytesToHex(this.#take(20))
    this.#addresses.push(address)
    return address
  }

  /** How many things follow, each of which takes at least one byte. */
  count(): number {
    const count = this.unsigned()
    if (count > this.#bytes.length - this.#offset) throw invalid('has less than it says')
    return count
  }

  /** @throws StoreError if something is left. */
  end(): void {
    if (this.#offset !== this.#bytes.length) throw invalid('has something behind its end')
  }

  #take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#offset) throw invalid('ends within its data')
    this.#offset += length
    return this.#bytes.subarray(this.#offset - length, this.#offset)
  }
}

function known<Value>(values: readonly Value[], number: number): Value {
  const value = values[number - 1]
  if (value === undefined) throw invalid('refers to something that it does not have')
  return value
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw invalid('has a text that is no UTF-8', error)
  }
}

function invalid(what: string, cause?: unknown): StoreError {
  return new StoreError('STORE_DATA_INVALID', `A stored record ${what}.`, { cause })
}
