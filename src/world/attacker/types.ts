// The attacker: accounts of its own, and a contract whose code is a script that the search writes.

import type { Address } from '../../evm/types.ts'

/** A call that the attacker's contract makes while it is being called. */
export type ScriptedCall = {
  readonly to: Address
  /** Wei. */
  readonly value: bigint
  readonly data: Uint8Array
}

/**
 * What the attacker's contract does when it is called during a transaction: the first time the first reaction, and so on. Calls
 * without a reaction are answered as a friendly contract would: hooks with what they must return, others with 1.
 */
export type Reaction = {
  /** Made in order; those that fail are passed over. They may lead to further calls of the contract. */
  readonly calls: readonly ScriptedCall[]
  /** What it returns; undefined: as without a reaction. */
  readonly output?: Uint8Array
  /** How it ends instead: it reverts with the output, or takes all gas. What it did is undone. */
  readonly fails?: 'revert' | 'burn'
}
