// Comparisons of words: they give 0 or 1, or leave the answer on WebAssembly's stack. What is known of limbs drops out.
// Operands stay in use by the caller.

import { W } from '../emit/wasm-opcodes.ts'
import { isTruth, isZeroLimb, lowWord, type Word } from './limbs.ts'
import { type Writer, writeBinary } from './writer.ts'

/** Pushes on WebAssembly's stack whether the word is zero, as an i32. */
export function testZero({ body, stack }: Writer, a: Word): void {
  if (a.some((limb) => limb.kind === 'const' && limb.value !== 0n)) {
    body.i32(0)
    return
  }
  let some = false
  for (const limb of a) {
    if (limb.kind === 'const') continue
    stack.load(limb)
    if (some) body.op(W.i64Or)
    some = true
  }
  if (some) body.op(W.i64Eqz)
  else body.i32(1)
}

/** Pushes a number that is not 0 if the word is not zero, as an i32. */
export function testNonZero(writer: Writer, a: Word): void {
  if (isTruth(a)) {
    writer.stack.load(a[0])
    writer.body.op(W.i32Wrap)
    return
  }
  testZero(writer, a)
  writer.body.op(W.i32Eqz)
}

/** Pushes on WebAssembly's stack, as an i64, what is 0 if the word is below 2^bits, and else another number. Bits below 64. */
export function loadAbove({ body, stack }: Writer, word: Word, bits: number): void {
  stack.load(word[0])
  body.i64(BigInt(bits))
  body.op(W.i64ShrU)
  for (const limb of word.slice(1)) {
    if (isZeroLimb(limb)) continue
    stack.load(limb)
    body.op(W.i64Or)
  }
}

/** The i32 truth value on WebAssembly's stack as a word. */
export function truth({ body, stack }: Writer): Word {
  body.op(W.i64ExtendU)
  return lowWord(stack.keep(1))
}

export function isZero(writer: Writer, a: Word): Word {
  testZero(writer, a)
  return truth(writer)
}

export function equal(writer: Writer, a: Word, b: Word): Word {
  const { body, stack } = writer
  let some = false
  for (let i = 0; i < 4; i++) {
    const [x, y] = a[i]!.kind === 'const' ? [b[i]!, a[i]!] : [a[i]!, b[i]!]
    if (x.kind === 'const' && y.kind === 'const' && x.value === y.value) continue
    stack.load(x)
    if (!isZeroLimb(y)) {
      stack.load(y)
      body.op(W.i64Xor)
    }
    if (some) body.op(W.i64Or)
    some = true
  }
  if (some) body.op(W.i64Eqz)
  else body.i32(1)
  return truth(writer)
}

/** a < b. The limbs from below; the signs only in the highest. */
export function less(writer: Writer, a: Word, b: Word, isSigned: boolean): Word {
  const { body, stack } = writer
  // What the limbs so far say is on WebAssembly's stack if `some`, else it is false.
  let some = false
  for (let i = 0; i < 4; i++) {
    const [x, y] = [a[i]!, b[i]!]
    const signed = isSigned && i === 3
    const isBelow = signed ? W.i64LtS : W.i64LtU
    if (x.kind === 'const' && y.kind === 'const' && x.value === y.value) continue
    if (!some) {
      if (isZeroLimb(y) && !signed) continue
      writeBinary(writer, isBelow, x, y)
      some = true
      continue
    }
    if (isZeroLimb(y) && !signed) {
      stack.load(x)
      body.op(W.i64Eqz)
      body.op(W.i32And)
      continue
    }
    if (isZeroLimb(x) && !signed) {
      stack.load(y)
      body.op(W.i64Eqz)
      body.op(W.i32Eqz)
      body.op(W.i32Or)
      continue
    }
    const [first, second] = [stack.atHand(x), stack.atHand(y)]
    writeBinary(writer, W.i64Eq, first, second)
    body.op(W.i32And)
    writeBinary(writer, isBelow, first, second)
    body.op(W.i32Or)
    stack.leave(first, x)
    stack.leave(second, y)
  }
  if (!some) body.i32(0)
  return truth(writer)
}
