// One test function, run as forge runs a unit test (crates/forge/src/runner.rs: run_unit_test).

import type { Trace } from '../evm/trace.ts'
import { AbiDecodeError, decodeArguments } from '../project/abi/decode.ts'
import { encodeCall, encodeWithSelector } from '../project/abi/encode.ts'
import type { AbiFunction, AbiType, AbiValue } from '../project/abi/types.ts'
import { bigIntToBytes32 } from '../primitives/bytes.ts'
import { skipReason } from './cheatcodes/hooks/assume.ts'
import { knownErrors } from './known-errors.ts'
import { revertReason } from './revert-reason.ts'
import type { ConsoleLine, World, WorldResult } from './types.ts'

export type TestOutcome = {
  /** 'rejected': vm.assume was not met. */
  readonly status: 'passed' | 'failed' | 'skipped' | 'rejected'
  /** Why it failed or was skipped, in forge's words; empty if there is nothing to say. */
  readonly reason: string
  /** After refunds, without what a transaction costs by itself: as forge shows it. */
  readonly gasUsed: bigint
  readonly console: readonly ConsoleLine[]
  readonly trace: Trace | undefined
}

const TRANSACTION_GAS = 21_000n
const ZERO_BYTE_GAS = 4n
const BYTE_GAS = 16n
const REFUND_QUOTIENT = 5n

/**
 * Runs a function of the test contract on the state after setup, which stays as it is.
 * @throws UnsupportedCheatcodeError, and what the Machine throws when a limit is reached.
 */
export function runTest(
  world: World,
  fn: AbiFunction,
  args: readonly AbiValue[],
  options: { readonly trace?: boolean } = {},
): TestOutcome {
  const mark = world.mark()
  world.keepConsole(true)
  try {
    const data = encodeCall(fn, args)
    const run = (): WorldResult => prepare(world, fn) ?? world.call({ to: world.test.address, data })
    const { result, trace } = options.trace === true ? world.trace(run) : { result: run(), trace: undefined }
    return {
      ...judge(world, result),
      gasUsed: gasAfterRefunds(result, data),
      console: world.takeConsole(),
      trace,
    }
  } finally {
    world.rollback(mark)
    world.keepConsole(false)
    world.takeConsole()
  }
}

/** EIP-3529: at most a fifth of what the transaction took comes back, nothing if it failed. */
function gasAfterRefunds({ status, gasUsed, gasRefund }: WorldResult, data: Uint8Array): bigint {
  if (status !== 'success') return gasUsed
  let intrinsic = TRANSACTION_GAS
  for (const byte of data) intrinsic += byte === 0 ? ZERO_BYTE_GAS : BYTE_GAS
  const most = (gasUsed + intrinsic) / REFUND_QUOTIENT
  return gasUsed - (gasRefund < most ? gasRefund : most)
}

function judge(world: World, result: WorldResult): Pick<TestOutcome, 'status' | 'reason'> {
  if (result.verdict === 'skip') return { status: 'skipped', reason: skipReason(result.output) }
  if (result.verdict === 'assume') return { status: 'rejected', reason: 'FOUNDRY::ASSUME' }
  if (result.status === 'success') return { status: result.isFailed ? 'failed' : 'passed', reason: '' }
  return { status: 'failed', reason: reasonOf(world, result) }
}

/** Why a call failed, as forge prints it. */
export function reasonOf(world: World, result: WorldResult): string {
  const errorsOf = knownErrors(world.project, world.test.artifact)
  return revertReason(result.output, result.halt ?? 'revert', errorsOf)
}

const BYTES_LIST: readonly AbiType[] = [{ kind: 'array', element: { kind: 'bytes' } }]

/** beforeTestSetup(bytes4) may name calls that go before a test. Returns the one that failed. */
function prepare(world: World, fn: AbiFunction): WorldResult | undefined {
  const before = world.test.artifact.abi.functions.find(
    ({ name }) => name.toLowerCase() === 'beforetestsetup',
  )
  if (before === undefined) return undefined
  const to = world.test.address
  const selector = bigIntToBytes32(BigInt(fn.selector) << 224n).slice(0, 4)
  const asked = world.call({
    to,
    data: encodeWithSelector(before.selector, [{ kind: 'fixedBytes', size: 4 }], [selector]),
  })
  if (asked.status !== 'success') return undefined
  for (const data of callsIn(asked.output)) {
    const result = world.call({ to, data })
    if (result.status !== 'success') return result
  }
  return undefined
}

function callsIn(output: Uint8Array): readonly Uint8Array[] {
  try {
    return decodeArguments(BYTES_LIST, output)[0] as Uint8Array[]
  } catch (error) {
    if (error instanceof AbiDecodeError) return []
    throw error
  }
}
