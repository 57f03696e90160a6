// What a test or script creates with a salt while it broadcasts, or always if foundry.toml says so, is created by the factory
// that every chain has. As foundry does it (should_use_create2_factory in crates/cheatcodes/src/inspector.rs, which turns the
// creation into a call): the factory is the creator, and who would have been it has made a call.

import type { InterceptedCall } from '../../../evm/intercept.ts'
import type { Address } from '../../../evm/types.ts'
import { CREATE2_FACTORY } from '../../addresses.ts'
import { type CheatContext, type CheatSlot, cheatSlot } from '../context.ts'
import { broadcastSlot } from './broadcast-state.ts'
import type { EndedCall } from './ended-call.ts'
import { prankAt, pranksSlot } from './prank.ts'

/** always_use_create_2_factory */
export const alwaysFactorySlot: CheatSlot<boolean> = cheatSlot('alwaysFactory', false)

type Paid = { readonly depth: number; readonly payer: Address; readonly value: bigint }

/** What payers gave the factory for creations that have not ended. */
const paidSlot: CheatSlot<readonly Paid[]> = cheatSlot('paidToFactory', [])

/** Whether a creation at `depth` is left to the factory; to be asked before pranks and broadcasts change its sender. */
export function usesFactory(context: CheatContext, { kind }: InterceptedCall, depth: number): boolean {
  if (kind !== 'create2') return false
  const broadcast = context.get(broadcastSlot)
  if (broadcast === undefined && !context.get(alwaysFactorySlot)) return false
  const prank = prankAt(context.get(pranksSlot), depth)
  return depth === (prank?.depth ?? broadcast?.depth ?? 1)
}

/** Lets the factory create; pranks and broadcasts have changed the sender, who pays. */
export function applyFactory(context: CheatContext, call: InterceptedCall, depth: number): void {
  const { machine } = context
  const { caller: payer, value } = call
  call.setCaller(CREATE2_FACTORY)
  // Without enough of it the creation fails, as the call would.
  if (value === 0n || machine.getBalance(payer) < value) return
  move(context, payer, CREATE2_FACTORY, value)
  context.set(paidSlot, [...context.get(paidSlot), { depth, payer, value }])
}

/** A creation came back: if it failed, what was paid goes back. */
export function endFactory(context: CheatContext, { status }: EndedCall, depth: number): void {
  const paid = context.get(paidSlot)
  const last = paid.at(-1)
  if (last?.depth !== depth) return
  context.set(paidSlot, paid.slice(0, -1))
  if (status !== 'return') move(context, CREATE2_FACTORY, last.payer, last.value)
}

function move({ machine }: CheatContext, from: Address, to: Address, value: bigint): void {
  machine.setBalance(from, machine.getBalance(from) - value)
  machine.setBalance(to, machine.getBalance(to) + value)
}
