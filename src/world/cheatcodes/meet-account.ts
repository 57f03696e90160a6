// What forge loads for a cheatcode is warm from then on, which only gas tells (revm's JournaledState::load_account and sload).

import type { Address } from '../../evm/types.ts'
import type { CheatContext } from './context.ts'

/**
 * Makes an account warm, and a slot of it if one is given, where tests are to take the gas that they take with forge. In a search they
 * are not: what was read first is told by what was cold.
 */
export function meetAccount({ machine, options }: CheatContext, address: Address, slot?: bigint): void {
  if (options.rules === 'forge') machine.warm(address, slot)
}
