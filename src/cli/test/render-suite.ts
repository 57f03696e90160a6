// A suite as forge prints it: users and their scripts know these lines.

import { plainText } from '../../primitives/plain-text.ts'
import type { Colours } from '../colours.ts'
import { countTests, type SuiteResult, type TestResult } from './document.ts'

/** The lines of one suite. */
export function renderSuite(suite: SuiteResult, colours: Colours, isLogsShown: boolean): string {
  const count = suite.tests.length
  const lines = [`\nRan ${count} ${count === 1 ? 'test' : 'tests'} for ${plainText(suite.id)}`]
  for (const warning of suite.warnings) lines.push(colours.yellow(`Warning: ${plainText(warning)}`))
  for (const test of suite.tests) {
    lines.push(renderTest(test, colours))
    if (isLogsShown && test.logs.length > 0) {
      lines.push('Logs:', ...test.logs.flatMap(logLines), '')
    }
    if (test.trace !== undefined) lines.push('Traces:', test.trace.trimEnd(), '')
  }
  const { passed, failed, skipped, unsupported } = countTests([suite])
  const result =
    failed > 0 ? colours.red('FAILED') : unsupported > 0 ? colours.yellow('no verdict') : colours.green('ok')
  const others = unsupported > 0 ? ` ${unsupported} unsupported;` : ''
  lines.push(
    `Suite result: ${result}. ${passed} passed; ${failed} failed; ${skipped} skipped;${others} finished in ${duration(suite.seconds)}`,
  )
  return `${lines.join('\n')}\n`
}

/** One test: '[PASS] test_deposit() (gas: 1234)', and the calls below it if a sequence broke it. */
export function renderTest(test: TestResult, colours: Colours): string {
  const head = `${statusOf(test, colours)} ${plainText(test.name)}${measuresOf(test)}`
  const { sequence = [], sequenceBefore } = test
  if (sequence.length === 0) return head
  return [
    head,
    `\t[Sequence] (original: ${sequenceBefore ?? sequence.length}, shrunk: ${sequence.length})`,
    ...sequence.map(({ text }) => `\t\t${plainText(text)}`),
  ].join('\n')
}

function statusOf(test: TestResult, colours: Colours): string {
  const reason = test.reason === undefined ? '' : `: ${plainText(test.reason)}`
  switch (test.status) {
    case 'passed':
      return colours.green('[PASS]')
    case 'skipped':
      return colours.yellow(`[SKIP${reason}]`)
    case 'unsupported':
      return colours.yellow(`[UNSUPPORTED${reason}]`)
    case 'failed': {
      const { counterexample } = test
      if (counterexample === undefined) return colours.red(`[FAIL${reason}]`)
      const args = counterexample.args.map(plainText).join(', ')
      return colours.red(
        `[FAIL${reason}; counterexample: calldata=${counterexample.calldata} args=[${args}]]`,
      )
    }
  }
}

function measuresOf(test: TestResult): string {
  const { gas, runs, meanGas, medianGas, calls, reverts, best } = test
  if (best !== undefined) return ` (best: ${best}, runs: ${runs}, calls: ${calls})`
  if (calls !== undefined) return ` (runs: ${runs}, calls: ${calls}, reverts: ${reverts})`
  if (runs !== undefined) return ` (runs: ${runs}, μ: ${meanGas ?? 0}, ~: ${medianGas ?? 0})`
  return gas === undefined ? '' : ` (gas: ${gas})`
}

// console.log prints line breaks; nothing else of the text may move the cursor.
function logLines(text: string): string[] {
  return text.split('\n').map((line) => `  ${plainText(line)}`)
}

/** '8.55ms', '2.10s'. */
export function duration(seconds: number): string {
  return seconds < 1 ? `${(seconds * 1000).toFixed(2)}ms` : `${seconds.toFixed(2)}s`
}
