// What is known of a word without knowing the inputs: between which numbers it lies, and which of its bits are always the same.

import { bitLength } from '../../primitives/bits.ts'
import {
  ADD,
  ADDMOD,
  AND,
  apply,
  BYTE,
  DIV,
  EQ,
  GT,
  ISZERO,
  LT,
  MOD,
  MUL,
  MULMOD,
  NOT,
  OR,
  SDIV,
  SGT,
  SHL,
  SHR,
  SIGNEXTEND,
  SLT,
  SMOD,
  SUB,
  XOR,
} from './formula.ts'

const MASK = (1n << 256n) - 1n
const SIGN = 1n << 255n
const WORD_BITS = 256n

/** Words that lie from `min` to `max`, have all bits of `must` and none beside those of `may`. */
export type Range = {
  readonly min: bigint
  readonly max: bigint
  readonly may: bigint
  readonly must: bigint
}

export const ANYTHING: Range = { min: 0n, max: MASK, may: MASK, must: 0n }
export const ZERO: Range = exactly(0n)
const ONE = exactly(1n)
const TRUTH: Range = { min: 0n, max: 1n, may: 1n, must: 0n }

export function exactly(word: bigint): Range {
  return { min: word, max: word, may: word, must: word }
}

/** The words of both; undefined if there are none. */
export function common(a: Range, b: Range): Range | undefined {
  return tight(a.min > b.min ? a.min : b.min, a.max < b.max ? a.max : b.max, a.may & b.may, a.must | b.must)
}

/** With what the limits say of the bits and the bits of the limits; undefined if nothing is left. */
function tight(low: bigint, high: bigint, mayBe: bigint, mustBe: bigint): Range | undefined {
  const min = low > mustBe ? low : mustBe
  const max = high < mayBe ? high : mayBe
  if (min > max) return undefined
  // Above the first bit in which the limits differ all words between them are the same.
  const free = min === max ? 0n : onesFor(min ^ max)
  const may = mayBe & (min | free)
  const must = mustBe | (min & ~free)
  return (must & ~may) === 0n ? { min, max, may, must } : undefined
}

/** From these limits and with these bits, of which there are such words. */
function range(min: bigint, max: bigint, may = MASK, must = 0n): Range {
  return tight(min, max, may, must) ?? ANYTHING
}

export function isExact({ min, max }: Range): boolean {
  return min === max
}

/** What an opcode makes of such words, the top of the stack first; those that it does not take are not looked at. */
export function applyToRanges(op: number, a: Range, b: Range, c: Range): Range {
  switch (op) {
    case ADD:
      return sum(a, b)
    case MUL:
      return product(a, b)
    case SUB: {
      const bits = lowBits(op, a, b)
      return a.min >= b.max ? range(a.min - b.max, a.max - b.min, bits.may, bits.must) : withBits(bits)
    }
    case DIV:
      return quotient(a, b)
    case SDIV:
      return isPositive(a) && isPositive(b) ? quotient(a, b) : ANYTHING
    case MOD:
      return remainder(a, b)
    case SMOD:
      return isPositive(a) && isPositive(b) ? remainder(a, b) : ANYTHING
    case ADDMOD:
    case MULMOD:
      return range(0n, c.max === 0n ? 0n : c.max - 1n)
    case SIGNEXTEND:
      // Nothing is extended where the sign is 0.
      return isExact(a) && (a.max > 30n || b.max < 1n << (8n * a.max + 7n)) ? b : ANYTHING
    case LT:
    case GT:
    case SLT:
    case SGT:
    case EQ:
    case ISZERO:
      return truth(op, a, b)
    case AND:
      // A mask that covers all bits there can be leaves the word as it is.
      if ((a.may & ~b.must) === 0n) return a
      if ((b.may & ~a.must) === 0n) return b
      return range(0n, a.max < b.max ? a.max : b.max, a.may & b.may, a.must & b.must)
    case OR:
      return range(a.min > b.min ? a.min : b.min, MASK, a.may | b.may, a.must | b.must)
    case XOR: {
      const isKnown = ~(a.may ^ a.must) & ~(b.may ^ b.must) & MASK
      const known = (a.must ^ b.must) & isKnown
      return range(0n, MASK, (a.may | b.may) & (~isKnown | known), known)
    }
    case NOT:
      return { min: MASK - a.max, max: MASK - a.min, may: MASK ^ a.must, must: MASK ^ a.may }
    case BYTE:
      return range(0n, b.max < 0xffn ? b.max : 0xffn)
    case SHL:
      return isExact(a) ? shiftedLeft(b, a.max) : ANYTHING
    case SHR:
      return shiftedRight(b, a)
    default:
      // SAR
      return isPositive(b) ? shiftedRight(b, a) : ANYTHING
  }
}

