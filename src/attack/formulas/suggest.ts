// What one input would have to be so that a formula becomes a certain value, or true, while the others stay: going back
// through the operations. Suggestions, not proofs: whoever asks tries them.

import type { Prng } from '../../primitives/prng.ts'
import { bitLength } from '../../primitives/bits.ts'
import { type Cell, CONSTANT } from './cells.ts'
import {
  ADD,
  AND,
  DIV,
  EQ,
  GT,
  INPUT,
  ISZERO,
  LT,
  MOD,
  MUL,
  NOT,
  OR,
  SGT,
  SHL,
  SHR,
  SIGNEXTEND,
  SLT,
  SUB,
  XOR,
} from './formula.ts'

export type Suggestion = { readonly input: number; readonly value: bigint }

const WORD_BITS = 256
const ROUNDS_TRIED = 3
const ROUNDS_MAX = 32
/** Some operations have several ways back each, and formulas may be deep: so many steps back are made in all. */
const STEPS_BACK_MAX = 500

export class Suggester {
  readonly #prng: Prng
  readonly #out: Suggestion[] = []
  #stepsBack = 0

  constructor(prng: Prng) {
    this.#prng = prng
  }

  get suggestions(): readonly Suggestion[] {
    return this.#out
  }

  /** Whatever makes the formula other than 0, or 0. */
  wantTruth(term: Cell, isTrue: boolean): void {
    const { op, a, b } = term
    switch (op) {
      case CONSTANT:
        return
      case ISZERO:
        this.wantTruth(a, !isTrue)
        return
      case LT:
      case SLT:
        this.#wantOrder(a, b, isTrue)
        return
      case GT:
      case SGT:
        this.#wantOrder(b, a, isTrue)
        return
      case EQ:
      case SUB:
      case XOR:
        this.#wantEqual(a, b, (op === EQ) === isTrue)
        return
      case OR:
        this.wantTruth(a, isTrue)
        this.wantTruth(b, isTrue)
        return
      case AND:
        if (isTruth(a) && isTruth(b)) {
          this.wantTruth(a, isTrue)
          this.wantTruth(b, isTrue)
          return
        }
    }
    this.want(term, isTrue ? 1n : 0n, WORD_BITS)
  }

