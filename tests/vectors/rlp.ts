// Recursive Length Prefix (Yellow Paper, appendix B): what transactions, logs and trie nodes are written in.

import { bytesToBigInt, concatBytes } from '../../src/primitives/bytes.ts'
import { BaseError } from '../../src/primitives/errors.ts'

/** A byte string, or a list of items. */
export type RlpItem = Uint8Array | readonly RlpItem[]

/** The one encoding of an item. */
export function encodeRlp(item: RlpItem): Uint8Array {
  return item instanceof Uint8Array ? encodeRlpBytes(item) : encodeRlpList(item.map(encodeRlp))
}

/** The encoding of a byte string. */
export function encodeRlpBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 1 && bytes[0]! < 0x80) return bytes
  return concatBytes(lengthPrefix(bytes.length, 0x80), bytes)
}

/** The encoding of a list whose items are encoded already. */
export function encodeRlpList(encodedItems: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const item of encodedItems) length += item.length
  return concatBytes(lengthPrefix(length, 0xc0), ...encodedItems)
}

/** A scalar as RLP wants it: most significant byte first, no leading zeros, zero is no bytes at all. */
export function scalarToBytes(value: bigint): Uint8Array {
  if (value === 0n) return new Uint8Array(0)
  const digits = value.toString(16)
  const bytes = new Uint8Array(Math.ceil(digits.length / 2))
  let end = digits.length
  for (let index = bytes.length - 1; index >= 0; index--, end -= 2)
    bytes[index] = Number.parseInt(digits.slice(Math.max(0, end - 2), end), 16)
  return bytes
}

/**
 * The item that the bytes encode; its byte strings are views into `bytes`.
 * @throws RlpError unless the bytes are exactly the one encoding of an item.
 */
export function decodeRlp(bytes: Uint8Array): RlpItem {
  const { item, end } = decodeAt(bytes, 0, bytes.length)
  if (end !== bytes.length) throw new RlpError(`${bytes.length - end} bytes follow the item`)
  return item
}

function lengthPrefix(length: number, base: number): Uint8Array {
  if (length < 56) return Uint8Array.of(base + length)
  const digits = scalarToBytes(BigInt(length))
  return concatBytes(Uint8Array.of(base + 55 + digits.length), digits)
}

function decodeAt(bytes: Uint8Array, start: number, limit: number): { item: RlpItem; end: number } {
  if (start >= limit) throw new RlpError('the input ends where an item should begin')
  const first = bytes[start]!
  if (first < 0x80) return { item: bytes.subarray(start, start + 1), end: start + 1 }
  const isList = first >= 0xc0
  const short = first - (isList ? 0xc0 : 0x80)
  let from = start + 1
  let length = short
  if (short > 55) {
    const digits = bytes.subarray(from, from + short - 55)
    from += short - 55
    if (from > limit) throw new RlpError('the input ends inside a length')
    if (digits[0] === 0) throw new RlpError('a length has a leading zero')
    // Nothing readable is longer than the input, so the precision of a number is enough.
    length = Number(bytesToBigInt(digits))
    if (length < 56) throw new RlpError('a short length is written in the long form')
  }
  const end = from + length
  if (end > limit) throw new RlpError('an item is longer than what holds it')
  if (!isList) {
    if (length === 1 && bytes[from]! < 0x80) throw new RlpError('a byte below 0x80 has a length')
    return { item: bytes.subarray(from, end), end }
  }
  const items: RlpItem[] = []
  while (from < end) {
    const next = decodeAt(bytes, from, end)
    items.push(next.item)
    from = next.end
  }
  return { item: items, end }
}

/** Bytes that are not the encoding of an item. */
export class RlpError extends BaseError {
  readonly code = 'RLP_MALFORMED'

  constructor(reason: string) {
    super(`Not RLP: ${reason}.`)
  }
}
