// Precompiles read their input as if endless zeros followed it (Yellow Paper, appendix E). Numbers are big-endian and of
// any length: modexp reads and writes some of 1,024 bytes and, before Osaka, of more.

import { bytesToBigInt } from '../../primitives/bytes.ts'

// Numbers above so many bytes are cut in halves until they are below: putting a long number together eight bytes at a
// time copies all of it each time. At 1,024 bytes halving takes a quarter of the time, at 140,000 a two-hundredth.
const WHOLE_BYTES_MAX = 256

/** The first `length` bytes of the input, zeros where it ends earlier. May be a view of the input. */
export function zeroExtended(input: Uint8Array, length: number): Uint8Array {
  if (input.length >= length) return input.subarray(0, length)
  const extended = new Uint8Array(length)
  extended.set(input)
  return extended
}

/** The number that the bytes spell; no bytes are 0. */
export function bytesToNumber(bytes: Uint8Array): bigint {
  if (bytes.length <= WHOLE_BYTES_MAX) return bytesToBigInt(bytes)
  const middle = bytes.length - lowHalfLength(bytes.length)
  const high = bytesToNumber(bytes.subarray(0, middle))
  return (high << BigInt(8 * (bytes.length - middle))) | bytesToNumber(bytes.subarray(middle))
}

/** Writes a number into all of `bytes`. It must be at least 0 and fit: higher bits are cut off. */
export function writeNumber(bytes: Uint8Array, value: bigint): void {
  if (bytes.length > WHOLE_BYTES_MAX) {
    const low = lowHalfLength(bytes.length)
    const middle = bytes.length - low
    writeNumber(bytes.subarray(0, middle), value >> BigInt(8 * low))
    writeNumber(bytes.subarray(middle), BigInt.asUintN(8 * low, value))
    return
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const head = bytes.length % 8
  let rest = value
  for (let offset = bytes.length - 8; offset >= head; offset -= 8) {
    view.setBigUint64(offset, rest)
    rest >>= 64n
  }
  for (let offset = head - 1; offset >= 0; offset--) {
    bytes[offset] = Number(rest & 0xffn)
    rest >>= 8n
  }
}

/** 32-byte words that `length` bytes take up, the last one filled up. */
export function wordCount(length: number): number {
  return Math.ceil(length / 32)
}

// A multiple of 8, as most lengths are fastest in steps of that.
function lowHalfLength(length: number): number {
  return 8 * Math.floor(length / 16)
}
