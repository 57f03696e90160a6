// Accounts that every world has.

import type { Address } from '../../evm/types.ts'
import { ATTACKER_ACCOUNTS, ATTACKER_CONTRACT, ATTACKER_NEWBORN } from '../../world/attacker/attacker.ts'
import { BORROWED_STORAGE } from '../../world/attacker/borrowed-storage.ts'
import { FORCED_ETHER } from '../../world/attacker/forced-ether.ts'
import { HONEST_USERS, NEWCOMER } from '../../world/honest-users.ts'
import type { World } from '../../world/types.ts'
import type { ProgramRole } from './types.ts'

/** Where each role stands in a world. */
export function rolesOf({ test, sender }: World): ReadonlyMap<ProgramRole, Address> {
  return new Map<ProgramRole, Address>([
    ['attacker 1', ATTACKER_ACCOUNTS[0]],
    ['attacker 2', ATTACKER_ACCOUNTS[1]],
    ["attacker's contract", ATTACKER_CONTRACT],
    ["attacker's constructor", ATTACKER_NEWBORN],
    ['honest user 1', HONEST_USERS[0]!],
    ['honest user 2', HONEST_USERS[1]!],
    ['newcomer', NEWCOMER],
    ['forced ether', FORCED_ETHER],
    ['borrowed storage', BORROWED_STORAGE],
    ['test contract', test.address],
    ['test sender', sender],
  ])
}
