// Bytes of a WebAssembly module, written one after the other.

/** Grows as needed. Numbers are LEB128 as the binary format asks (https://webassembly.github.io/spec/core/binary). */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>
  length = 0

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity)
  }

  byte(value: number): void {
    if (this.length === this.#bytes.length) this.#grow(1)
    this.#bytes[this.length++] = value
  }

  bytes(values: Uint8Array): void {
    if (this.length + values.length > this.#bytes.length) this.#grow(values.length)
    this.#bytes.set(values, this.length)
    this.length += values.length
  }

  /** Unsigned, below 2^32. */
  u32(value: number): void {
    let rest = value >>> 0
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80)
      rest >>>= 7
    }
    this.byte(rest)
  }

  /** Signed, 32 bits. */
  i32(value: number): void {
    let rest = value | 0
    for (;;) {
      const low = rest & 0x7f
      rest >>= 7
      if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) {
        this.byte(low)
        return
      }
      this.byte(low | 0x80)
    }
  }

  /** Signed, 64 bits, given as an unsigned or a signed number. */
  i64(value: bigint): void {
    let rest = BigInt.asIntN(64, value)
    if (rest >= -0x40000000n && rest < 0x40000000n) {
      this.i32(Number(rest))
      return
    }
    for (;;) {
      const low = Number(rest & 0x7fn)
      rest >>= 7n
      if ((rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0)) {
        this.byte(low)
        return
      }
      this.byte(low | 0x80)
    }
  }

  name(text: string): void {
    this.u32(text.length)
    for (let i = 0; i < text.length; i++) this.byte(text.charCodeAt(i))
  }

  /** A view; it ends with the next byte that is written. */
  view(from = 0, to: number = this.length): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(from, to)
  }

  #grow(by: number): void {
    const next = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + by))
    next.set(this.#bytes.subarray(0, this.length))
    this.#bytes = next
  }
}
