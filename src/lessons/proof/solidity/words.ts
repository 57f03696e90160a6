// Solidity words for things: identifiers, numbers, bytes and calldata that compile whatever contracts are called.

import type { Address } from '../../../evm/types.ts'
import { bytesToHex } from '../../../primitives/hex.ts'
import { checksumAddress } from '../../../project/abi/checksum-address.ts'
import { decodeArguments } from '../../../project/abi/decode.ts'
import { encodeArguments } from '../../../project/abi/encode.ts'
import type { AbiFunction, AbiParameter, AbiType, AbiValue } from '../../../project/abi/types.ts'
import { equalBytes } from '../../../primitives/bytes.ts'
import { plainText } from '../../../primitives/plain-text.ts'
import type { ProofCall } from '../plan.ts'

const ETHER = 10n ** 18n
/** Digits behind the point that are still read. */
const DECIMALS_MAX = 6
const WORDS_MAX = 160
const NAME_MAX = 40
/** Bytes of one hex literal; calldata may be longer. */
const LITERAL_BYTES_MAX = 4_096

/** How addresses are written: by the name of a constant where there is one. */
export type AddressWords = (address: Address) => string

/** Words that no constant may be called. */
export function constantName(text: string): string {
  const words = text
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toUpperCase()
    .slice(0, NAME_MAX)
  return /^[A-Z]/.test(words) ? words : `A_${words}`
}

/** 'attackerEther' of 'attacker ether'; different names for different texts if `taken` is the same set. */
export function fieldName(text: string, taken: Set<string>): string {
  const parts = text
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .split(' ')
  const joined = parts
    .map(
      (part, i) =>
        (i === 0 ? (part[0]?.toLowerCase() ?? '') : (part[0]?.toUpperCase() ?? '')) + part.slice(1),
    )
    .join('')
    .slice(0, NAME_MAX)
  const base = /^[a-z]/.test(joined) ? joined : `of${joined}`
  let name = base
  for (let i = 2; taken.has(name); i++) name = `${base}${i}`
  taken.add(name)
  return name
}

/** Text as it may stand in a comment of one line. */
export function commentText(text: string): string {
  const plain = plainText(text).replaceAll(/[^\x20-\x7e]/g, '?')
  return plain.length > WORDS_MAX ? `${plain.slice(0, WORDS_MAX)}...` : plain
}

/** Text as a string literal, with its quotes. */
export function textLiteral(text: string): string {
  return `"${commentText(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** A number without a sign: in ether where that is shorter. */
export function numberWords(value: bigint, bits = 256): string {
  const max = (1n << BigInt(bits)) - 1n
  if (value === max && bits > 8) return `type(uint${bits}).max`
  if (value >= ETHER / 10n ** BigInt(DECIMALS_MAX)) {
    const whole = value / ETHER
    const rest = value % ETHER
    const digits = rest.toString().padStart(18, '0').replace(/0+$/, '')
    if (digits.length <= DECIMALS_MAX && whole < 10n ** 12n)
      return `${whole}${digits === '' ? '' : `.${digits}`} ether`
  }
  return value.toString()
}

/** bytes as an expression of type bytes or string literal. */
export function bytesWords(bytes: Uint8Array): string {
  if (bytes.length === 0) return '""'
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += LITERAL_BYTES_MAX)
    parts.push(`hex"${bytesToHex(bytes.subarray(at, at + LITERAL_BYTES_MAX)).slice(2)}"`)
  return parts.length === 1 ? parts[0]! : `abi.encodePacked(${parts.join(', ')})`
}

/** A word as bytes32. */
export function wordWords(word: bigint): string {
  return `bytes32(uint256(${word < 1n << 64n ? word : `0x${word.toString(16).padStart(64, '0')}`}))`
}

/**
 * Calldata as an expression: `abi.encodeWithSignature("withdraw(uint256)", 5 ether)` where the function is known and the arguments can be
 * written, else as hex. Bytes for bytes the same.
 */
export function calldataWords(
  { data, abi }: Pick<ProofCall, 'data' | 'abi'>,
  addresses: AddressWords,
): string {
  const words = abi === undefined ? undefined : argumentsWords(abi, data, addresses)
  return words === undefined
    ? bytesWords(data)
    : `abi.encodeWithSignature(${[`"${abi!.signature}"`, ...words].join(', ')})`
}

function argumentsWords(
  abi: AbiFunction,
  data: Uint8Array,
  addresses: AddressWords,
): readonly string[] | undefined {
  return /^[\w$]+\([\w,[\]()]*\)$/.test(abi.signature)
    ? encodedWords(abi.inputs, data.subarray(4), addresses)
    : undefined
}

/** Encoded values as expressions that encode to the same bytes; undefined if one has no literal. */
export function encodedWords(
  parameters: readonly AbiParameter[],
  data: Uint8Array,
  addresses: AddressWords,
): readonly string[] | undefined {
  const types = parameters.map(({ type }) => type)
  let values: readonly AbiValue[]
  try {
    values = decodeArguments(types, data)
    // There may be more than the values, or they stand in another order.
    if (!equalBytes(encodeArguments(types, values), data)) return undefined
  } catch {
    return undefined
  }
  const words = types.map((type, i) => valueWords(values[i]!, type, addresses))
  return words.every((each) => each !== undefined) ? words : undefined
}

function valueWords(value: AbiValue, type: AbiType, addresses: AddressWords): string | undefined {
  switch (type.kind) {
    case 'uint':
      return `uint${type.bits}(${numberWords(value as bigint, type.bits)})`.replace(
        /^uint256\((.*)\)$/,
        (_, inner: string) => inner,
      )
    case 'int': {
      const number = value as bigint
      const least = -(1n << BigInt(type.bits - 1))
      if (number === least) return `type(int${type.bits}).min`
      return number < 0n
        ? `int${type.bits}(-${numberWords(-number)})`
        : `int${type.bits}(${numberWords(number)})`
    }
    case 'bool':
      return String(value)
    case 'address':
      return addresses(value as Address)
    case 'fixedBytes':
      return `bytes${type.size}(${bytesWords(value as Uint8Array)})`
    case 'bytes':
      return `bytes(${bytesWords(value as Uint8Array)})`
    case 'string':
      return /^[\x20-\x7e]*$/.test(value as string)
        ? `"${(value as string).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
        : undefined
    default:
      return undefined
  }
}

/** A literal that the compiler takes for an address. */
export function addressLiteral(address: Address): string {
  return checksumAddress(address)
}
