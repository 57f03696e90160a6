import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '../primitives/hex.ts'
import type { World } from '../world/types.ts'

const DIGEST_BYTES = 16

/** The first 32 hex digits of the SHA-256 of a text. */
export function digestOf(text: string): string {
  return bytesToHex(sha256(new TextEncoder().encode(text)).subarray(0, DIGEST_BYTES)).slice(2)
}

/**
 * Equal for worlds in the same state, whatever test contract set them up: all other accounts that hold anything, and the time.
 * In which order they came into being does not matter.
 */
export function fingerprintWithoutTest({ machine, test }: World): string {
  const accounts = [...machine.dump()]
    .filter(
      ([address, { balance, nonce, code, storage }]) =>
        address !== test.address && (balance > 0n || nonce > 0n || code.length > 0 || storage.size > 0),
    )
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([address, { balance, nonce, storage }]) => [
      address,
      balance.toString(16),
      nonce.toString(16),
      machine.getCodeHash(address).toString(16),
      [...storage].map(([slot, word]) => `${slot.toString(16)}=${word.toString(16)}`).sort(),
    ])
  const { timestamp, number } = machine.block
  return digestOf(JSON.stringify([accounts, timestamp.toString(), number.toString()]))
}
