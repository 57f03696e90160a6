import { expect, test } from 'vitest'
import { createColours } from '../colours.ts'
import type { TestResult } from './document.ts'
import { duration, renderSuite, renderTest } from './render-suite.ts'

const PLAIN = createColours(false)

function result(rest: Partial<TestResult>): TestResult {
  return { name: 'test_a()', kind: 'unit', status: 'passed', logs: [], seconds: 0, ...rest }
}

test.each([
  [result({ gas: 7 }), '[PASS] test_a() (gas: 7)'],
  [result({ status: 'failed', reason: 'no', gas: 7 }), '[FAIL: no] test_a() (gas: 7)'],
  [result({ status: 'failed' }), '[FAIL] test_a()'],
  [result({ status: 'skipped', reason: 'later' }), '[SKIP: later] test_a()'],
  [result({ status: 'unsupported', reason: 'cheatcode ffi' }), '[UNSUPPORTED: cheatcode ffi] test_a()'],
  [result({ kind: 'fuzz', runs: 3, meanGas: 2, medianGas: 1 }), '[PASS] test_a() (runs: 3, μ: 2, ~: 1)'],
  [
    result({
      kind: 'fuzz',
      status: 'failed',
      runs: 0,
      counterexample: { calldata: '0x01', args: ['5', 'true'] },
    }),
    '[FAIL; counterexample: calldata=0x01 args=[5, true]] test_a() (runs: 0, μ: 0, ~: 0)',
  ],
  [
    result({ kind: 'invariant', runs: 1, calls: 50, reverts: 2 }),
    '[PASS] test_a() (runs: 1, calls: 50, reverts: 2)',
  ],
  [
    result({
      kind: 'invariant',
      status: 'failed',
      runs: 1,
      calls: 50,
      reverts: 2,
      sequence: [
        { text: 'sender=0x1', sender: '', address: '', calldata: '', valueWei: '0', seconds: 0, blocks: 0 },
      ],
      sequenceBefore: 7,
    }),
    '[FAIL] test_a() (runs: 1, calls: 50, reverts: 2)\n\t[Sequence] (original: 7, shrunk: 1)\n\t\tsender=0x1',
  ],
])('%o', (each, text) => {
  expect(renderTest(each, PLAIN)).toBe(text)
})

test('text of contracts cannot move the cursor', () => {
  const evil = '\u001b[2J\n\u202ex'
  const suite = {
    id: `test/${evil}.sol:A`,
    tests: [result({ status: 'failed', reason: evil, logs: [evil] })],
    warnings: [],
    seconds: 0,
  }
  const text = renderSuite(suite, PLAIN, true)
  for (const character of ['\u001b', '\u202e']) expect(text).not.toContain(character)
  // Only a log may have lines of its own.
  expect(text).toContain('[FAIL: ?[2J??x] test_a()\nLogs:\n  ?[2J\n  ?x\n')
})

test('a suite without failures but with something unsupported has no verdict', () => {
  const tests = [result({}), result({ status: 'unsupported', reason: 'x' })]
  const text = renderSuite({ id: 'A', tests, warnings: [], seconds: 0.5 }, PLAIN, false)
  expect(text).toContain(
    'Suite result: no verdict. 1 passed; 0 failed; 0 skipped; 1 unsupported; finished in 500.00ms',
  )
})

test('durations', () => {
  expect([duration(0.0012), duration(2.5)]).toEqual(['1.20ms', '2.50s'])
})
