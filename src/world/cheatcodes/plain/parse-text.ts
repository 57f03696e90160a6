// Text to a value of a Solidity type, as Foundry reads it everywhere: vm.parse*, vm.env*, JSON and TOML.
//
// The grammar and the messages are those of alloy's `DynSolType::coerce_str` (crates/dyn-abi/src/coerce.rs) and of
// foundry's `parse_value` (crates/cheatcodes/src/string.rs): `1 ether`, `0x10`, `1.5e3`, `true`, `[1,2]`.

import type { Address } from '../../../evm/types.ts'
import type { AbiType, AbiValue } from '../../../project/abi/types.ts'
import { typeName } from '../../../project/abi/parse-abi.ts'
import { CheatcodeError } from '../context.ts'
import { quoted } from './values.ts'

const U256_MAX = (1n << 256n) - 1n
const UNITS: Readonly<Record<string, bigint>> = {
  '': 0n,
  wei: 0n,
  gwei: 9n,
  nano: 9n,
  nanoether: 9n,
  ether: 18n,
}
const TOO_LARGE = 'number too large to fit in target type'
/** 10 to a higher power fits no word. */
const EXPONENT_MAX = 78n
const ISIZE_MAX = (1n << 63n) - 1n

/** @throws CheatcodeError in Foundry's words: failed parsing "x" as type `uint256`: ... */
export function parseText(text: string, type: AbiType): AbiValue {
  try {
    return coerceText(text, type)
  } catch (error) {
    if (!(error instanceof CoerceError)) throw error
    const lenient = parseLeniently(text, type)
    if (typeof lenient === 'boolean') return lenient
    throw new CheatcodeError(
      `failed parsing ${quoted(text)} as type \`${typeName(type)}\`: ${lenient ?? error.inText(text)}`,
    )
  }
}

/** A bool that is written in another way, or what else to say. */
function parseLeniently(text: string, type: AbiType): boolean | string | undefined {
  switch (type.kind) {
    case 'bool':
      if (text === '1' || /^true$/i.test(text)) return true
      return text === '0' || /^false$/i.test(text) ? false : undefined
    case 'int':
    case 'uint':
    case 'fixedBytes':
    case 'bytes':
      return /^[0-9a-fA-F]*$/.test(text) ? 'missing hex prefix ("0x") for hex string' : undefined
    default:
      return undefined
  }
}

function coerceText(text: string, type: AbiType): AbiValue {
  const reader = new Reader(text)
  const value = reader.value(type, undefined)
  if (reader.at < text.length) throw new CoerceError(reader.at, '')
  return value
}

/** Not an operating error: `parseText` catches it. */
class CoerceError extends Error {
  readonly at: number
  /** A list with such an element is wrong there, and not just at its end. */
  readonly isFinal: boolean

  constructor(at: number, what: string, isFinal = false) {
    super(what)
    this.at = at
    this.isFinal = isFinal
  }

  /** As winnow shows a place: the text, and a caret below it. */
  inText(text: string): string {
    const before = text.slice(0, this.at)
    const line = before.split('\n').length
    const column = [...before.slice(before.lastIndexOf('\n') + 1)].length
    if (!text.includes('\n')) return `parser error:\n${text}\n${' '.repeat(column)}^\n${this.message}`
    const gutter = ' '.repeat(String(line).length)
    const shown = text.split('\n')[line - 1] ?? ''
    return (
      `parser error:\nparse error at line ${line}, column ${column + 1}\n${gutter} |\n${line} | ${shown}\n` +
      `${gutter} | ${' '.repeat(column)}^\n${this.message}`
    )
  }
}

class Reader {
  readonly #text: string
  at = 0

  constructor(text: string) {
    this.#text = text
  }

  value(type: AbiType, listEnd: string | undefined): AbiValue {
    switch (type.kind) {
      case 'bool':
        return this.#bool()
      case 'uint':
        return this.#uint(type.bits)
      case 'int':
        return this.#int(type.bits)
      case 'address': {
        const start = this.at
        return `0x${this.#exactHex(20, start).toLowerCase()}` as Address
      }
      case 'function': {
        const start = this.at
        return fromDigits(this.#exactHex(24, start))
      }
      case 'fixedBytes':
        return fromDigits(this.#exactHex(type.size, undefined))
      case 'bytes': {
        const start = this.at
        const digits = this.#hex()
        if (digits.length % 2 !== 0) throw new CoerceError(start, 'odd number of digits')
        return fromDigits(digits)
      }
      case 'string':
        return this.#string(listEnd)
      case 'array': {
        const start = this.at
        const values = this.#array(type.element)
        if (type.length !== undefined && values.length !== type.length) {
          throw new CoerceError(
            start,
            `fixed array length mismatch: expected ${type.length} elements, got ${values.length}`,
          )
        }
        return values
      }
      case 'tuple': {
        this.#spaces()
        this.#char('(')
        const values = type.components.map((component, index) => {
          if (index > 0) {
            this.#spaces()
            this.#char(',')
          }
          this.#spaces()
          return this.value(component.type, ')')
        })
        this.#spaces()
        this.#char(')')
        return values
      }
    }
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.#text)?.[0] ?? ''
    this.at += found.length
    return found
  }

  #spaces(): void {
    this.#take(/[ \t]*/y)
  }

  #char(char: string): void {
    if (this.#text[this.at] !== char) throw new CoerceError(this.at, `expected \`${char}\``)
    this.at++
  }

  #bool(): boolean {
    const word = this.#take(/[a-zA-Z]+/y)
    if (word !== 'true' && word !== 'false') throw new CoerceError(this.at, 'invalid boolean')
    return word === 'true'
  }

