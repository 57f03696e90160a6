// JSON as contracts give it: numbers keep their digits, objects keep the order of their keys, and what is wrong is said as
// serde_json says it, whose messages are part of Foundry's.

import { utf8 } from './values.ts'

/** Nesting that is read, as serde_json's. */
const DEPTH_MAX = 128

/** A number as it was written; an exponent has a sign: '1e+20'. */
export class JsonNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type JsonValue =
  | null
  | boolean
  | string
  | JsonNumber
  | readonly JsonValue[]
  | ReadonlyMap<string, JsonValue>

export function isJsonObject(value: JsonValue): value is ReadonlyMap<string, JsonValue> {
  return value instanceof Map
}

export function isJsonArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}

/** @throws JsonSyntaxError with serde_json's message. */
export function parseJsonText(text: string): JsonValue {
  const reader = new JsonReader(text)
  const value = reader.value(DEPTH_MAX)
  reader.end()
  return value
}

/** An object, for vm.serializeJson. @throws JsonSyntaxError, also for any other value. */
export function parseJsonObject(text: string): ReadonlyMap<string, JsonValue> {
  const reader = new JsonReader(text)
  const value = reader.object()
  reader.end()
  return value
}

/** Without spaces. */
export function jsonText(value: JsonValue): string {
  if (value instanceof JsonNumber) return value.text
  if (isJsonArray(value)) return `[${value.map(jsonText).join(',')}]`
  if (isJsonObject(value))
    return `{${[...value].map(([key, item]) => `${JSON.stringify(key)}:${jsonText(item)}`).join(',')}}`
  return JSON.stringify(value)
}

/** In lines, indented by two spaces. */
export function prettyJsonText(value: JsonValue, indent = ''): string {
  const inner = `${indent}  `
  if (isJsonArray(value)) {
    if (value.length === 0) return '[]'
    return `[\n${value.map((item) => inner + prettyJsonText(item, inner)).join(',\n')}\n${indent}]`
  }
  if (isJsonObject(value)) {
    if (value.size === 0) return '{}'
    const lines = [...value].map(
      ([key, item]) => `${inner}${JSON.stringify(key)}: ${prettyJsonText(item, inner)}`,
    )
    return `{\n${lines.join(',\n')}\n${indent}}`
  }
  return jsonText(value)
}

class JsonReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  end(): void {
    this.#spaces()
    if (this.#at < this.#text.length) throw this.#here('trailing characters')
  }

  object(): ReadonlyMap<string, JsonValue> {
    this.#spaces()
    const char = this.#text[this.#at]
    // serde_json looks into a list no further than its bracket.
    if (char === '[') throw this.#behind('invalid type: sequence, expected a map')
    const value = this.value(DEPTH_MAX)
    if (isJsonObject(value)) return value
    throw this.#behind(`invalid type: ${describe(value)}, expected a map`)
  }

  value(depth: number): JsonValue {
    this.#spaces()
    const char = this.#text[this.#at]
    switch (char) {
      case undefined:
        throw this.#behind('EOF while parsing a value')
      case 'n':
        this.#word('null')
        return null
      case 't':
        this.#word('true')
        return true
      case 'f':
        this.#word('false')
        return false
      case '"':
        this.#at++
        return this.#string()
      case '[':
        if (depth <= 1) throw this.#here('recursion limit exceeded')
        this.#at++
        return this.#list(depth - 1)
      case '{':
        if (depth <= 1) throw this.#here('recursion limit exceeded')
        this.#at++
        return this.#members(depth - 1)
      default:
        if (char === '-' || isDigit(char)) return this.#number()
        throw this.#here('expected value')
    }
  }

  #list(depth: number): JsonValue[] {
    const items: JsonValue[] = []
    for (;;) {
      this.#spaces()
      const char = this.#text[this.#at]
      if (char === undefined) throw this.#behind('EOF while parsing a list')
      if (char === ']') {
        this.#at++
        return items
      }
      if (items.length > 0) {
        if (char !== ',') throw this.#here('expected `,` or `]`')
        this.#at++
        this.#spaces()
        if (this.#text[this.#at] === ']') throw this.#here('trailing comma')
      }
      items.push(this.value(depth))
    }
  }

