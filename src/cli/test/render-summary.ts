// The end of a run: totals, the failing tests once more, and how to run them again.

import { plainText } from '../../primitives/plain-text.ts'
import type { Colours } from '../colours.ts'
import type { SuiteResult, TestDocument } from './document.ts'
import { duration, renderTest } from './render-suite.ts'

/** Totals and failures, as forge prints them. */
export function renderSummary({ suites, summary, seed }: TestDocument, colours: Colours): string {
  const total = summary.passed + summary.failed + summary.skipped + summary.unsupported
  const others = summary.unsupported > 0 ? `, ${colours.yellow(`${summary.unsupported} unsupported`)}` : ''
  const lines = [
    '',
    `Ran ${summary.suites} test ${summary.suites === 1 ? 'suite' : 'suites'} in ${duration(summary.seconds)}: ` +
      `${colours.green(`${summary.passed} tests passed`)}, ${colours.red(`${summary.failed} failed`)}, ` +
      `${colours.yellow(`${summary.skipped} skipped`)}${others} (${total} total tests)`,
  ]
  if (summary.failed > 0) lines.push('', 'Failing tests:', ...failing(suites, colours))
  if (suites.some(({ tests }) => tests.some(isSearchThatFailed))) {
    lines.push('', `Seed: ${seed} (use \`--seed ${seed}\` to reproduce)`)
  }
  return `${lines.join('\n')}\n`
}

function failing(suites: readonly SuiteResult[], colours: Colours): string[] {
  return suites.flatMap((suite) => {
    const failed = suite.tests.filter(({ status }) => status === 'failed')
    if (failed.length === 0) return []
    const word = failed.length === 1 ? 'test' : 'tests'
    return [
      `Encountered ${failed.length} failing ${word} in ${plainText(suite.id)}`,
      ...failed.map((test) => renderTest(test, colours)),
      '',
    ]
  })
}

function isSearchThatFailed({ status, kind }: SuiteResult['tests'][number]): boolean {
  return status === 'failed' && (kind === 'fuzz' || kind === 'invariant')
}
