// Signed EIP-7702 authorizations.

import { keccak_256 } from '@noble/hashes/sha3.js'
import type { Address, Authorization } from '../../src/evm/types.ts'
import { concatBytes } from '../../src/primitives/bytes.ts'
import { hexToBytes } from '../../src/primitives/hex.ts'
import type { Signer } from '../helpers/signer.ts'
import { encodeRlp, scalarToBytes } from '../vectors/rlp.ts'

/** The signer lets `address` be its code: a signature of keccak256(0x05, rlp([chain id, address, nonce])). */
export function authorize(
  signer: Signer,
  address: Address,
  { nonce = 0n, chainId = 0n }: { readonly nonce?: bigint; readonly chainId?: bigint } = {},
): Authorization {
  const tuple = encodeRlp([scalarToBytes(chainId), hexToBytes(address), scalarToBytes(nonce)])
  const { r, s, v } = signer.sign(keccak_256(concatBytes(Uint8Array.of(0x05), tuple)))
  return { chainId, address, nonce, yParity: BigInt(v - 27), r: BigInt(r), s: BigInt(s) }
}

/** Code that delegates to an address: 0xef0100 and its 20 bytes. */
export function designator(address: Address): Uint8Array {
  return concatBytes(Uint8Array.of(0xef, 0x01, 0x00), hexToBytes(address))
}
