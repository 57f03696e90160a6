// RLP (Yellow Paper, appendix B), as far as cheatcodes need it: lists of byte strings, and nested lists to sign.

import { concatBytes } from '../../../primitives/bytes.ts'
import { type CheatTable, CheatcodeError } from '../context.ts'
import { bytesOf, listOf } from './values.ts'

const NO_BYTES = new Uint8Array(0)

export const rlpCheats: CheatTable = {
  'toRlp(bytes[])': (_, [data]) => [rlpList(listOf(data).map((item) => rlpBytes(bytesOf(item))))],
  'fromRlp(bytes)': (_, [rlp]) => [decodeList(bytesOf(rlp))],
}

/** A byte string. */
export function rlpBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 1 && bytes[0]! < 0x80) return bytes
  return concatBytes(header(bytes.length, 0x80), bytes)
}

/** A number without leading zeros; zero is no bytes. */
export function rlpNumber(value: bigint): Uint8Array {
  return rlpBytes(bigEndian(value))
}

/** A list of items that are already encoded. */
export function rlpList(items: readonly Uint8Array[]): Uint8Array {
  const body = concatBytes(...items)
  return concatBytes(header(body.length, 0xc0), body)
}

function header(length: number, base: number): Uint8Array {
  if (length < 56) return Uint8Array.of(base + length)
  const size = bigEndian(BigInt(length))
  return concatBytes(Uint8Array.of(base + 55 + size.length), size)
}

function bigEndian(value: bigint): Uint8Array {
  if (value === 0n) return NO_BYTES
  const digits = value.toString(16)
  const text = digits.length % 2 === 0 ? digits : `0${digits}`
  return Uint8Array.from({ length: text.length / 2 }, (_, index) =>
    Number.parseInt(text.slice(2 * index, 2 * index + 2), 16),
  )
}

/** Messages as alloy-rlp's. What follows the list is ignored, as there. */
function decodeList(rlp: Uint8Array): Uint8Array[] {
  const list = readHeader(rlp, 0)
  if (!list.isList) throw failed('unexpected string')
  const items: Uint8Array[] = []
  const body = rlp.subarray(list.start, list.end)
  for (let at = 0; at < body.length;) {
    const item = readHeader(body, at)
    if (item.isList) throw failed('unexpected list')
    items.push(body.slice(item.start, item.end))
    at = item.end
  }
  return items
}

function readHeader(
  rlp: Uint8Array,
  at: number,
): { readonly isList: boolean; readonly start: number; readonly end: number } {
  const first = rlp[at]
  if (first === undefined) throw failed('input too short')
  if (first < 0x80) return { isList: false, start: at, end: at + 1 }
  const isList = first >= 0xc0
  const short = first - (isList ? 0xc0 : 0x80)
  let start = at + 1
  let length = short
  if (short > 55) {
    const sizeBytes = short - 55
    if (start + sizeBytes > rlp.length) throw failed('input too short')
    if (rlp[start] === 0) throw failed('leading zero')
    length = 0
    for (let index = 0; index < sizeBytes; index++) length = length * 256 + rlp[start + index]!
    if (length < 56) throw failed('non-canonical size')
    start += sizeBytes
  }
  const isTooLong = start + length > rlp.length
  if (isTooLong) throw failed('input too short')
  if (!isList && short === 1 && rlp[start]! < 0x80) throw failed('non-canonical single byte')
  return { isList, start, end: start + length }
}

function failed(what: string): CheatcodeError {
  return new CheatcodeError(`Failed to decode RLP: ${what}`)
}
