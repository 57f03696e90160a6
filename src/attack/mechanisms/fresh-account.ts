// Accounts that nobody has seen before and that own nothing: who makes the attacker's calls in their name shows what anybody can do.

import { concatBytes, readWord, writeWord } from '../../primitives/bytes.ts'
import type { Address } from '../../evm/types.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import type { Call } from '../types.ts'

/** The last 20 bytes of keccak256('faultline fresh account 1') and so on, for the attacker's accounts in their order. */
const FRESH: readonly Address[] = [
  '0x975690b6bbf2a34e67b69d464e0d1fd54850721a',
  '0xac2fc89f91b93ddeb453d38cf70ffeeb3121921c',
  '0xea6bfd59fdada6d6387a6b13570864c30e6d4406',
]

/** The call as a fresh account makes it: sender and arguments that named the attacker name that account; its code stays its code. */
export function byFreshAccount(call: Call, attackers: readonly Address[]): Call {
  const fresh = (account: Address): Address => {
    const at = attackers.indexOf(account)
    return at < 0 ? account : FRESH[at % FRESH.length]!
  }
  const words = call.data.slice(4)
  for (let at = 0; at + 32 <= words.length; at += 32) {
    const word = readWord(words, at)
    const named = attackers.find((account) => BigInt(account) === word && account !== ATTACKER_CONTRACT)
    if (named !== undefined) writeWord(words, at, BigInt(fresh(named)))
  }
  return { ...call, from: fresh(call.from), data: concatBytes(call.data.slice(0, 4), words) }
}
