// The same calls by somebody else: who is refused by address may have another one.

import type { Reenactment } from '../../attack/reenact.ts'
import { type Call, type CallSequence, withoutReactions } from '../../attack/types.ts'
import type { Address } from '../../evm/types.ts'
import { hexToBytes } from '../../primitives/hex.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'

/** Who stands for whom. */
type Exchange = ReadonlyMap<Address, Address>

/**
 * Each sender that is the attacker's exchanged for each other one of its accounts: as a sender, then in what is sent too, then each in
 * the place of the other; and one call alone by another account.
 */
export function* otherCallers({ target }: Reenactment, calls: CallSequence): Generator<CallSequence> {
  const attackers = target.attacker?.attackers ?? target.senders
  const senders = new Set(calls.map(({ from }) => from).filter((from) => attackers.includes(from)))
  for (const from of senders) {
    for (const to of attackers) {
      if (to === from) continue
      const one: Exchange = new Map([[from, to]])
      yield calls.map((call) => sentBy(call, one))
      yield calls.map((call) => namedIn(sentBy(call, one), one))
      const both: Exchange = new Map([
        [from, to],
        [to, from],
      ])
      yield calls.map((call) => namedIn(sentBy(call, both), both))
    }
  }
  if (calls.length === 1) return
  for (const [i, call] of calls.entries())
    for (const to of senders.has(call.from) ? attackers : [])
      if (to !== call.from)
        yield calls.map((each, j) => (j === i ? sentBy(each, new Map([[call.from, to]])) : each))
}

/** Only the attacker's contract reacts. */
function sentBy(call: Call, exchange: Exchange): Call {
  const to = exchange.get(call.from)
  if (to === undefined) return call
  return call.reactions === undefined || to === ATTACKER_CONTRACT || call.to === ATTACKER_CONTRACT
    ? { ...call, from: to }
    : { ...withoutReactions(call), from: to }
}

/** The call with accounts exchanged wherever its calldata names them. */
function namedIn(call: Call, exchange: Exchange): Call {
  const { reactions } = call
  return {
    ...call,
    data: exchanged(call.data, exchange),
    ...(reactions !== undefined && {
      reactions: reactions.map((each) => ({
        ...each,
        calls: each.calls.map((nested) => namedIn(nested, exchange)),
      })),
    }),
  }
}

/** The same bytes if they name nobody of these. */
function exchanged(data: Uint8Array, exchange: Exchange): Uint8Array {
  const pairs = [...exchange].map(([from, to]) => [hexToBytes(from), hexToBytes(to)] as const)
  let changed: Uint8Array | undefined
  for (let at = 0; at + ADDRESS_BYTES <= data.length; at++) {
    const found = pairs.find(([from]) => from.every((byte, i) => data[at + i] === byte))
    if (found === undefined) continue
    changed ??= data.slice()
    changed.set(found[1], at)
    at += ADDRESS_BYTES - 1
  }
  return changed ?? data
}

const ADDRESS_BYTES = 20
