// TOML as JSON, and back, as Foundry converts them (crates/cheatcodes/src/toml.rs): "null" is null, dates are text, floats
// keep a point.

import { parse, TomlDate, TomlError, type TomlValue } from 'smol-toml'
import { CheatcodeError } from '../context.ts'
import { isJsonArray, isJsonObject, JsonNumber, type JsonValue } from './json-value.ts'

type JsonObject = ReadonlyMap<string, JsonValue>

const I64_MAX = (1n << 63n) - 1n

/** @throws CheatcodeError with what is wrong and where. */
export function parseTomlText(text: string): JsonValue {
  try {
    return toJson(parse(text, { integersAsBigInt: true }))
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const [reason = ''] = error.message.replace('Invalid TOML document: ', '').split('\n')
    const gutter = ' '.repeat(String(error.line).length)
    const shown = text.split('\n')[error.line - 1] ?? ''
    throw new CheatcodeError(
      `failed parsing TOML: TOML parse error at line ${error.line}, column ${error.column}\n${gutter} |\n` +
        `${error.line} | ${shown}\n${gutter} | ${' '.repeat(error.column - 1)}^\n${reason}\n`,
    )
  }
}

/**
 * As the `toml` crate writes it for people: values first, then tables in order, lists in lines.
 * @throws CheatcodeError if the value is no table.
 */
export function tomlText(value: JsonValue): string {
  if (!isJsonObject(value)) throw new CheatcodeError('failed to serialize TOML: the value is no table')
  const blocks: string[] = []
  writeTable(value, [], '', blocks)
  return blocks.join('\n')
}

function toJson(value: TomlValue): JsonValue {
  if (typeof value === 'string') return value === 'null' ? null : value
  if (typeof value === 'bigint') return new JsonNumber(value.toString())
  if (typeof value === 'number') return floatToJson(value)
  if (typeof value === 'boolean') return value
  if (value instanceof TomlDate) return dateText(value)
  if (Array.isArray(value)) return value.map(toJson)
  return new Map(Object.entries(value).map(([key, item]) => [key, toJson(item)]))
}

function floatToJson(value: number): JsonValue {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value < 0 ? '-inf' : 'inf'
  const text = Object.is(value, -0) ? '-0' : value.toString()
  return new JsonNumber(/[.e]/.test(text) ? text : `${text}.0`)
}

/** As it was written, without fractions that are zero. */
function dateText(date: TomlDate): string {
  return date.toISOString().replace(/\.000(?=Z|[+-]|$)/, '')
}

function writeTable(table: JsonObject, path: readonly string[], header: string, blocks: string[]): void {
  const lines: string[] = []
  const inner: (readonly [string, JsonValue])[] = []
  for (const [name, value] of table) {
    if (isJsonObject(value) || isTableList(value)) inner.push([name, value])
    else lines.push(`${keyText(name)} = ${valueText(value, '')}\n`)
  }
  // A table that holds nothing but tables needs no line of its own.
  const isShown = lines.length > 0 || inner.length === 0
  if (isShown || header.startsWith('[[')) {
    const block = header === '' ? lines.join('') : `${header}\n${lines.join('')}`
    if (block !== '') blocks.push(block)
  }
  for (const [name, value] of inner) {
    const below = [...path, keyText(name)]
    if (isJsonObject(value)) writeTable(value, below, `[${below.join('.')}]`, blocks)
    else
      for (const item of value as readonly JsonObject[])
        writeTable(item, below, `[[${below.join('.')}]]`, blocks)
  }
}

function isTableList(value: JsonValue): boolean {
  return isJsonArray(value) && value.length > 0 && value.every(isJsonObject)
}

function keyText(name: string): string {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : JSON.stringify(name)
}

function valueText(value: JsonValue, indent: string): string {
  if (value === null) return '"null"'
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return JSON.stringify(value).replaceAll('\u007f', '\\u007f')
  if (value instanceof JsonNumber) return numberText(value.text)
  const inner = `${indent}    `
  if (isJsonArray(value)) {
    if (value.length === 0) return '[]'
    return `[\n${value.map((item) => `${inner}${valueText(item, inner)},\n`).join('')}${indent}]`
  }
  const members = [...(value as JsonObject)].map(
    ([name, item]) => `${keyText(name)} = ${valueText(item, inner)}`,
  )
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

/** Integers of 64 bits; anything else is a float. */
function numberText(text: string): string {
  if (/^-?[0-9]{1,19}$/.test(text)) {
    const whole = BigInt(text)
    if (whole <= I64_MAX && whole >= -I64_MAX - 1n) return text
  }
  const value = Number(text)
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf'
  const short = value.toString()
  return /[.e]/.test(short) ? short : `${short}.0`
}
