// Accounts as words of logs and storage name them.

import type { Address } from '../../evm/types.ts'
import { ADDRESS_MAX, wordToAddress } from '../../primitives/hex.ts'

/** Where tokens come from and go to when they begin and cease to be. */
export const NOBODY: Address = `0x${'0'.repeat(40)}`

/** The account that a word names; undefined if it is too large to be one. */
export function accountOf(word: bigint): Address | undefined {
  return word <= ADDRESS_MAX ? wordToAddress(word) : undefined
}
