// What a comparison says of the words that it compared, kept until its jump: on each side of the jump something is known of
// them. Loops count up to a bound, arguments are compared with themselves behind a mask, and indices with lengths.

import { OP } from '../op.ts'
import { bitsOfWord, isTruth, type Word } from '../words/limbs.ts'
import type { VirtualStack } from '../words/virtual-stack.ts'

/** The word that the stack holds under a number is below 2^bits. */
type Claim = { readonly held: number; readonly bits: number }

export class KnownCondition {
  readonly #stack: VirtualStack
  /** The truth value that it is about. */
  #truth: Word | undefined
  #ifTrue: readonly Claim[] = []
  #ifFalse: readonly Claim[] = []

  constructor(stack: VirtualStack) {
    this.#stack = stack
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
    this.#truth = result
    if (op === OP.iszero) this.#ifTrue = [this.#claim(a, 0)]
    if (b === undefined) return
    const [left, right] = [bitsOfWord(a), bitsOfWord(b)]
    if (op === OP.eq) this.#ifTrue = [this.#claim(a, right), this.#claim(b, left)]
    if (op === OP.lt) [this.#ifTrue, this.#ifFalse] = [[this.#claim(a, right)], [this.#claim(b, left)]]
    if (op === OP.gt) [this.#ifTrue, this.#ifFalse] = [[this.#claim(b, left)], [this.#claim(a, right)]]
  }

  /** The code goes on where the word is or is not zero. */
  decided(word: Word, isTrue: boolean): void {
    const claims = word !== this.#truth ? [] : isTrue ? this.#ifTrue : this.#ifFalse
    for (const { held, bits } of claims) this.#stack.narrow(this.#stack.held(held), bits)
    this.forget()
  }

  /** Something came between the comparison and its jump. */
  forget(): void {
    for (const { held } of [...this.#ifTrue, ...this.#ifFalse]) this.#stack.letGo(held)
    this.#truth = undefined
    this.#ifTrue = []
    this.#ifFalse = []
  }

  #claim(word: Word, bits: number): Claim {
    return { held: this.#stack.hold(word), bits }
  }
}

/** Opcodes that may stand between a comparison and its jump. */
export function keepsCondition(op: number): boolean {
  return (op >= OP.push0 && op <= OP.push32) || op === OP.iszero || op === OP.jumpi
}
