// All wanted tests of one contract, each on the state after setup.

import { BaseError } from '../../primitives/errors.ts'
import { type InlineConfig, inlineConfig } from '../../project/inline-config.ts'
import type { TestContract, TestFunction } from '../../project/test-contracts.ts'
import type { Project } from '../../project/types.ts'
import { setUpWorld } from '../../world/create-world.ts'
import { accountNames } from '../../world/describe/account-names.ts'
import { formatTrace } from '../../world/describe/format-trace.ts'
import { runTest } from '../../world/run-test.ts'
import type { Setup, SetupOptions, World } from '../../world/types.ts'
import type { Trace } from '../../evm/trace.ts'
import type { SuiteResult, TestResult, TestStatus } from './document.ts'
import { fuzzTest } from './fuzz-test.ts'
import { searchInvariants } from './search-invariants.ts'

export type SuiteOptions = {
  readonly project: Project
  readonly contract: TestContract
  readonly setup: Pick<SetupOptions, 'env' | 'seed' | 'files' | 'fork'>
  /** --fuzz-runs: what a test's own comment says goes before it. */
  readonly fuzzRuns: number | undefined
  /** Which tests' traces are wanted. */
  readonly traces: 'none' | 'failed' | 'all'
  readonly nowMs: () => number
}

/** A test with everything it needs. */
export type TestRun = {
  readonly world: World
  readonly test: TestFunction
  readonly config: InlineConfig
  readonly options: SuiteOptions
}

/** How a test ended, before its name and time are put to it. */
export type Outcome = Omit<TestResult, 'name' | 'seconds'>

const TEST_FAIL_REMOVED =
  '`testFail*` has been removed. Consider changing to test_Revert[If|When]_Condition and expecting a revert'

/** Runs a suite. Deterministic but for the times. Tests that need what we do not have are reported, not thrown. */
export function runSuite(options: SuiteOptions): SuiteResult {
  const { contract, nowMs } = options
  const started = nowMs()
  const seconds = (): number => (nowMs() - started) / 1000
  const suite = (tests: readonly TestResult[]): SuiteResult => ({
    id: contract.artifact.id,
    tests,
    warnings: [],
    seconds: seconds(),
  })
  const single = (name: string, status: TestStatus, reason: string, trace?: string): SuiteResult =>
    suite([
      {
        name,
        kind: 'setup',
        status,
        reason,
        logs: [],
        ...(trace !== undefined && { trace }),
        seconds: seconds(),
      },
    ])

  if (contract.problem !== undefined) {
    return single(
      contract.problem.includes('setUp') ? 'setUp()' : 'afterInvariant()',
      'failed',
      contract.problem,
    )
  }
  let setup: Setup
  try {
    setup = setUpWorld({ ...options.setup, project: options.project, artifact: contract.artifact })
  } catch (error) {
    return single('setUp()', 'unsupported', unsupportedReason(error))
  }
  if (setup.status === 'skipped') return single('setUp()', 'skipped', setup.reason)
  if (setup.status === 'failed') {
    const trace = options.traces === 'none' ? undefined : traceText(setup.world, setup.trace)
    return single(setup.stage === 'setUp' ? 'setUp()' : 'constructor()', 'failed', setup.reason, trace)
  }
  // forge 1.7 runs nothing else of a contract that has one of them.
  const removed = contract.tests.filter(({ kind }) => kind === 'failing')
  if (removed.length > 0) {
    return suite(
      removed.map(({ abi }): TestResult => {
        return {
          name: abi.signature,
          kind: 'unit',
          status: 'failed',
          reason: TEST_FAIL_REMOVED,
          logs: [],
          seconds: 0,
        }
      }),
    )
  }
  const { world } = setup
  const config = inlineConfig(
    contract.artifact,
    options.project.config.profile,
    options.project.config.profiles,
  )
  const setupLogs = setup.console.map(({ text }) => text)
  const results = new Map<string, TestResult>()
  for (const test of contract.tests) {
    if (test.kind === 'unit' || test.kind === 'fuzz' || test.kind === 'table') {
      const begun = nowMs()
      const outcome = runOne({ world, test, config, options })
      const logs = [...setupLogs, ...outcome.logs]
      const name = test.abi.signature
      results.set(name, { name, ...outcome, logs, seconds: (nowMs() - begun) / 1000 })
    }
  }
  // Last: a search gives its senders ether.
  for (const result of searchInvariants({ world, contract, config, options }))
    results.set(result.name, result)
  return suite(contract.tests.flatMap(({ abi }) => results.get(abi.signature) ?? []))
}

function runOne(run: TestRun): Outcome {
  const { kind } = run.test
  try {
    if (kind === 'unit') return runUnit(run)
    if (kind === 'fuzz') return fuzzTest(run)
    return { kind: 'table', status: 'unsupported', reason: 'table tests', logs: [] }
  } catch (error) {
    return {
      kind: kind === 'fuzz' ? kind : 'unit',
      status: 'unsupported',
      reason: unsupportedReason(error),
      logs: [],
    }
  }
}

function runUnit({ world, test, options }: TestRun): Outcome {
  const { status, reason, gasUsed, console } = runTest(world, test.abi, [])
  const isTraced = options.traces === 'all' || (options.traces === 'failed' && status === 'failed')
  const trace = isTraced ? traceText(world, runTest(world, test.abi, [], { trace: true }).trace) : undefined
  return {
    kind: 'unit',
    // What forge makes of a unit test whose vm.assume does not hold.
    status: status === 'rejected' ? 'failed' : status,
    gas: Number(gasUsed),
    logs: console.map(({ text }) => text),
    ...(reason !== '' && { reason }),
    ...(trace !== undefined && { trace }),
  }
}

/** The trace in forge's form; undefined if there is none. */
export function traceText(world: World, trace: Trace | undefined): string | undefined {
  return trace === undefined ? undefined : formatTrace(world, trace, { names: accountNames(world) })
}

/** What is not supported; everything else is thrown again. */
export function unsupportedReason(error: unknown): string {
  if (error instanceof BaseError && error.code === 'WORLD_CHEATCODE_UNSUPPORTED') {
    return `cheatcode ${String(error.details?.['cheatcode'])}`
  }
  throw error
}
