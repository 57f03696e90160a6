import { expect, test } from 'vitest'
import { Allowance } from './allowance.ts'

test('a part of all executions may be spent, once over it is too much', () => {
  const allowance = new Allowance(5)
  expect(allowance.isLeft(0)).toBe(true)
  allowance.note(100, false)
  expect([allowance.isLeft(499), allowance.isLeft(500)]).toEqual([false, true])
})

test('what paid may be spent again, up to as much as the part', () => {
  const allowance = new Allowance(5)
  allowance.note(100, true)
  expect([allowance.isLeft(240), allowance.isLeft(250)]).toEqual([false, true])
  allowance.note(900, true)
  expect([allowance.isLeft(2_490), allowance.isLeft(2_500)]).toEqual([false, true])
  expect(allowance.spent).toBe(1_000)
})
