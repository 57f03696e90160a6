// Sums and differences, limb by limb: what is known to be zero or constant drops out. Operands stay in use by the caller.

import { W } from '../emit/wasm-opcodes.ts'
import {
  bitsOf,
  constLimb,
  isZeroLimb,
  type Limb,
  LIMB_BITS,
  LIMB_MAX,
  type Word,
  wordOf,
  ZERO,
} from './limbs.ts'
import { type Writer, writeBinary } from './writer.ts'

/** a + b. */
export function add(writer: Writer, a: Word, b: Word): Word {
  const { body, stack } = writer
  let carry: Limb = ZERO
  const result = wordOf((i): Limb => {
    // The constant second: it is the sum's carry that is compared with the first.
    const [x, y] = a[i]!.kind === 'const' ? [b[i]!, a[i]!] : [a[i]!, b[i]!]
    if (x.kind === 'const' && y.kind === 'const' && carry.kind === 'const') {
      const sum: bigint = x.value + y.value + carry.value
      carry = constLimb(sum >> 64n)
      return constLimb(sum & LIMB_MAX)
    }
    if (isZeroLimb(y) && isZeroLimb(carry)) return x
    const isLast = i === 3
    const before = carry
    // Two numbers and a carry have one bit more than the larger one.
    const bits = Math.min(LIMB_BITS, Math.max(bitsOf(x), bitsOf(y)) + 1)
    const isWhole = isLast || Math.max(bitsOf(x), bitsOf(y)) < LIMB_BITS
    if (isWhole) carry = ZERO
    if (isZeroLimb(y)) {
      if (isZeroLimb(x)) return before
      writeBinary(writer, W.i64Add, x, before)
      const sum = stack.keep(bits)
      if (!isWhole) carry = below(writer, sum, before)
      stack.drop(before)
      return sum
    }
    const first = stack.atHand(x)
    writeBinary(writer, W.i64Add, first, y)
    let sum: Limb
    if (isZeroLimb(before)) {
      sum = stack.keep(bits)
      if (!isWhole) carry = below(writer, sum, first)
    } else if (isWhole) {
      stack.load(before)
      body.op(W.i64Add)
      sum = stack.keep(bits)
      stack.drop(before)
    } else {
      const partial = stack.keep()
      writeBinary(writer, W.i64Add, partial, before)
      sum = stack.keep()
      carry = eitherBelow(writer, [partial, first], [sum, partial])
      stack.drop(partial)
      stack.drop(before)
    }
    stack.leave(first, x)
    return sum
  })
  stack.drop(carry)
  return result
}

/** a - b. */
export function subtract(writer: Writer, a: Word, b: Word): Word {
  const { body, stack } = writer
  let borrow: Limb = ZERO
  /** All ones if something is borrowed now, else zero: what limbs without any bits become, until another limb borrows or pays back. */
  let borrowed: Limb | undefined
  const result = wordOf((i): Limb => {
    const [x, y] = [a[i]!, b[i]!]
    if (x.kind === 'const' && y.kind === 'const' && borrow.kind === 'const') {
      const difference: bigint = x.value - y.value - borrow.value
      borrow = constLimb(difference < 0n ? 1n : 0n)
      return constLimb(difference & LIMB_MAX)
    }
    if (isZeroLimb(y) && isZeroLimb(borrow)) return x
    if (isZeroLimb(x) && isZeroLimb(y)) {
      if (borrowed === undefined) {
        writeBinary(writer, W.i64Sub, ZERO, borrow)
        borrowed = stack.keep()
      }
      return borrowed
    }
    borrowed = undefined
    const isLast = i === 3
    const before = borrow
    const [first, second] = [stack.atHand(x), stack.atHand(y)]
    writeBinary(writer, W.i64Sub, first, second)
    let difference: Limb
    if (isZeroLimb(before)) {
      difference = stack.keep()
      if (!isLast) borrow = below(writer, first, second)
    } else if (isLast) {
      stack.load(before)
      body.op(W.i64Sub)
      difference = stack.keep()
      stack.drop(before)
    } else {
      const partial = stack.keep()
      writeBinary(writer, W.i64Sub, partial, before)
      difference = stack.keep()
      borrow = eitherBelow(writer, [first, second], [partial, before])
      stack.drop(partial)
      stack.drop(before)
    }
    stack.leave(first, x)
    stack.leave(second, y)
    return difference
  })
  stack.drop(borrow)
  return result
}

/** 1 if x < y, as a limb of its own. */
function below(writer: Writer, x: Limb, y: Limb): Limb {
  if (isZeroLimb(y)) return ZERO
  writeBinary(writer, W.i64LtU, x, y)
  writer.body.op(W.i64ExtendU)
  return writer.stack.keep(1)
}

/** 1 if in one of the pairs the first is below the second, as a limb of its own. */
function eitherBelow(writer: Writer, one: readonly [Limb, Limb], other: readonly [Limb, Limb]): Limb {
  writeBinary(writer, W.i64LtU, ...one)
  writeBinary(writer, W.i64LtU, ...other)
  writer.body.op(W.i32Or)
  writer.body.op(W.i64ExtendU)
  return writer.stack.keep(1)
}
