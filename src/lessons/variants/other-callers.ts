// The same calls by somebody else: who is refused by address may have another one.

import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import type { Reenactment } from '../../attack/reenact.ts'
import { type Call, type CallSequence, withoutReactions } from '../../attack/types.ts'
import type { Address } from '../../evm/types.ts'
import { hexToBytes } from '../../primitives/hex.ts'

/** Each sender that is the attacker's replaced by each other one of its accounts: as a sender, and then in what is sent too. */
export function* otherCallers({ target }: Reenactment, calls: CallSequence): Generator<CallSequence> {
  const attackers = target.attacker?.attackers ?? target.senders
  const senders = new Set(calls.map(({ from }) => from).filter((from) => attackers.includes(from)))
  for (const from of senders) {
    for (const to of attackers) {
      if (to === from) continue
      yield calls.map((call) => sentBy(call, from, to))
      yield calls.map((call) => namedIn(sentBy(call, from, to), from, to))
    }
  }
}

/** Only the attacker's contract reacts. */
function sentBy(call: Call, from: Address, to: Address): Call {
  if (call.from !== from) return call
  return call.reactions === undefined || to === ATTACKER_CONTRACT || call.to === ATTACKER_CONTRACT
    ? { ...call, from: to }
    : { ...withoutReactions(call), from: to }
}

/** The call with an account replaced by another one wherever its calldata names it. */
function namedIn(call: Call, from: Address, to: Address): Call {
  const [old, now] = [hexToBytes(from), hexToBytes(to)]
  const { data, reactions } = call
  let changed: Uint8Array | undefined
  for (let at = 0; at + old.length <= data.length; at++) {
    if (!old.every((byte, i) => data[at + i] === byte)) continue
    changed ??= data.slice()
    changed.set(now, at)
  }
  return {
    ...call,
    ...(changed !== undefined && { data: changed }),
    ...(reactions !== undefined && {
      reactions: reactions.map((each) => ({
        ...each,
        calls: each.calls.map((nested) => namedIn(nested, from, to)),
      })),
    }),
  }
}
