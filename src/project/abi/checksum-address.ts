// Addresses as people and Solidity sources write them (EIP-55): a literal without the right capitals does not compile.

import { keccak_256 } from '@noble/hashes/sha3.js'
import type { Address } from '../../evm/types.ts'

const encoder = new TextEncoder()

/** The address with the capitals of EIP-55. Text that is no address comes back as it is. */
export function checksumAddress(address: Address): Address {
  if (!/^0x[0-9a-fA-F]{40}$/.test(address)) return address
  const digits = address.slice(2).toLowerCase()
  const hash = keccak_256(encoder.encode(digits))
  let text = ''
  for (let index = 0; index < digits.length; index++) {
    const byte = hash[index >> 1]!
    const nibble = index % 2 === 0 ? byte >> 4 : byte & 15
    text += nibble >= 8 ? digits[index]!.toUpperCase() : digits[index]!
  }
  return `0x${text}`
}
