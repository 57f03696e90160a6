import { describe, expect, test } from 'vitest'

import { createPrng } from '../../primitives/prng.ts'
import { Cells } from './cells.ts'
import {
  ADD,
  AND,
  compute,
  DIV,
  EQ,
  evaluate,
  type Formula,
  GT,
  input,
  ISZERO,
  isComputed,
  LT,
  MOD,
  MUL,
  OR,
  SUB,
  type Term,
} from './formula.ts'
import { settled } from './settled.ts'
import type { Condition, InputRange } from './solve.ts'

const WORD_MAX = (1n << 256n) - 1n
const UINT24 = 0xff_ffffn

function of(op: number, ...parts: Term[]): Formula {
  return compute(op, parts)!
}
const [a, b] = [input(0), input(1)]
const anything = { min: 0n, max: WORD_MAX }

/** Whether the last condition, after all others, cannot be met. */
function isRefuted(
  conditions: readonly Condition[],
  ranges: readonly InputRange[] = [anything, anything],
  values = ranges.map(({ min }) => min),
): boolean {
  const cells = new Cells(values)
  const last = conditions.length - 1
  const met = conditions.map(({ formula, isTrue }, i) => ({
    cell: cells.of(formula),
    isTrue: i === last ? !isTrue : isTrue,
  }))
  return settled(cells, ranges, met, [last])[0]!
}
const is = (formula: Formula): Condition => ({ formula, isTrue: true })
const not = (formula: Formula): Condition => ({ formula, isTrue: false })

describe('seen to be settled', () => {
  // bound(a, 1, n): what Solidity writes for a number in a range.
  const clamped = of(ADD, 1n, of(MOD, of(AND, UINT24, a), 50_000n))
  // Two balances that share a slot with other fields, after one paid the other.
  const stored = (word: Formula): Formula =>
    of(AND, UINT24, of(DIV, of(OR, of(MUL, word, 1n), 0xa0_0000_0000n), 1n))
  const less = of(AND, UINT24, of(SUB, 49_998n, of(AND, UINT24, a)))
  const more = of(AND, UINT24, of(ADD, 50_002n, of(AND, UINT24, a)))

  test.each<[string, readonly Condition[]]>([
    ['a remainder that is too large', [not(of(LT, of(ADD, 0n, of(MOD, a, 2n)), 2n))]],
    ['less than nothing', [not(of(ISZERO, of(GT, 0n, of(MOD, a, 2n))))]],
    ['a clamped number that is 0', [not(of(SUB, clamped, 0n))]],
    ['a clamped number that is 0 as it is stored', [not(of(AND, clamped, UINT24))]],
    ['an overflow of what is clamped', [not(of(ISZERO, of(GT, of(ADD, 50_000n, clamped), UINT24)))]],
    ['a number on both sides of another', [is(of(LT, a, 9n)), is(of(GT, a, 9n))]],
    ['an order against what came before', [is(of(LT, b, 10n)), is(of(LT, a, b)), is(of(GT, a, 20n))]],
    [
      'a field beside the one that changed',
      [
        not(
          of(
            EQ,
            of(AND, 0xffn, of(DIV, of(OR, of(MUL, of(AND, UINT24, a), 1n), 0xa0_0000_0000n), 1n << 32n)),
            0xa0n,
          ),
        ),
      ],
    ],
    [
      'a sum that stays the same',
      [is(of(SUB, of(AND, UINT24, of(ADD, stored(less), stored(more))), 100_000n))],
    ],
    ['a difference of the same', [is(of(SUB, of(ADD, a, b), of(ADD, b, a)))]],
    ['both of a truth', [is(of(AND, of(LT, a, 5n), of(GT, a, 5n)))]],
  ])('%s', (_, conditions) => {
    expect(isRefuted(conditions)).toBe(true)
  })

  test('what the range of an input rules out', () => {
    const conditions = [is(of(GT, of(ADD, a, 1_000n), 1_100n))]
    expect(isRefuted(conditions, [{ min: 0n, max: 100n }])).toBe(true)
    expect(isRefuted(conditions, [{ min: 0n, max: 101n }])).toBe(false)
  })
})

test('not what some numbers meet, also by wrapping', () => {
  expect(isRefuted([is(of(LT, of(ADD, a, 5n), 5n))])).toBe(false)
  expect(isRefuted([is(of(GT, of(SUB, 5n, a), 5n))])).toBe(false)
  expect(isRefuted([is(of(EQ, of(MUL, a, 2n), 0n)), is(a)])).toBe(false)
  expect(isRefuted([is(of(ISZERO, of(DIV, 7n, a)))], [{ min: 0n, max: 0n }])).toBe(false)
})

test('what random formulas come to with random numbers is never ruled out', () => {
  const operations = Array.from({ length: 0x1e }, (_, op) => op).filter(isComputed)
  const words = [0n, 1n, 2n, 8n, 31n, 32n, 255n, 256n, UINT24, 1n << 64n, 1n << 255n, WORD_MAX - 1n, WORD_MAX]
  let refuted = 0
  for (let seed = 0n; seed < 400n; seed++) {
    const prng = createPrng(seed)
    const word = (): bigint => {
      const known = words[prng.nextBelow(words.length)]!
      return prng.nextBelow(2) === 0 ? known : prng.nextBigInt(1 + prng.nextBelow(256))
    }
    const values = [word(), word(), word()]
    const ranges = values.map((value): InputRange => {
      const other = word()
      if (prng.nextBelow(3) === 0) return anything
      return value < other ? { min: value, max: other } : { min: other, max: value }
    })
    const formulas = values.map((_, i) => input(i))
    while (formulas.length < 24) {
      const term = (): Term => (prng.nextBelow(3) === 0 ? word() : formulas[prng.nextBelow(formulas.length)]!)
      const op = operations[prng.nextBelow(operations.length)]!
      const some = formulas[prng.nextBelow(formulas.length)]!
      const made = compute(op, [term(), term(), term()].with(prng.nextBelow(3), some))
      if (made !== undefined) formulas.push(made)
    }
    const all = formulas.map((formula): Condition => ({ formula, isTrue: evaluate(formula, values) !== 0n }))
    const met = all.filter(() => prng.nextBelow(3) === 0)
    for (const [i, last] of met.entries()) {
      const before = met.slice(0, i)
      expect(isRefuted([...before, last], ranges, values), `seed ${seed}, ${i}`).toBe(false)
      if (isRefuted([...before, { ...last, isTrue: !last.isTrue }], ranges, values)) refuted++
    }
  }
  expect(refuted).toBeGreaterThan(1_000)
})
