// Values as one line of text. They come from contracts: nothing in them may move the cursor, hide text or fill the screen.

import type { AbiParameter, AbiType, AbiValue } from './types.ts'
import { bytesToHex, type Hex } from '../../primitives/hex.ts'
import { checksumAddress } from './checksum-address.ts'

/** Names of accounts, by lower-case address. */
export type AccountNames = ReadonlyMap<string, string>

const CHARACTERS_MAX = 2_000
const BYTES_SHOWN_MAX = 256
const TEXT_SHOWN_MAX = 400
const NAME_SHOWN_MAX = 80
const POWER_SHOWN_MIN = 10n ** 9n
// Below, the plain number is easier to read than the name of the bound.
const BOUND_BITS_MIN = 64

// Controls, formats (which reorder text), surrogates, private and unassigned characters; line and paragraph separators.
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}]/gu

/**
 * A value as one line, safe to print: `7`, `1000000000000000000 [1e18]`, `type(uint256).max`, `true`, `"text"`, `0xabcd`,
 * `alice: [0x...]`, `[1, 2]`, `(1, true)`, `{fee: 3000, owner: 0x...}`. Addresses have EIP-55 capitals. What is too long
 * is cut, and says so.
 */
export function formatValue(value: AbiValue, type: AbiType, names?: AccountNames): string {
  return cut(format(value, type, names, { charactersLeft: CHARACTERS_MAX }))
}

/** Arguments between commas, with the parameters' names if they have any: `to: 0x..., amount: 5`. */
export function formatArguments(
  values: readonly AbiValue[],
  parameters: readonly AbiParameter[],
  names?: AccountNames,
): string {
  return cut(members(values, parameters, names, { charactersLeft: CHARACTERS_MAX }).join(', '))
}

/** Any text of somebody else as part of one line: unsafe characters are escaped, what is too long is cut. */
export function safeText(text: string, charactersMax: number = NAME_SHOWN_MAX): string {
  const shown = text.length > charactersMax ? `${text.slice(0, charactersMax)}...` : text
  return shown.replaceAll(UNSAFE, escaped)
}

type Budget = { charactersLeft: number }

function format(value: AbiValue, type: AbiType, names: AccountNames | undefined, budget: Budget): string {
  if (budget.charactersLeft <= 0) return '...'
  if (type.kind === 'array') return `[${elements(value as readonly AbiValue[], type.element, names, budget)}]`
  if (type.kind === 'tuple') return tuple(value as readonly AbiValue[], type.components, names, budget)
  const text = formatSingle(value, type, names)
  budget.charactersLeft -= text.length
  return text
}

function formatSingle(value: AbiValue, type: AbiType, names: AccountNames | undefined): string {
  if (typeof value === 'bigint') return formatNumber(value, type)
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (value instanceof Uint8Array) return formatBytes(value)
  if (type.kind === 'string') return formatText(String(value))
  return formatAddress(String(value), names)
}

function formatNumber(value: bigint, type: AbiType): string {
  if ((type.kind === 'uint' || type.kind === 'int') && type.bits >= BOUND_BITS_MIN) {
    const name = `type(${type.kind}${type.bits})`
    const half = 1n << BigInt(type.bits - 1)
    if (value === (type.kind === 'uint' ? 2n * half : half) - 1n) return `${name}.max`
    if (value === -half) return `${name}.min`
  }
  const size = value < 0n ? -value : value
  return size < POWER_SHOWN_MIN ? value.toString() : `${value} [${powerOfTen(value)}]`
}

/** Three decimals, as forge does: 1.157e77. */
function powerOfTen(value: bigint): string {
  const sign = value < 0n ? '-' : ''
  const digits = (value < 0n ? -value : value).toString()
  const decimals = digits.slice(1, 4).replace(/0+$/, '')
  return `${sign}${digits[0]}${decimals === '' ? '' : `.${decimals}`}e${digits.length - 1}`
}

function formatBytes(bytes: Uint8Array): string {
  if (bytes.length <= BYTES_SHOWN_MAX) return bytesToHex(bytes)
  return `${bytesToHex(bytes.subarray(0, BYTES_SHOWN_MAX))}... (${bytes.length} bytes)`
}

function formatText(text: string): string {
  const shown = text.slice(0, TEXT_SHOWN_MAX)
  const quoted = JSON.stringify(shown).replaceAll(UNSAFE, escaped)
  return shown.length === text.length ? quoted : `${quoted}... (${text.length} characters)`
}

function formatAddress(address: string, names: AccountNames | undefined): string {
  const shown = checksumAddress(address as Hex)
  const name = names?.get(address.toLowerCase())
  return name === undefined || name === '' ? shown : `${safeText(name)}: [${shown}]`
}

function elements(
  values: readonly AbiValue[],
  element: AbiType,
  names: AccountNames | undefined,
  budget: Budget,
): string {
  const parts: string[] = []
  for (const value of values) {
    if (budget.charactersLeft <= 0) {
      parts.push(`... (${values.length} elements)`)
      break
    }
    budget.charactersLeft -= 2
    parts.push(format(value, element, names, budget))
  }
  return parts.join(', ')
}

function tuple(
  values: readonly AbiValue[],
  components: readonly AbiParameter[],
  names: AccountNames | undefined,
  budget: Budget,
): string {
  const parts = members(values, components, names, budget).join(', ')
  return components.some(({ name }) => name !== '') ? `{${parts}}` : `(${parts})`
}

function members(
  values: readonly AbiValue[],
  parameters: readonly AbiParameter[],
  names: AccountNames | undefined,
  budget: Budget,
): string[] {
  const parts: string[] = []
  for (const [index, { name, type }] of parameters.entries()) {
    if (budget.charactersLeft <= 0) {
      parts.push('...')
      break
    }
    const label = name === '' ? '' : `${safeText(name)}: `
    budget.charactersLeft -= 2 + label.length
    parts.push(label + format(values[index]!, type, names, budget))
  }
  return parts
}

function cut(line: string): string {
  return line.length <= 2 * CHARACTERS_MAX ? line : `${line.slice(0, 2 * CHARACTERS_MAX)}...`
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`
}
