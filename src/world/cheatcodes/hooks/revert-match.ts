// Whether a revert is the one that was expected or assumed. As crates/cheatcodes/src/test/revert_handlers.rs.

import type { Address } from '../../../evm/types.ts'
import { equalBytes } from '../../../primitives/bytes.ts'
import { bytesToHex } from '../../../primitives/hex.ts'
import { checksumAddress } from '../../../project/abi/checksum-address.ts'
import { decodeArguments } from '../../../project/abi/decode.ts'
import { selectorIn } from '../../../project/abi/selector.ts'
import type { AbiType } from '../../../project/abi/types.ts'
import { ERROR_SELECTOR, type ErrorLookup, revertReason } from '../../revert-reason.ts'
import { CHEATCODE_ERROR_SELECTOR } from '../cheatcode-error.ts'

export type RevertPattern = {
  /** The data that is expected; undefined: any. */
  readonly reason: Uint8Array | undefined
  /** Only the first four bytes count. */
  readonly isPartial: boolean
  readonly reverter: Address | undefined
}

/** Why a revert does not fit, in foundry's words; undefined if it does. */
export function mismatchOf(
  pattern: RevertPattern,
  data: Uint8Array,
  revertedBy: Address | undefined,
  errorsOf: ErrorLookup,
  isCheatcode = false,
): string | undefined {
  const { reason, reverter } = pattern
  if (reverter !== undefined && revertedBy !== undefined && reverter !== revertedBy)
    return `Reverter != expected reverter: ${checksumAddress(revertedBy)} != ${checksumAddress(reverter)}`
  if (reason === undefined) return undefined
  if (reason.length > 0 && data.length === 0) return 'call reverted as expected, but without data'
  if (pattern.isPartial && equalBytes(data.subarray(0, 4), reason.subarray(0, 4))) return undefined
  const actual = innerText(data)
  if (equalBytes(actual, reason) || (isCheatcode && includes(actual, reason))) return undefined
  if (selectorIn(reason) === ERROR_SELECTOR && equalBytes(innerText(reason), actual)) return undefined
  const shownActual = revertReason(actual, 'revert', errorsOf)
  const shownExpected = revertReason(reason, 'revert', errorsOf)
  if (shownActual === shownExpected) return undefined
  return `Error != expected error: ${shownActual} != ${shownExpected}`
}

const BYTES: readonly AbiType[] = [{ kind: 'bytes' }]
const STRING: readonly AbiType[] = [{ kind: 'string' }]

/** The text of Error(string) and CheatcodeError(string) as bytes; other data as they are. */
export function innerText(data: Uint8Array): Uint8Array {
  const selector = selectorIn(data)
  if (selector !== ERROR_SELECTOR && selector !== CHEATCODE_ERROR_SELECTOR) return data
  try {
    return decodeArguments(BYTES, data.subarray(4))[0] as Uint8Array
  } catch {
    return data
  }
}

/** Revert data for a message: its text if it is one, else hex. */
export function revertText(data: Uint8Array): string {
  try {
    return decodeArguments(STRING, data)[0] as string
  } catch {
    return data.every((byte) => byte < 0x80) ? new TextDecoder().decode(data) : bytesToHex(data)
  }
}

function includes(bytes: Uint8Array, part: Uint8Array): boolean {
  for (let at = 0; at + part.length <= bytes.length; at++)
    if (equalBytes(bytes.subarray(at, at + part.length), part)) return true
  return false
}
