// Shifts by a known number of bits, and what is made of them, limb by limb: what is known to be zero or constant drops out.
// Operands stay in use by the caller.

import { W } from '../emit/wasm-opcodes.ts'
import {
  bitsOf,
  constLimb,
  type Limb,
  LIMB_BITS,
  LIMB_MAX,
  lowWord,
  type Word,
  wordOf,
  ZERO,
} from './limbs.ts'
import type { Writer } from './writer.ts'

/** value * 2^bits, bits below 256. */
export function shiftLeft(writer: Writer, value: Word, bits: number): Word {
  const [limbs, rest] = [bits >> 6, bits & 63]
  return wordOf((i): Limb => {
    const high = i - limbs >= 0 ? value[i - limbs]! : ZERO
    if (rest === 0) return high
    const low = i - limbs - 1 >= 0 ? value[i - limbs - 1]! : ZERO
    return joined(writer, [high, W.i64Shl, rest], [low, W.i64ShrU, 64 - rest])
  })
}

/** value / 2^bits, bits below 256. */
export function shiftRight(writer: Writer, value: Word, bits: number): Word {
  const [limbs, rest] = [bits >> 6, bits & 63]
  return wordOf((i): Limb => {
    const low = i + limbs < 4 ? value[i + limbs]! : ZERO
    if (rest === 0) return low
    const high = i + limbs + 1 < 4 ? value[i + limbs + 1]! : ZERO
    return joined(writer, [low, W.i64ShrU, rest], [high, W.i64Shl, 64 - rest])
  })
}

/** A limb, the instruction that shifts it, and by how many bits. */
type Shifted = readonly [limb: Limb, shift: typeof W.i64Shl | typeof W.i64ShrU, bits: number]

/** Two shifted limbs in one. */
function joined({ body, stack }: Writer, a: Shifted, b: Shifted): Limb {
  const [knownA, knownB] = [shiftedValue(a), shiftedValue(b)]
  if (knownA !== undefined && knownB !== undefined) return constLimb(knownA | knownB)
  let some = false
  let bitsOfBoth = 0
  for (const [[limb, shift, bits], value] of [
    [a, knownA],
    [b, knownB],
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
    bitsOfBoth = Math.max(bitsOfBoth, shiftedBits([limb, shift, bits]))
  }
  return stack.keep(bitsOfBoth)
}

function shiftedBits([limb, shift, bits]: Shifted): number {
  const before = bitsOf(limb)
  return shift === W.i64Shl ? Math.min(LIMB_BITS, before + bits) : Math.max(0, before - bits)
}

function shiftedValue([limb, shift, bits]: Shifted): bigint | undefined {
  if (shiftedBits([limb, shift, bits]) === 0) return 0n
  if (limb.kind !== 'const') return undefined
  return shift === W.i64Shl ? (limb.value << BigInt(bits)) & LIMB_MAX : limb.value >> BigInt(bits)
}

/** value / 2^bits rounded down, value signed, bits below 256. */
export function shiftRightSigned(writer: Writer, value: Word, bits: number): Word {
  const { body, stack } = writer
  const [limbs, rest] = [bits >> 6, bits & 63]
  const top = stack.atHand(value[3])
  stack.load(top)
  body.i64(63n)
  body.op(W.i64ShrS)
  const sign = stack.keep()
  const result = wordOf((i): Limb => {
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
    return joined(writer, [low, W.i64ShrU, rest], [high, W.i64Shl, 64 - rest])
  })
  if (!result.includes(sign)) stack.drop(sign)
  if (top !== value[3] && !result.includes(top)) stack.drop(top)
  return result
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
  return lowWord(stack.keep(8))
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
  return wordOf((i) => (i < limb ? value[i]! : i === limb ? extended : sign))
}
