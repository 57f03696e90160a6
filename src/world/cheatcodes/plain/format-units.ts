// Values as Foundry's messages show them.

import type { Address } from '../../../evm/types.ts'
import { bytesToHex } from '../../../primitives/hex.ts'
import { checksumAddress } from '../../../project/abi/checksum-address.ts'
import type { AbiValue } from '../../../project/abi/types.ts'

/** More decimals than this are none (alloy's Unit). */
const DECIMALS_MAX = 77n

/** A number with its decimals after a point, all of them: 1500 with 3 is '1.500', with none '1500.0'; with more than 77 as it is. */
export function formatUnits(value: bigint, decimals: bigint): string {
  if (decimals > DECIMALS_MAX) return value.toString()
  if (decimals === 0n) return `${value}.0`
  const places = Number(decimals)
  const digits = (value < 0n ? -value : value).toString().padStart(places + 1, '0')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`
}

/** One value of an elementary type: addresses with capitals (EIP-55), bytes as hex, text as it is. */
export function formatValue(type: string, value: AbiValue): string {
  if (value instanceof Uint8Array) return bytesToHex(value)
  return type === 'address' ? checksumAddress(value as Address) : String(value as bigint | boolean | string)
}
