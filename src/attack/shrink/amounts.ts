// The amounts that a call moves, as far as its shape tells: the ether that it sends, and great numbers of wide types among its
// arguments, in structs and lists too, and those of the calls in its reactions. Small numbers are ids, mostly.

import type { AbiType, AbiValue } from '../../project/abi/types.ts'
import type { CallWriter } from '../call-writer.ts'
import type { Call } from '../types.ts'

const BITS_LEAST = 96
const AMOUNT_LEAST = 1_000n

/**
 * The call with each amount replaced by what `change` makes of it, in a fixed order; what does not fit its type stays.
 * @param least smaller arguments are no amounts
 */
export function withAmounts(
  writer: CallWriter,
  call: Call,
  change: (amount: bigint) => bigint,
  least: bigint = AMOUNT_LEAST,
): Call {
  const value = call.value === 0n ? 0n : change(call.value)
  const types = call.target < 0 ? [] : writer.typesOf(call.target)
  const values = call.target < 0 ? undefined : writer.valuesOf(call)
  const changed = values?.map((argument, i) => changedArgument(types[i]!, argument, change, least))
  const reactions = call.reactions?.map((reaction) => ({
    ...reaction,
    calls: reaction.calls.map((each) => withAmounts(writer, each, change, least)),
  }))
  const paying = { ...call, value, ...(reactions !== undefined && { reactions }) }
  return changed === undefined || changed.every((argument, i) => argument === values![i])
    ? paying
    : writer.withValues(paying, changed)
}

/** The amounts of a call, in the order of `withAmounts`. */
export function amountsOf(writer: CallWriter, call: Call): bigint[] {
  const amounts: bigint[] = []
  withAmounts(writer, call, (amount) => {
    amounts.push(amount)
    return amount
  })
  return amounts
}

function changedArgument(
  type: AbiType,
  value: AbiValue,
  change: (amount: bigint) => bigint,
  least: bigint,
): AbiValue {
  if (Array.isArray(value)) {
    const parts = value as readonly AbiValue[]
    const changed = parts.map((part, i) => {
      const of =
        type.kind === 'tuple' ? type.components[i]?.type : type.kind === 'array' ? type.element : undefined
      return of === undefined ? part : changedArgument(of, part, change, least)
    })
    return changed.every((part, i) => part === parts[i]) ? value : changed
  }
  if (type.kind !== 'uint' || type.bits < BITS_LEAST || typeof value !== 'bigint' || value < least)
    return value
  const changed = change(value)
  return changed >= 0n && changed >> BigInt(type.bits) === 0n ? changed : value
}
