// Which contracts there are, in order of their first appearance. Watched during the setup, as forge reads them from its
// trace.

import type { Address } from '../../../evm/types.ts'
import { type CheatContext, type CheatSlot, cheatSlot } from '../context.ts'
import type { EndedCall } from './ended-call.ts'

type Contracts = { readonly isWatching: boolean; readonly addresses: ReadonlySet<Address> }

/** Accounts that were created or called while watching; some may have no code. */
export const contractsSlot: CheatSlot<Contracts> = cheatSlot('contracts', {
  isWatching: false,
  addresses: new Set(),
})

/** A creation or call succeeded. */
export function noteContract(context: CheatContext, call: EndedCall): void {
  const contracts = context.get(contractsSlot)
  if (!contracts.isWatching) return
  const address = call.kind === 'delegatecall' ? call.codeAddress : call.address
  if (contracts.addresses.has(address)) return
  context.set(contractsSlot, { ...contracts, addresses: new Set(contracts.addresses).add(address) })
}
