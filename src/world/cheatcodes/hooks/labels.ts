// vm.label and vm.getLabel: names of accounts.

import type { Address } from '../../../evm/types.ts'
import { checksumAddress } from '../../../project/abi/checksum-address.ts'
import { type CheatContext, type CheatSlot, cheatSlot, type CheatTable } from '../context.ts'
import { checkLimit } from '../limit.ts'
import { type AppendMap, emptyMap, mapEntries, mapValue, withEntry } from './append-map.ts'

export const labelsSlot: CheatSlot<AppendMap<Address, string>> = cheatSlot('labels', emptyMap())

const LABELS_MAX = 10_000

// By identity: who describes something asks again and again.
const PLAIN = new WeakMap<AppendMap<Address, string>, ReadonlyMap<Address, string>>()

/** All labels, as a plain map. */
export function labelsOf(context: CheatContext): ReadonlyMap<Address, string> {
  const labels = context.get(labelsSlot)
  let plain = PLAIN.get(labels)
  if (plain === undefined) PLAIN.set(labels, (plain = mapEntries(labels)))
  return plain
}

export function setLabel(context: CheatContext, address: Address, name: string): void {
  const labels = context.get(labelsSlot)
  // Setups label the same accounts again and again.
  if (mapValue(labels, address) === name) return
  checkLimit('labels', labels.size, LABELS_MAX)
  context.set(labelsSlot, withEntry(labels, address, name))
}

export const labelCheats: CheatTable = {
  'label(address,string)': (context, [address, name]) =>
    setLabel(context, address as Address, name as string),
  'getLabel(address)': (context, [address]) => [
    mapValue(context.get(labelsSlot), address as Address) ??
      `unlabeled:${checksumAddress(address as Address)}`,
  ],
}
