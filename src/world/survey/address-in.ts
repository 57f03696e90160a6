import type { Address } from '../../evm/types.ts'
import { ADDRESS_MAX, wordToAddress } from '../../primitives/hex.ts'

/** Precompiles, and where things are burned, are at most this. */
const RESERVED_MAX = 0xffffn

/** The account that a word may name; undefined for what is no address, a precompile or where things are burned. @param word 0 to 2^256-1 */
export function addressIn(word: bigint): Address | undefined {
  return word > RESERVED_MAX && word <= ADDRESS_MAX ? wordToAddress(word) : undefined
}
