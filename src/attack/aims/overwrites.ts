// Writes to storage by which a caller could put itself in the place of somebody whom a contract trusts: it chooses the slot, or what is
// written into a slot that holds an account. Elements beyond the end of a list, code that works on the storage of who delegates to
// it, setters that anybody may call.

import type { Address } from '../../evm/types.ts'
import { ADDRESS_MAX } from '../../primitives/hex.ts'
import type { AccountSlot } from './account-slots.ts'
import type { Write } from '../formulas/follow-call.ts'
import { AND, compute, SHR, type Term } from '../formulas/formula.ts'
import { type Aim, equal } from './aim.ts'

type Facts = {
  readonly attackers: readonly Address[]
  readonly accountSlots: ReadonlyMap<Address, readonly AccountSlot[]>
}

/** What such writes would have to be: of the attacker's first account, and of its contract. */
export function overwritesOf(writes: readonly Write[], facts: Facts): readonly Aim[] {
  return writes.flatMap(({ storage, slot, word, after }) =>
    (facts.accountSlots.get(storage) ?? []).flatMap((place): readonly Aim[] => {
      const isThere = equal(slot, place.slot)
      if (isThere === undefined) return []
      return accountsIn(word, facts.attackers).flatMap((account) => {
        const isWritten = equal(partAt(word, place.shift), account)
        if (isWritten === undefined) return []
        const name = `${storage} ${place.slot} ${account}`
        return { name, after, conditions: () => [...isThere, ...isWritten] }
      })
    }),
  )
}

/** Whom to write: of a word that is as it is, whoever it may be. */
function accountsIn(word: Term, attackers: readonly Address[]): readonly bigint[] {
  const all = attackers.map(BigInt)
  return typeof word === 'bigint' ? all : [...new Set([...all.slice(0, 1), ...all.slice(-1)])]
}

/** The account in a word; undefined if that is too large a formula. */
function partAt(word: Term, shift: number): Term | undefined {
  if (typeof word === 'bigint') return (word >> BigInt(shift)) & ADDRESS_MAX
  const shifted = shift === 0 ? word : compute(SHR, [BigInt(shift), word])
  return shifted && compute(AND, [ADDRESS_MAX, shifted])
}
