// Calls that a contract makes of itself: a function that takes a list of bytes, as a multicall does. What users of the setup called one by one is
// written into such a list, once and twice, with the ether that came with one call: who looks at it for each element counts it twice.

import type { Address } from '../../evm/types.ts'
import { isStateChanging } from '../../project/abi/mutability.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import type { AbiParameter, AbiValue } from '../../project/abi/types.ts'
import type { ScriptedCall } from '../../world/attacker/types.ts'
import { isList } from '../lists/list-calls.ts'
import type { Call, TargetFunction } from '../types.ts'

/** Functions that are written into one list. */
const INNER_MAX = 8
const COPIES: readonly number[] = [1, 2]

/** Lists of known calls, of one and of two, for each function that seems to take such a list, as `from` would send them. */
export function batchedCalls(
  known: readonly ScriptedCall[],
  functions: readonly TargetFunction[],
  from: Address,
): Call[] {
  return functions.flatMap((batch): Call[] => {
    const { to, abi } = batch
    const place = abi.inputs.findIndex(isCallList)
    if (to === undefined || place < 0 || !isStateChanging(abi)) return []
    const rest = abi.inputs.map((input, i) => (i === place ? [] : plainest(input)))
    if (rest.includes(undefined)) return []
    const inner = new Map<number, ScriptedCall>()
    for (const call of known) {
      const selector = selectorIn(call.data)
      if (call.to !== to || selector === undefined || selector === abi.selector || inner.size >= INNER_MAX)
        continue
      const isOwn = functions.some((each) => each.to === to && each.abi.selector === selector)
      if (isOwn && (call.value === 0n || abi.mutability === 'payable')) inner.set(selector, call)
    }
    return [...inner.values()].flatMap(({ value, data }) =>
      COPIES.map((copies): Call => {
        const list = new Array<AbiValue>(copies).fill(data)
        const values = rest.map((each, i) => (i === place ? list : each!))
        return { target: batch.index, to, from, value, data: encodeCall(abi, values), seconds: 0, blocks: 0 }
      }),
    )
  })
}

/** What a call is about that makes others of the same contract: the last of these. Undefined: it makes none. */
export function lastInList(
  call: Call,
  functions: readonly TargetFunction[],
  valuesOf: (call: Call) => readonly AbiValue[] | undefined,
): Call | undefined {
  const place = functions[call.target]?.abi.inputs.findIndex(isCallList) ?? -1
  const list = place < 0 ? undefined : valuesOf(call)?.[place]
  const data = Array.isArray(list) ? (list as readonly AbiValue[]).at(-1) : undefined
  if (!(data instanceof Uint8Array)) return undefined
  const selector = selectorIn(data)
  const inner = functions.find(({ to, abi }) => to === call.to && abi.selector === selector)
  return inner && { ...call, target: inner.index, data }
}

function isCallList({ type }: AbiParameter): boolean {
  return isList(type) && type.kind === 'array' && type.element.kind === 'bytes'
}

/** What stands beside the list: until when it may be made, whether a failure ends it. Undefined: nobody knows. */
function plainest({ type }: AbiParameter): AbiValue | undefined {
  if (type.kind === 'uint') return (1n << BigInt(type.bits)) - 1n
  return type.kind === 'bool' ? true : undefined
}
