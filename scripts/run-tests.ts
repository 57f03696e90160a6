// Vitest as a script runs it, and what it counted.

import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { commandFile, ROOT, runNode } from './tools.ts'

const RESULTS_FILE = path.join(ROOT, '.cache', 'test-results.json')

export type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number }

// The part of Vitest's JSON report that is read here; it has the shape of Jest's.
type Results = {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[]
}

/** Runs the tests whose path contains one of the filters; all of them without any. */
export function runTests(filters: readonly string[], env: Readonly<Record<string, string>> = {}): Counts {
  mkdirSync(path.dirname(RESULTS_FILE), { recursive: true })
  // A report of an earlier run must not be taken for this one's.
  rmSync(RESULTS_FILE, { force: true })
  process.stdout.write('\n')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${RESULTS_FILE}`]
  const exitCode = runNode(commandFile('vitest'), ['run', ...reporters, ...filters], env)
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

/** Whether something ran, and all of it passed. */
export function isPassed({ passed, failed }: Counts): boolean {
  return failed === 0 && passed > 0
}

/** Lines of which the last is what CI reads: '5 passed, 0 failed, 2 skipped'. */
export function countsText({ passed, failed, skipped }: Counts): string {
  const nothing = passed + failed === 0 ? '\nNo test ran: that is a failure.\n' : ''
  return `${nothing}\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`
}

function readResults(): Results | undefined {
  try {
    return JSON.parse(readFileSync(RESULTS_FILE, 'utf8')) as Results
  } catch {
    return undefined
  }
}
