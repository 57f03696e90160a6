// Which words of a memory came from inputs, and how.

import type { Formula } from './formula.ts'

const WORD_BYTES = 32

/** How a word came from inputs, and what it is with the inputs of the trace, if that is known. */
type Word = { readonly formula: Formula; readonly value: bigint | undefined }

/** By the place of its first byte. No two overlap. */
export class ShadowMemory {
  #words = new Map<number, Word>()

  get(at: number): Formula | undefined {
    return this.#words.get(at)?.formula
  }

  /** A word is written there: `value`, if that is known. */
  set(at: number, formula: Formula | undefined, value?: bigint): void {
    const kept = formula === undefined && value !== undefined ? this.#unchanged(at, value) : undefined
    this.clear(at, WORD_BYTES)
    if (formula !== undefined) this.#words.set(at, { formula, value })
    if (kept !== undefined) this.#words.set(...kept)
  }

  /** The word that begins within what is written and stays as it is: compilers put a selector in front of arguments in this way. */
  #unchanged(at: number, value: bigint): readonly [number, Word] | undefined {
    for (let place = at + 1; place < at + WORD_BYTES; place++) {
      const word = this.#words.get(place)
      if (word === undefined) continue
      const bits = 8 * (at + WORD_BYTES - place)
      const isSame =
        word.value !== undefined && word.value >> BigInt(256 - bits) === BigInt.asUintN(bits, value)
      return isSame ? [place, word] : undefined
    }
    return undefined
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
