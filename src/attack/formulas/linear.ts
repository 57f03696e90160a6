// Sums of multiples, modulo a power of two: what shows that two ways of computing give the same, whatever the inputs are. What one
// account has less and another one has more is the same sum, however often it was cut to 24 bits on the way.

import { type Cell, CONSTANT } from './cells.ts'
import { ADD, AND, DIV, MUL, OR, SHL, SHR, SUB, XOR } from './formula.ts'
import { isExact, type Range } from './range.ts'

export const WORD_BITS = 256
const WORD_MODULUS = 1n << 256n
/** A sum of more counts as a number of its own. */
const TERMS_MAX = 8

/** The last `bits` bits of a cell: those of `constant` and all terms together. */
export type Linear = {
  readonly bits: number
  readonly constant: bigint
  /** By the number of a cell: how often it is counted, from 1 to 2^bits-1. */
  readonly terms: ReadonlyMap<number, bigint>
}

const NO_TERMS: ReadonlyMap<number, bigint> = new Map()

function itself({ number }: Cell): Linear {
  return { bits: WORD_BITS, constant: 0n, terms: new Map([[number, 1n]]) }
}

/** The sum that a cell is, by those of what it is made of. */
export function linearOf(cell: Cell, of: (part: Cell) => Linear, rangeOf: (part: Cell) => Range): Linear {
  const { op, a, b } = cell
  const constant = (part: Cell): bigint | undefined =>
    isExact(rangeOf(part)) ? rangeOf(part).max : undefined
  const times = (part: Cell, factor: bigint | undefined): Linear | undefined =>
    factor === undefined ? undefined : combined(of(part), factor, NOTHING, 0n)
  let sum: Linear | undefined
  switch (op) {
    case CONSTANT:
      return { bits: WORD_BITS, constant: cell.value, terms: NO_TERMS }
    case ADD:
      sum = combined(of(a), 1n, of(b), 1n)
      break
    case SUB:
      sum = difference(of(a), of(b))
      break
    case MUL:
      sum = times(b, constant(a)) ?? times(a, constant(b))
      break
    case DIV:
      if (constant(b) === 1n) sum = of(a)
      break
    case SHL: {
      const by = constant(a)
      if (by !== undefined && by < BigInt(WORD_BITS)) sum = times(b, 1n << by)
      break
    }
    case SHR:
      if (constant(a) === 0n) sum = of(b)
      break
    case OR:
    case XOR:
      // Where no bit can be set in both.
      if ((rangeOf(a).may & rangeOf(b).may) === 0n) sum = combined(of(a), 1n, of(b), 1n)
      break
    case AND:
      sum = cut(of(a), constant(b), rangeOf(a)) ?? cut(of(b), constant(a), rangeOf(b))
  }
  return sum ?? itself(cell)
}

const NOTHING: Linear = { bits: WORD_BITS, constant: 0n, terms: NO_TERMS }

export function difference(a: Linear, b: Linear): Linear | undefined {
  return combined(a, 1n, b, -1n)
}

/** Undefined if it has too many terms. */
function combined(a: Linear, times: bigint, b: Linear, timesB: bigint): Linear | undefined {
  const bits = Math.min(a.bits, b.bits)
  const terms = new Map<number, bigint>()
  for (const [number, count] of a.terms) addTo(terms, number, BigInt.asUintN(bits, count * times))
  for (const [number, count] of b.terms)
    addTo(terms, number, BigInt.asUintN(bits, (terms.get(number) ?? 0n) + count * timesB))
  if (terms.size > TERMS_MAX) return undefined
  return { bits, constant: BigInt.asUintN(bits, a.constant * times + b.constant * timesB), terms }
}

function addTo(terms: Map<number, bigint>, number: number, count: bigint): void {
  if (count === 0n) terms.delete(number)
  else terms.set(number, count)
}

/** What a mask of ones at the end leaves of a sum. A number of its own stays one: so its other bits are known to be none. */
function cut(whole: Linear, mask: bigint | undefined, { may }: Range): Linear | undefined {
  if (mask === undefined || (mask & (mask + 1n)) !== 0n) return undefined
  if ((may & ~mask) === 0n) return whole
  if (whole.terms.size === 1 && whole.constant === 0n) return undefined
  let bits = 0
  while (bits < whole.bits && mask >> BigInt(bits) !== 0n) bits++
  return combined({ ...whole, bits }, 1n, NOTHING, 0n)
}

/** The bits that are known of a sum without terms: those of `must` and, above them, any. Undefined if there are terms. */
export function knownBits({ bits, constant, terms }: Linear): { may: bigint; must: bigint } | undefined {
  if (terms.size > 0) return undefined
  const known = (1n << BigInt(bits)) - 1n
  return { may: (WORD_MODULUS - 1n - known) | constant, must: constant }
}
