import type { Address } from '../evm/types.ts'
import { bytesToHex } from '../primitives/hex.ts'

/** PUSH20 address, GAS, DELEGATECALL. */
const DELEGATES = /73([0-9a-f]{40})5af4/
/** Where that stands in clones: behind it may be arguments of any length, which such clones hand on. */
const HEAD_BYTES = 100

/**
 * Whom a minimal clone passes every call on to (EIP-1167, and clones with arguments in their code), as its code says; undefined if the
 * code does not begin like one. Code of other contracts may by chance: ask only where no source is known, or where nothing else fits in.
 */
export function cloneTarget(code: Uint8Array): Address | undefined {
  const [, target] = DELEGATES.exec(bytesToHex(code.subarray(0, HEAD_BYTES))) ?? []
  return target === undefined ? undefined : `0x${target}`
}
