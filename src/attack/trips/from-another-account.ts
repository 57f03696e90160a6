// A call as another account of the attacker's would make it: about itself where the first named itself.

import type { Address } from '../../evm/types.ts'
import type { AbiValue } from '../../project/abi/types.ts'
import type { CallWriter } from '../call-writer.ts'
import { type Call, withoutReactions } from '../types.ts'

/** Only the attacker's contract reacts: calls of other accounts lose what it would do. */
export function fromAnotherAccount(call: Call, account: Address, writer: CallWriter): Call {
  if (call.from === account) return call
  const sent = { ...withoutReactions(call), from: account }
  const values = writer.valuesOf(call)
  if (values === undefined) return sent
  const changed = values.map((value) => renamed(value, call.from, account))
  return changed.every((value, i) => value === values[i]) ? sent : writer.withValues(sent, changed)
}

/** The call about somebody else: with the one account wherever it names the other. */
export function aboutAnother(call: Call, from: Address, to: Address, writer: CallWriter): Call {
  const values = writer.valuesOf(call)
  const changed = values?.map((value) => renamed(value, from, to))
  return changed === undefined ? call : writer.withValues(call, changed)
}

/** The value with another account in the place of one; the value itself if nobody is renamed in it. */
export function renamed(value: AbiValue, from: Address, to: Address): AbiValue {
  if (value === from) return to
  if (!Array.isArray(value)) return value
  const inner = value as readonly AbiValue[]
  const changed = inner.map((each) => renamed(each, from, to))
  return changed.every((each, i) => each === inner[i]) ? value : changed
}
