// A bounded memory of what precompiles answered, so that a search which sends the same signature or the same proof a
// million times verifies it once.
//
// Answers are found by a 32-bit hash of scope and input, and the remembered input is compared byte for byte: a collision
// is a miss, never a wrong answer. Each hash holds one entry, so an input made to collide only displaces another.
// The entry used longest ago goes first when there are too many or they hold too much (a Map keeps the order in which
// its keys were set). What is forgotten only costs time.

import { equalBytes } from '../../primitives/bytes.ts'

/** Bounds of a memo. */
export type MemoLimits = {
  /** Entries at most. */
  readonly entriesMax: number
  /** Bytes of input and output at most, over all entries. A single answer above an eighth of it is not kept. */
  readonly bytesMax: number
}

/** What a memo did since it was made, and what it holds. */
export type MemoStats = {
  readonly hits: number
  readonly misses: number
  /** Entries dropped for a bound, or displaced by another input of the same hash. */
  readonly evictions: number
  readonly entries: number
  /** Bytes of input and output held. */
  readonly bytes: number
}

/** A remembered answer. `output` belongs to the memo: it must not be changed. */
export type MemoAnswer = {
  /** Undefined if the input is invalid. */
  readonly output: Uint8Array | undefined
}

/** Answers by scope and input. A scope is a whole number that names one pure function. */
export type Memo = {
  /** The answer to this input, if it is remembered; counts as a use. */
  find(scope: number, input: Uint8Array): MemoAnswer | undefined
  /** Remembers an answer, in place of an older one. The input is copied, the output is kept as it is. */
  remember(scope: number, input: Uint8Array, output: Uint8Array | undefined): void
  stats(): MemoStats
}

type Entry = MemoAnswer & { readonly scope: number; readonly input: Uint8Array }

const LARGEST_SHARE = 8

/** An empty memo. */
export function createMemo(limits: MemoLimits): Memo {
  const entries = new Map<number, Entry>()
  let hits = 0
  let misses = 0
  let evictions = 0
  let bytes = 0

  function drop(hash: number, entry: Entry): void {
    entries.delete(hash)
    bytes -= sizeOf(entry)
  }

  return {
    find(scope, input) {
      const hash = hashOf(scope, input)
      const entry = entries.get(hash)
      if (entry === undefined || entry.scope !== scope || !equalBytes(entry.input, input)) {
        misses++
        return undefined
      }
      hits++
      // Set again, it is the youngest.
      entries.delete(hash)
      entries.set(hash, entry)
      return entry
    },

    remember(scope, input, output) {
      if (input.length + (output?.length ?? 0) > limits.bytesMax / LARGEST_SHARE) return
      const hash = hashOf(scope, input)
      const displaced = entries.get(hash)
      if (displaced !== undefined) {
        drop(hash, displaced)
        if (displaced.scope !== scope || !equalBytes(displaced.input, input)) evictions++
      }
      const entry = { scope, input: input.slice(), output }
      entries.set(hash, entry)
      bytes += sizeOf(entry)
      for (const [oldestHash, oldest] of entries) {
        if (entries.size <= limits.entriesMax && bytes <= limits.bytesMax) break
        drop(oldestHash, oldest)
        evictions++
      }
    },

    stats: () => ({ hits, misses, evictions, entries: entries.size, bytes }),
  }
}

function sizeOf(entry: Entry): number {
  return entry.input.length + (entry.output?.length ?? 0)
}

// FNV-1a (draft-eastlake-fnv), 32 bits, from a start that the scope moves.
function hashOf(scope: number, input: Uint8Array): number {
  let hash = Math.imul(0x811c9dc5 ^ scope, 0x01000193)
  for (let index = 0; index < input.length; index++) {
    hash = Math.imul(hash ^ input[index]!, 0x01000193)
  }
  return hash
}
