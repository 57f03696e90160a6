import { equalBytes } from '../../src/primitives/bytes.ts'
import { bytesToHex } from '../../src/primitives/hex.ts'
import type { AccountDump, Address, HaltReason, Log } from '../../src/evm/types.ts'
import type { Outcome } from './scenario.ts'

/**
 * What the reference calls by another name. Which check of an instruction fails first is not observable on a chain:
 * every exceptional halt burns all gas (Yellow Paper 9.4.2). The execution specs look at the stack, then at the gas,
 * then at the static context; @ethereumjs/evm looks at the static context first, and at the stack last where the gas
 * is static. It has no reason of its own for RETURNDATACOPY, and checks the price of a deposit before its first byte.
 */
const MAY_STAND_FOR: Readonly<Partial<Record<HaltReason, readonly HaltReason[]>>> = {
  outOfGas: ['stackUnderflow', 'returnDataOutOfBounds', 'invalidCode', 'codeTooLarge', 'initcodeTooLarge'],
  staticViolation: ['outOfGas', 'stackUnderflow'],
}

/** Bytes shown of a long value. */
const BYTES_SHOWN_MAX = 160

/** Lines that say where two runs of the same messages differ, first in `expected`, then in `actual`; none if they agree. */
export function differences(expected: readonly Outcome[], actual: readonly Outcome[]): readonly string[] {
  const lines: string[] = []
  if (expected.length !== actual.length) lines.push(`messages: ${expected.length} against ${actual.length}`)
  expected.forEach((outcome, index) => {
    const other = actual[index]
    if (other !== undefined)
      lines.push(...outcomeDifferences(outcome, other).map((line) => `message ${index}: ${line}`))
  })
  return lines
}

function outcomeDifferences(expected: Outcome, actual: Outcome): readonly string[] {
  const lines: string[] = []
  const compare = (what: string, left: unknown, right: unknown): void => {
    const [shownLeft, shownRight] = [show(left), show(right)]
    if (shownLeft !== shownRight) lines.push(`${what}: ${shorten(shownLeft)} against ${shorten(shownRight)}`)
  }
  if (!isSameEnd(expected, actual)) lines.push(`status: ${showEnd(expected)} against ${showEnd(actual)}`)
  compare('output', expected.output, actual.output)
  compare('gas used', expected.gasUsed, actual.gasUsed)
  compare('gas refund', expected.gasRefund, actual.gasRefund)
  compare('created', expected.created, actual.created)
  compare('logs', expected.logs.map(showLog), actual.logs.map(showLog))
  for (const address of new Set([...expected.state.keys(), ...actual.state.keys()])) {
    lines.push(...accountDifferences(address, expected.state.get(address), actual.state.get(address)))
  }
  return lines
}

function accountDifferences(
  address: Address,
  expected: AccountDump | undefined,
  actual: AccountDump | undefined,
): readonly string[] {
  if (expected === undefined || actual === undefined) {
    return [
      `account ${address}: ${expected === undefined ? 'absent' : 'there'} against ${actual === undefined ? 'absent' : 'there'}`,
    ]
  }
  const lines: string[] = []
  if (expected.balance !== actual.balance) lines.push(`balance ${expected.balance} against ${actual.balance}`)
  if (expected.nonce !== actual.nonce) lines.push(`nonce ${expected.nonce} against ${actual.nonce}`)
  if (!equalBytes(expected.code, actual.code)) {
    lines.push(`code ${shorten(bytesToHex(expected.code))} against ${shorten(bytesToHex(actual.code))}`)
  }
  for (const slot of new Set([...expected.storage.keys(), ...actual.storage.keys()])) {
    const [left, right] = [expected.storage.get(slot) ?? 0n, actual.storage.get(slot) ?? 0n]
    if (left !== right) lines.push(`slot ${show(slot)} ${show(left)} against ${show(right)}`)
  }
  return lines.map((line) => `account ${address}: ${line}`)
}

function isSameEnd(expected: Outcome, actual: Outcome): boolean {
  if (expected.status !== actual.status || expected.halt === actual.halt)
    return expected.status === actual.status
  return MAY_STAND_FOR[expected.halt!]?.includes(actual.halt!) ?? false
}

function showEnd({ status, halt }: Outcome): string {
  return halt === undefined ? status : `${status} (${halt})`
}

function showLog({ address, topics, data }: Log): string {
  return `${address} [${topics.map(show).join(' ')}] ${bytesToHex(data)}`
}

function show(value: unknown): string {
  if (value instanceof Uint8Array) return bytesToHex(value)
  if (typeof value === 'bigint') return value < 1n << 64n ? String(value) : `0x${value.toString(16)}`
  return Array.isArray(value) ? value.map(show).join(', ') : String(value)
}

function shorten(text: string): string {
  const max = 2 + 2 * BYTES_SHOWN_MAX
  return text.length <= max ? text : `${text.slice(0, max)}... (${text.length} characters)`
}
