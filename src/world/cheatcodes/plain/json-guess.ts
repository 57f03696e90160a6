// What vm.parseJson(json) gives back: the JSON's own types are guessed, and the result is encoded as the ABI would
// (foundry, crates/cheatcodes/src/json.rs, json_value_to_token). Lists may hold values of different types, for which the ABI
// has no type, so the encoding is made here.

import { bigIntToBytes32, concatBytes } from '../../../primitives/bytes.ts'
import { CheatcodeError } from '../context.ts'
import { isJsonArray, isJsonObject, JsonNumber, type JsonValue } from './json-value.ts'
import type { StructDefinition } from './struct-definitions.ts'
import { utf8 } from './values.ts'

const WORD = 32
const U256_MAX = (1n << 256n) - 1n
const I256_MAX = (1n << 255n) - 1n
const I256_MIN = -(1n << 255n)
const I64_MAX = (1n << 63n) - 1n
const U64_MAX = (1n << 64n) - 1n

/** An encoded value: in place if it is static, else behind the heads. */
type Token = { readonly isDynamic: boolean; readonly bytes: Uint8Array }

/** The values at a path as one encoding; nothing if there are none, a list if there are many. */
export function encodeGuess(
  values: readonly JsonValue[],
  structs: () => readonly StructDefinition[],
): Uint8Array {
  if (values.length === 0) return new Uint8Array(0)
  const tokens = values.map((value) => tokenOf(value, structs))
  return sequence([tokens.length === 1 ? tokens[0]! : list(tokens)]).bytes
}

function tokenOf(value: JsonValue, structs: () => readonly StructDefinition[]): Token {
  if (value === null) return word(0n)
  if (typeof value === 'boolean') return word(value ? 1n : 0n)
  if (typeof value === 'string') return textToken(value)
  if (value instanceof JsonNumber) return numberToken(value.text)
  if (isJsonArray(value)) return list(value.map((item) => tokenOf(item, structs)))
  if (isJsonObject(value))
    return sequence(orderedKeys(value, structs).map((key) => tokenOf(value.get(key)!, structs)))
  throw new RangeError('A JSON value of no kind.')
}

/** In the order of the struct with these fields, else by the alphabet. */
export function orderedKeys(
  object: ReadonlyMap<string, JsonValue>,
  structs: () => readonly StructDefinition[],
): readonly string[] {
  const keys = [...object.keys()]
  // Without two keys there is nothing to order, and no sources to read.
  if (keys.length < 2) return keys
  const struct = structs().find(
    ({ fields }) => fields.length === keys.length && fields.every(([name]) => object.has(name)),
  )
  return struct?.fields.map(([name]) => name) ?? keys.toSorted()
}

function numberToken(text: string): Token {
  const value = Number(text)
  if (Number.isFinite(value) && Number.isInteger(value)) {
    const whole = wholeNumber(text, value)
    if (whole !== undefined && whole >= 0n && whole <= U256_MAX) return word(whole)
    if (whole !== undefined && whole < 0n && whole >= I256_MIN) return word(BigInt.asUintN(256, whole))
  }
  throw new CheatcodeError(`unsupported JSON number: ${text}`)
}

function wholeNumber(text: string, value: number): bigint | undefined {
  if (/^-?[0-9]+$/.test(text)) return text.length > 80 ? undefined : BigInt(text)
  if (!text.includes('e')) return undefined
  // The shortest digits that mean the same double, filled up with zeros: what Rust prints for it.
  const [digits = '', exponent = '0'] = value.toString().split('e')
  const [whole = '', fraction = ''] = digits.split('.')
  return BigInt(whole + fraction.padEnd(Number(exponent), '0'))
}

function textToken(text: string): Token {
  if (text.startsWith('0x')) {
    const digits = text.slice(2)
    if (digits.length === 39) {
      throw new CheatcodeError(
        `Cannot parse "${digits}" as an address. If you want to specify address, prepend zero to the value.`,
      )
    }
    if (/^[0-9a-fA-F]*$/.test(digits)) return hexToken(digits.length % 2 === 0 ? digits : `0${digits}`)
  }
  const number = textNumber(text)
  return number === undefined ? bytes(utf8(text)) : word(BigInt.asUintN(256, number))
}

function hexToken(digits: string): Token {
  if (digits.length === 40 || digits.length === 64) return word(BigInt(`0x${digits}`))
  return bytes(
    Uint8Array.from({ length: digits.length / 2 }, (_, index) =>
      Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16),
    ),
  )
}

/** A number that somebody wrote as text because it fits no 64 bits; smaller ones are text. */
function textNumber(text: string): bigint | undefined {
  const [, sign = '', prefix = '', digits = ''] = /^([+-]?)(0[xob])?([0-9a-fA-F_]+)$/i.exec(text) ?? []
  const plain = digits.replaceAll('_', '')
  if (plain === '' || plain.length > 300) return undefined
  const base = prefix.toLowerCase()
  const pattern =
    base === '0x' ? /^[0-9a-f]+$/i : base === '0o' ? /^[0-7]+$/ : base === '0b' ? /^[01]+$/ : /^[0-9]+$/
  if (!pattern.test(plain)) return undefined
  const size = BigInt(base + plain)
  const value = sign === '-' ? -size : size
  if (value >= I256_MIN && value <= I256_MAX) {
    if (value < -I64_MAX - 1n || value > I64_MAX) return value
  } else if (sign === '' && value <= U256_MAX && value > U64_MAX) return value
  return undefined
}

function word(value: bigint): Token {
  return { isDynamic: false, bytes: bigIntToBytes32(value) }
}

function bytes(content: Uint8Array): Token {
  const padding = new Uint8Array((WORD - (content.length % WORD)) % WORD)
  return { isDynamic: true, bytes: concatBytes(bigIntToBytes32(BigInt(content.length)), content, padding) }
}

function list(items: readonly Token[]): Token {
  return {
    isDynamic: true,
    bytes: concatBytes(bigIntToBytes32(BigInt(items.length)), sequence(items).bytes),
  }
}

/** Heads, then tails: a struct, or the items of a list. */
function sequence(items: readonly Token[]): Token {
  let tail = 0
  for (const item of items) tail += item.isDynamic ? WORD : item.bytes.length
  const heads: Uint8Array[] = []
  const tails: Uint8Array[] = []
  for (const item of items) {
    if (!item.isDynamic) heads.push(item.bytes)
    else {
      heads.push(bigIntToBytes32(BigInt(tail)))
      tails.push(item.bytes)
      tail += item.bytes.length
    }
  }
  return { isDynamic: tails.length > 0, bytes: concatBytes(...heads, ...tails) }
}
