// What one input would have to be so that a formula becomes a certain value, or true, while the others stay: going back
// through the operations. Suggestions, not proofs: whoever asks tries them.

import type { Prng } from '../../primitives/prng.ts'
import {
  ADD,
  AND,
  DIV,
  EQ,
  evaluate,
  GT,
  INPUT,
  isSame,
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
  type Term,
  XOR,
} from './formula.ts'

export type Suggestion = { readonly input: number; readonly value: bigint }

const WORD_BITS = 256
const ROUNDS_TRIED = 3
const ROUNDS_MAX = 32
/** Some operations have several ways back each, and formulas may be deep: so many steps back are made in all. */
const STEPS_BACK_MAX = 500

export class Suggester {
  readonly #values: readonly bigint[]
  readonly #prng: Prng
  readonly #out: Suggestion[] = []
  #stepsBack = 0

  constructor(values: readonly bigint[], prng: Prng) {
    this.#values = values
    this.#prng = prng
  }

  get suggestions(): readonly Suggestion[] {
    return this.#out
  }

  /** Whatever makes the formula other than 0, or 0. */
  wantTruth(term: Term, isTrue: boolean): void {
    if (typeof term === 'bigint') return
    const [a, b] = term.parts as readonly [Term, Term]
    switch (term.op) {
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
        this.#wantEqual(a, b, (term.op === EQ) === isTrue)
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
  #wantOrder(a: Term, b: Term, isTrue: boolean): void {
    const [x, y] = [this.#of(a), this.#of(b)]
    const edge = isTrue ? 1n : 0n
    if (y >= edge) this.want(isTrue ? a : b, isTrue ? y - 1n : x, WORD_BITS)
    this.want(isTrue ? b : a, isTrue ? x + 1n : y, WORD_BITS)
    // Not only at the edge: somewhere on the wanted side.
    const [low, high] = isTrue ? [a, b] : [b, a]
    const top = this.#of(high)
    const bottom = this.#of(low)
    this.want(low, top === 0n ? 0n : this.#below(top), WORD_BITS)
    this.want(high, bottom + 1n + this.#below(bottom + 256n), WORD_BITS)
    this.want(low, 0n, WORD_BITS)
  }

  #wantEqual(a: Term, b: Term, isTrue: boolean): void {
    const [x, y] = [this.#of(a), this.#of(b)]
    const off = isTrue ? 0n : 1n
    this.want(a, y + off, WORD_BITS)
    this.want(b, x + off, WORD_BITS)
    if (isTrue) return
    this.want(a, y > 0n ? y - 1n : 2n, WORD_BITS)
    this.want(b, this.#below(x + 256n), WORD_BITS)
  }

  /** The last `bits` bits of the formula are to be those of `target`. */
  want(term: Term, target: bigint, bits: number): void {
    if (typeof term === 'bigint' || bits <= 0 || ++this.#stepsBack > STEPS_BACK_MAX) return
    const wanted = BigInt.asUintN(bits, target)
    const { op, parts } = term
    if (op === INPUT) {
      this.#out.push({ input: Number(parts[0] as bigint), value: wanted })
      return
    }
    const [a, b] = parts as readonly [Term, Term]
    switch (op) {
      case ADD:
        this.want(a, wanted - this.#of(b), bits)
        this.want(b, wanted - this.#of(a), bits)
        return
      case SUB:
        this.want(a, wanted + this.#of(b), bits)
        this.want(b, this.#of(a) - wanted, bits)
        return
      case XOR:
        this.want(a, wanted ^ this.#of(b), bits)
        this.want(b, wanted ^ this.#of(a), bits)
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
        this.#wantMasked(a, this.#of(b), wanted, bits)
        this.#wantMasked(b, this.#of(a), wanted, bits)
        return
      case OR:
        this.want(a, wanted & ~this.#of(b), bits)
        this.want(b, wanted & ~this.#of(a), bits)
        return
      case SHL:
        if (this.#of(a) < 256n) this.want(b, wanted >> this.#of(a), bits - Number(this.#of(a)))
        return
      case SHR: {
        const by = this.#of(a)
        // The bits that fall out stay as they are.
        if (by < 256n) this.want(b, (wanted << by) | BigInt.asUintN(Number(by), this.#of(b)), WORD_BITS)
        return
      }
      case DIV:
        this.want(a, wanted * this.#of(b), WORD_BITS)
        if (wanted !== 0n) this.want(b, this.#of(a) / wanted, WORD_BITS)
        return
      case MOD:
        this.#wantRemainder(a, this.#of(b), wanted)
        return
      case SIGNEXTEND:
        if (this.#of(a) < 31n) this.want(b, wanted, Math.min(bits, 8 * (Number(this.#of(a)) + 1)))
        return
      case LT:
      case GT:
      case SLT:
      case SGT:
      case EQ:
        this.wantTruth(term, wanted !== 0n)
        return
      default:
        for (const part of parts) this.want(part, wanted, bits)
    }
  }

  /** a % by, by moving a: nearby, and some rounds further. */
  #wantRemainder(a: Term, by: bigint, wanted: bigint): void {
    if (by === 0n) return
    const base = this.#of(a) - (this.#of(a) % by) + wanted
    this.want(a, base, WORD_BITS)
    for (let i = 0; i < ROUNDS_TRIED; i++)
      this.want(a, base + by * BigInt(1 + this.#prng.nextBelow(ROUNDS_MAX)), WORD_BITS)
  }

  /** a * b, by moving a. */
  #wantProduct(a: Term, b: Term, wanted: bigint, bits: number): void {
    if (typeof a === 'bigint') return
    if (isSame(a, b)) {
      this.want(a, squareRoot(wanted), bits)
      return
    }
    const factor = BigInt.asUintN(bits, this.#of(b))
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

  #wantMasked(a: Term, mask: bigint, wanted: bigint, bits: number): void {
    if (typeof a === 'bigint' || mask === 0n) return
    const low = trailingZeros(mask + 1n)
    if (mask === (1n << BigInt(low)) - 1n) this.want(a, wanted, Math.min(low, bits))
    else this.want(a, (this.#of(a) & ~mask) | (wanted & mask), bits)
  }

  #of(term: Term): bigint {
    return evaluate(term, this.#values)
  }
  #coin(): bigint {
    return BigInt(this.#prng.nextBelow(2))
  }
  #below(limit: bigint): bigint {
    if (limit <= 0n) return 0n
    const bits = 1 + this.#prng.nextBelow(limit.toString(2).length)
    return this.#prng.nextBigInt(bits) % limit
  }
}

/** Whether it is 0 or 1 by what made it. */
function isTruth(term: Term): boolean {
  if (typeof term === 'bigint') return term <= 1n
  return term.op >= LT && term.op <= ISZERO
}

function trailingZeros(value: bigint): number {
  if (value === 0n) return WORD_BITS
  const lowest = value & -value
  return lowest.toString(2).length - 1
}

/** Of an odd number modulo 2^bits, by Newton's method. */
function inverse(odd: bigint, bits: number): bigint {
  let x = odd
  for (let known = 3; known < bits; known *= 2) x = BigInt.asUintN(bits, x * (2n - odd * x))
  return BigInt.asUintN(bits, x)
}

function squareRoot(value: bigint): bigint {
  if (value < 2n) return value
  let x = 1n << BigInt((value.toString(2).length + 1) >> 1)
  for (;;) {
    const next = (x + value / x) >> 1n
    if (next >= x) return x
    x = next
  }
}