  #members(depth: number): Map<string, JsonValue> {
    const members = new Map<string, JsonValue>()
    for (let isFirst = true; ; isFirst = false) {
      this.#spaces()
      let char = this.#text[this.#at]
      if (char === undefined) throw this.#behind('EOF while parsing an object')
      if (char === '}') {
        this.#at++
        return members
      }
      if (!isFirst) {
        if (char !== ',') throw this.#here('expected `,` or `}`')
        this.#at++
        this.#spaces()
        char = this.#text[this.#at]
        if (char === undefined) throw this.#behind('EOF while parsing a value')
        if (char === '}') throw this.#here('trailing comma')
      }
      if (char !== '"') throw this.#here('key must be a string')
      this.#at++
      const key = this.#string()
      this.#spaces()
      if (this.#at >= this.#text.length) throw this.#behind('EOF while parsing an object')
      if (this.#text[this.#at] !== ':') throw this.#here('expected `:`')
      this.#at++
      members.set(key, this.value(depth))
    }
  }

  #word(word: string): void {
    for (const letter of word) {
      if (this.#at >= this.#text.length) throw this.#behind('EOF while parsing a value')
      this.#at++
      if (this.#text[this.#at - 1] !== letter) throw this.#behind('expected ident')
    }
  }

  #number(): JsonNumber {
    let text = ''
    if (this.#text[this.#at] === '-') {
      text = '-'
      this.#at++
    }
    const first = this.#digit()
    text += first
    if (first === '0') {
      if (isDigit(this.#text[this.#at])) throw this.#here('invalid number')
    } else {
      text += this.#digits()
    }
    if (this.#text[this.#at] === '.') {
      this.#at++
      const digits = this.#digits()
      if (digits === '') {
        throw this.#at < this.#text.length
          ? this.#here('invalid number')
          : this.#behind('EOF while parsing a value')
      }
      text += `.${digits}`
    }
    if (this.#text[this.#at] === 'e' || this.#text[this.#at] === 'E') {
      this.#at++
      const sign = this.#text[this.#at]
      if (sign === '+' || sign === '-') this.#at++
      text += `e${sign === '-' ? '-' : '+'}${this.#digit()}${this.#digits()}`
    }
    return new JsonNumber(text)
  }

  #digit(): string {
    const digit = this.#text[this.#at]
    if (digit === undefined) throw this.#behind('EOF while parsing a value')
    this.#at++
    if (!isDigit(digit)) throw this.#behind('invalid number')
    return digit
  }

  #digits(): string {
    const start = this.#at
    while (isDigit(this.#text[this.#at])) this.#at++
    return this.#text.slice(start, this.#at)
  }

  #string(): string {
    let text = ''
    for (;;) {
      const start = this.#at
      while (this.#at < this.#text.length && isPlain(this.#text.charCodeAt(this.#at))) this.#at++
      text += this.#text.slice(start, this.#at)
      const char = this.#text[this.#at]
      if (char === undefined) throw this.#behind('EOF while parsing a string')
      this.#at++
      if (char === '"') return text
      if (char !== '\\')
        throw this.#behind('control character (\\u0000-\\u001F) found while parsing a string')
      text += this.#escape()
    }
  }

  #escape(): string {
    const char = this.#text[this.#at]
    if (char === undefined) throw this.#behind('EOF while parsing a string')
    this.#at++
    if (char === 'u') return this.#unicode()
    const plain = ESCAPES[char]
    if (plain === undefined) throw this.#behind('invalid escape')
    return plain
  }

  #unicode(): string {
    const high = this.#hex4()
    if (high >= 0xdc00 && high <= 0xdfff) throw this.#behind('lone leading surrogate in hex escape')
    if (high < 0xd800 || high > 0xdbff) return String.fromCharCode(high)
    for (const expected of ['\\', 'u']) {
      if (this.#at >= this.#text.length) throw this.#behind('EOF while parsing a string')
      this.#at++
      if (this.#text[this.#at - 1] !== expected) throw this.#behind('unexpected end of hex escape')
    }
    const low = this.#hex4()
    if (low < 0xdc00 || low > 0xdfff) throw this.#behind('lone leading surrogate in hex escape')
    return String.fromCharCode(high, low)
  }

  #hex4(): number {
    const digits = this.#text.slice(this.#at, this.#at + 4)
    this.#at += digits.length
    if (digits.length < 4) throw this.#behind('EOF while parsing a string')
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw this.#behind('invalid escape')
    return Number.parseInt(digits, 16)
  }

  #spaces(): void {
    for (;;) {
      const char = this.#text[this.#at]
      if (char !== ' ' && char !== '\t' && char !== '\n' && char !== '\r') return
      this.#at++
    }
  }

  /** An error at the character that was looked at. */
  #here(what: string): JsonSyntaxError {
    return this.#error(what, this.#at, this.#at < this.#text.length ? 1 : 0)
  }

  /** An error behind what was read. */
  #behind(what: string): JsonSyntaxError {
    return this.#error(what, this.#at, 0)
  }

  /** Columns count bytes. */
  #error(what: string, at: number, behind: number): JsonSyntaxError {
    const before = this.#text.slice(0, at)
    const line = before.split('\n').length
    const column = utf8(before.slice(before.lastIndexOf('\n') + 1)).length + behind
    return new JsonSyntaxError(`${what} at line ${line} column ${column}`)
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

function isPlain(code: number): boolean {
  return code >= 0x20 && code !== 0x22 && code !== 0x5c
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= '0' && char <= '9'
}

/** What serde calls a value of the wrong type. */
function describe(value: JsonValue): string {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return `boolean \`${value}\``
  if (typeof value === 'string') return `string ${JSON.stringify(value)}`
  if (value instanceof JsonNumber)
    return /^-?[0-9]+$/.test(value.text) ? `integer \`${value.text}\`` : 'number'
  return isJsonArray(value) ? 'sequence' : 'map'
}

/** Text that is no JSON. Its message is a part of a cheatcode's. */
export class JsonSyntaxError extends Error {}
