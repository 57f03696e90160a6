// A call of a finding with other numbers in its arguments, for counterfactuals.

import { encodeCall } from '../../project/abi/encode.ts'
import { typesOf } from '../../project/abi/layout.ts'
import type { AbiParameter, AbiType, AbiValue } from '../../project/abi/types.ts'
import { decodedArguments } from '../decoded-arguments.ts'
import { isList } from '../lists/list-calls.ts'
import type { Call, CampaignTarget } from '../types.ts'

/** The call with each number among its arguments, in structs and lists too, replaced; as it is if its arguments cannot be read. */
export function withNumbers(target: CampaignTarget, call: Call, change: (number: bigint) => bigint): Call {
  return withArguments(target, call, (value) => changed(value, change))
}

function withArguments(
  target: CampaignTarget,
  call: Call,
  change: (value: AbiValue, input: AbiParameter) => AbiValue,
): Call {
  const abi = target.functions[call.target]?.abi
  const values = abi && decodedArguments(call, typesOf(abi.inputs))
  if (abi === undefined || values === undefined) return call
  const data = encodeCall(
    abi,
    values.map((value, i) => change(value, abi.inputs[i]!)),
  )
  return { ...call, data }
}

export function takesList(target: CampaignTarget, { target: fn }: Call): boolean {
  return target.functions[fn]?.abi.inputs.some(({ type }) => isList(type)) === true
}

/** The call with the greatest numbers outside of its lists: these say what is done, and other numbers what is too much. */
export function withoutLimits(target: CampaignTarget, call: Call): Call {
  return takesList(target, call)
    ? withArguments(target, call, (value, input) =>
        isList(input.type) ? value : greatest(value, input.type),
      )
    : call
}

function greatest(value: AbiValue, type: AbiType): AbiValue {
  if (type.kind === 'uint') return (1n << BigInt(type.bits)) - 1n
  if (type.kind === 'int') return (1n << BigInt(type.bits - 1)) - 1n
  if (!Array.isArray(value)) return value
  return (value as readonly AbiValue[]).map((each, i) =>
    type.kind === 'array'
      ? greatest(each, type.element)
      : type.kind === 'tuple'
        ? greatest(each, type.components[i]!.type)
        : each,
  )
}

function changed(value: AbiValue, change: (number: bigint) => bigint): AbiValue {
  if (typeof value === 'bigint') return change(value)
  return Array.isArray(value) ? (value as readonly AbiValue[]).map((each) => changed(each, change)) : value
}