  #int(bits: number): bigint {
    const start = this.at
    const sign = this.#take(/[+-]?/y)
    const size = this.#uint(bits)
    const value = sign === '-' ? -size : size
    const most = (1n << BigInt(bits - 1)) - 1n
    if (value > most || value < -most - 1n) throw new CoerceError(start, TOO_LARGE)
    return value
  }

  #uint(bits: number): bigint {
    const prefix = this.#take(/0[bBoOxX]/y)
    const digits = this.#take(prefix === '' ? /[0-9]+/y : /[0-9a-fA-F]+/y)
    if (digits === '') throw new CoerceError(this.at, 'expected at least one digit')
    const fraction = this.#fraction()
    const whole = this.#integer(prefix.toLowerCase(), digits)
    const exponent = this.#exponent()
    this.#spaces()
    const unit = UNITS[this.#take(/[a-zA-Z]*/y)]
    if (unit === undefined) throw new CoerceError(this.at, '')
    const power = unit + exponent
    if (power < 0n) throw new CoerceError(this.at, 'negative units not allowed')
    const value = this.#scaled(whole, fraction, power)
    if (value > U256_MAX || value >> BigInt(bits) !== 0n) throw new CoerceError(this.at, TOO_LARGE)
    return value
  }

  #fraction(): string | undefined {
    if (this.#take(/\./y) === '') return undefined
    const digits = this.#take(/[0-9]+/y)
    if (digits === '') throw new CoerceError(this.at, 'expected at least one digit', true)
    return digits
  }

  #integer(prefix: string, digits: string): bigint {
    // 2^256 has 78 decimal digits; what is longer without leading zeros is not worth reading.
    const significant = digits.replace(/^0+/, '')
    const base = prefix === '0x' ? 16 : prefix === '0o' ? 8 : prefix === '0b' ? 2 : 10
    for (const digit of digits) {
      const number = Number.parseInt(digit, 16)
      if (number >= base) throw new CoerceError(this.at, `digit ${number} is out of range for base ${base}`)
    }
    const value = significant === '' || significant.length > 256 ? 0n : BigInt(prefix + significant)
    if (significant.length > 256 || value > U256_MAX)
      throw new CoerceError(this.at, 'the value is too large to fit the target type')
    return value
  }

  #exponent(): bigint {
    const start = this.at
    const found = /^[eE]([+-]?)(0|[1-9][0-9]*)/.exec(this.#text.slice(start, start + 32))
    if (found === null) return 0n
    const value = BigInt((found[1] === '-' ? '-' : '') + found[2])
    if (value > ISIZE_MAX || value < -ISIZE_MAX - 1n) return 0n
    this.at += found[0].length
    return value
  }

  #scaled(whole: bigint, fraction: string | undefined, power: bigint): bigint {
    const part = fraction === undefined ? 0n : this.#integer('', fraction)
    if (power === 0n && part !== 0n) throw new CoerceError(this.at, `non-zero fraction .${part} not allowed`)
    const places = BigInt(fraction?.length ?? 0)
    if (places > power) throw new CoerceError(this.at, `expected at most ${power} decimals, got ${places}`)
    if (whole === 0n && part === 0n && power < EXPONENT_MAX) return 0n
    // 10^power itself must fit, also for 0.
    if (power >= EXPONENT_MAX) throw new CoerceError(this.at, TOO_LARGE)
    return (whole * 10n ** places + part) * 10n ** (power - places)
  }

  #hex(): string {
    const prefix = this.#take(/0x/y)
    const digits = this.#take(/[0-9a-fA-F]*/y)
    if (prefix === '' && digits === '') {
      throw new CoerceError(this.at, 'expected hex digits or the `0x` prefix for an empty hex string')
    }
    return digits
  }

  /** `start`: where the error is shown; undefined: behind the digits. */
  #exactHex(size: number, start: number | undefined): string {
    const digits = this.#hex()
    const at = start ?? this.at
    const isFinal = start === undefined
    if (digits.length % 2 !== 0) throw new CoerceError(at, 'odd number of digits', isFinal)
    if (digits.length !== 2 * size) throw new CoerceError(at, 'invalid string length', isFinal)
    return digits
  }

  #string(listEnd: string | undefined): string {
    const delimiter = this.#text[this.at]
    if (delimiter === undefined) return ''
    if (delimiter === '"' || delimiter === "'") {
      const end = this.#text.indexOf(delimiter, this.at + 1)
      if (end < 0) throw new CoerceError(this.#text.length, `invalid string\nexpected \`${delimiter}\``, true)
      const text = this.#text.slice(this.at + 1, end)
      this.at = end + 1
      return text
    }
    const start = this.at
    if (listEnd === undefined) this.at = this.#text.length
    else {
      while (this.at < this.#text.length && this.#text[this.at] !== ',' && this.#text[this.at] !== listEnd)
        this.at++
      if (this.at === start) throw new CoerceError(start, '')
    }
    return this.#text.slice(start, this.at).trimEnd()
  }

  #array(element: AbiType): AbiValue[] {
    this.#char('[')
    const values: AbiValue[] = []
    this.#spaces()
    while (this.#text[this.at] !== ']') {
      const start = this.at
      try {
        values.push(this.value(element, ']'))
      } catch (error) {
        if (!(error instanceof CoerceError) || error.isFinal) throw error
        this.at = start
        break
      }
      this.#spaces()
      if (this.#text[this.at] !== ',') break
      this.at++
      this.#spaces()
    }
    this.#char(']')
    return values
  }
}

function fromDigits(digits: string): Uint8Array {
  const bytes = new Uint8Array(digits.length / 2)
  for (let index = 0; index < bytes.length; index++)
    bytes[index] = Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16)
  return bytes
}
