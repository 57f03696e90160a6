// Numbers of a program: exact, and as short as somebody would write them.

const PLAIN_MAX = 1_000_000n
const ZEROS_LEAST = 6
const POWER_LEAST = 64
const DIGITS = /^-?\d{1,78}$/
const SCIENTIFIC = /^(-?\d{1,78})e(\d{1,2})$/
const POWER = /^(-?)2\^(\d{1,3})(-1)?$/
const BITS_MAX = 256

/** '12', '5e18', '2^256-1', '-2^255'. */
export function numberToText(value: bigint): string {
  const sign = value < 0n ? '-' : ''
  const size = value < 0n ? -value : value
  if (size < PLAIN_MAX) return value.toString()
  const bits = size.toString(2)
  if (bits.length > POWER_LEAST && !bits.slice(1).includes('1')) return `${sign}2^${bits.length - 1}`
  if (sign === '' && bits.length >= POWER_LEAST && !bits.includes('0')) return `2^${bits.length}-1`
  const digits = size.toString()
  const zeros = digits.length - digits.replace(/0+$/, '').length
  return zeros < ZEROS_LEAST ? value.toString() : `${sign}${digits.slice(0, -zeros)}e${zeros}`
}

/** The number that such a text, or one in hex, says; undefined for any other text. */
export function textToNumber(text: string): bigint | undefined {
  if (DIGITS.test(text)) return BigInt(text)
  if (/^0x[0-9a-fA-F]{1,64}$/.test(text)) return BigInt(text)
  const [, mantissa, exponent] = SCIENTIFIC.exec(text) ?? []
  if (mantissa !== undefined) return BigInt(mantissa) * 10n ** BigInt(exponent!)
  const [, sign, power, less] = POWER.exec(text) ?? []
  if (power === undefined || Number(power) > BITS_MAX) return undefined
  const value = (1n << BigInt(power)) - (less === undefined ? 0n : 1n)
  return sign === '-' ? -value : value
}
