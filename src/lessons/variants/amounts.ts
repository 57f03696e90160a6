// The same call with other amounts.

import type { CallWriter } from '../../attack/call-writer.ts'
import type { Call } from '../../attack/types.ts'
import type { AbiType, AbiValue } from '../../project/abi/types.ts'

/** Numerators and denominators, those that a half repair misses first. */
const SHARES: readonly (readonly [bigint, bigint])[] = [
  [1n, 2n],
  [9n, 10n],
  [1n, 10n],
  [2n, 1n],
  [1n, 100n],
  [10n, 1n],
  [1n, 1_000n],
]

const LESS: readonly (readonly [bigint, bigint])[] = [
  [9n, 10n],
  [1n, 2n],
  [0n, 1n],
]

/** All amounts of the call in another size, one size after another; then each moved by 1. Those that are no other call are left out. */
export function* scaledAmounts(writer: CallWriter, call: Call): Generator<Call> {
  for (const [part, whole] of SHARES) {
    const other = withAmounts(writer, call, (amount) => (amount * part) / whole)
    if (other !== undefined) yield other
  }
  for (const step of [-1n, 1n]) {
    const other = withAmounts(writer, call, (amount) => amount + step)
    if (other !== undefined) yield other
  }
}

/** The call with one of its amounts less, or none: each amount in turn. */
export function eachAmountLess(writer: CallWriter, call: Call): readonly Call[] {
  const calls: Call[] = []
  for (const [part, whole] of LESS) {
    for (let turn = 0; ; turn++) {
      let at = 0
      const other = withAmounts(writer, call, (amount) => (at++ === turn ? (amount * part) / whole : amount))
      if (other !== undefined) calls.push(other)
      if (turn >= at) break
    }
  }
  return calls
}

/** The call with each of its amounts changed; undefined if it has none. */
export function withAmounts(
  writer: CallWriter,
  call: Call,
  change: (amount: bigint) => bigint,
): Call | undefined {
  const values = call.target < 0 ? undefined : writer.valuesOf(call)
  const types = values === undefined ? [] : writer.typesOf(call.target)
  const changed = types.map((type, i) => changedValue(type, values![i]!, change))
  const isOther = changed.some((value, i) => value !== values![i])
  const value = call.value === 0n ? 0n : atLeast(change(call.value), 0n)
  if (!isOther && value === call.value) return undefined
  return { ...(isOther ? writer.withValues(call, changed) : call), value }
}

function changedValue(type: AbiType, value: AbiValue, change: (amount: bigint) => bigint): AbiValue {
  switch (type.kind) {
    case 'uint': {
      const now = value as bigint
      if (now === 0n || type.bits < AMOUNT_BITS) return now
      const changed = atLeast(change(now), 0n)
      return changed >> BigInt(type.bits) === 0n ? changed : now
    }
    case 'array': {
      const values = value as readonly AbiValue[]
      const changed = values.map((each) => changedValue(type.element, each, change))
      return changed.some((each, i) => each !== values[i]) ? changed : values
    }
    case 'tuple': {
      const values = value as readonly AbiValue[]
      const changed = values.map((each, i) => changedValue(type.components[i]!.type, each, change))
      return changed.some((each, i) => each !== values[i]) ? changed : values
    }
    default:
      return value
  }
}

/** Narrower numbers are ids, times and parts in a hundred. */
const AMOUNT_BITS = 96

function atLeast(value: bigint, least: bigint): bigint {
  return value < least ? least : value
}
