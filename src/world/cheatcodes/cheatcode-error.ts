import { encodeWithSelector } from '../../project/abi/encode.ts'
import type { AbiType } from '../../project/abi/types.ts'

/** CheatcodeError(string). */
export const CHEATCODE_ERROR_SELECTOR = 0xeeaa9e6f

const STRING: readonly AbiType[] = [{ kind: 'string' }]

/** Revert data of a cheatcode that failed. */
export function cheatcodeErrorBytes(message: string): Uint8Array {
  return encodeWithSelector(CHEATCODE_ERROR_SELECTOR, STRING, [message])
}
