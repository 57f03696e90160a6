// Which conditions could not have been otherwise, without trying numbers: by what is known of every part of their formulas whatever
// the inputs are. Code that clamps an argument to a range compares it with the ends of the range later; compilers check again what
// cannot overflow. Looking for numbers with which such a check fails takes thousands of tries, each time.
//
// "Settled" is certain, as far as formulas are; the rest is what was not seen to be.

import { type Cell, type Cells, CONSTANT } from './cells.ts'
import { ADD, AND, apply, EQ, GT, INPUT, ISZERO, LT, MUL, OR, SGT, SLT, SUB, XOR } from './formula.ts'
import { difference, knownBits, type Linear, linearOf, WORD_BITS } from './linear.ts'
import type { InputRange } from './solve.ts'
import { ANYTHING, applyToRanges, common, exactly, isExact, isPositive, type Range, ZERO } from './range.ts'

const MASK = (1n << 256n) - 1n
const NOT_ZERO: Range = { ...ANYTHING, min: 1n }

/** What a cell is to be: other than 0, or 0. */
export type Wanted = { readonly cell: Cell; readonly isTrue: boolean }

/**
 * Of conditions that are met one after the other: which of them could not have been otherwise, with all before them as they are.
 * @param asked positions, in order
 */
export function settled(
  cells: Cells,
  inputs: readonly InputRange[],
  met: readonly Wanted[],
  asked: readonly number[],
): readonly boolean[] {
  const known = new Known(cells, inputs)
  let next = 0
  return asked.map((at) => {
    for (; next < at; next++) known.assume(met[next]!.cell, met[next]!.isTrue)
    const { cell, isTrue } = met[at]!
    return known.rulesOut(cell, !isTrue)
  })
}

/** What is known of all cells. */
class Known {
  /** By cell. */
  readonly #ranges: Range[] = []
  readonly #sums: Linear[] = []
  /** Nothing was seen that cannot be. */
  #isPossible = true
  /** What is to come back, by cell. */
  #before: Map<number, Range> | undefined

  constructor({ all }: Cells, inputs: readonly InputRange[]) {
    for (const cell of all) {
      const { op, number, value } = cell
      if (op === INPUT) this.#ranges.push(between(inputs[number]!, value))
      else this.#ranges.push(op === CONSTANT ? exactly(value) : this.#made(cell))
      const sum = linearOf(cell, this.#sumOf, this.#rangeOf)
      this.#sums.push(sum)
      const bits = knownBits(sum)
      if (bits !== undefined) this.#narrow(cell, { ...ANYTHING, ...bits })
    }
  }

  readonly #rangeOf = ({ number }: Cell): Range => this.#ranges[number]!
  readonly #sumOf = ({ number }: Cell): Linear => this.#sums[number]!

  #made({ op, a, b, c, arity }: Cell): Range {
    const x = this.#rangeOf(a)
    const y = arity > 1 ? this.#rangeOf(b) : ZERO
    const z = arity > 2 ? this.#rangeOf(c) : ZERO
    if (isExact(x) && isExact(y) && isExact(z)) return exactly(apply(op, x.max, y.max, z.max))
    return applyToRanges(op, x, y, z)
  }

