// Compares what an engine did with what a state test expects.

import type { AccountDump, Address, BlockEnv, Log, Transaction } from '../../src/evm/types.ts'
import { equalBytes } from '../../src/primitives/bytes.ts'
import { bytesToHex, type Hex } from '../../src/primitives/hex.ts'
import type { StateTestOutcome } from './engine.ts'
import { acceptedRejections, type Rejection } from './expected-exception.ts'
import { logsHash } from './logs-hash.ts'
import { readAccounts, type AccountFields, type PostFields } from './state-test-file.ts'
import { stateRoot } from './state-root.ts'

/** Accounts as they were found. */
export type Accounts = ReadonlyMap<Address, AccountDump>

const BYTES_SHOWN_MAX = 48
const LOGS_SHOWN_MAX = 3

/**
 * Every way in which the outcome is not what the test expects, one per line, states account by account; none: passed.
 */
export function differencesOf(
  expected: PostFields,
  outcome: StateTestOutcome,
  transaction: Transaction,
  env: BlockEnv,
): readonly string[] {
  const rejection =
    outcome.kind === 'invalid' ? { reason: outcome.reason, detail: outcome.detail } : undefined
  const verdict = rejectionDifferences(expected, rejection)
  const logs = outcome.kind === 'invalid' ? [] : outcome.logs
  const found = [...verdict, ...stateDifferences(expected, outcome.state, transaction, env)]
  const hash = logsHash(logs)
  if (hash !== expected.logs)
    found.push(`logs hash: expected ${expected.logs}, got ${hash}`, ...logLines(logs))
  if (found.length > 0) found.push(describeOutcome(outcome))
  return found
}

/** Whether it was right to reject a transaction, or not to (`rejection` absent); none: it was. */
export function rejectionDifferences(
  expected: PostFields,
  rejection: { readonly reason: Rejection; readonly detail: string } | undefined,
): readonly string[] {
  const { expectException } = expected
  if (expectException === undefined)
    return rejection === undefined
      ? []
      : [`rejected, expected to be valid: ${rejection.reason} (${rejection.detail})`]
  if (rejection === undefined) return [`included, expected to be rejected: ${expectException}`]
  const accepted = acceptedRejections(expectException)
  if (accepted === undefined) return [`expectException: the harness does not know ${expectException}`]
  if (accepted.has(rejection.reason)) return []
  return [`rejected for ${rejection.reason} (${rejection.detail}), expected ${expectException}`]
}

/** Where a state is not the expected one: field by field if the test has the state, else only that the root is not. */
export function stateDifferences(
  expected: PostFields,
  state: Accounts,
  transaction: Transaction | undefined,
  env: BlockEnv | undefined,
): readonly string[] {
  const found: string[] = []
  if (expected.state !== undefined) {
    const expectedState = readAccounts(expected.state)
    for (const address of sortedKeys(expectedState, state)) {
      const lines = accountDifferences(expectedState.get(address), state.get(address))
      const isSender = address === transaction?.from
      for (const line of lines) found.push(`${address} ${line}${isSender ? ' (the sender)' : ''}`)
      if (isSender && env !== undefined)
        found.push(...gasLines(expectedState.get(address), state.get(address), transaction, env))
    }
  }
  const root = rootOf(state, found.length === 0 ? expected.state : undefined)
  if (root !== expected.hash) found.push(`state root: expected ${expected.hash}, got ${root}`)
  return found
}

const roots = new WeakMap<AccountFields, Hex>()

/** @param listed the same accounts as a test lists them, if it does: several engines reach them, and their root is computed once */
function rootOf(state: Accounts, listed: AccountFields | undefined): Hex {
  const root = (listed && roots.get(listed)) ?? stateRoot(state)
  if (listed !== undefined) roots.set(listed, root)
  return root
}

