import type { Fork } from '../../src/evm/types.ts'
import { hexToBytes } from '../../src/primitives/hex.ts'
import { readBlockEnv } from './block-env.ts'
import type { StateTestEngine } from './engine.ts'
import { differencesOf, rejectionDifferences, stateDifferences } from './judge.ts'
import { caseId, isInSample, matchesCase, type Selection } from './selection.ts'
import { readSender } from './sender.ts'
import { SLOW_FILES } from './slow-files.ts'
import { forkOfName, readAccounts, readCases, StateTestFileError, type CaseKey } from './state-test-file.ts'
import { decodeTransaction, TransactionBytesError, type UnsentTransaction } from './transaction-bytes.ts'
import { readTransactionFields } from './transaction-fields.ts'

/** A case that did not do what it should. */
export type Failure = {
  readonly id: string
  readonly forkName: string
  readonly differences: readonly string[]
}

/** Counts of the cases of one fork of one file. */
export type ForkCounts = {
  passed: number
  failed: number
  /** Cases of a fork that we do not have. */
  unsupported: number
  /** Cases outside the quick sample. */
  leftOut: number
}

/** Cases that are not to be run: position among all of the file, and why each counts as failed. */
export type DeadCases = ReadonlyMap<number, string>

/** What became of one file. */
export type FileResult = {
  readonly fileName: string
  /** By the fork's name in the file. */
  readonly forks: Readonly<Record<string, ForkCounts>>
  readonly failures: readonly Failure[]
  /** Why no case of the file was looked at. */
  readonly skipped?: string
  /** Cases judged without the engine, as their bytes are no transaction: id and why. */
  readonly undecodable: readonly { readonly id: string; readonly reason: string }[]
}

/** What `runFile` is given besides the file. */
export type RunFileOptions = {
  readonly engine: StateTestEngine
  readonly selection: Selection
  readonly dead?: DeadCases
  /** Told the position of each case among all of the file, before it runs. */
  readonly onCase?: (position: number) => void
}

/** The cases of a file's text, in the order of the file; or why there are none. */
export function openFile(fileName: string, text: string): readonly CaseKey[] | string {
  return SLOW_FILES[fileName] ?? readCasesOrReason(text)
}

/** Runs the selected cases of a file, in their order. */
export async function runFile(
  fileName: string,
  cases: readonly CaseKey[] | string,
  options: RunFileOptions,
): Promise<FileResult> {
  if (typeof cases === 'string') return skippedFile(fileName, cases, options.selection)
  const forks: Record<string, ForkCounts> = {}
  const failures: Failure[] = []
  const undecodable: { id: string; reason: string }[] = []
  for (const { key, id, fork, position, isSampled } of selectCases(fileName, cases, options.selection)) {
    const counts = (forks[key.forkName] ??= { passed: 0, failed: 0, unsupported: 0, leftOut: 0 })
    if (fork === undefined) counts.unsupported++
    else if (!isSampled) counts.leftOut++
    else {
      const { differences, undecodableBecause } = await runUnlessDead(key, fork, position, options)
      if (undecodableBecause !== undefined) undecodable.push({ id, reason: undecodableBecause })
      if (differences.length === 0) counts.passed++
      else {
        counts.failed++
        failures.push({ id, forkName: key.forkName, differences })
      }
    }
  }
  return { fileName, forks, failures, undecodable }
}

// Who asks for one case is not told about files that have nothing to do with it.
function skippedFile(fileName: string, reason: string, { match }: Selection): FileResult {
  const isAskedFor = match === undefined || fileName.includes(match)
  return { fileName, forks: {}, failures: [], undecodable: [], ...(isAskedFor && { skipped: reason }) }
}

type SelectedCase = {
  readonly key: CaseKey
  readonly id: string
  readonly fork: Fork | undefined
  readonly position: number
  readonly isSampled: boolean
}

function selectCases(
  fileName: string,
  cases: readonly CaseKey[],
  selection: Selection,
): readonly SelectedCase[] {
  const matching = cases
    .map((key, position) => ({
      key,
      position,
      id: caseId(fileName, key.testName, key.forkName, key.index),
      fork: forkOfName(key.forkName),
    }))
    .filter(({ key, id }) => matchesCase(selection, id, key.forkName))
  // The sample is drawn from what can run: else it would pick forks that we do not have.
  const ids = matching.filter(({ fork }) => fork !== undefined).map(({ id }) => id)
  const flags = isInSample(selection, fileName, ids)
  const sampled = new Set(ids.filter((_, index) => flags[index]))
  return matching.map((selected) => ({ ...selected, isSampled: sampled.has(selected.id) }))
}

type CaseVerdict = { readonly differences: readonly string[]; readonly undecodableBecause?: string }

async function runUnlessDead(
  key: CaseKey,
  fork: Fork,
  position: number,
  options: RunFileOptions,
): Promise<CaseVerdict> {
  const deadBecause = options.dead?.get(position)
  if (deadBecause !== undefined) return { differences: [deadBecause] }
  options.onCase?.(position)
  return runCase(key, fork, options.engine)
}

async function runCase(key: CaseKey, fork: Fork, engine: StateTestEngine): Promise<CaseVerdict> {
  const { test, expected } = key
  const pre = readAccounts(test.pre)
  try {
    const env = readBlockEnv(test.env, key.forkName, fork, test.config)
    const unsent = readTransaction(key, env.chainId)
    if (unsent instanceof TransactionBytesError) {
      const rejection = { reason: 'undecodable', detail: unsent.reason } as const
      const differences = [
        ...rejectionDifferences(expected, rejection),
        ...stateDifferences(expected, pre, undefined, undefined),
      ]
      return { differences, undecodableBecause: unsent.message }
    }
    const transaction = { ...unsent, from: readSender(test.transaction) }
    const outcome = await engine.run({ fork, env, pre, transaction })
    return { differences: differencesOf(expected, outcome, transaction, env) }
  } catch (error) {
    return { differences: [`the engine or the harness threw: ${describeError(error)}`] }
  }
}

// The signed bytes are what a node would be given; the fields stand in where a test has none.
function readTransaction(key: CaseKey, chainId: bigint): UnsentTransaction | TransactionBytesError {
  const { txbytes, indexes } = key.expected
  if (txbytes === undefined || txbytes === '0x')
    return readTransactionFields(key.test.transaction, indexes, chainId)
  try {
    return decodeTransaction(hexToBytes(txbytes))
  } catch (error) {
    if (error instanceof TransactionBytesError) return error
    throw error
  }
}

function readCasesOrReason(text: string): readonly CaseKey[] | string {
  try {
    return readCases(text)
  } catch (error) {
    if (error instanceof StateTestFileError) return error.reason
    throw error
  }
}

function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