  /** Carries what was learned of parts to what is made of them: cells in their order. */
  #carry(cells: readonly Cell[]): void {
    for (const cell of cells) if (cell.arity > 0) this.#narrow(cell, this.#made(cell))
  }

  /** Whether the cell cannot be that. What is known is afterwards as it was. */
  rulesOut(cell: Cell, isTrue: boolean): boolean {
    const before = new Map<number, Range>()
    this.#before = before
    this.#carry(partsOf(cell))
    this.assume(cell, isTrue)
    this.#before = undefined
    for (const [number, range] of before) this.#ranges[number] = range
    const isRuledOut = !this.#isPossible
    this.#isPossible = true
    return isRuledOut
  }

  #narrow(cell: Cell, to: Range): void {
    const before = this.#rangeOf(cell)
    const after = common(before, to)
    if (after === undefined) {
      this.#isPossible = false
      return
    }
    if (isSame(before, after)) return
    if (this.#before?.has(cell.number) === false) this.#before.set(cell.number, before)
    this.#ranges[cell.number] = after
    if (cell.op === ADD) {
      this.#narrowSummand(cell.a, cell.b, after)
      this.#narrowSummand(cell.b, cell.a, after)
    }
  }

  /** One summand, if the other one is constant and the sum does not wrap. */
  #narrowSummand(summand: Cell, other: Cell, { min, max }: Range): void {
    const { max: by, min: least } = this.#rangeOf(other)
    if (by !== least || this.#rangeOf(summand).max + by > MASK || max < by) return
    this.#narrow(summand, { ...ANYTHING, min: min > by ? min - by : 0n, max: max - by })
  }

  /** The cell is other than 0, or 0. */
  assume(cell: Cell, isTrue: boolean): void {
    this.#narrow(cell, isTrue ? NOT_ZERO : ZERO)
    const { op, a, b } = cell
    switch (op) {
      case ISZERO:
        this.assume(a, !isTrue)
        return
      case SLT:
      case SGT:
        if (!isPositive(this.#rangeOf(a)) || !isPositive(this.#rangeOf(b))) return
        this.#order(op === SLT ? a : b, op === SLT ? b : a, isTrue)
        return
      case LT:
        this.#order(a, b, isTrue)
        return
      case GT:
        this.#order(b, a, isTrue)
        return
      case EQ:
      case SUB:
      case XOR:
        if ((op === EQ) === isTrue) this.#same(a, b)
        else this.#different(a, b)
        return
      // No bit is set in both unless each has one; none in either, unless one has.
      case AND:
      case MUL:
        if (!isTrue) return
        this.assume(a, true)
        this.assume(b, true)
        return
      case OR:
        if (isTrue) return
        this.assume(a, false)
        this.assume(b, false)
    }
  }

  /** a < b, or not. */
  #order(a: Cell, b: Cell, isLess: boolean): void {
    const [low, high] = isLess ? [a, b] : [b, a]
    const edge = isLess ? 1n : 0n
    const top = this.#rangeOf(high).max
    const bottom = this.#rangeOf(low).min + edge
    if (top < edge || bottom > MASK) {
      this.#isPossible = false
      return
    }
    this.#narrow(low, { ...ANYTHING, max: top - edge })
    this.#narrow(high, { ...ANYTHING, min: bottom })
  }

  #same(a: Cell, b: Cell): void {
    const apart = difference(this.#sumOf(a), this.#sumOf(b))
    if (apart !== undefined && apart.terms.size === 0 && apart.constant !== 0n) this.#isPossible = false
    const before = this.#rangeOf(a)
    this.#narrow(a, this.#rangeOf(b))
    this.#narrow(b, before)
  }

  #different(a: Cell, b: Cell): void {
    const apart = difference(this.#sumOf(a), this.#sumOf(b))
    if (apart !== undefined && apart.terms.size === 0 && apart.bits === WORD_BITS && apart.constant === 0n)
      this.#isPossible = false
    this.#avoid(a, this.#rangeOf(b))
    this.#avoid(b, this.#rangeOf(a))
  }

  /** The cell is not this word, if it is one: that takes an end off what it may be. */
  #avoid(cell: Cell, word: Range): void {
    if (!isExact(word)) return
    const { min, max } = this.#rangeOf(cell)
    if (min === max && min === word.max) this.#isPossible = false
    else if (min === word.max) this.#narrow(cell, { ...ANYTHING, min: min + 1n })
    else if (max === word.max) this.#narrow(cell, { ...ANYTHING, max: max - 1n })
  }
}

/** The cell and all that it is made of, in their order. */
function partsOf(cell: Cell): readonly Cell[] {
  const found = new Set<Cell>()
  const add = (part: Cell): void => {
    if (found.has(part)) return
    const { arity, a, b, c } = part
    if (arity > 0) add(a)
    if (arity > 1) add(b)
    if (arity > 2) add(c)
    found.add(part)
  }
  add(cell)
  return [...found]
}

/** What an input may be, and what it is: somebody else may have sent what is never drawn. */
function between({ min, max }: InputRange, value: bigint): Range {
  const limits = { min: min < value ? min : value, max: max > value ? max : value }
  return common(ANYTHING, { ...ANYTHING, ...limits }) ?? ANYTHING
}

function isSame(a: Range, b: Range): boolean {
  return a.min === b.min && a.max === b.max && a.may === b.may && a.must === b.must
}
