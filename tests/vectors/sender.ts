import { secp256k1 } from '@noble/curves/secp256k1.js'
import { keccak_256 } from '@noble/hashes/sha3.js'

import type { Address } from '../../src/evm/types.ts'
import { BaseError } from '../../src/primitives/errors.ts'
import { bytesToHex, hexToBytes } from '../../src/primitives/hex.ts'
import { readAddress, type TransactionFields } from './state-test-file.ts'

// A few keys sign almost all tests.
const addressOfKey = new Map<string, Address>()

/** Who sends the transaction of a state test: named by the file, or the owner of its secret key. */
export function readSender(fields: TransactionFields): Address {
  if (fields.sender !== undefined) return readAddress(fields.sender)
  if (fields.secretKey === undefined) throw new SenderError()
  const known = addressOfKey.get(fields.secretKey)
  if (known !== undefined) return known
  const address = addressOfSecretKey(hexToBytes(fields.secretKey))
  addressOfKey.set(fields.secretKey, address)
  return address
}

// Yellow Paper, appendix F: the last 20 bytes of the hash of the public key, without its format byte.
function addressOfSecretKey(secretKey: Uint8Array): Address {
  const publicKey = secp256k1.getPublicKey(secretKey, false)
  return bytesToHex(keccak_256(publicKey.subarray(1)).subarray(12))
}

/** A transaction of which nobody can be the sender. */
export class SenderError extends BaseError {
  readonly code = 'STATE_TEST_SENDER'

  constructor() {
    super('The transaction of the state test has neither a sender nor a secret key.')
  }
}
