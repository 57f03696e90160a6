// What the parts of a suite's run share.

import type { Trace } from '../../evm/trace.ts'
import { BaseError } from '../../primitives/errors.ts'
import { bytesToHex } from '../../primitives/hex.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import type { AbiFunction, AbiValue } from '../../project/abi/types.ts'
import type { InlineConfig } from '../../project/inline-config.ts'
import type { TestContract, TestFunction } from '../../project/test-contracts.ts'
import type { Project } from '../../project/types.ts'
import { PROGRAMS_NEVER_RUN } from '../../world/cheatcodes/plain/ffi.ts'
import { accountNames } from '../../world/describe/account-names.ts'
import { formatTrace } from '../../world/describe/format-trace.ts'
import { formatForgeValue } from '../../world/forge-value.ts'
import type { Fixtures } from '../../world/fixtures.ts'
import type { SetupOptions, World } from '../../world/types.ts'
import type { TestResult } from './document.ts'

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
  readonly fixtures: Fixtures
  readonly config: InlineConfig
  readonly options: SuiteOptions
}

/** How a test ended, before its name and time are put to it. */
export type Outcome = Omit<TestResult, 'name' | 'seconds'>

/** The trace in forge's form; undefined if there is none. */
export function traceText(world: World, trace: Trace | undefined): string | undefined {
  return trace === undefined ? undefined : formatTrace(world, trace, { names: accountNames(world) })
}

/** The arguments that made a test fail. */
export function counterexampleOf(
  abi: AbiFunction,
  args: readonly AbiValue[],
): NonNullable<TestResult['counterexample']> {
  return {
    calldata: bytesToHex(encodeCall(abi, args)),
    args: args.map((value, i) => formatForgeValue(value, abi.inputs[i]!)),
  }
}

/**
 * The result of a test; one that failed because a program should have been run, where forge would have run it, has no verdict.
 */
export function judged(result: TestResult): TestResult {
  const { name, kind, status, reason, logs, seconds } = result
  if (status !== 'failed' || reason?.endsWith(`: ${PROGRAMS_NEVER_RUN}`) !== true) return result
  return { name, kind, status: 'unsupported', reason, logs, seconds }
}

/** What is not supported; everything else is thrown again. */
export function unsupportedReason(error: unknown): string {
  if (error instanceof BaseError && error.code === 'WORLD_CHEATCODE_UNSUPPORTED') {
    return `cheatcode ${String(error.details?.['cheatcode'])}`
  }
  throw error
}