  /** a < b, or not. */
  #wantOrder(a: Cell, b: Cell, isTrue: boolean): void {
    const [x, y] = [a.value, b.value]
    const edge = isTrue ? 1n : 0n
    if (y >= edge) this.want(isTrue ? a : b, isTrue ? y - 1n : x, WORD_BITS)
    this.want(isTrue ? b : a, isTrue ? x + 1n : y, WORD_BITS)
    // Not only at the edge: somewhere on the wanted side.
    const [low, high] = isTrue ? [a, b] : [b, a]
    const top = high.value
    const bottom = low.value
    this.want(low, top === 0n ? 0n : this.#below(top), WORD_BITS)
    this.want(high, bottom + 1n + this.#below(bottom + 256n), WORD_BITS)
    this.want(low, 0n, WORD_BITS)
  }

  #wantEqual(a: Cell, b: Cell, isTrue: boolean): void {
    const [x, y] = [a.value, b.value]
    const off = isTrue ? 0n : 1n
    this.want(a, y + off, WORD_BITS)
    this.want(b, x + off, WORD_BITS)
    if (isTrue) return
    this.want(a, y > 0n ? y - 1n : 2n, WORD_BITS)
    this.want(b, this.#below(x + 256n), WORD_BITS)
  }

  /** The last `bits` bits of the formula are to be those of `target`. */
  want(term: Cell, target: bigint, bits: number): void {
    if (term.op === CONSTANT || bits <= 0 || ++this.#stepsBack > STEPS_BACK_MAX) return
    const wanted = BigInt.asUintN(bits, target)
    const { op, a, b } = term
    if (op === INPUT) {
      this.#out.push({ input: term.number, value: wanted })
      return
    }
    switch (op) {
      case ADD:
        this.want(a, wanted - b.value, bits)
        this.want(b, wanted - a.value, bits)
        return
      case SUB:
        this.want(a, wanted + b.value, bits)
        this.want(b, a.value - wanted, bits)
        return
      case XOR:
        this.want(a, wanted ^ b.value, bits)
        this.want(b, wanted ^ a.value, bits)
        return
      case NOT:
        this.want(a, ~wanted, bits)
        return
      case ISZERO:
        this.wantTruth(a, wanted === 0n)
        return
      case MUL:
        this.#wantProduct(a, b, wanted, bits)
        this.#wantProduct(b, a, wanted, bits)
        return
      case AND:
        this.#wantMasked(a, b.value, wanted, bits)
        this.#wantMasked(b, a.value, wanted, bits)
        return
      case OR:
        this.want(a, wanted & ~b.value, bits)
        this.want(b, wanted & ~a.value, bits)
        return
      case SHL:
        if (a.value < 256n) this.want(b, wanted >> a.value, bits - Number(a.value))
        return
      case SHR: {
        const by = a.value
        // The bits that fall out stay as they are.
        if (by < 256n) this.want(b, (wanted << by) | BigInt.asUintN(Number(by), b.value), WORD_BITS)
        return
      }
      case DIV:
        this.want(a, wanted * b.value, WORD_BITS)
        if (wanted !== 0n) this.want(b, a.value / wanted, WORD_BITS)
        return
      case MOD:
        this.#wantRemainder(a, b.value, wanted)
        return
      case SIGNEXTEND:
        if (a.value < 31n) this.want(b, wanted, Math.min(bits, 8 * (Number(a.value) + 1)))
        return
      case LT:
      case GT:
      case SLT:
      case SGT:
      case EQ:
        this.wantTruth(term, wanted !== 0n)
        return
      default:
        if (term.arity > 0) this.want(a, wanted, bits)
        if (term.arity > 1) this.want(b, wanted, bits)
        if (term.arity > 2) this.want(term.c, wanted, bits)
    }
  }

  /** a % by, by moving a: nearby, and some rounds further. */
  #wantRemainder(a: Cell, by: bigint, wanted: bigint): void {
    if (by === 0n) return
    const base = a.value - (a.value % by) + wanted
    this.want(a, base, WORD_BITS)
    for (let i = 0; i < ROUNDS_TRIED; i++)
      this.want(a, base + by * BigInt(1 + this.#prng.nextBelow(ROUNDS_MAX)), WORD_BITS)
  }

  /** a * b, by moving a. */
  #wantProduct(a: Cell, b: Cell, wanted: bigint, bits: number): void {
    if (a.op === CONSTANT) return
    if (a === b) {
      this.want(a, squareRoot(wanted), bits)
      return
    }
    const factor = BigInt.asUintN(bits, b.value)
    if (factor === 0n) return
    // Without wrapping, if that goes; then around the end of the range.
    if (wanted % factor === 0n) this.want(a, wanted / factor, bits)
    else {
      this.want(a, wanted / factor + this.#coin(), bits)
      const shift = trailingZeros(factor)
      const free = bits - shift
      if (BigInt.asUintN(shift, wanted) === 0n && free > 0)
        this.want(a, (wanted >> BigInt(shift)) * inverse(factor >> BigInt(shift), free), free)
    }
  }

  #wantMasked(a: Cell, mask: bigint, wanted: bigint, bits: number): void {
    if (a.op === CONSTANT || mask === 0n) return
    const low = trailingZeros(mask + 1n)
    if (mask === (1n << BigInt(low)) - 1n) this.want(a, wanted, Math.min(low, bits))
    else this.want(a, (a.value & ~mask) | (wanted & mask), bits)
  }

  #coin(): bigint {
    return BigInt(this.#prng.nextBelow(2))
  }
  #below(limit: bigint): bigint {
    if (limit <= 0n) return 0n
    const bits = 1 + this.#prng.nextBelow(bitLength(limit))
    return this.#prng.nextBigInt(bits) % limit
  }
}

/** Whether it is 0 or 1 by what made it. */
function isTruth(term: Cell): boolean {
  if (term.op === CONSTANT) return term.value <= 1n
  return term.op >= LT && term.op <= ISZERO
}

function trailingZeros(value: bigint): number {
  if (value === 0n) return WORD_BITS
  return bitLength(value & -value) - 1
}

/** Of an odd number modulo 2^bits, by Newton's method. */
function inverse(odd: bigint, bits: number): bigint {
  let x = odd
  for (let known = 3; known < bits; known *= 2) x = BigInt.asUintN(bits, x * (2n - odd * x))
  return BigInt.asUintN(bits, x)
}

function squareRoot(value: bigint): bigint {
  if (value < 2n) return value
  let x = 1n << BigInt((bitLength(value) + 1) >> 1)
  for (;;) {
    const next = (x + value / x) >> 1n
    if (next >= x) return x
    x = next
  }
}
