// Addresses as text, from their bits. A run reads the same few addresses millions of times: their texts are kept, which is
// cheaper than writing 42 characters, and comparing one with another is then mostly comparing a string with itself.

import type { Hex } from './hex.ts'

/** A power of two. Which address is kept in a slot depends on its bits; the last one that was asked for stays. */
const SLOTS = 1 << 12
const PARTS = 5

const parts = new Uint32Array(SLOTS * PARTS)
const texts: Hex[] = new Array<Hex>(SLOTS).fill(`0x${'0'.repeat(40)}`)

/** The address in lower case, of five numbers of 32 bits (0 to 2^32-1), the most significant first. */
export function addressText(a: number, b: number, c: number, d: number, e: number): Hex {
  const mixed = Math.imul(a ^ Math.imul(b, 0x9e3779b1) ^ Math.imul(c ^ d, 0x85ebca6b) ^ e, 0xc2b2ae35)
  const slot = (mixed >>> 16) & (SLOTS - 1)
  const at = slot * PARTS
  if (
    parts[at] === a &&
    parts[at + 1] === b &&
    parts[at + 2] === c &&
    parts[at + 3] === d &&
    parts[at + 4] === e
  )
    return texts[slot]!
  const text: Hex = `0x${digits(a)}${digits(b)}${digits(c)}${digits(d)}${digits(e)}`
  parts[at] = a
  parts[at + 1] = b
  parts[at + 2] = c
  parts[at + 3] = d
  parts[at + 4] = e
  texts[slot] = text
  return text
}

function digits(part: number): string {
  return part.toString(16).padStart(8, '0')
}

/** Parts of addresses that were read before, by their text. */
const PARSED = new Map<string, Uint32Array>()
const PARSED_MAX = 4_096

/**
 * The five numbers of 32 bits of an address, the least significant first. Not to be changed.
 * Undefined if the text is not 0x and 40 hex digits.
 */
export function addressParts(address: string): Uint32Array | undefined {
  const known = PARSED.get(address)
  if (known !== undefined) return known
  if (address.length !== 42 || address.charCodeAt(0) !== 48 || (address.charCodeAt(1) | 32) !== 120)
    return undefined
  const read = new Uint32Array(PARTS)
  for (let i = 0; i < 40; i++) {
    const digit = digitValue(address.charCodeAt(41 - i))
    if (digit < 0) return undefined
    read[i >> 3]! |= digit << (4 * (i & 7))
  }
  if (PARSED.size >= PARSED_MAX) PARSED.clear()
  PARSED.set(address, read)
  return read
}

function digitValue(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const lower = code | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}
