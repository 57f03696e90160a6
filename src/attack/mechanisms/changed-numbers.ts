// A call of a finding with other numbers in its arguments, for counterfactuals.

import { AbiDecodeError, decodeArguments } from '../../project/abi/decode.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import type { AbiValue } from '../../project/abi/types.ts'
import type { Call, CampaignTarget } from '../types.ts'

/** The call with each number among its arguments, in structs and lists too, replaced; as it is if its arguments cannot be read. */
export function withNumbers(target: CampaignTarget, call: Call, change: (number: bigint) => bigint): Call {
  const abi = target.functions[call.target]?.abi
  if (abi === undefined || call.data.length < 4) return call
  const types = abi.inputs.map(({ type }) => type)
  try {
    const values = decodeArguments(types, call.data.subarray(4))
    return {
      ...call,
      data: encodeCall(
        abi,
        values.map((value) => changed(value, change)),
      ),
    }
  } catch (error) {
    if (error instanceof AbiDecodeError) return call
    throw error
  }
}

function changed(value: AbiValue, change: (number: bigint) => bigint): AbiValue {
  if (typeof value === 'bigint') return change(value)
  return Array.isArray(value) ? (value as readonly AbiValue[]).map((each) => changed(each, change)) : value
}
