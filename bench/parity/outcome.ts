/** How a test ended, in one form for forge and Faultline. */

import type { TestDocument } from '../../src/cli/test/document.ts'
import type { ForgeReport, ForgeTest } from './forge-process.ts'

export type TestStatus = 'passed' | 'failed' | 'skipped' | 'unsupported'

export type TestKind = 'unit' | 'fuzz' | 'invariant' | 'table' | 'setup'

export type Outcome = {
  /** 'test/Vault.t.sol:VaultTest'. */
  readonly suite: string
  /** 'test_deposit()'; 'setUp()' or 'constructor()' if that failed and no test ran. */
  readonly test: string
  readonly kind: TestKind
  readonly status: TestStatus
  /** Why it failed or was skipped, or what is not supported; empty if it passed. */
  readonly reason: string
  /** Of unit tests that passed. */
  readonly gas?: number
}

/** The tests of forge's report. */
export function forgeOutcomes(report: ForgeReport): Outcome[] {
  return Object.entries(report).flatMap(([suite, { test_results: tests }]) =>
    Object.entries(tests).map(([test, result]) => ({
      suite,
      test,
      kind: kindOf(test, result),
      status: ({ Success: 'passed', Failure: 'failed', Skipped: 'skipped' } as const)[result.status],
      reason: result.reason ?? '',
      ...(result.kind.Unit !== undefined && result.status === 'Success' && { gas: result.kind.Unit.gas }),
    })),
  )
}

function kindOf(test: string, { kind }: ForgeTest): TestKind {
  if (test === 'setUp()' || test === 'constructor()') return 'setup'
  if (kind.Invariant !== undefined) return 'invariant'
  if (kind.Fuzz !== undefined) return 'fuzz'
  return kind.Table === undefined ? 'unit' : 'table'
}

/** The tests of `faultline test --json`. */
export function faultlineOutcomes(document: TestDocument): Outcome[] {
  return document.suites.flatMap((suite) =>
    suite.tests.map((test) => ({
      suite: suite.id,
      test: test.name,
      kind: test.kind,
      status: test.status,
      reason: test.reason ?? '',
      ...(test.gas !== undefined && test.status === 'passed' && { gas: test.gas }),
    })),
  )
}
