// Which words of a memory came from inputs, and how.

import type { Formula } from './formula.ts'

const WORD_BYTES = 32

/** By the place of its first byte. No two overlap. */
export class ShadowMemory {
  #words = new Map<number, Formula>()

  get(at: number): Formula | undefined {
    return this.#words.get(at)
  }

  /** A word is written there. */
  set(at: number, word: Formula | undefined): void {
    this.clear(at, WORD_BYTES)
    if (word !== undefined) this.#words.set(at, word)
  }

  /** Something that is not known is written there. */
  clear(at: number, bytes: number): void {
    if (this.#words.size === 0 || bytes === 0) return
    for (const place of this.#words.keys())
      if (place < at + bytes && at < place + WORD_BYTES) this.#words.delete(place)
  }

  /** Whole words of a part of it, with places from 0. */
  part(at: number, bytes: number): ShadowMemory {
    const part = new ShadowMemory()
    for (const [place, word] of this.#words)
      if (place >= at && place + WORD_BYTES <= at + bytes) part.#words.set(place - at, word)
    return part
  }

  /** Writes a part of another one here. */
  paste(at: number, from: ShadowMemory, fromAt: number, bytes: number): void {
    const part = from.part(fromAt, bytes)
    this.clear(at, bytes)
    for (const [place, word] of part.#words) this.#words.set(at + place, word)
  }
}
