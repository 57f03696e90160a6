// Accounts with keys, for contracts that check signatures.

import { secp256k1 } from '@noble/curves/secp256k1.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { bigIntToBytes32, concatBytes } from '../../src/primitives/bytes.ts'
import { bytesToHex } from '../../src/primitives/hex.ts'
import type { Address, Hex } from '../../src/evm/types.ts'

/** An account that can sign. */
export type Signer = {
  readonly address: Address
  /** Signs a 32-byte hash; v is 27 or 28. Deterministic (RFC 6979). */
  readonly sign: (hash: Uint8Array) => { readonly r: Hex; readonly s: Hex; readonly v: number }
}

/** The account of a private key from 1 up. */
export function signerOf(privateKey: bigint): Signer {
  const key = bigIntToBytes32(privateKey)
  const publicKey = secp256k1.getPublicKey(key, false).subarray(1)
  return {
    address: bytesToHex(keccak_256(publicKey).subarray(12)),
    sign: (hash) => {
      const signature = secp256k1.sign(hash, key, { prehash: false, format: 'recovered' })
      const [r, s] = [bytesToHex(signature.subarray(1, 33)), bytesToHex(signature.subarray(33))]
      return { r, s, v: 27 + signature[0]! }
    },
  }
}

/** The hash that an EIP-712 signature signs. */
export function typedDataHash(domainSeparator: Uint8Array, structHash: Uint8Array): Uint8Array {
  return keccak_256(concatBytes(Uint8Array.of(0x19, 0x01), domainSeparator, structHash))
}
