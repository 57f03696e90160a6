import { BaseError } from './errors.ts'

/**
 * Bytes as `0x` + two hex digits each, most significant byte first; `0x` alone is no bytes. What we write is lower
 * case, what we read may have any case.
 */
export type Hex = `0x${string}`

const HEX_PATTERN = /^0x(?:[0-9a-fA-F]{2})*$/
const TEXT_SHOWN_MAX = 40

const PAIRS: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

// Character code -> value of the digit, or NOT_A_DIGIT. Longer than any digit's code, so that one bound check does.
const NOT_A_DIGIT = 0xff
const DIGIT_VALUES: Uint8Array = digitValues()

/** True for `0x` followed by an even number of hex digits of any case. */
export function isHex(value: unknown): value is Hex {
  return typeof value === 'string' && HEX_PATTERN.test(value)
}

/** Bytes as lower-case hex with `0x`. */
export function bytesToHex(bytes: Uint8Array): Hex {
  let digits = ''
  for (const byte of bytes) digits += PAIRS[byte]
  return `0x${digits}`
}

/** The greatest address as a number, and a mask of an address in a word. */
export const ADDRESS_MAX: bigint = (1n << 160n) - 1n

/** The address in the low 160 bits of a word. */
export function wordToAddress(word: bigint): Hex {
  return `0x${BigInt.asUintN(160, word).toString(16).padStart(40, '0')}`
}

/**
 * The bytes that hex text stands for, in a new array.
 * @throws HexError if the text does not start with `0x`, has an odd number of digits or holds anything else.
 */
export function hexToBytes(text: string): Uint8Array {
  if (!text.startsWith('0x')) throw new HexError('does not start with 0x', text, 0)
  if (text.length % 2 !== 0) throw new HexError('has an odd number of digits', text, text.length)
  const bytes = new Uint8Array((text.length - 2) / 2)
  for (let index = 0, position = 2; index < bytes.length; index++, position += 2) {
    const high = digitAt(text, position)
    const low = digitAt(text, position + 1)
    if (high === NOT_A_DIGIT) throw new HexError('holds a character that is no hex digit', text, position)
    if (low === NOT_A_DIGIT) throw new HexError('holds a character that is no hex digit', text, position + 1)
    bytes[index] = high * 16 + low
  }
  return bytes
}

function digitAt(text: string, position: number): number {
  return DIGIT_VALUES[text.charCodeAt(position)] ?? NOT_A_DIGIT
}

function digitValues(): Uint8Array {
  const values = new Uint8Array(128).fill(NOT_A_DIGIT)
  for (let value = 0; value < 16; value++) {
    const digit = value.toString(16)
    values[digit.charCodeAt(0)] = value
    values[digit.toUpperCase().charCodeAt(0)] = value
  }
  return values
}

/** Text that was to be hex and is not. */
export class HexError extends BaseError {
  readonly code = 'HEX_MALFORMED'
  /** Index into the text where reading stopped. */
  readonly position: number

  constructor(reason: string, text: string, position: number) {
    const shown = text.length > TEXT_SHOWN_MAX ? `${text.slice(0, TEXT_SHOWN_MAX)}...` : text
    super(`Hex text ${JSON.stringify(shown)} ${reason} (at character ${position}).`, {
      hint: 'Hex text is 0x followed by two digits for each byte.',
      details: { position, length: text.length },
    })
    this.position = position
  }
}
