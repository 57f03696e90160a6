// Calls whose list and number, multiplied, do not fit a word: what is paid for all is next to nothing, what each gets is not.

import type { Address } from '../../evm/types.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import type { AbiType, AbiValue } from '../../project/abi/types.ts'
import type { Call, TargetFunction } from '../types.ts'

const WORD_BITS = 256
/** Twice this is 2^256. */
const HALF = 1n << 255n
const CALLS_MAX = 32

/** One call of each function that takes a list of accounts or numbers, and one number. */
export function wrappingCalls(
  functions: readonly TargetFunction[],
  own: readonly Address[],
): readonly Call[] {
  const [from, other] = own
  if (from === undefined || other === undefined) return []
  const two = (type: AbiType): AbiValue | undefined => {
    if (type.kind !== 'array' || type.length !== undefined) return undefined
    if (type.element.kind === 'address') return [from, other]
    return type.element.kind === 'uint' ? [1n, 2n] : undefined
  }
  return functions
    .flatMap(({ index, to, abi }): Call[] => {
      const types = abi.inputs.map(({ type }) => type)
      if (to === undefined || types.length !== 2) return []
      const values = types.map((type) => (type.kind === 'uint' && type.bits === WORD_BITS ? HALF : two(type)))
      if (!values.includes(HALF) || !values.some((value) => Array.isArray(value))) return []
      const data = encodeCall(abi, values as readonly AbiValue[])
      return [{ target: index, to, from, value: 0n, data, seconds: 0, blocks: 0 }]
    })
    .slice(0, CALLS_MAX)
}
