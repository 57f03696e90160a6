// Logs as events (Solidity ABI specification, "Events").

import type { AbiEvent, AbiParameter, AbiType, AbiValue } from './types.ts'
import { AbiDecodeError, decodeArguments, decodeWord } from './decode.ts'
import { layoutOf } from './layout.ts'

/** One argument of an event. */
export type LogArgument = {
  readonly parameter: AbiParameter & { readonly indexed: boolean }
  /** The type that `value` is of: `parameter.type`, but bytes32 if only the hash was logged. */
  readonly type: AbiType
  readonly value: AbiValue
  /** The topic holds the keccak256 of the value: bytes, texts, arrays and tuples that are indexed. */
  readonly isHash: boolean
}

const HASH: AbiType = { kind: 'fixedBytes', size: 32 }

/**
 * The arguments of an event, in the order of its declaration.
 * @param topics All topics of the log. Topic 0 is not compared: the caller chose the event by it.
 * @throws AbiDecodeError if topics or data do not fit.
 */
export function decodeLog(event: AbiEvent, topics: readonly bigint[], data: Uint8Array): LogArgument[] {
  const plainTypes = event.inputs.filter(({ indexed }) => !indexed).map(({ type }) => type)
  const firstTopic = event.anonymous ? 0 : 1
  const topicCount = firstTopic + event.inputs.length - plainTypes.length
  if (topics.length !== topicCount)
    throw new AbiDecodeError(
      `the log has ${topics.length} topics, ${event.signature} ${topicCount}`,
      data.length,
    )
  const plainValues = decodeArguments(plainTypes, data)
  let nextTopic = firstTopic
  let nextPlain = 0
  return event.inputs.map((parameter) => {
    if (!parameter.indexed)
      return { parameter, type: parameter.type, value: plainValues[nextPlain++]!, isHash: false }
    const isHash = !isOneWord(parameter.type)
    const type = isHash ? HASH : parameter.type
    return { parameter, type, value: decodeWord(type, topics[nextTopic++]!), isHash }
  })
}

function isOneWord(type: AbiType): boolean {
  return type.kind !== 'array' && type.kind !== 'tuple' && !layoutOf(type).isDynamic
}
