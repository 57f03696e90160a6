// Which contracts there are, in order of their first appearance. During the setup they are watched, as forge reads them from
// its trace; afterwards, when every call counts, the Machine is asked which codes a call changed.

import type { Address } from '../../../evm/types.ts'
import type { KnownContract } from '../../types.ts'
import { type CheatContext, type CheatSlot, cheatSlot } from '../context.ts'
import { type AppendMap, emptyMap, mapValue, withEntry } from './append-map.ts'
import type { EndedCall } from './ended-call.ts'

type Contracts = { readonly isWatching: boolean; readonly addresses: AppendMap<Address, true> }

/** Accounts that were created or called while watching; some may have no code. */
export const contractsSlot: CheatSlot<Contracts> = cheatSlot('contracts', {
  isWatching: false,
  addresses: emptyMap(),
})

/** Contracts that exist and did not when the setup ended, in order of their creation. */
export const createdSlot: CheatSlot<readonly KnownContract[]> = cheatSlot('created', [])

/** More are not remembered: a call can create tens of thousands, and the list is copied when it changes. */
export const CREATED_MAX = 500

/** Codes of these accounts changed, after the setup. @param contractAt Gives nothing if there is no code any more. */
export function noteCodeChanges(
  context: CheatContext,
  changed: readonly Address[],
  contractAt: (address: Address) => KnownContract | undefined,
): void {
  const { addresses } = context.get(contractsSlot)
  const before = context.get(createdSlot)
  const byAddress = new Map(before.map((each) => [each.address, each]))
  let isOther = false
  for (const address of changed) {
    if (mapValue(addresses, address)) continue
    const known = byAddress.get(address)
    const contract = contractAt(address)
    if (known?.artifact === contract?.artifact && (known === undefined) === (contract === undefined)) continue
    if (contract === undefined) byAddress.delete(address)
    else if (known !== undefined || byAddress.size < CREATED_MAX) byAddress.set(address, contract)
    else continue
    isOther = true
  }
  // The same list as long as it says the same: others remember by it what they found out.
  if (isOther) context.set(createdSlot, [...byAddress.values()])
}

/** A creation or call succeeded. */
export function noteContract(context: CheatContext, call: EndedCall): void {
  const contracts = context.get(contractsSlot)
  if (!contracts.isWatching) return
  const address = call.kind === 'delegatecall' ? call.codeAddress : call.address
  if (mapValue(contracts.addresses, address)) return
  context.set(contractsSlot, { ...contracts, addresses: withEntry(contracts.addresses, address, true) })
}
