// Arithmetic of words limb by limb: what is known to be zero or constant drops out. The EVM's stack has the first operand
// on top. Each function gives the result of operands that stay in use by the caller.

import type { Body } from './body.ts'
import { constLimb, isZeroLimb, type Limb, LIMB_MAX, lowWord, type Word, ZERO } from './limbs.ts'
import type { VirtualStack } from './virtual-stack.ts'
import { W } from './wasm-opcodes.ts'

/** Where an operation is written. */
export type Writer = { readonly body: Body; readonly stack: VirtualStack }

/** a + b. */
export function add(writer: Writer, a: Word, b: Word): Word {
  const { body, stack } = writer
  const result: Limb[] = []
  let carry: Limb = ZERO
  for (let i = 0; i < 4; i++) {
    // The constant second: it is the sum's carry that is compared with the first.
    const [x, y] = a[i]!.kind === 'const' ? [b[i]!, a[i]!] : [a[i]!, b[i]!]
    if (x.kind === 'const' && y.kind === 'const' && carry.kind === 'const') {
      const sum: bigint = x.value + y.value + carry.value
      result.push(constLimb(sum & LIMB_MAX))
      carry = constLimb(sum >> 64n)
      continue
    }
    if (isZeroLimb(y) && isZeroLimb(carry)) {
      result.push(x)
      continue
    }
    const last = i === 3
    if (isZeroLimb(carry)) {
      const first = stack.atHand(x)
      stack.load(first)
      stack.load(y)
      body.op(W.i64Add)
      const sum = stack.keep()
      result.push(sum)
      if (!last) carry = below(writer, sum, first)
      if (first !== x) stack.drop(first)
      continue
    }
    if (isZeroLimb(y)) {
      stack.load(x)
      stack.load(carry)
      body.op(W.i64Add)
      const sum = stack.keep()
      result.push(sum)
      const before: Limb = carry
      if (!last) carry = below(writer, sum, before)
      stack.drop(before)
      continue
    }
    const first = stack.atHand(x)
    stack.load(first)
    stack.load(y)
    body.op(W.i64Add)
    if (last) {
      stack.load(carry)
      body.op(W.i64Add)
      result.push(stack.keep())
      stack.drop(carry)
    } else {
      const partial = stack.keep()
      stack.load(partial)
      stack.load(carry)
      body.op(W.i64Add)
      const sum = stack.keep()
      result.push(sum)
      stack.load(partial)
      stack.load(first)
      body.op(W.i64LtU)
      stack.load(sum)
      stack.load(partial)
      body.op(W.i64LtU)
      body.op(W.i32Or)
      body.op(W.i64ExtendU)
      const next = stack.keep()
      stack.drop(partial)
      stack.drop(carry)
      carry = next
    }
    if (first !== x) stack.drop(first)
  }
  stack.drop(carry)
  return result as unknown as Word
}

/** a - b. */
export function subtract(writer: Writer, a: Word, b: Word): Word {
  const { body, stack } = writer
  const result: Limb[] = []
  let borrow: Limb = ZERO
  for (let i = 0; i < 4; i++) {
    const [x, y] = [a[i]!, b[i]!]
    if (x.kind === 'const' && y.kind === 'const' && borrow.kind === 'const') {
      const difference: bigint = x.value - y.value - borrow.value
      result.push(constLimb(difference & LIMB_MAX))
      borrow = constLimb(difference < 0n ? 1n : 0n)
      continue
    }
    if (isZeroLimb(y) && isZeroLimb(borrow)) {
      result.push(x)
      continue
    }
    const last = i === 3
    const [first, second] = [stack.atHand(x), stack.atHand(y)]
    stack.load(first)
    stack.load(second)
    body.op(W.i64Sub)
    if (isZeroLimb(borrow)) {
      result.push(stack.keep())
      if (!last) borrow = below(writer, first, second)
    } else if (last) {
      stack.load(borrow)
      body.op(W.i64Sub)
      result.push(stack.keep())
      stack.drop(borrow)
    } else {
      const partial = stack.keep()
      stack.load(partial)
      stack.load(borrow)
      body.op(W.i64Sub)
      result.push(stack.keep())
      stack.load(first)
      stack.load(second)
      body.op(W.i64LtU)
      stack.load(partial)
      stack.load(borrow)
      body.op(W.i64LtU)
      body.op(W.i32Or)
      body.op(W.i64ExtendU)
      const next = stack.keep()
      stack.drop(partial)
      stack.drop(borrow)
      borrow = next
    }
    if (first !== x) stack.drop(first)
    if (second !== y) stack.drop(second)
  }
  stack.drop(borrow)
  return result as unknown as Word
}

