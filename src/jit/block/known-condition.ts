// What a comparison says of the words that it compared, kept until its jump: on each side of the jump something is known of
// them. Loops count up to a bound, arguments are compared with themselves behind a mask, and indices with lengths.

import { OP } from '../op.ts'
import { bitsOfWord, isTruth, type Word } from '../words/limbs.ts'
import type { VirtualStack } from '../words/virtual-stack.ts'
import type { KnownMemory } from './known-memory.ts'

/** The word is below 2^bits. */
type Claim = { readonly word: Word; readonly bits: number }

export class KnownCondition {
  readonly #stack: VirtualStack
  readonly #memory: KnownMemory
  /** The truth value that it is about. */
  #truth: Word | undefined
  #ifTrue: readonly Claim[] = []
  #ifFalse: readonly Claim[] = []

  constructor(stack: VirtualStack, memory: KnownMemory) {
    this.#stack = stack
    this.#memory = memory
  }

  /** An opcode of these operands, which are still in use, gave the result. */
  noted(op: number, [a, b]: readonly Word[], result: Word): void {
    if (op === OP.iszero && a === this.#truth) {
      this.#truth = result
      const ifTrue = this.#ifTrue
      this.#ifTrue = this.#ifFalse
      this.#ifFalse = ifTrue
      return
    }
    this.forget()
    if (!isTruth(result) || a === undefined) return
    if (op === OP.iszero) this.#set(result, [{ word: a, bits: 0 }], [])
    if (b === undefined) return
    if (op === OP.lt) this.#set(result, [atMost(a, b)], [atMost(b, a)])
    if (op === OP.gt) this.#set(result, [atMost(b, a)], [atMost(a, b)])
    if (op === OP.eq) this.#set(result, [atMost(a, b), atMost(b, a)], [])
  }

  /** The code goes on where the word is or is not zero. */
  decided(word: Word, isTrue: boolean): void {
    if (word === this.#truth) {
      for (const { word: each, bits } of isTrue ? this.#ifTrue : this.#ifFalse) {
        const learned = this.#stack.narrow(each, bits)
        if (learned !== undefined) this.#memory.learn(learned)
      }
    }
    this.forget()
  }

  /** Something came between the comparison and its jump. */
  forget(): void {
    for (const { word } of [...this.#ifTrue, ...this.#ifFalse]) this.#stack.release(word)
    this.#truth = undefined
    this.#ifTrue = []
    this.#ifFalse = []
  }

  // The words stay in use: else what they are held in could be something else by the time of the jump.
  #set(truth: Word, ifTrue: readonly Claim[], ifFalse: readonly Claim[]): void {
    for (const { word } of [...ifTrue, ...ifFalse]) this.#stack.retain(word)
    this.#truth = truth
    this.#ifTrue = ifTrue
    this.#ifFalse = ifFalse
  }
}

function atMost(word: Word, other: Word): Claim {
  return { word, bits: bitsOfWord(other) }
}

/** Opcodes that may stand between a comparison and its jump. */
export function keepsCondition(op: number): boolean {
  return (op >= OP.push0 && op <= OP.push32) || op === OP.iszero || op === OP.jumpi
}
