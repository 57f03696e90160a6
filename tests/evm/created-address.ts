// Where new contracts end up, worked out apart from src/evm.

import { keccak_256 } from '@noble/hashes/sha3.js'
import type { Address } from '../../src/evm/types.ts'
import { bigIntToBytes32, concatBytes } from '../../src/primitives/bytes.ts'
import { bytesToHex, hexToBytes } from '../../src/primitives/hex.ts'
import { encodeRlp, scalarToBytes } from '../vectors/rlp.ts'

/** keccak256(rlp([creator, nonce])), its last 20 bytes (Yellow Paper, section 7). */
export function createdAddress(creator: Address, nonce: bigint): Address {
  return last20Bytes(keccak_256(encodeRlp([hexToBytes(creator), scalarToBytes(nonce)])))
}

/** keccak256(0xff, creator, salt, keccak256(initcode)), its last 20 bytes (EIP-1014). */
export function created2Address(creator: Address, salt: bigint, initcode: Uint8Array): Address {
  return last20Bytes(
    keccak_256(
      concatBytes(Uint8Array.of(0xff), hexToBytes(creator), bigIntToBytes32(salt), keccak_256(initcode)),
    ),
  )
}

function last20Bytes(hash: Uint8Array): Address {
  return bytesToHex(hash.subarray(12))
}
