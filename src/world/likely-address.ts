import type { Address } from '../evm/types.ts'
import { ADDRESS_MAX, wordToAddress } from '../primitives/hex.ts'

const LEAST = 1n << 100n

/** The account that a word of calldata or storage names; undefined if it is a number rather, or a text. */
export function likelyAddress(word: bigint): Address | undefined {
  return word >= LEAST && word <= ADDRESS_MAX ? wordToAddress(word) : undefined
}
