import { keccak_256 } from '@noble/hashes/sha3.js'
import type { Address } from '../../evm/types.ts'
import { bytesToBigInt } from '../../primitives/bytes.ts'
import { publicKeyOf } from '../cheatcodes/plain/keys.ts'

/** The address that forge-std's `makeAddr(name)` gives: its private key is the hash of the name. */
export function actorAddress(name: string): Address {
  return publicKeyOf(bytesToBigInt(keccak_256(new TextEncoder().encode(name)))).address
}
