import type { Address } from '../evm/types.ts'
import { likelyAddress } from './likely-address.ts'
import type { World } from './types.ts'

/** Accounts without code that the setup named or wrote into storage: owners, users, keepers. Without the test contract. */
export function knownAccounts(world: World): readonly Address[] {
  const { machine } = world
  const found = new Set<Address>()
  const add = (address: Address): void => {
    if (!found.has(address) && machine.getCode(address).length === 0) found.add(address)
  }
  for (const address of world.labels.keys()) add(address.toLowerCase() as Address)
  for (const [address, account] of machine.dump()) {
    if (account.code.length === 0) continue
    for (const word of account.storage.values()) {
      const held = likelyAddress(word)
      if (held !== undefined && held !== address && machine.exists(held)) add(held)
    }
  }
  found.delete(world.test.address)
  return [...found]
}
