// The same calls of functions that are like those of the program: a check that one of them has got now, its siblings may lack.

import type { CallWriter } from '../../attack/call-writer.ts'
import type { Reenactment } from '../../attack/reenact.ts'
import type { Call, CallReaction, CallSequence, CampaignTarget } from '../../attack/types.ts'
import type { Address } from '../../evm/types.ts'
import type { AbiType, AbiValue } from '../../project/abi/types.ts'

/** One call in the sequence, or in a reaction of it, replaced by one of another function of the same contract, or its like. */
export function* similarFunctions(
  { target }: Reenactment,
  writer: CallWriter,
  calls: CallSequence,
): Generator<CallSequence> {
  for (const [i, call] of calls.entries()) {
    const put = (other: Call): CallSequence => calls.map((each, j) => (j === i ? other : each))
    for (const other of siblings(target, writer, call)) yield put(other)
    for (const [r, reaction] of (call.reactions ?? []).entries()) {
      for (const [c, nested] of reaction.calls.entries())
        for (const other of siblings(target, writer, nested)) {
          const changed: CallReaction = {
            ...reaction,
            calls: reaction.calls.map((each, k) => (k === c ? other : each)),
          }
          yield put({ ...call, reactions: call.reactions!.map((each, k) => (k === r ? changed : each)) })
        }
    }
  }
}

function* siblings(target: CampaignTarget, writer: CallWriter, call: Call): Generator<Call> {
  const fn = target.functions[call.target]
  const values = writer.valuesOf(call)
  if (fn === undefined || values === undefined || fn.fixed !== undefined) return
  const types = writer.typesOf(call.target)
  for (const other of target.functions) {
    if (other.fixed !== undefined || other.isTest || other.to === undefined) continue
    const isSibling = other.to === call.to && other !== fn
    const isTwin = other.to !== call.to && other.abi.signature === fn.abi.signature
    if (!isSibling && !isTwin) continue
    const { seconds, blocks, reactions } = call
    const value = writer.isPayable(other.index) ? call.value : 0n
    // In their order; and the greatest numbers first, as one may have been left at 0.
    for (const order of [[...values.keys()], greatestFirst(values)]) {
      const ordered = order.map((i) => ({ type: types[i]!, value: values[i]! }))
      const given = fitted(writer.typesOf(other.index), ordered, call.from)
      yield {
        ...writer.callOf(other, call.from, given),
        value,
        seconds,
        blocks,
        ...(reactions !== undefined && { reactions }),
      }
    }
  }
}

/** Positions of arguments, numbers by their size. */
function greatestFirst(values: readonly AbiValue[]): readonly number[] {
  const size = (i: number): bigint => (typeof values[i] === 'bigint' ? values[i] : -1n)
  return [...values.keys()].toSorted((a, b) => (size(b) > size(a) ? 1 : size(b) < size(a) ? -1 : a - b))
}

/** Arguments of a function out of those of another one: each the first of its type that is left, else the simplest. */
function fitted(
  wanted: readonly AbiType[],
  given: readonly { readonly type: AbiType; readonly value: AbiValue }[],
  from: Address,
): readonly AbiValue[] {
  const left = given.map(({ type, value }) => ({ value, key: JSON.stringify(type) }))
  return wanted.map((type) => {
    const at = left.findIndex(({ key }) => key === JSON.stringify(type))
    return at < 0 ? simplest(type, from) : left.splice(at, 1)[0]!.value
  })
}

function simplest(type: AbiType, from: Address): AbiValue {
  switch (type.kind) {
    case 'uint':
    case 'int':
      return 1n
    case 'bool':
      return true
    case 'address':
      return from
    case 'fixedBytes':
      return new Uint8Array(type.size)
    case 'function':
      return new Uint8Array(24)
    case 'bytes':
      return new Uint8Array(0)
    case 'string':
      return ''
    case 'array':
      return Array.from({ length: type.length ?? 0 }, () => simplest(type.element, from))
    case 'tuple':
      return type.components.map((each) => simplest(each.type, from))
  }
}
