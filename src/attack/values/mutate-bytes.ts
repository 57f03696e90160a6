// Byte strings: changed at one place, cut, or grown.

import { bigIntToBytes32, concatBytes } from '../../primitives/bytes.ts'
import type { Prng } from '../../primitives/prng.ts'
import type { Dictionary } from './dictionary.ts'
import { noise } from './generate-value.ts'

/** Bytes that a byte string may grow to. */
export const GROWN_BYTES_MAX = 4_096

const WORD = 32
const INTERESTING: readonly number[] = [0, 1, 0x7f, 0x80, 0xff, 0x20, 0x40]

/** A byte string with one change; of any length from 0 to GROWN_BYTES_MAX, or that of the given one. */
export function mutateBytes(bytes: Uint8Array, prng: Prng, dictionary: Dictionary): Uint8Array {
  const { length } = bytes
  const drawn = prng.nextBelow(10)
  if (length === 0) return noise(1 + prng.nextBelow(WORD), prng)
  const at = prng.nextBelow(length)
  const room = GROWN_BYTES_MAX - length
  switch (drawn) {
    case 0:
      return bytes.slice(0, at)
    case 1: {
      const count = 1 + prng.nextBelow(Math.min(WORD, length - at))
      return concatBytes(bytes.subarray(0, at), bytes.subarray(at + count))
    }
    case 2: {
      const added = noise(1 + prng.nextBelow(WORD), prng)
      if (added.length > room) break
      return concatBytes(bytes.subarray(0, at), added, bytes.subarray(at))
    }
    case 3: {
      const count = Math.min(1 + prng.nextBelow(WORD), length - at)
      if (count > room) break
      return concatBytes(bytes.subarray(0, at + count), bytes.subarray(at))
    }
    case 4: {
      const known = dictionary.pickBytes(prng)
      if (known === undefined || known.length > room) break
      return concatBytes(bytes.subarray(0, at), known, bytes.subarray(at))
    }
    default:
      break
  }
  return mutateFixedBytes(bytes, prng, dictionary)
}

/** As many bytes as given, one place of them changed. */
export function mutateFixedBytes(bytes: Uint8Array, prng: Prng, dictionary: Dictionary): Uint8Array {
  const changed = bytes.slice()
  const { length } = changed
  if (length === 0) return changed
  const at = prng.nextBelow(length)
  switch (prng.nextBelow(6)) {
    case 0:
      changed[at]! ^= 1 << prng.nextBelow(8)
      break
    case 1:
      changed[at] = INTERESTING[prng.nextBelow(INTERESTING.length)]!
      break
    case 2:
      changed[at] = changed[at]! + (prng.nextBelow(2) === 0 ? 1 : -1)
      break
    case 3: {
      const other = prng.nextBelow(length)
      ;[changed[at], changed[other]] = [changed[other]!, changed[at]!]
      break
    }
    case 4: {
      // A known word, where words of an encoded call or of abi.encode begin.
      const word = dictionary.pickNumber(prng, 256)
      const start = (length % WORD === 4 ? 4 : 0) + WORD * Math.floor(at / WORD)
      if (word === undefined || start + WORD > length) changed[at] = prng.nextU32()
      else changed.set(bigIntToBytes32(word), start)
      break
    }
    default:
      changed[at] = prng.nextU32()
      break
  }
  return changed
}
