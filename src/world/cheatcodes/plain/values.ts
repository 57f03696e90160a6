// Arguments of cheatcodes in the types that their signatures promise, and words in both directions.

import type { Address } from '../../../evm/types.ts'
import { bigIntToBytes32, bytesToBigInt } from '../../../primitives/bytes.ts'
import type { AbiType, AbiValue } from '../../../project/abi/types.ts'

export const UINT256: AbiType = { kind: 'uint', bits: 256 }
export const INT256: AbiType = { kind: 'int', bits: 256 }
export const ADDRESS: AbiType = { kind: 'address' }
export const BOOL: AbiType = { kind: 'bool' }
export const STRING: AbiType = { kind: 'string' }
export const BYTES: AbiType = { kind: 'bytes' }
export const BYTES32: AbiType = { kind: 'fixedBytes', size: 32 }

export const U64_MAX: bigint = (1n << 64n) - 1n

const encoder = new TextEncoder()

// A value of another type than the signature says would be a mistake of the dispatcher, hence RangeError.
function expected(what: string, value: AbiValue | undefined): never {
  throw new RangeError(`A cheatcode expected ${what}, not ${typeof value}.`)
}

/** A string argument. */
export function textOf(value: AbiValue | undefined): string {
  return typeof value === 'string' ? value : expected('text', value)
}

/** An address argument, lower case. */
export function addressOf(value: AbiValue | undefined): Address {
  return textOf(value) as Address
}

/** A number of any width. */
export function numberOf(value: AbiValue | undefined): bigint {
  return typeof value === 'bigint' ? value : expected('a number', value)
}

export function boolOf(value: AbiValue | undefined): boolean {
  return typeof value === 'boolean' ? value : expected('a bool', value)
}

/** bytes and bytesN. */
export function bytesOf(value: AbiValue | undefined): Uint8Array {
  return value instanceof Uint8Array ? value : expected('bytes', value)
}

/** An array or a struct. */
export function listOf(value: AbiValue | undefined): readonly AbiValue[] {
  return Array.isArray(value) ? (value as readonly AbiValue[]) : expected('a list', value)
}

/** A bytes32 argument as a word. */
export function wordOf(value: AbiValue | undefined): bigint {
  return bytesToBigInt(bytesOf(value))
}

/** A word as bytes32. */
export function toBytes32(word: bigint): Uint8Array {
  return bigIntToBytes32(word)
}

/** Text as UTF-8. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text)
}

/**
 * Text as Rust's `{:?}` shows it, which Foundry's messages use: in quotes, with escapes for quotes and control characters.
 */
export function quoted(text: string): string {
  return `"${escaped(text)}"`
}

/** The inside of `quoted`. */
export function escaped(text: string): string {
  return text.replaceAll(/["\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|[\u00a0]/gu, (char) => {
    switch (char) {
      case '"':
      case '\\':
        return `\\${char}`
      case '\n':
        return '\\n'
      case '\r':
        return '\\r'
      case '\t':
        return '\\t'
      case '\0':
        return '\\0'
      default:
        return `\\u{${char.codePointAt(0)!.toString(16)}}`
    }
  })
}
