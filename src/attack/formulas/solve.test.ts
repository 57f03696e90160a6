import { describe, expect, test } from 'vitest'

import { createPrng } from '../../primitives/prng.ts'
import { Cells } from './cells.ts'
import {
  ADD,
  AND,
  compute,
  EQ,
  evaluate,
  type Formula,
  GT,
  input,
  ISZERO,
  LT,
  MOD,
  MUL,
  SHR,
  SUB,
  type Term,
} from './formula.ts'
import { type Condition, solve } from './solve.ts'
import { Suggester } from './suggest.ts'

const WORD_MAX = (1n << 256n) - 1n
const UINT64 = (1n << 64n) - 1n

function of(op: number, ...parts: Term[]): Formula {
  return compute(op, parts)!
}
/** As uint64: what code compares that computes with narrow numbers. */
function narrow(term: Term): Formula {
  return of(AND, UINT64, term)
}
const [a, b, c] = [input(0), input(1), input(2)]
const fit: Condition[] = [a, b, c].map((each) => ({ formula: of(GT, each, UINT64), isTrue: false }))

function solved(conditions: readonly Condition[], start: readonly bigint[]): readonly bigint[] | undefined {
  const ranges = start.map(() => ({ min: 0n, max: WORD_MAX }))
  const { values } = solve(conditions, start, ranges, createPrng(7n), 4_000)
  if (values !== undefined)
    for (const { formula, isTrue } of conditions) expect(evaluate(formula, values) !== 0n).toBe(isTrue)
  return values
}

describe('solve', () => {
  test.each<[string, Formula]>([
    ['a sum', of(EQ, of(ADD, a, b), 1_000n)],
    ['a difference that wraps', of(EQ, narrow(of(SUB, a, b)), UINT64 - 5n)],
    ['a square', of(EQ, of(MUL, a, a), 144n)],
    ['a product that only wrapping reaches', of(EQ, narrow(of(MUL, a, 7n)), 3n)],
    ['a part of a word', of(EQ, of(SHR, 8n, a), 0x1234n)],
    ['a negation of an order', of(ISZERO, of(LT, of(MUL, b, 40n), of(ADD, a, 1n)))],
  ])('%s', (_, formula) => {
    expect(solved([...fit, { formula, isTrue: true }], [0n, 1n, 2n])).toBeDefined()
  })

  test('many conditions together, of which each moves another', () => {
    const conditions: Condition[] = [
      ...fit,
      { formula: of(EQ, a, narrow(of(MUL, b, 13n))), isTrue: true },
      { formula: of(GT, b, 31n), isTrue: true },
      { formula: of(LT, a, narrow(of(ADD, c, 7n))), isTrue: true },
      { formula: of(EQ, c, narrow(of(MUL, b, b))), isTrue: true },
      { formula: of(EQ, of(AND, c, 1n), 0n), isTrue: false },
    ]
    expect(solved(conditions, [0n, 0n, 0n])).toBeDefined()
  })

  test('what nobody can meet is given up', () => {
    expect(solved([{ formula: of(LT, a, of(ADD, a, 0n)), isTrue: true }], [5n])).toBeUndefined()
    const both = [true, false].map((isTrue) => ({ formula: of(GT, a, 9n), isTrue }))
    expect(solved(both, [5n])).toBeUndefined()
  })

  test.each([
    ['remainders of remainders', (inner: Formula, i: number) => of(MOD, inner, 1_000_003n + BigInt(i))],
    ['a number read digit by digit', (inner: Formula) => of(ADD, of(MUL, inner, 10n), b)],
    ['truths about truths', (inner: Formula) => of(LT, inner, 1n)],
  ])('however deep %s go, there are few suggestions', (_, around) => {
    let deep: Formula = a
    for (let i = 0; i < 30; i++) deep = around(deep, i)
    const suggester = new Suggester(createPrng(1n))
    suggester.wantTruth(new Cells([5n, 6n]).of(of(EQ, deep, 123_457n)), true)
    expect(suggester.suggestions.length).toBeGreaterThan(0)
    expect(suggester.suggestions.length).toBeLessThan(1_000)
  })

  test('inputs stay in their ranges', () => {
    const conditions = [{ formula: of(GT, a, 100n), isTrue: true }]
    const { values } = solve(conditions, [5n], [{ min: 0n, max: 100n }], createPrng(1n), 4_000)
    expect(values).toBeUndefined()
  })
})

test('what is the same with all inputs is no formula', () => {
  expect(narrow(narrow(a))).toEqual(narrow(a))
  expect(compute(EQ, [narrow(a), narrow(narrow(a))])).toBeUndefined()
  expect(compute(LT, [of(ADD, a, b), of(ADD, a, b)])).toBeUndefined()
  expect(compute(LT, [of(ADD, a, b), of(ADD, b, a)])).toBeDefined()
})

test('a formula that would be too large is none', () => {
  let large: Formula | undefined = a
  for (let i = 0; i < 12 && large !== undefined; i++) large = compute(ADD, [large, large])
  expect(large).toBeUndefined()
})
