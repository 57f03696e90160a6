// What forge loads for a cheatcode is warm from then on, which only gas tells (revm's JournaledState::load_account and sload).

import type { Address } from '../../evm/types.ts'
import type { CheatContext, CheatTable } from './context.ts'
import { addressOf, wordOf } from './plain/values.ts'

/**
 * Makes an account warm, and a slot of it if one is given, where tests are to take the gas that they take with forge. In a search they
 * are not: what was read first is told by what was cold.
 */
export function meetAccount({ machine, options }: CheatContext, address: Address, slot?: bigint): void {
  if (options.rules === 'forge') machine.warm(address, slot)
}

/** vm.cool and its relatives, where tests are to take the gas that they take with forge: of slots that the transaction has met. */
export const warmthCheats: CheatTable = {
  'cool(address)': (context, [account]) => setWarm(context, addressOf(account), undefined, false),
  'coolSlot(address,bytes32)': (context, [account, slot]) =>
    setWarm(context, addressOf(account), wordOf(slot), false),
  'warmSlot(address,bytes32)': (context, [account, slot]) =>
    setWarm(context, addressOf(account), wordOf(slot), true),
}

function setWarm(
  { machine, options }: CheatContext,
  address: Address,
  slot: bigint | undefined,
  isWarm: boolean,
): void {
  if (options.rules === 'forge') machine.warmMet(address, slot, isWarm)
}
