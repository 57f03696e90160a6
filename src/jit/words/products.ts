// Products of a word and a limb: constants of fees, decimals and scales are that small, and so is what was masked. WebAssembly has no
// product of 128 bits, so the upper half is put together from those of half limbs, as wasm/core/u256-wide.ts does, with the
// same bounds: no sum of parts can pass 64 bits. Operands stay in use by the caller.

import { W } from '../emit/wasm-opcodes.ts'
import { bitsOf, constLimb, isZeroLimb, type Limb, LIMB_BITS, type Word, wordOf, ZERO } from './limbs.ts'
import { type Writer, writeBinary } from './writer.ts'

const HALF = 32
const HALF_BITS = 32n
const LOW_HALF = (1n << HALF_BITS) - 1n

/** The halves of a limb, each below 2^32. */
type Halves = { readonly low: Limb; readonly high: Limb; readonly isOwn: boolean }

/** a * b, b below 2^64. */
export function multiplyByLimb(writer: Writer, a: Word, b: Limb): Word {
  const { body, stack } = writer
  const factor = stack.atHand(b)
  const halves = halvesOf(writer, factor)
  // What the limb below leaves to be added. The products wait for nothing, so that they overlap; only the sums are one after another.
  let rest: Limb = ZERO
  const result = wordOf((i): Limb => {
    const before = rest
    rest = ZERO
    if (isZeroLimb(a[i]!)) return before
    const limb = stack.atHand(a[i]!)
    times(writer, limb, factor)
    plus(writer, before)
    const bits = bitsOf(limb) + bitsOf(factor)
    // Of what has a carry, all but the highest bit is the product's.
    const isWhole = isZeroLimb(before) ? bits <= LIMB_BITS : Math.max(bits, bitsOf(before)) < LIMB_BITS
    const product = stack.keep(
      isWhole ? Math.max(bits, bitsOf(before)) + (isZeroLimb(before) ? 0 : 1) : LIMB_BITS,
    )
    if (i < 3 && !isWhole) {
      if (bits > LIMB_BITS) upperHalf(writer, limb, halves)
      else body.i64(0n)
      // It is below 2^64 - 1: the carry still fits.
      if (!isZeroLimb(before)) {
        writeBinary(writer, W.i64LtU, product, before)
        body.op(W.i64ExtendU)
        body.op(W.i64Add)
      }
      // The upper part of the product, and a carry.
      rest = stack.keep(Math.min(LIMB_BITS, Math.max(0, bits - LIMB_BITS) + 1))
    }
    stack.drop(before)
    stack.leave(limb, a[i]!)
    return product
  })
  dropHalves(writer, halves)
  stack.leave(factor, b)
  return result
}

/** Leaves the upper 64 bits of a * b on WebAssembly's stack. */
function upperHalf(writer: Writer, a: Limb, b: Halves): void {
  const { body, stack } = writer
  const halves = halvesOf(writer, a)
  times(writer, halves.high, b.low)
  times(writer, halves.low, b.low)
  upper(writer)
  body.op(W.i64Add)
  if (isZeroLimb(b.high)) {
    upper(writer)
  } else {
    const middle = stack.keep()
    times(writer, halves.low, b.high)
    lower(writer, middle)
    body.op(W.i64Add)
    upper(writer)
    times(writer, halves.high, b.high)
    body.op(W.i64Add)
    stack.load(middle)
    upper(writer)
    body.op(W.i64Add)
    stack.drop(middle)
  }
  dropHalves(writer, halves)
}

function halvesOf(writer: Writer, limb: Limb): Halves {
  if (limb.kind === 'const')
    return { low: constLimb(limb.value & LOW_HALF), high: constLimb(limb.value >> HALF_BITS), isOwn: false }
  if (bitsOf(limb) <= HALF) return { low: limb, high: ZERO, isOwn: false }
  lower(writer, limb)
  const low = writer.stack.keep(HALF)
  writer.stack.load(limb)
  upper(writer)
  return { low, high: writer.stack.keep(HALF), isOwn: true }
}

function dropHalves({ stack }: Writer, { low, high, isOwn }: Halves): void {
  if (!isOwn) return
  stack.drop(low)
  stack.drop(high)
}

/** The product, modulo 2^64. */
function times(writer: Writer, a: Limb, b: Limb): void {
  writeBinary(writer, W.i64Mul, a, b)
}

/** Adds a limb to what is on WebAssembly's stack. */
function plus({ body, stack }: Writer, limb: Limb): void {
  if (isZeroLimb(limb)) return
  stack.load(limb)
  body.op(W.i64Add)
}

/** The lower half of a limb. */
function lower({ body, stack }: Writer, limb: Limb): void {
  stack.load(limb)
  body.i64(LOW_HALF)
  body.op(W.i64And)
}

/** The upper half of what is on WebAssembly's stack. */
function upper({ body }: Writer): void {
  body.i64(HALF_BITS)
  body.op(W.i64ShrU)
}
