// Names that a test contract's own variables give to accounts: `vault`, `alice`.

import { mapValue } from './cheatcodes/hooks/append-map.ts'
import { labelsSlot } from './cheatcodes/hooks/labels.ts'
import { storageNames } from './storage-names.ts'
import type { ContractWorld } from './world.ts'

/** Labels what the test contract's storage names and nobody has labelled yet. */
export function nameAccounts({
  cheats,
  machine,
  test,
}: Pick<ContractWorld, 'cheats' | 'machine' | 'test'>): void {
  const names = storageNames(test.artifact.storageLayout, (slot) => machine.getStorage(test.address, slot))
  for (const [address, name] of names)
    if (mapValue(cheats.get(labelsSlot), address) === undefined) cheats.label(address, name)
}
