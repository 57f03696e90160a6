// vm.label and vm.getLabel: names of accounts.

import type { Address } from '../../../evm/types.ts'
import { checksumAddress } from '../../../project/abi/checksum-address.ts'
import { type CheatContext, type CheatSlot, cheatSlot, type CheatTable } from '../context.ts'
import { checkLimit } from '../limit.ts'

export const labelsSlot: CheatSlot<ReadonlyMap<Address, string>> = cheatSlot('labels', new Map())

const LABELS_MAX = 10_000

export function setLabel(context: CheatContext, address: Address, name: string): void {
  const labels = context.get(labelsSlot)
  // Setups label the same accounts again and again.
  if (labels.get(address) === name) return
  checkLimit('labels', labels.size, LABELS_MAX)
  context.set(labelsSlot, new Map(labels).set(address, name))
}

export const labelCheats: CheatTable = {
  'label(address,string)': (context, [address, name]) =>
    setLabel(context, address as Address, name as string),
  'getLabel(address)': (context, [address]) => [
    context.get(labelsSlot).get(address as Address) ?? `unlabeled:${checksumAddress(address as Address)}`,
  ],
}
