import type { Address } from '../evm/types.ts'
import { wordToAddress } from '../primitives/hex.ts'
import type { World } from './types.ts'

const ADDRESS_LEAST = 1n << 100n
const ADDRESS_LIMIT = 1n << 160n

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
      if (word >= ADDRESS_LEAST && word < ADDRESS_LIMIT) {
        const held = wordToAddress(word)
        if (held !== address && machine.exists(held)) add(held)
      }
    }
  }
  found.delete(world.test.address)
  return [...found]
}
