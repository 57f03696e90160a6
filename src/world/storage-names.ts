import type { Address } from '../evm/types.ts'
import { wordToAddress } from '../primitives/hex.ts'
import type { StorageLayout } from '../project/types.ts'

const ADDRESS_BITS = 160
const NAMES_MAX = 1_000

/**
 * Names of accounts that a contract's variables give away: `Token token`, `address alice`. Zero addresses are left out; an
 * account that several variables hold has the name of the first.
 * @param read the contract's slots
 */
export function storageNames(
  layout: StorageLayout | undefined,
  read: (slot: bigint) => bigint,
): ReadonlyMap<Address, string> {
  const names = new Map<Address, string>()
  for (const { label, slot, offset, type } of layout?.storage ?? []) {
    if (!/^t_(address|contract)/.test(type) || !/^\d{1,78}$/.test(slot)) continue
    if (names.size >= NAMES_MAX) break
    const value = BigInt.asUintN(ADDRESS_BITS, read(BigInt.asUintN(256, BigInt(slot))) >> BigInt(8 * offset))
    const address = wordToAddress(value)
    if (value !== 0n && !names.has(address)) names.set(address, label)
  }
  return names
}
