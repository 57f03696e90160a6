// Why a frame failed, in words: once with values for people, once without for comparing failures.

import type { TraceCall } from '../../evm/trace.ts'
import type { HaltReason } from '../../evm/types.ts'
import { readWord } from '../../primitives/bytes.ts'
import { clippedText } from '../../primitives/plain-text.ts'
import { decodeArguments } from '../../project/abi/decode.ts'
import { selectorIn, selectorText } from '../../project/abi/selector.ts'
import type { AbiError, AbiType } from '../../project/abi/types.ts'
import { VM_ADDRESS } from '../addresses.ts'
import { ERROR_SELECTOR, PANIC_SELECTOR, revertReason } from '../revert-reason.ts'
import { CHEATCODE_ERROR_SELECTOR } from '../cheatcodes/cheatcode-error.ts'
import { cheatcodeSignature } from './cheatcode-names.ts'
import type { KnownNames } from './known-errors.ts'

/** What came back from a call that did not succeed. */
export type FailedCall = {
  readonly status: 'revert' | 'halt'
  readonly halt?: HaltReason
  /** Revert data. */
  readonly output: Uint8Array
}

const TEXT_MAX = 300
const MECHANISM_TEXT_MAX = 120

const HALTS: Readonly<Record<HaltReason, string>> = {
  outOfGas: 'out of gas',
  stackUnderflow: 'stack underflow',
  stackOverflow: 'stack overflow',
  invalidJump: 'jump to an invalid place',
  invalidOpcode: 'invalid opcode',
  staticViolation: 'change of the state in a static call',
  returnDataOutOfBounds: 'read behind the end of return data',
  callDepth: 'calls too deep',
  insufficientBalance: 'not enough balance for the value sent',
  createCollision: 'there is a contract at the new address already',
  nonceOverflow: 'nonce too high',
  codeTooLarge: 'contract code too large',
  initcodeTooLarge: 'initcode too large',
  invalidCode: 'code of the new contract begins with 0xef',
  precompileFailed: 'precompile failed',
  hostRefused: 'refused by the simulator',
}

const STRING: readonly AbiType[] = [{ kind: 'string' }]
const UINT256: readonly AbiType[] = [{ kind: 'uint', bits: 256 }]

/**
 * The reason as one line, values included, safe to print: 'ERC20: insufficient balance',
 * 'panic: arithmetic underflow or overflow (0x11)', 'InsufficientBalance(0x..., 0, 5)', 'out of gas',
 * 'reverted without a reason'.
 */
export function explainFailure(failed: FailedCall, known: KnownNames): string {
  if (failed.status === 'halt') return failed.halt === undefined ? 'stopped by the host' : HALTS[failed.halt]
  if (failed.output.length === 0) return 'reverted without a reason'
  const errorsOf = (selector: number): readonly AbiError[] => {
    const error = known.error(selector)
    return error === undefined ? [] : [error]
  }
  return (
    clippedText(revertReason(failed.output, 'revert', errorsOf), TEXT_MAX) || 'reverted with an empty reason'
  )
}

/**
 * The way in which a frame failed, the same for every failure of one kind: no amounts, addresses or other numbers that vary.
 * 'reverted: <message>', 'reverted', 'panic 0x11', 'custom error Unauthorized', 'assertion failed', 'out of gas'.
 */
export function failureMechanism(frame: TraceCall, known: KnownNames): string {
  if (frame.status === 'halt') return frame.halt === undefined ? 'stopped by the host' : HALTS[frame.halt]
  const selector = selectorIn(frame.output)
  if (selector === undefined) return 'reverted'
  const message = messageOf(selector, frame.output)
  if (message !== undefined) {
    const cheatcode = frame.codeAddress === VM_ADDRESS ? cheatcodeSignature(frame.input) : undefined
    if (cheatcode?.startsWith('assert')) {
      const own = ownWordsOfAssertion(message)
      return own === '' ? 'assertion failed' : `assertion failed: ${own}`
    }
    return message === '' ? 'reverted' : `reverted: ${withoutValues(message)}`
  }
  const panic = panicOf(selector, frame.output)
  if (panic !== undefined) return `panic 0x${panic.toString(16).padStart(2, '0')}`
  const error = known.error(selector)
  if (error !== undefined) return `custom error ${clippedText(error.name, 80)}`
  // Text without a selector: what expectEmit reverts with, and some contracts in assembly.
  if (!isText(frame.output)) return `custom error ${selectorText(selector)}`
  return `reverted: ${withoutValues(revertReason(frame.output, 'revert', () => []))}`
}

/** An ABI-encoded string without a selector, or nothing but printable ASCII. */
function isText(bytes: Uint8Array): boolean {
  if (bytes.length >= 64 && readWord(bytes, 0) === 32n) return true
  return bytes.length > 4 && bytes.every((byte) => byte >= 0x20 && byte < 0x7f)
}

/**
 * What the statement that reverted must have in its text if it has its reason in it at all: the message between quotes, or the
 * error's name. Undefined if there is no reason.
 */
export function reasonInSource(frame: TraceCall, known: KnownNames): string | undefined {
  const selector = frame.status === 'revert' ? selectorIn(frame.output) : undefined
  if (selector === undefined) return undefined
  const message = messageOf(selector, frame.output)
  if (message !== undefined) return message === '' ? undefined : `"${message}"`
  return known.error(selector)?.name
}

/** Addresses and numbers become '#': what is left is the same text however the values were. */
export function withoutValues(message: string): string {
  // A number inside a word is part of a name (ERC20, Vault_v2); behind one it may be an amount's unit (5ether).
  const text = message
    .slice(0, 4 * MECHANISM_TEXT_MAX)
    .replace(/0x[0-9a-fA-F]*/g, '#')
    .replace(/(?<![A-Za-z0-9_])[-+]?\d[\d_,.]*(?:e[-+]?\d+)?/g, (number) =>
      /[,.]$/.test(number) ? `#${number.at(-1)}` : '#',
    )
  return clippedText(text, MECHANISM_TEXT_MAX)
}

// Foundry's assertions write '<message>: <left> == <right>', without a message 'assertion failed: ...'.
function ownWordsOfAssertion(message: string): string {
  if (message.startsWith('assertion failed')) return ''
  const compared = message.search(/: \S+ (?:==|!=|<=?|>=?|~=|!~=) /)
  return withoutValues(compared < 0 ? message : message.slice(0, compared))
}

function messageOf(selector: number, output: Uint8Array): string | undefined {
  if (selector !== ERROR_SELECTOR && selector !== CHEATCODE_ERROR_SELECTOR) return undefined
  try {
    return decodeArguments(STRING, output.subarray(4))[0] as string
  } catch {
    return undefined
  }
}

function panicOf(selector: number, output: Uint8Array): bigint | undefined {
  if (selector !== PANIC_SELECTOR || output.length !== 36) return undefined
  return decodeArguments(UINT256, output.subarray(4))[0] as bigint
}
