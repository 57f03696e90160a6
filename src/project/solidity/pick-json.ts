// Takes a few values out of a large JSON file without building the rest. A build-info of 50 MB is nearly all syntax trees and
// assembly; parsed as a whole it takes several times its size of heap.

import { BaseError } from '../../primitives/errors.ts'

/** Where a value lies: bytes from `start` up to and without `end`. */
export type Place = { readonly start: number; readonly end: number }

/** What is wanted: a value, only where it lies, or some of an object's members ('*' is every one that is not named). */
export type Wanted = 'value' | 'place' | { readonly [member: string]: Wanted }

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const COMMA = 0x2c
const COLON = 0x3a

// Deeper than any compiler's output; the reader calls itself once per wanted level only.
const DEPTH_MAX = 10_000

const decoder = new TextDecoder()

/**
 * The wanted parts of a JSON text (UTF-8). Objects come without prototype; members that are not there are left out, and so are
 * those where an object is wanted and something else stands. What is not wanted is stepped over, not checked.
 * @param at where the value begins
 * @throws PickJsonError if the text ends too early or a wanted part is no JSON
 */
export function pickJson(bytes: Uint8Array, wanted: Wanted, at = 0): unknown {
  const reader = new Reader(bytes, at)
  const value = reader.pick(wanted)
  reader.skipSpace()
  if (reader.at < bytes.length) throw new PickJsonError(reader.at, bytes.length)
  return value
}

class Reader {
  readonly bytes: Uint8Array
  at: number

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes
    this.at = at
  }

  pick(wanted: Wanted): unknown {
    this.skipSpace()
    if (typeof wanted === 'object' && this.bytes[this.at] === OPEN_BRACE) return this.pickMembers(wanted)
    const start = this.at
    this.skipValue()
    if (wanted === 'place') return { start, end: this.at } satisfies Place
    return wanted === 'value' ? this.parse(start, this.at) : undefined
  }

  pickMembers(wanted: { readonly [member: string]: Wanted }): unknown {
    const picked = Object.create(null) as Record<string, unknown>
    this.at++
    this.skipSpace()
    if (this.bytes[this.at] === CLOSE_BRACE) {
      this.at++
      return picked
    }
    for (;;) {
      this.skipSpace()
      const start = this.at
      if (this.bytes[start] !== QUOTE) throw this.error(start)
      this.skipString()
      const name = this.parse(start, this.at) as string
      this.skipSpace()
      this.expect(COLON)
      const inner = Object.hasOwn(wanted, name) ? wanted[name] : wanted['*']
      if (inner === undefined) {
        this.skipSpace()
        this.skipValue()
      } else {
        const value = this.pick(inner)
        if (value !== undefined) picked[name] = value
      }
      this.skipSpace()
      const next = this.bytes[this.at]
      if (next === CLOSE_BRACE) break
      this.expect(COMMA)
    }
    this.at++
    return picked
  }

  skipValue(): void {
    const { bytes } = this
    const first = bytes[this.at]
    if (first === QUOTE) return this.skipString()
    if (first !== OPEN_BRACE && first !== OPEN_BRACKET) return this.skipWord()
    let depth = 0
    let at = this.at
    while (at < bytes.length) {
      const byte = bytes[at]
      if (byte === QUOTE) {
        this.at = at
        this.skipString()
        at = this.at
        continue
      }
      if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (++depth > DEPTH_MAX) throw this.error(at)
      } else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) {
        this.at = at + 1
        return
      }
      at++
    }
    throw this.error(bytes.length)
  }

  skipString(): void {
    const { bytes } = this
    let at = this.at + 1
    while (at < bytes.length) {
      const byte = bytes[at]
      if (byte === QUOTE) {
        this.at = at + 1
        return
      }
      at += byte === BACKSLASH ? 2 : 1
    }
    throw this.error(bytes.length)
  }

  // A number, true, false or null.
  skipWord(): void {
    const start = this.at
    const { bytes } = this
    while (this.at < bytes.length) {
      const byte = bytes[this.at]!
      if (byte <= 0x20 || byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET) break
      this.at++
    }
    if (this.at === start) throw this.error(start)
  }

  skipSpace(): void {
    const { bytes } = this
    while (this.at < bytes.length && bytes[this.at]! <= 0x20) this.at++
  }

  expect(byte: number): void {
    if (this.bytes[this.at] !== byte) throw this.error(this.at)
    this.at++
  }

  parse(start: number, end: number): unknown {
    try {
      return JSON.parse(decoder.decode(this.bytes.subarray(start, end))) as unknown
    } catch {
      throw this.error(start)
    }
  }

  error(at: number): PickJsonError {
    return new PickJsonError(Math.min(at, this.bytes.length), this.bytes.length)
  }
}

/** A text that is no JSON, or not all of it. */
export class PickJsonError extends BaseError {
  readonly code = 'PROJECT_JSON_INVALID'
  /** The byte at which it stops being JSON; the text's length if it is cut off. */
  readonly byte: number
  readonly isCutOff: boolean

  constructor(byte: number, length: number) {
    const isCutOff = byte >= length
    super(isCutOff ? `The JSON ends in the middle, at byte ${byte}.` : `Byte ${byte} should not be there.`)
    this.byte = byte
    this.isCutOff = isCutOff
  }
}
