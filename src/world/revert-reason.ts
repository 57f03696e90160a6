// Revert data in words, as forge prints it (crates/evm/core/src/decode.rs).

import type { HaltReason } from '../evm/halts.ts'
import { bytesToHex } from '../primitives/hex.ts'
import { decodeArguments } from '../project/abi/decode.ts'
import { selectorIn, selectorText } from '../project/abi/selector.ts'
import type { AbiError, AbiParameter, AbiType } from '../project/abi/types.ts'
import { CHEATCODE_ERROR_SELECTOR } from './cheatcodes/cheatcode-error.ts'
import { formatForgeValue } from './forge-value.ts'

/** The custom errors that a selector may mean. */
export type ErrorLookup = (selector: number) => readonly AbiError[]

export const ERROR_SELECTOR = 0x08c379a0
export const PANIC_SELECTOR = 0x4e487b71

const STRING: readonly AbiType[] = [{ kind: 'string' }]
const UINT: readonly AbiType[] = [{ kind: 'uint', bits: 256 }]

// Panic codes of Solidity, in forge's words.
const PANICS: ReadonlyMap<bigint, string> = new Map([
  [0x00n, 'generic/unspecified error'],
  [0x01n, 'assertion failed'],
  [0x11n, 'arithmetic underflow or overflow'],
  [0x12n, 'division or modulo by zero'],
  [0x21n, 'failed to convert value into enum type'],
  [0x22n, 'storage byte array incorrectly encoded'],
  [0x31n, 'called `.pop()` on an empty array'],
  [0x32n, 'array out-of-bounds access'],
  [0x41n, 'memory allocation error'],
  [0x51n, 'called an invalid internal function'],
])

// revm's names.
const HALTS: Readonly<Record<HaltReason, string>> = {
  outOfGas: 'OutOfGas',
  stackUnderflow: 'StackUnderflow',
  stackOverflow: 'StackOverflow',
  invalidJump: 'InvalidJump',
  invalidOpcode: 'InvalidFEOpcode',
  staticViolation: 'StateChangeDuringStaticCall',
  returnDataOutOfBounds: 'OutOfOffset',
  callDepth: 'CallTooDeep',
  insufficientBalance: 'OutOfFunds',
  createCollision: 'CreateCollision',
  nonceOverflow: 'NonceOverflow',
  codeTooLarge: 'CreateContractSizeLimit',
  initcodeTooLarge: 'CreateInitCodeSizeLimit',
  invalidCode: 'CreateContractStartingWithEF',
  precompileFailed: 'PrecompileError',
  hostRefused: 'Revert',
}

/**
 * Why a call failed.
 * @param data what it reverted with
 * @param failure how it ended; undefined if only the data matter
 */
export function revertReason(
  data: Uint8Array,
  failure: 'revert' | HaltReason | undefined,
  errorsOf: ErrorLookup,
): string {
  const known = knownReason(data)
  if (known !== undefined) return known
  const selector = selectorIn(data)
  if (selector !== undefined) {
    const rest = data.subarray(4)
    for (const error of errorsOf(selector)) {
      const text = tryDecode(error.inputs, rest)
      if (text !== undefined) return `${error.name}(${text})`
    }
    const plain = nonEmptyText(data)
    if (plain !== undefined) return plain
    return `custom error ${selectorText(selector)}${rest.length > 0 ? `: ${textOrHex(rest)}` : ''}`
  }
  const plain = nonEmptyText(data)
  if (plain !== undefined) return plain
  if (failure !== undefined) return `EvmError: ${failure === 'revert' ? 'Revert' : HALTS[failure]}`
  return data.length === 0 ? '<empty revert data>' : `custom error bytes ${bytesToHex(data)}`
}

function knownReason(data: Uint8Array): string | undefined {
  const selector = selectorIn(data)
  if (selector === ERROR_SELECTOR || selector === CHEATCODE_ERROR_SELECTOR) {
    const text = decodeOne(STRING, data.subarray(4))
    return typeof text === 'string' ? text : undefined
  }
  if (selector !== PANIC_SELECTOR) return undefined
  const code = decodeOne(UINT, data.subarray(4))
  if (typeof code !== 'bigint') return undefined
  const meaning = PANICS.get(code)
  return `panic: ${meaning ?? 'unknown code'} (0x${code.toString(16).padStart(2, '0')})`
}

function decodeOne(types: readonly AbiType[], data: Uint8Array): unknown {
  try {
    return decodeArguments(types, data)[0]
  } catch {
    return undefined
  }
}

function tryDecode(inputs: readonly AbiParameter[], data: Uint8Array): string | undefined {
  try {
    const values = decodeArguments(
      inputs.map(({ type }) => type),
      data,
    )
    return values.map((value, i) => formatForgeValue(value, inputs[i]!)).join(', ')
  } catch {
    return undefined
  }
}

/** ABI-encoded text, or plain ASCII; undefined if it is neither or empty. */
function nonEmptyText(data: Uint8Array): string | undefined {
  const encoded = data.length >= 64 ? decodeOne(STRING, data) : undefined
  if (typeof encoded === 'string' && encoded !== '') return encoded
  return data.length > 0 && data.every((byte) => byte < 0x80) ? new TextDecoder().decode(data) : undefined
}

function textOrHex(data: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(data)
  } catch {
    return bytesToHex(data).slice(2)
  }
}