function accountDifferences(
  expected: AccountDump | undefined,
  got: AccountDump | undefined,
): readonly string[] {
  if (expected === undefined) return got === undefined ? [] : [`should not exist: ${describeAccount(got)}`]
  if (got === undefined) return [`is missing: ${describeAccount(expected)}`]
  const found: string[] = []
  if (expected.balance !== got.balance)
    found.push(`balance: expected ${expected.balance}, got ${got.balance}`)
  if (expected.nonce !== got.nonce) found.push(`nonce: expected ${expected.nonce}, got ${got.nonce}`)
  if (!equalBytes(expected.code, got.code))
    found.push(`code: expected ${shortHex(expected.code)}, got ${shortHex(got.code)}`)
  for (const slot of sortedKeys(expected.storage, got.storage)) {
    const wanted = expected.storage.get(slot) ?? 0n
    const held = got.storage.get(slot)
    if (held === 0n) found.push(`slot ${hex(slot)}: a zero word in the dump`)
    else if (wanted !== (held ?? 0n))
      found.push(`slot ${hex(slot)}: expected ${hex(wanted)}, got ${hex(held ?? 0n)}`)
  }
  return found
}

// What the sender has too much or too little is most often gas, so say it in gas.
function gasLines(
  expected: AccountDump | undefined,
  got: AccountDump | undefined,
  transaction: Transaction,
  env: BlockEnv,
): readonly string[] {
  if (expected === undefined || got === undefined) return []
  const price = effectiveGasPrice(transaction, env)
  const excess = expected.balance - got.balance
  if (excess === 0n || price === 0n || excess % price !== 0n) return []
  const gas = excess / price
  return [
    `gas: ${gas > 0n ? `${gas} too much` : `${-gas} too little`} was paid, if gas is what the sender's balance lacks`,
  ]
}

// EIP-1559.
function effectiveGasPrice(transaction: Transaction, env: BlockEnv): bigint {
  if (transaction.gasPrice !== undefined) return transaction.gasPrice
  const cap = transaction.maxFeePerGas ?? 0n
  const wanted = env.baseFee + (transaction.maxPriorityFeePerGas ?? 0n)
  return wanted < cap ? wanted : cap
}

function describeOutcome(outcome: StateTestOutcome): string {
  if (outcome.kind === 'invalid') return `outcome: invalid, ${outcome.reason} (${outcome.detail})`
  const halt = outcome.halt === undefined ? '' : ` ${outcome.halt}`
  return `outcome: ${outcome.status}${halt}, gas paid ${outcome.gasPaid}, ${outcome.logs.length} logs`
}

function describeAccount(account: AccountDump): string {
  const { balance, nonce, code, storage } = account
  return `balance ${balance}, nonce ${nonce}, ${code.length} bytes of code, ${storage.size} slots`
}

function logLines(logs: readonly Log[]): readonly string[] {
  const lines = logs
    .slice(0, LOGS_SHOWN_MAX)
    .map(
      (log, index) => `log ${index}: ${log.address} [${log.topics.map(hex).join(' ')}] ${shortHex(log.data)}`,
    )
  if (logs.length > LOGS_SHOWN_MAX) lines.push(`and ${logs.length - LOGS_SHOWN_MAX} more logs`)
  return lines
}

function sortedKeys<Key extends string | bigint>(
  left: ReadonlyMap<Key, unknown>,
  right: ReadonlyMap<Key, unknown>,
): readonly Key[] {
  const keys = [...left.keys()]
  for (const key of right.keys()) if (!left.has(key)) keys.push(key)
  return keys.sort((one, other) => (one < other ? -1 : one > other ? 1 : 0))
}

function shortHex(bytes: Uint8Array): string {
  if (bytes.length <= BYTES_SHOWN_MAX) return bytesToHex(bytes)
  return `${bytesToHex(bytes.subarray(0, BYTES_SHOWN_MAX))}... (${bytes.length} bytes)`
}

function hex(word: bigint): string {
  return `0x${word.toString(16)}`
}
