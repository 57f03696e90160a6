// Accounts that nobody has seen before and that own nothing: who makes the attacker's calls in their name shows what anybody can do.

import { concatBytes, equalBytes, readWord, writeWord } from '../../primitives/bytes.ts'
import type { Address } from '../../evm/types.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import type { Call } from '../types.ts'

/** The last 20 bytes of keccak256('faultline fresh account 1') and so on, for the attacker's accounts in their order. */
export const FRESH: readonly Address[] = [
  '0x975690b6bbf2a34e67b69d464e0d1fd54850721a',
  '0xac2fc89f91b93ddeb453d38cf70ffeeb3121921c',
  '0xea6bfd59fdada6d6387a6b13570864c30e6d4406',
]

/**
 * The calls as fresh accounts make them: senders, and arguments that named the attacker's accounts, are those. An argument that names the
 * attacker's contract may ask for its code or for an account like another: there is a version with its name kept, and one without it.
 */
export function byFreshAccounts(
  calls: readonly Call[],
  attackers: readonly Address[],
): readonly (readonly Call[])[] {
  const others = attackers.filter((account) => account !== ATTACKER_CONTRACT)
  const kept = calls.map((call) => byFreshAccount(call, attackers, others))
  const renamed = calls.map((call) => byFreshAccount(call, attackers, attackers))
  return renamed.every(({ data }, i) => equalBytes(data, kept[i]!.data)) ? [kept] : [kept, renamed]
}

function byFreshAccount(call: Call, attackers: readonly Address[], renamed: readonly Address[]): Call {
  const fresh = (account: Address): Address => {
    const at = attackers.indexOf(account)
    return at < 0 ? account : FRESH[at % FRESH.length]!
  }
  const words = call.data.slice(4)
  for (let at = 0; at + 32 <= words.length; at += 32) {
    const word = readWord(words, at)
    const named = renamed.find((account) => BigInt(account) === word)
    if (named !== undefined) writeWord(words, at, BigInt(fresh(named)))
  }
  return { ...call, from: fresh(call.from), data: concatBytes(call.data.slice(0, 4), words) }
}
