import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '../primitives/hex.ts'
import type { ReportSignature } from './schema.ts'

const ID_BYTES = 6

/**
 * The id of a failure: 12 hex digits of the SHA-256 of its signature. A million different findings share an id with a chance
 * of 1 in 500.
 */
export function findingId(signature: ReportSignature): string {
  // JSON, so that no text can pass for the end of the one before.
  const text = JSON.stringify([signature.property, signature.mechanism, signature.place])
  return bytesToHex(sha256(new TextEncoder().encode(text)).subarray(0, ID_BYTES)).slice(2)
}
