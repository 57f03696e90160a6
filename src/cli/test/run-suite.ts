// All wanted tests of one contract, each on the state after setup.

import type { Fork } from '../../evm/forks.ts'
import { inlineFork } from '../../project/foundry/inline-project.ts'
import { type InlineConfig, inlineConfig } from '../../project/inline-config.ts'
import { setUpWorld } from '../../world/create-world.ts'
import { type Fixtures, readFixtures } from '../../world/fixtures.ts'
import { isolateCalls } from '../../world/isolate-calls.ts'
import { runTest } from '../../world/run-test.ts'
import type { Setup } from '../../world/types.ts'
import type { SuiteResult, TestResult, TestStatus } from './document.ts'
import { fuzzTest } from './fuzz-test.ts'
import { searchInvariants } from './search-invariants.ts'
import { tableTest } from './table-test.ts'
import {
  judged,
  type Outcome,
  type SuiteOptions,
  type TestRun,
  traceText,
  unsupportedReason,
} from './test-run.ts'

const TEST_FAIL_REMOVED =
  '`testFail*` has been removed. Consider changing to test_Revert[If|When]_Condition and expecting a revert'

/** Runs a suite. Deterministic but for the times. Tests that need what we do not have are reported, not thrown. */
export function runSuite(options: SuiteOptions): SuiteResult {
  const { contract, nowMs } = options
  const started = nowMs()
  const seconds = (): number => (nowMs() - started) / 1000
  const suite = (tests: readonly TestResult[]): SuiteResult => ({
    id: contract.artifact.id,
    tests: tests.map(judged),
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
        ...(status !== 'unsupported' && { gas: 0 }),
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
    const { setup: given, project } = options
    setup = setUpWorld({ ...given, project, artifact: contract.artifact, rules: 'forge' })
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
          gas: 0,
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
  let fixtures: Fixtures
  try {
    fixtures = readFixtures(world)
  } catch (error) {
    return single('setUp()', 'unsupported', unsupportedReason(error))
  }
  const results = new Map<string, TestResult>()
  const otherPlaces = new Map<Fork, Place | Outcome>()
  const placeOf = (signature: string): Place | Outcome => {
    const rules = inlineFork(world.project, config, signature)
    if (rules === undefined) return { world, fixtures }
    const place = otherPlaces.get(rules) ?? setUpByRules(rules, options)
    otherPlaces.set(rules, place)
    return place
  }
  for (const test of contract.tests) {
    if (test.kind === 'unit' || test.kind === 'fuzz' || test.kind === 'table') {
      const begun = nowMs()
      const place = placeOf(test.abi.signature)
      const run = { test, config, options }
      const outcome = 'status' in place ? place : runIsolated(place, run)
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

type Place = Pick<TestRun, 'world' | 'fixtures'>

/** Where tests run whose own comment names other rules of the chain than their contract's; how they end if that cannot be set up. */
function setUpByRules(evmRules: Fork, { setup: given, project, contract }: SuiteOptions): Place | Outcome {
  const none = { kind: 'setup', logs: [] } as const
  try {
    const setup = setUpWorld({ ...given, project, artifact: contract.artifact, rules: 'forge', evmRules })
    return setup.status === 'ready'
      ? { world: setup.world, fixtures: readFixtures(setup.world) }
      : { ...none, status: setup.status, reason: setup.reason }
  } catch (error) {
    return { ...none, status: 'unsupported', reason: unsupportedReason(error) }
  }
}

/** Whether the calls of one test are isolated: its own comment goes before what its contract has. */
function isolates(config: InlineConfig, signature: string, ofContract: boolean): boolean {
  const own = config.of(signature).others.get('isolate')
  return typeof own === 'boolean' ? own : ofContract
}

function runIsolated(place: Place, run: Omit<TestRun, keyof Place>): Outcome {
  const { world } = place
  const ofContract = world.machine.isIsolating
  isolateCalls(world, isolates(run.config, run.test.abi.signature, ofContract))
  try {
    return runOne({ ...place, ...run })
  } finally {
    isolateCalls(world, ofContract)
  }
}

function runOne(run: TestRun): Outcome {
  const { kind } = run.test
  try {
    if (kind === 'unit') return runUnit(run)
    if (kind === 'fuzz') return fuzzTest(run)
    return tableTest(run)
  } catch (error) {
    return {
      kind: kind === 'unit' || kind === 'fuzz' ? kind : 'table',
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
    // As forge counts it.
    gas: status === 'skipped' ? 0 : Number(gasUsed),
    logs: console.map(({ text }) => text),
    ...(reason !== '' && { reason }),
    ...(trace !== undefined && { trace }),
  }
}
