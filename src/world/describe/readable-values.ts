// Values as short as they can be said exactly: 5e18, 1 ether, 3 days. For a reader; JSON and proofs have the plain numbers.

import { bytesToHex } from '../../primitives/hex.ts'
import { safeText } from '../../project/abi/format-value.ts'
import type { AbiParameter, AbiType, AbiValue } from '../../project/abi/types.ts'
import type { Address } from '../../evm/types.ts'
import type { Names } from './account-names.ts'

const POWER_MIN = 1_000_000n
const MANTISSA_DIGITS_MAX = 6
/** Where so many zeros follow, more digits are read more easily than the zeros are counted. */
const ZEROS_MANY = 12
const MANTISSA_DIGITS_BEFORE_MANY = 9
const BYTES_SHOWN_MAX = 36
const TEXT_SHOWN_MAX = 80
const ELEMENTS_SHOWN_MAX = 8

/** An integer, exactly: '7', '1e18', '1.5e18', '1e24+1', '2^255-1', '123456789012345'. */
export function readableNumber(value: bigint): string {
  if (value < 0n) return value === -(1n << 255n) ? '-2^255' : `-${readableNumber(-value)}`
  if (value < POWER_MIN) return value.toString()
  const digits = value.toString()
  const mantissa = digits.replace(/0+$/, '')
  const exponent = digits.length - 1
  const zeros = digits.length - mantissa.length
  const digitsMax = zeros >= ZEROS_MANY ? MANTISSA_DIGITS_BEFORE_MANY : MANTISSA_DIGITS_MAX
  if (mantissa.length <= digitsMax && zeros >= 5)
    return mantissa.length === 1
      ? `${mantissa}e${exponent}`
      : `${mantissa[0]}.${mantissa.slice(1)}e${exponent}`
  return nearPowerOfTwo(value) ?? nearRound(value, digits.length) ?? digits
}

const ROUND_DIGITS_MAX = 3
const ROUND_ZEROS_MIN = 7

/** '1e24+1': what off-by-one errors and rounding leave. */
function nearRound(value: bigint, length: number): string | undefined {
  for (let digits = 1; digits <= ROUND_DIGITS_MAX && length - digits >= ROUND_ZEROS_MIN; digits++) {
    const unit = 10n ** BigInt(length - digits)
    const round = ((value + unit / 2n) / unit) * unit
    const difference = value - round
    if (difference === 0n || difference <= -10_000n || difference >= 10_000n) continue
    return `${readableNumber(round)}${difference < 0n ? '-' : '+'}${difference < 0n ? -difference : difference}`
  }
  return undefined
}

/** Numbers near the bounds of types are what overflows are made of; nobody recognises them in decimal digits. */
function nearPowerOfTwo(value: bigint): string | undefined {
  const bits = value.toString(2).length
  for (const power of [bits, bits - 1]) {
    if (power < 64 || (power % 8 > 1 && power % 8 < 7)) continue
    const difference = value - (1n << BigInt(power))
    if (difference === 0n) return `2^${power}`
    if (difference > -10_000n && difference < 10_000n)
      return difference < 0n ? `2^${power}-${-difference}` : `2^${power}+${difference}`
  }
  return undefined
}

/** Bytes that are a call, in words: 'withdraw(amount: 5e18)'. Undefined if they are none that anybody knows. */
export type InnerCalls = (bytes: Uint8Array) => string | undefined

/** An argument as a person would write it, on one line, safe to print. */
export function readableValue(value: AbiValue, type: AbiType, names: Names, calls?: InnerCalls): string {
  if (typeof value === 'bigint') return readableNumber(value)
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (value instanceof Uint8Array)
    return (type.kind === 'bytes' ? calls?.(value) : undefined) ?? readableBytes(value)
  if (typeof value === 'string') {
    if (type.kind === 'string') return readableText(value)
    return names.nameOf(value as Address)
  }
  if (type.kind === 'tuple') return `{${readableArguments(value, type.components, names, calls)}}`
  const element = type.kind === 'array' ? type.element : type
  const shown = value.slice(0, ELEMENTS_SHOWN_MAX).map((each) => readableValue(each, element, names, calls))
  if (value.length > ELEMENTS_SHOWN_MAX) shown.push(`… ${value.length} elements`)
  return `[${shown.join(', ')}]`
}

/** 'amount: 5e18, to: alice'. */
export function readableArguments(
  values: readonly AbiValue[],
  parameters: readonly AbiParameter[],
  names: Names,
  calls?: InnerCalls,
): string {
  return parameters
    .map(({ name, type }, index) => {
      const text = readableValue(values[index]!, type, names, calls)
      return name === '' ? text : `${safeText(name)}: ${text}`
    })
    .join(', ')
}

function readableBytes(bytes: Uint8Array): string {
  if (bytes.length <= BYTES_SHOWN_MAX) return bytesToHex(bytes)
  return `${bytesToHex(bytes.subarray(0, BYTES_SHOWN_MAX))}… (${bytes.length} bytes)`
}

function readableText(text: string): string {
  const shown = text.slice(0, TEXT_SHOWN_MAX)
  const quoted = `"${safeText(shown.replaceAll('\\', '\\\\').replaceAll('"', '\\"'), 4 * TEXT_SHOWN_MAX)}"`
  return shown.length === text.length ? quoted : `${quoted}… (${text.length} characters)`
}

const GWEI = 10n ** 9n
const ETHER = 10n ** 18n

/** Wei: '1 ether', '0.05 ether', '3 gwei', '17 wei'. Exact. */
export function readableWei(wei: bigint): string {
  if (wei % (ETHER / 1_000_000n) === 0n && wei !== 0n) return `${decimal(wei, ETHER)} ether`
  if (wei % (GWEI / 1_000n) === 0n && wei !== 0n) return `${decimal(wei, GWEI)} gwei`
  return `${readableNumber(wei)} wei`
}

function decimal(value: bigint, unit: bigint): string {
  const whole = value / unit
  const rest = (value % unit)
    .toString()
    .padStart(unit.toString().length - 1, '0')
    .replace(/0+$/, '')
  return rest === '' ? readableNumber(whole) : `${whole}.${rest}`
}

const UNITS: readonly (readonly [string, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
]

/** Seconds: '3 days', '1 day 1 second', '12 seconds'. Exact. */
export function readableSeconds(seconds: number): string {
  const parts: string[] = []
  let rest = seconds
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(`${count} ${unit}${count === 1 ? '' : 's'}`)
  }
  return parts.length === 0 ? '0 seconds' : parts.join(' ')
}
