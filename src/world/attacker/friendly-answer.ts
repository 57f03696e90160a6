// What a contract answers that wants the other side to go on.

import type { Address } from '../../evm/types.ts'
import { bigIntToBytes32 } from '../../primitives/bytes.ts'
import { selectorIn } from '../../project/abi/selector.ts'

const NOTHING = new Uint8Array(0)
const ONE = bigIntToBytes32(1n)

/** By selector: hooks that must give a certain word back. */
const HOOKS: ReadonlyMap<number, Uint8Array> = new Map([
  // onERC721Received, onERC1155Received, onERC1155BatchReceived (EIP-721, EIP-1155) and isValidSignature (EIP-1271): their selectors.
  ...[0x150b7a02, 0xf23a6e61, 0xbc197c81, 0x1626ba7e].map(
    (selector) => [selector, bigIntToBytes32(BigInt(selector) << 224n)] as const,
  ),
  // proxiableUUID: where proxies keep their implementation (EIP-1822, EIP-1967).
  [0x52d1902d, bigIntToBytes32(0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbcn)],
  // onFlashLoan: keccak256('ERC3156FlashBorrower.onFlashLoan') (EIP-3156).
  [0x23e30c8b, bigIntToBytes32(0x439148f0bbc682ca079e46d6e2c2f0c1e3b820f1a291b069d8882abf8cf18dd9n)],
])

/** What callers want to hear from a hook, where that is no standard's: by `answerKey`. */
export type Answers = ReadonlyMap<string, Uint8Array>

export function answerKey(caller: Address, selector: number): string {
  return `${caller} ${selector}`
}

/**
 * Nothing to a payment, to hooks what they must get, to everything else 1: true, or an amount. Shared: not to be changed.
 * @param answers what is known besides of who calls
 */
export function friendlyAnswer(input: Uint8Array, caller?: Address, answers?: Answers): Uint8Array {
  const selector = selectorIn(input)
  if (selector === undefined) return NOTHING
  const known = caller === undefined ? undefined : answers?.get(answerKey(caller, selector))
  return known ?? HOOKS.get(selector) ?? ONE
}
