import type { Machine } from '../evm/machine.ts'
import type { Address } from '../evm/types.ts'
import { concatBytes } from '../primitives/bytes.ts'
import { bytesToHex, hexToBytes } from '../primitives/hex.ts'

const RLP_STRING = 0x80
const RLP_LIST = 0xc0

/** The address of the contract that `sender` creates with this nonce: the last 20 bytes of keccak256(rlp([sender, nonce])). */
export function createdAddress(machine: Machine, sender: Address, nonce: bigint): Address {
  const hex = nonce.toString(16)
  const bytes = hexToBytes(`0x${hex.length % 2 === 0 ? hex : `0${hex}`}`)
  const encodedNonce =
    nonce === 0n
      ? Uint8Array.of(RLP_STRING)
      : nonce < 128n
        ? bytes
        : concatBytes(Uint8Array.of(RLP_STRING + bytes.length), bytes)
  const items = concatBytes(Uint8Array.of(RLP_STRING + 20), hexToBytes(sender), encodedNonce)
  const list = concatBytes(Uint8Array.of(RLP_LIST + items.length), items)
  return bytesToHex(machine.keccak256(list).subarray(12))
}