/** 1 if x < y, as a limb of its own. */
function below({ body, stack }: Writer, x: Limb, y: Limb): Limb {
  if (isZeroLimb(y)) return ZERO
  stack.load(x)
  stack.load(y)
  body.op(W.i64LtU)
  body.op(W.i64ExtendU)
  return stack.keep(true)
}

/** AND, OR or XOR, by its opcode. */
export function bitwise({ body, stack }: Writer, op: number, a: Word, b: Word): Word {
  return a.map((left, i): Limb => {
    const right = b[i]!
    const [x, y] = left.kind === 'const' ? [right, left] : [left, right]
    if (y.kind === 'const') {
      if (x.kind === 'const')
        return constLimb(
          op === 0x16 ? x.value & y.value : op === 0x17 ? x.value | y.value : x.value ^ y.value,
        )
      if (op === 0x16 && (y.value === 0n || y.value === LIMB_MAX)) return y.value === 0n ? ZERO : x
      if (op === 0x17 && (y.value === 0n || y.value === LIMB_MAX)) return y.value === 0n ? x : y
      if (op === 0x18 && y.value === 0n) return x
    }
    stack.load(x)
    stack.load(y)
    body.op(op === 0x16 ? W.i64And : op === 0x17 ? W.i64Or : W.i64Xor)
    return stack.keep(
      (x.kind === 'local' && x.isBool && y.kind === 'local' && y.isBool) ||
        (op === 0x16 && y.kind === 'const' && y.value === 1n),
    )
  }) as unknown as Word
}

export function not({ body, stack }: Writer, a: Word): Word {
  return a.map((limb): Limb => {
    if (limb.kind === 'const') return constLimb(LIMB_MAX - limb.value)
    stack.load(limb)
    body.i64(LIMB_MAX)
    body.op(W.i64Xor)
    return stack.keep()
  }) as unknown as Word
}

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
  const [low, second, third, fourth] = a
  if (low.kind === 'local' && low.isBool && isZeroLimb(second) && isZeroLimb(third) && isZeroLimb(fourth)) {
    writer.stack.load(low)
    writer.body.op(W.i32Wrap)
    return
  }
  testZero(writer, a)
  writer.body.op(W.i32Eqz)
}

/** The i32 truth value on WebAssembly's stack as a word. */
export function truth({ body, stack }: Writer): Word {
  body.op(W.i64ExtendU)
  return lowWord(stack.keep(true))
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
    if (x.kind === 'const' && y.kind === 'const' && x.value === y.value) continue
    if (!some) {
      if (isZeroLimb(y) && !signed) continue
      stack.load(x)
      stack.load(y)
      body.op(signed ? W.i64LtS : W.i64LtU)
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
    stack.load(first)
    stack.load(second)
    body.op(W.i64Eq)
    body.op(W.i32And)
    stack.load(first)
    stack.load(second)
    body.op(signed ? W.i64LtS : W.i64LtU)
    body.op(W.i32Or)
    if (first !== x) stack.drop(first)
    if (second !== y) stack.drop(second)
  }
  if (!some) body.i32(0)
  return truth(writer)
}

/** value * 2^bits, bits below 256. */
export function shiftLeft({ body, stack }: Writer, value: Word, bits: number): Word {
  const [limbs, rest] = [bits >> 6, bits & 63]
  return [0, 1, 2, 3].map((i): Limb => {
    const high = i - limbs >= 0 ? value[i - limbs]! : ZERO
    if (rest === 0) return high
    const low = i - limbs - 1 >= 0 ? value[i - limbs - 1]! : ZERO
    return joined({ body, stack }, high, W.i64Shl, rest, low, W.i64ShrU, 64 - rest)
  }) as unknown as Word
}

