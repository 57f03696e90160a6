// What a block knows of the EVM's memory: how far it goes, and words that the block itself wrote or read at known offsets. The
// free memory pointer of Solidity is read again and again; where it is known, so are the places that follow from it.

import type { Word } from '../words/limbs.ts'
import type { VirtualStack } from '../words/virtual-stack.ts'

const WORD_BYTES = 32
/** Words that are remembered: each may hold four locals. */
const WORDS_MAX = 6

export class KnownMemory {
  readonly #stack: VirtualStack
  /** Words in memory by offset: their numbers in the stack that holds them. */
  readonly #words = new Map<number, number>()
  /** So many bytes are there. */
  #bytes = 0

  constructor(stack: VirtualStack) {
    this.#stack = stack
  }

  /** Whether memory up to `end` is there. */
  reaches(end: number): boolean {
    return end <= this.#bytes
  }

  /** Memory up to `end` is there from here on: it never becomes smaller. */
  reached(end: number): void {
    if (end > this.#bytes) this.#bytes = end
  }

  /** The word at an offset; undefined if it is not known. */
  word(offset: number): Word | undefined {
    const id = this.#words.get(offset)
    return id === undefined ? undefined : this.#stack.held(id)
  }

  /** The word is at the offset. One whose limbs are in memory already is not worth a local for each. */
  remember(offset: number, word: Word): void {
    if (word.some(({ kind }) => kind === 'stack')) return
    if (this.#words.size >= WORDS_MAX) this.#drop(this.#words.keys().next().value!)
    this.#words.set(offset, this.#stack.hold(word))
  }

  /** Bytes are about to be written at an offset. */
  overwritten(offset: number, bytes: number): void {
    for (const at of this.#words.keys()) if (at < offset + bytes && offset < at + WORD_BYTES) this.#drop(at)
  }

  /** Something was written somewhere, or the locals are needed elsewhere. How far memory goes stays known. */
  forget(): void {
    for (const at of this.#words.keys()) this.#drop(at)
  }

  #drop(at: number): void {
    this.#stack.letGo(this.#words.get(at)!)
    this.#words.delete(at)
  }
}
