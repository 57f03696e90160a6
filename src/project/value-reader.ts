// Reading settings that somebody else wrote: what has the wrong type is named, with file and field, and counts as absent.

/** Reads fields of one table. Every method returns undefined for a field that is absent or wrong. */
export type ValueReader = {
  text(field: string): string | undefined
  texts(field: string): readonly string[] | undefined
  boolean(field: string): boolean | undefined
  /** A whole number from 0 to 2^53-1. */
  count(field: string): number | undefined
  /** A whole number from 0 to 2^256-1; also as text, decimal or with 0x. The word 'max' is `max`. */
  bigint(field: string, max?: bigint): bigint | undefined
  /** Lower case; short ones are filled up with zeros on the left ('0x10000', as Echidna and Medusa write them). */
  address(field: string): `0x${string}` | undefined
  addresses(field: string): readonly `0x${string}`[] | undefined
  object(field: string): Readonly<Record<string, unknown>> | undefined
}

const SHOWN_MAX = 60

/**
 * @param warn gets one sentence per wrong field
 * @param prefix stands before the field's name in warnings: 'fuzz.'
 */
export function createReader(
  file: string,
  table: Readonly<Record<string, unknown>>,
  warn: (text: string) => void,
  prefix = '',
): ValueReader {
  const wrong = (field: string, value: unknown, expected: string): undefined => {
    warn(`${file}: ${prefix}${field} is ${shown(value)}, not ${expected}: it is ignored.`)
    return undefined
  }
  const read = <T>(
    field: string,
    expected: string,
    convert: (value: unknown) => T | undefined,
  ): T | undefined => {
    const value = Object.hasOwn(table, field) ? table[field] : undefined
    if (value === undefined || value === null) return undefined
    const converted = convert(value)
    return converted === undefined ? wrong(field, value, expected) : converted
  }
  return {
    text: (field) => read(field, 'text', toText),
    texts: (field) => read(field, 'a list of texts', (value) => listOf(value, toText)),
    boolean: (field) =>
      read(field, 'true or false', (value) => (typeof value === 'boolean' ? value : undefined)),
    count: (field) =>
      read(field, 'a whole number', (value) => {
        const number = toBigInt(value, undefined)
        return number === undefined || number > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(number)
      }),
    bigint: (field, max) => read(field, 'a whole number below 2^256', (value) => toBigInt(value, max)),
    address: (field) => read(field, 'an address', toAddress),
    addresses: (field) =>
      read(field, 'a list of addresses', (value) =>
        listOf(Array.isArray(value) ? value : [value], toAddress),
      ),
    object: (field) =>
      read(field, 'a table', (value) =>
        typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined,
      ),
  }
}

/** A whole number from 0 to 2^256-1, or undefined. Numbers with an exponent are as exact as JSON's are. */
export function toBigInt(value: unknown, max: bigint | undefined): bigint | undefined {
  let number: bigint | undefined
  if (typeof value === 'bigint') number = value
  else if (typeof value === 'number' && Number.isInteger(value)) number = BigInt(value)
  else if (typeof value === 'string') {
    const text = value.trim().replaceAll('_', '')
    if (text === 'max') number = max
    else if (/^(\d{1,78}|0x[0-9a-fA-F]{1,64})$/.test(text)) number = BigInt(text)
    else if (/^\d{1,10}e\d{1,2}$/i.test(text)) {
      const [mantissa, exponent] = text.toLowerCase().split('e')
      number = BigInt(mantissa!) * 10n ** BigInt(exponent!)
    }
  }
  return number !== undefined && number >= 0n && number < 2n ** 256n ? number : undefined
}

/** An address in lower case, or undefined. */
export function toAddress(value: unknown): `0x${string}` | undefined {
  // YAML reads 0x10000 without quotes as a number.
  const text = typeof value === 'number' || typeof value === 'bigint' ? `0x${value.toString(16)}` : value
  if (typeof text !== 'string' || !/^0x[0-9a-fA-F]{1,40}$/.test(text)) return undefined
  return `0x${text.slice(2).toLowerCase().padStart(40, '0')}`
}

function toText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function listOf<T>(value: unknown, convert: (each: unknown) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(value)) return undefined
  const converted = (value as unknown[]).map(convert)
  return converted.every((each) => each !== undefined) ? (converted as T[]) : undefined
}

function shown(value: unknown): string {
  let text: string
  try {
    text = typeof value === 'bigint' ? value.toString() : (JSON.stringify(value) ?? String(value))
  } catch {
    text = String(value)
  }
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}...` : text
}
