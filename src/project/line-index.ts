// Lines of a text by the offset of its UTF-8 bytes, which is how compilers say where something stands.

/** Where an offset is. */
export type LinePlace = {
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
  /** The whole line without its end. */
  readonly text: string
}

/** The lines of one text. */
export type LineIndex = {
  /** Undefined if the text ends before. The end itself is a place. */
  at(offset: number): LinePlace | undefined
  /** The line alone, from 1, for who asks often. */
  lineAt(offset: number): number | undefined
}

const LINE_FEED = 0x0a

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** An index of a text; O(length) now, O(log lines) per question. */
export function createLineIndex(text: string): LineIndex {
  const bytes = encoder.encode(text)
  const starts = lineStarts(bytes)
  const isOutside = (offset: number): boolean =>
    !Number.isInteger(offset) || offset < 0 || offset > bytes.length
  return {
    lineAt: (offset) => (isOutside(offset) ? undefined : lastAtMost(starts, offset) + 1),
    at(offset) {
      if (isOutside(offset)) return undefined
      const index = lastAtMost(starts, offset)
      const start = starts[index]!
      const next = starts[index + 1]
      const line = decoder.decode(bytes.subarray(start, next === undefined ? bytes.length : next - 1))
      return {
        line: index + 1,
        column: decoder.decode(bytes.subarray(start, offset)).length + 1,
        text: line.endsWith('\r') ? line.slice(0, -1) : line,
      }
    },
  }
}

function lineStarts(bytes: Uint8Array): Uint32Array {
  let count = 1
  for (const byte of bytes) if (byte === LINE_FEED) count++
  const starts = new Uint32Array(count)
  let next = 1
  for (let index = 0; index < bytes.length; index++)
    if (bytes[index] === LINE_FEED) starts[next++] = index + 1
  return starts
}

function lastAtMost(starts: Uint32Array, offset: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (starts[middle]! <= offset) low = middle
    else high = middle - 1
  }
  return low
}