function withBits({ may, must }: Pick<Range, 'may' | 'must'>): Range {
  return range(0n, MASK, may, must)
}

function sum(a: Range, b: Range): Range {
  const { may, must } = lowBits(ADD, a, b)
  const max = a.max + b.max
  return max > MASK ? withBits({ may, must }) : range(a.min + b.min, max, may, must)
}

function product(a: Range, b: Range): Range {
  const [factor, other] = isExact(a) ? [a.max, b] : [b.max, a]
  if ((isExact(a) || isExact(b)) && factor > 0n && (factor & (factor - 1n)) === 0n)
    return shiftedLeft(other, BigInt(bitLength(factor) - 1))
  const { may, must } = lowBits(MUL, a, b)
  const max = a.max * b.max
  return max > MASK ? withBits({ may, must }) : range(a.min * b.min, max, may, must)
}

/** Sums, differences and products know their last bits as far as those of both operands are known. */
function lowBits(op: number, a: Range, b: Range): Pick<Range, 'may' | 'must'> {
  const unknown = (a.may ^ a.must) | (b.may ^ b.must)
  if (unknown === 0n) return exactly(apply(op, a.must, b.must, 0n))
  // The ones below the first bit that is not known.
  const known = (unknown & -unknown) - 1n
  const bits = apply(op, a.must, b.must, 0n) & known
  return { may: (MASK ^ known) | bits, must: bits }
}

function quotient(a: Range, b: Range): Range {
  if (b.max === 0n) return ZERO
  if (isExact(b) && (b.max & (b.max - 1n)) === 0n)
    return shiftedRight(a, exactly(BigInt(bitLength(b.max) - 1)))
  // What is divided by 0 is 0.
  return b.min === 0n ? range(0n, a.max) : range(a.min / b.max, a.max / b.min)
}

function remainder(a: Range, b: Range): Range {
  if (a.max < b.min) return a
  if (b.max === 0n) return ZERO
  const max = b.max - 1n
  if (isExact(b) && (b.max & max) === 0n) return applyToRanges(AND, a, exactly(max), ZERO)
  return range(0n, a.max < max ? a.max : max)
}

function shiftedLeft(word: Range, by: bigint): Range {
  if (by >= WORD_BITS) return ZERO
  const may = (word.may << by) & MASK
  const must = (word.must << by) & MASK
  const max = word.max << by
  return max > MASK ? withBits({ may, must }) : range(word.min << by, max, may, must)
}

function shiftedRight(word: Range, by: Range): Range {
  if (by.min >= WORD_BITS) return ZERO
  const max = word.max >> by.min
  if (!isExact(by)) return range(by.max >= WORD_BITS ? 0n : word.min >> by.max, max)
  return range(word.min >> by.min, max, word.may >> by.min, word.must >> by.min)
}

function truth(op: number, a: Range, b: Range): Range {
  const answer = answered(op, a, b)
  return answer === undefined ? TRUTH : answer ? ONE : ZERO
}

/** What a comparison says of all such words; undefined if it is not the same of all. */
function answered(op: number, a: Range, b: Range): boolean | undefined {
  switch (op) {
    case LT:
      return isLess(a, b)
    case GT:
      return isLess(b, a)
    case SLT:
      return isSame(a, b) ? isLess(a, b) : undefined
    case SGT:
      return isSame(a, b) ? isLess(b, a) : undefined
    case EQ:
      if (common(a, b) === undefined) return false
      return isExact(a) && isExact(b) ? true : undefined
    default:
      // ISZERO
      return a.min > 0n ? false : a.max === 0n ? true : undefined
  }
}

function isLess(a: Range, b: Range): boolean | undefined {
  return a.max < b.min ? true : a.min >= b.max ? false : undefined
}

export function isPositive({ max }: Range): boolean {
  return max < SIGN
}
/** Both with the same sign: then they are ordered as they are without one. */
function isSame(a: Range, b: Range): boolean {
  return (isPositive(a) && isPositive(b)) || (a.min >= SIGN && b.min >= SIGN)
}

/** The least number of ones that is not less. */
function onesFor(word: bigint): bigint {
  return (1n << BigInt(bitLength(word))) - 1n
}
