// Arguments of calls, decoded. Kept calls are changed again and again, so that theirs are remembered; to remember those of
// every new call would cost more than decoding some of them twice.

import { decodeArguments } from '../project/abi/decode.ts'
import type { AbiType, AbiValue } from '../project/abi/types.ts'
import type { Call } from './types.ts'

const SELECTOR_BYTES = 4

/** Of kept calls: 'not yet' until somebody asks, null if the calldata holds no such arguments. */
const REMEMBERED = new WeakMap<Call, readonly AbiValue[] | null | 'not yet'>()

/** Says that the call is kept. */
export function noteKept(call: Call): void {
  if (!REMEMBERED.has(call)) REMEMBERED.set(call, 'not yet')
}

/** What stands behind the selector; undefined if that is not what these types take. @param types always the same for a call */
export function decodedArguments(call: Call, types: readonly AbiType[]): readonly AbiValue[] | undefined {
  const known = REMEMBERED.get(call)
  if (known !== undefined && known !== 'not yet') return known ?? undefined
  const values = argumentsIn(call.data, types)
  if (known !== undefined) REMEMBERED.set(call, values ?? null)
  return values
}

/** The same of calldata that may be anything. */
export function argumentsIn(data: Uint8Array, types: readonly AbiType[]): readonly AbiValue[] | undefined {
  try {
    return decodeArguments(types, data, SELECTOR_BYTES)
  } catch {
    return undefined
  }
}
