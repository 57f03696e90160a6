import { expect, test } from 'vitest'

import { compareOutcomes, summarize } from './compare.ts'
import type { Outcome } from './outcome.ts'

const SUITE = 'test/A.t.sol:A'

function outcome(test: string, status: Outcome['status'], rest: Partial<Outcome> = {}): Outcome {
  return { suite: SUITE, test, kind: 'unit', status, reason: '', ...rest }
}

test('the same status agrees, another one does not, whatever the reason', () => {
  const rows = compareOutcomes(
    [
      outcome('test_a()', 'passed'),
      outcome('test_b()', 'failed', { reason: 'x' }),
      outcome('test_c()', 'passed'),
    ],
    [
      outcome('test_a()', 'passed'),
      outcome('test_b()', 'failed', { reason: 'y' }),
      outcome('test_c()', 'failed'),
    ],
  )
  expect(rows.map(({ test, verdict, sameReason }) => [test, verdict, sameReason])).toEqual([
    ['test_a()', 'agreed', null],
    ['test_b()', 'agreed', false],
    ['test_c()', 'disagreed', null],
  ])
})

test('a test that only one of the two knows is a disagreement', () => {
  const rows = compareOutcomes([outcome('test_a()', 'passed')], [outcome('test_b()', 'passed')])
  expect(rows.map(({ forge, faultline, verdict }) => [forge, faultline, verdict])).toEqual([
    ['passed', 'missing', 'disagreed'],
    ['missing', 'passed', 'disagreed'],
  ])
})

test('a setup that needs what we do not have makes all tests of the suite unsupported', () => {
  const reason = 'cheatcode ffi(string[])'
  const rows = compareOutcomes(
    [outcome('test_a()', 'passed'), outcome('test_b()', 'failed')],
    [outcome('setUp()', 'unsupported', { kind: 'setup', reason })],
  )
  expect(rows.map(({ test, verdict }) => [test, verdict])).toEqual([
    ['test_a()', 'unsupported'],
    ['test_b()', 'unsupported'],
  ])
  expect(summarize(rows)).toMatchObject({ agreed: 0, unsupported: 2, missingFeatures: { [reason]: 2 } })
})

test('a setup that fails here only is a disagreement for every test', () => {
  const rows = compareOutcomes(
    [outcome('test_a()', 'passed')],
    [outcome('setUp()', 'failed', { kind: 'setup', reason: 'revert' })],
  )
  expect(rows.map(({ test, verdict }) => [test, verdict])).toEqual([
    ['setUp()', 'disagreed'],
    ['test_a()', 'disagreed'],
  ])
})

test('a failure that only one search found is luck so far; a skipped test is not', () => {
  const fuzz = { kind: 'fuzz' } as const
  const rows = compareOutcomes(
    [outcome('test_a(uint256)', 'passed', fuzz), outcome('test_b(uint256)', 'skipped', fuzz)],
    [outcome('test_a(uint256)', 'failed', fuzz), outcome('test_b(uint256)', 'passed', fuzz)],
  )
  expect(rows.map(({ verdict }) => verdict)).toEqual(['luck', 'disagreed'])
})

test('gas is compared for unit tests that passed in both', () => {
  const rows = compareOutcomes(
    [
      outcome('test_a()', 'passed', { gas: 100 }),
      outcome('test_b()', 'passed', { gas: 100 }),
      outcome('test_c()', 'failed'),
    ],
    [
      outcome('test_a()', 'passed', { gas: 100 }),
      outcome('test_b()', 'passed', { gas: 130 }),
      outcome('test_c()', 'failed'),
    ],
  )
  expect(rows.map(({ gasDifference }) => gasDifference)).toEqual([0, 30, null])
  expect(summarize(rows)).toMatchObject({ sameGas: 1, otherGas: 1 })
})
