// The last product of a block. Solidity divides each checked product by one of its factors to see whether it fitted: where it did,
// the quotient is the other factor.

import { W } from '../emit/wasm-opcodes.ts'
import {
  bitsOf,
  bitsOfWord,
  isInPlace,
  isZeroLimb,
  type Limb,
  LIMB_BITS,
  valueOf,
  type Word,
  wordOf,
  ZERO,
  ZERO_WORD,
} from '../words/limbs.ts'
import type { VirtualStack } from '../words/virtual-stack.ts'
import { type Writer, writeBinary } from '../words/writer.ts'
import type { BlockWriter } from './block-writer.ts'

const LIMBS = 4
const WORD_BITS = LIMBS * LIMB_BITS

export class KnownProduct {
  readonly #stack: VirtualStack
  /** Product and factors, as the stack holds them. */
  #held: readonly [number, number, number] | undefined

  constructor(stack: VirtualStack) {
    this.#stack = stack
  }

  noted(product: Word, a: Word, b: Word): void {
    this.forget()
    this.#held = [this.#stack.hold(product), this.#stack.hold(a), this.#stack.hold(b)]
  }

  /** The other factor if the word is the product and the divisor one of its factors. */
  otherFactor(word: Word, divisor: Word): Word | undefined {
    if (this.#held === undefined) return undefined
    const [product, a, b] = this.#held.map((id) => this.#stack.held(id)) as [Word, Word, Word]
    if (!isSame(word, product)) return undefined
    if (isSame(divisor, a)) return b
    return isSame(divisor, b) ? a : undefined
  }

  forget(): void {
    for (const id of this.#held ?? []) this.#stack.letGo(id)
    this.#held = undefined
  }
}

/** Whether both words are held in the same, as long as both are in use. */
function isSame(a: Word, b: Word): boolean {
  return a.every((limb, i) => {
    const other = b[i]!
    if (limb.kind === 'const') return other.kind === 'const' && other.value === limb.value
    if (limb.kind === 'local') return other.kind === 'local' && other.index === limb.index
    return other.kind === 'stack' && isInPlace(limb, other.position, other.part)
  })
}

/** Divides the product on top of the stack by the factor below it. `other` is the other factor. */
export function divideProduct(writer: BlockWriter, other: Word): void {
  const { body, stack } = writer
  const top = stack.height - 1
  const operands = [stack.pop(), stack.pop()]
  // Their memory may be overwritten below, so all three are held.
  const held = [...operands, other].map((word) => stack.hold(word))
  for (const operand of operands) stack.release(operand)
  if (upperLimbs(operands[1]!, other).length === 0) {
    stack.push(unlessZero(writer, operands[1]!, other))
  } else {
    stack.claim(top)
    stack.claim(top - 1)
    const [product, divisor, factor] = held.map((id) => stack.held(id)) as [Word, Word, Word]
    const result = stack.takeWord()
    for (const [i, limb] of upperLimbs(divisor, factor).entries()) {
      stack.load(limb)
      if (i > 0) body.op(W.i64Or)
    }
    body.op(W.i64Eqz)
    body.open(W.if)
    const quotient = unlessZero(writer, divisor, factor)
    for (const [i, limb] of quotient.entries()) {
      stack.load(limb)
      body.set(result[i]!.index)
      if (limb !== factor[i]) stack.drop(limb)
    }
    body.else()
    stack.storeAt(top, product)
    stack.storeAt(top - 1, divisor)
    for (const position of [top - 1, top, top - 1]) stack.loadAddress(position)
    writer.call('div')
    for (const [part, limb] of result.entries()) {
      stack.load({ kind: 'stack', position: top - 1, part })
      body.set(limb.index)
    }
    body.close()
    stack.push(result)
  }
  for (const id of held) stack.letGo(id)
}

/** Limbs of two factors without which their product fits a word. */
function upperLimbs(a: Word, b: Word): readonly Limb[] {
  if (bitsOfWord(a) + bitsOfWord(b) <= WORD_BITS) return []
  const [fewer, more] = bitsOfWord(a) < bitsOfWord(b) ? [a, b] : [b, a]
  const limbs = Math.ceil(bitsOfWord(fewer) / LIMB_BITS)
  const upper = limbs <= 2 ? more.slice(LIMBS - limbs) : [...a.slice(2), ...b.slice(2)]
  return upper.filter((limb) => !isZeroLimb(limb))
}

/** The factor, or 0 if the divisor is 0. */
function unlessZero(writer: Writer, divisor: Word, factor: Word): Word {
  if ((valueOf(divisor) ?? 0n) !== 0n) return factor
  const { body, stack } = writer
  // A jump may have told that the divisor is zero.
  const limbs = divisor.filter((limb) => !isZeroLimb(limb))
  if (limbs.length === 0) return ZERO_WORD
  for (const [i, limb] of limbs.entries()) {
    stack.load(limb)
    if (i > 0) body.op(W.i64Or)
  }
  body.op(W.i64Eqz)
  body.op(W.i64ExtendU)
  body.i64(1n)
  body.op(W.i64Sub)
  const mask = stack.keep()
  const result = wordOf((i): Limb => {
    const limb = factor[i]!
    if (isZeroLimb(limb)) return ZERO
    writeBinary(writer, W.i64And, limb, mask)
    return stack.keep(bitsOf(limb))
  })
  stack.drop(mask)
  return result
}
