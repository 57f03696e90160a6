// Where contracts keep accounts: owners, code that they delegate to, whom they trust. Whoever can write there takes the place of these.

import type { Machine } from '../../evm/machine.ts'
import { likelyAddress } from '../../world/likely-address.ts'

/** An account in a slot, so many bits from its end. */
export type AccountSlot = { readonly slot: bigint; readonly shift: number }

const ADDRESS_BITS = 160
const WORD_BITS = 256
const SLOTS_MAX = 16
/** Where owners mostly are, also such as nobody has set. */
const FIRST = [0n, 1n]

/**
 * The slots of a contract's storage that hold an account which is in the state, as they are now, lowest first, and the first two as
 * they are. At most 16 or 18: those of variables are low, those of users in mappings are anywhere.
 */
export function accountSlots(machine: Machine, storage: ReadonlyMap<bigint, bigint>): readonly AccountSlot[] {
  const found: AccountSlot[] = []
  for (const [slot, word] of [...storage].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (found.length === SLOTS_MAX) break
    const shift = shiftOfAccount(machine, word)
    if (shift !== undefined) found.push({ slot, shift })
  }
  for (const slot of FIRST) if (!found.some((each) => each.slot === slot)) found.push({ slot, shift: 0 })
  return found
}

function shiftOfAccount(machine: Machine, word: bigint): number | undefined {
  for (let shift = 0; shift <= WORD_BITS - ADDRESS_BITS; shift += 8) {
    const account = likelyAddress(BigInt.asUintN(ADDRESS_BITS, word >> BigInt(shift)))
    if (account !== undefined && machine.exists(account)) return shift
  }
  return undefined
}
