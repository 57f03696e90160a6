// Where functions begin and end in a source. A scanner, no parser: it knows comments, texts, parentheses and braces, which is
// all that takes, and text that is no Solidity gives ranges that nobody asks for.

import type { SourceTable } from '../../project/types.ts'

/** A function with a body, as bytes of the UTF-8 text; the end is exclusive. */
export type FunctionRange = {
  readonly start: number
  readonly end: number
  /** Modifiers run inside of the functions that have them. */
  readonly isModifier: boolean
  /** It stands in a `library`: it serves whoever calls it. */
  readonly isOfLibrary: boolean
}

/** The functions of a file, in order. */
export function functionRanges(text: string): readonly FunctionRange[] {
  const bytes = new TextEncoder().encode(text)
  const ranges: FunctionRange[] = []
  let depth = 0
  let isOfLibrary = false
  let at = 0
  while (at < bytes.length) {
    const skipped = skipText(bytes, at)
    if (skipped > at) {
      at = skipped
      continue
    }
    const byte = bytes[at]!
    if (byte === OPEN_BRACE) depth++
    else if (byte === CLOSE_BRACE) depth--
    if (!isWordByte(byte)) {
      at++
      continue
    }
    let end = at + 1
    while (end < bytes.length && isWordByte(bytes[end]!)) end++
    // Functions stand in contracts or free; deeper, the words are types and names.
    const word = end - at <= WORD_BYTES_MAX && depth <= 1 ? latin(bytes, at, end) : ''
    if (depth === 0 && CONTAINERS.has(word)) isOfLibrary = word === 'library'
    const bodyEnd = KEYWORDS.has(word) ? endOfBody(bytes, end) : undefined
    if (bodyEnd !== undefined)
      ranges.push({
        start: at,
        end: bodyEnd,
        isModifier: word === 'modifier',
        isOfLibrary: depth > 0 && isOfLibrary,
      })
    at = bodyEnd ?? end
  }
  return ranges
}

const cache = new WeakMap<SourceTable, Map<string, readonly FunctionRange[]>>()

/** The function that a byte of a file stands in. Files are scanned once. */
export function functionAround(
  sources: SourceTable,
  path: string,
  offset: number,
): FunctionRange | undefined {
  let byPath = cache.get(sources)
  if (byPath === undefined) cache.set(sources, (byPath = new Map()))
  let ranges = byPath.get(path)
  if (ranges === undefined) byPath.set(path, (ranges = functionRanges(sources.textOf(path) ?? '')))
  return ranges.find(({ start, end }) => start <= offset && offset < end)
}

const KEYWORDS: ReadonlySet<string> = new Set(['function', 'modifier', 'constructor', 'fallback', 'receive'])
const CONTAINERS: ReadonlySet<string> = new Set(['contract', 'library', 'interface'])
const WORD_BYTES_MAX = 11

const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_PARENTHESIS = 0x28
const CLOSE_PARENTHESIS = 0x29
const SEMICOLON = 0x3b
const SLASH = 0x2f
const STAR = 0x2a
const BACKSLASH = 0x5c
const NEWLINE = 0x0a
const QUOTE = 0x22
const APOSTROPHE = 0x27

/** Behind the closing brace; undefined if there is no body. */
function endOfBody(bytes: Uint8Array, from: number): number | undefined {
  let parentheses = 0
  let braces = 0
  for (let at = from; at < bytes.length;) {
    const skipped = skipText(bytes, at)
    if (skipped > at) {
      at = skipped
      continue
    }
    const byte = bytes[at++]!
    if (byte === OPEN_PARENTHESIS) parentheses++
    else if (byte === CLOSE_PARENTHESIS && --parentheses < 0) return undefined
    else if (byte === SEMICOLON && braces === 0 && parentheses === 0) return undefined
    else if (byte === OPEN_BRACE) braces++
    else if (byte === CLOSE_BRACE && --braces <= 0) return at
  }
  return undefined
}

/** Behind the comment or text that begins here; the same place if none does. */
function skipText(bytes: Uint8Array, at: number): number {
  const byte = bytes[at]!
  if (byte === SLASH && bytes[at + 1] === SLASH) {
    const end = bytes.indexOf(NEWLINE, at)
    return end < 0 ? bytes.length : end
  }
  if (byte === SLASH && bytes[at + 1] === STAR) {
    for (let i = at + 2; i + 1 < bytes.length; i++)
      if (bytes[i] === STAR && bytes[i + 1] === SLASH) return i + 2
    return bytes.length
  }
  if (byte !== QUOTE && byte !== APOSTROPHE) return at
  for (let i = at + 1; i < bytes.length; i++) {
    if (bytes[i] === BACKSLASH) i++
    // A text ends with its line, also where somebody forgot the quote.
    else if (bytes[i] === byte || bytes[i] === NEWLINE) return i + 1
  }
  return bytes.length
}

function isWordByte(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x5f ||
    byte === 0x24
  )
}

function latin(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end))
}
