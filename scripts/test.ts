// The whole check, the same here and in CI: types, lint and folder directions, format, whether the committed WebAssembly
// and the parts of the report page are what their sources build, tests.
//
// Usage: npm test                      everything
//        npm test -- <file or folder>  only the tests whose path contains it
//
// The last line of the output is "N passed, N failed" with ", N skipped" if some were: CI reads it.

import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { commandFile, ROOT, runNode } from './tools.ts'

const CHECKS: readonly { readonly name: string; readonly file: string; readonly args: readonly string[] }[] =
  [
    { name: 'types', file: commandFile('typescript', 'tsc'), args: ['-p', '.'] },
    // What runs in a browser sees its types.
    {
      name: 'types of the page',
      file: commandFile('typescript', 'tsc'),
      args: ['-p', path.join('tests', 'report-page')],
    },
    { name: 'lint', file: commandFile('oxlint'), args: ['--type-aware'] },
    { name: 'format', file: commandFile('oxfmt'), args: ['--check'] },
    { name: 'web', file: path.join(ROOT, 'scripts', 'web.ts'), args: ['--check'] },
    { name: 'wasm', file: path.join(ROOT, 'scripts', 'wasm.ts'), args: ['--check'] },
  ]

const RESULTS_FILE = path.join(ROOT, '.cache', 'test-results.json')

process.exitCode = main(process.argv.slice(2))

function main(testFilters: readonly string[]): number {
  // All checks run even if one fails: one run tells everything that is wrong.
  const failedChecks: string[] = []
  for (const check of testFilters.length === 0 ? CHECKS : []) {
    process.stdout.write(`\n${check.name}: ${[path.basename(check.file), ...check.args].join(' ')}\n`)
    const isPassed = runNode(check.file, check.args) === 0
    process.stdout.write(`${check.name}: ${isPassed ? 'passed' : 'FAILED'}\n`)
    if (!isPassed) failedChecks.push(check.name)
  }

  const counts = runTests(testFilters)
  if (failedChecks.length > 0)
    process.stdout.write(`\nFailed before the tests: ${failedChecks.join(', ')}.\n`)
  if (counts.passed + counts.failed === 0) process.stdout.write('\nNo test ran: that is a failure.\n')
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
  process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed${skipped}\n`)
  return failedChecks.length === 0 && counts.failed === 0 && counts.passed > 0 ? 0 : 1
}

type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number }

// The part of Vitest's JSON report that is read here; it has the shape of Jest's.
type Results = {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[]
}

function runTests(filters: readonly string[]): Counts {
  mkdirSync(path.dirname(RESULTS_FILE), { recursive: true })
  // A report of an earlier run must not be taken for this one's.
  rmSync(RESULTS_FILE, { force: true })
  process.stdout.write('\n')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${RESULTS_FILE}`]
  const exitCode = runNode(commandFile('vitest'), ['run', ...reporters, ...filters])
  const results = readResults()
  if (results === undefined) return { passed: 0, failed: 1, skipped: 0 }
  // A file that cannot be loaded fails without a single failed test in it.
  const brokenFiles = results.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length
  const failed = results.numFailedTests + brokenFiles
  return {
    passed: results.numPassedTests,
    // An error outside of all tests, say in a promise that nobody awaited, fails the run as well.
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: results.numPendingTests + results.numTodoTests,
  }
}

function readResults(): Results | undefined {
  try {
    return JSON.parse(readFileSync(RESULTS_FILE, 'utf8')) as Results
  } catch {
    return undefined
  }
}
