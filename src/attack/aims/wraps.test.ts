import { expect, test } from 'vitest'
import type { Arithmetic } from '../formulas/follow-call.ts'
import { ADD, compute, evaluate, evaluateUnbounded, input, MUL, SUB, type Term } from '../formulas/formula.ts'
import { wrapsOf } from './wraps.ts'

const RANGE = 1n << 256n

function arithmetic(opcode: number, left: Term, right: Term, values: readonly [bigint, bigint]): Arithmetic {
  return { code: '0x00000000000000000000000000000000000000c0', pc: 7, opcode, left, right, values, after: 0 }
}

/** What each aim asks the moved operand to be, by trying numbers at the edge. */
function wanted(
  opcode: number,
  values: readonly [bigint, bigint],
  tried: readonly bigint[],
): readonly string[] {
  return wrapsOf([arithmetic(opcode, input(0), input(1), values)], values).map(({ conditions }) => {
    const holds = (inputs: readonly bigint[]): boolean =>
      conditions()!.every(({ formula, isTrue }) => (evaluate(formula, inputs) !== 0n) === isTrue)
    const left = tried.find((number) => holds([number, values[1]]))
    const right = tried.find((number) => holds([values[0], number]))
    return left === undefined ? `right ${right}` : `left ${left}`
  })
}

test('a product wraps with either factor just too great', () => {
  const most = RANGE / 4n
  expect(wanted(MUL, [2n, 4n], [most - 1n, most, RANGE / 2n])).toEqual([
    `left ${most}`,
    `right ${RANGE / 2n}`,
  ])
})

test('a sum that is one too great, a difference that is one too small', () => {
  expect(wanted(ADD, [5n, 9n], [RANGE - 9n, RANGE - 5n])).toEqual([
    `left ${RANGE - 9n}`,
    `right ${RANGE - 5n}`,
  ])
  expect(wanted(SUB, [5n, 3n], [2n, 6n])).toEqual(['left 2', 'right 6'])
})

test('operands that are equal are two things to try', () => {
  const names = wrapsOf([arithmetic(MUL, input(0), input(1), [2n, 2n])], []).map(({ name }) => name)
  expect(new Set(names).size).toBe(2)
})

test('nothing is asked of constants, nor of what no number makes wrap', () => {
  expect(wrapsOf([arithmetic(ADD, 1n, 2n, [1n, 2n])], [])).toEqual([])
  expect(wrapsOf([arithmetic(MUL, input(0), 1n, [7n, 1n])], [])).toEqual([])
  expect(wrapsOf([arithmetic(SUB, 7n, input(0), [RANGE - 1n, 0n])], [])).toEqual([])
})

/** What the one aim asks an input to be that moves both operands. */
function least(opcode: number, left: Term, right: Term, value: bigint): bigint | undefined {
  const operands = [evaluate(left, [value]), evaluate(right, [value])] as const
  const [aim] = wrapsOf([arithmetic(opcode, left, right, operands)], [value])
  const [condition] = aim!.conditions() ?? []
  return condition && (condition.formula.parts[0] as bigint)
}

test('where an input moves both operands, it is the least with which they do not fit', () => {
  const squared = compute(MUL, [compute(MUL, [input(0), input(0)])!, 100n])!
  const linear = compute(MUL, [input(0), 10n ** 30n])!
  const sum = (value: bigint): bigint =>
    evaluateUnbounded(squared, [value]) + evaluateUnbounded(linear, [value])
  const found = least(ADD, squared, linear, 5n)!
  expect(sum(found)).toBeGreaterThanOrEqual(RANGE)
  expect(sum(found - 1n)).toBeLessThan(RANGE)

  const more = compute(ADD, [input(0), 1_000n])!
  expect(least(SUB, more, compute(MUL, [input(0), 3n])!, 1n)).toBe(501n)
})

test('it is not asked to wrap what wraps already, or never does', () => {
  const twice = compute(MUL, [input(0), 2n])!
  expect(least(SUB, twice, input(0), 9n)).toBeUndefined()
  expect(least(SUB, input(0), twice, 9n)).toBeUndefined()
})