/** value / 2^bits, bits below 256. */
export function shiftRight({ body, stack }: Writer, value: Word, bits: number): Word {
  const [limbs, rest] = [bits >> 6, bits & 63]
  return [0, 1, 2, 3].map((i): Limb => {
    const low = i + limbs < 4 ? value[i + limbs]! : ZERO
    if (rest === 0) return low
    const high = i + limbs + 1 < 4 ? value[i + limbs + 1]! : ZERO
    return joined({ body, stack }, low, W.i64ShrU, rest, high, W.i64Shl, 64 - rest)
  }) as unknown as Word
}

/** Two shifted limbs in one. */
function joined(
  { body, stack }: Writer,
  a: Limb,
  shiftA: number,
  bitsA: number,
  b: Limb,
  shiftB: number,
  bitsB: number,
): Limb {
  const known = (limb: Limb, shift: number, bits: number): bigint | undefined =>
    limb.kind !== 'const'
      ? undefined
      : shift === W.i64Shl
        ? (limb.value << BigInt(bits)) & LIMB_MAX
        : limb.value >> BigInt(bits)
  const [knownA, knownB] = [known(a, shiftA, bitsA), known(b, shiftB, bitsB)]
  if (knownA !== undefined && knownB !== undefined) return constLimb(knownA | knownB)
  let some = false
  for (const [limb, shift, bits, value] of [
    [a, shiftA, bitsA, knownA],
    [b, shiftB, bitsB, knownB],
  ] as const) {
    if (value === 0n) continue
    if (value === undefined) {
      stack.load(limb)
      body.i64(BigInt(bits))
      body.op(shift)
    } else {
      body.i64(value)
    }
    if (some) body.op(W.i64Or)
    some = true
  }
  return stack.keep()
}

/** value / 2^bits rounded down, value signed, bits below 256. */
export function shiftRightSigned({ body, stack }: Writer, value: Word, bits: number): Word {
  const [limbs, rest] = [bits >> 6, bits & 63]
  const top = stack.atHand(value[3])
  stack.load(top)
  body.i64(63n)
  body.op(W.i64ShrS)
  const sign = stack.keep()
  const result = [0, 1, 2, 3].map((i): Limb => {
    if (i + limbs > 3) return sign
    const low = i + limbs === 3 ? top : value[i + limbs]!
    if (rest === 0) return low
    if (i + limbs === 3) {
      stack.load(top)
      body.i64(BigInt(rest))
      body.op(W.i64ShrS)
      return stack.keep()
    }
    const high = i + limbs + 1 === 3 ? top : value[i + limbs + 1]!
    return joined({ body, stack }, low, W.i64ShrU, rest, high, W.i64Shl, 64 - rest)
  })
  if (!result.includes(sign)) stack.drop(sign)
  if (top !== value[3] && !result.includes(top)) stack.drop(top)
  return result as unknown as Word
}

/** The byte of the word at index, 0 the most significant. */
export function byteAt({ body, stack }: Writer, value: Word, index: number): Word {
  const bit = (31 - index) * 8
  const limb = value[bit >> 6]!
  if (limb.kind === 'const') return lowWord(constLimb((limb.value >> BigInt(bit & 63)) & 0xffn))
  stack.load(limb)
  if ((bit & 63) !== 0) {
    body.i64(BigInt(bit & 63))
    body.op(W.i64ShrU)
  }
  if ((bit & 63) !== 56) {
    body.i64(0xffn)
    body.op(W.i64And)
  }
  return lowWord(stack.keep())
}

/** The word with the sign of its byte at index repeated above it; index counts from the least significant, below 31. */
export function signExtend({ body, stack }: Writer, value: Word, index: number): Word {
  const limb = index >> 3
  const unused = BigInt(56 - (index & 7) * 8)
  stack.load(value[limb]!)
  if (unused !== 0n) {
    body.i64(unused)
    body.op(W.i64Shl)
    body.i64(unused)
    body.op(W.i64ShrS)
  }
  const extended = stack.keep()
  let sign: Limb = ZERO
  if (limb < 3) {
    stack.load(extended)
    body.i64(63n)
    body.op(W.i64ShrS)
    sign = stack.keep()
  }
  return [0, 1, 2, 3].map((i) => (i < limb ? value[i]! : i === limb ? extended : sign)) as unknown as Word
}
