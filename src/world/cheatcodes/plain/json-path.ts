// JSON paths as vm.parseJson takes them: `.a.b[0]`, `$['a']`, `.list[*].x`, `..x`, `[0:2]`, `[0,2]`, `[?(@.x == 1)]`.
// A subset of Goessner's language with the habits of the `jsonpath_lib` crate 0.3, which Foundry uses: what stands behind
// a space or a word that it does not expect is ignored.

import { CheatcodeError } from '../context.ts'
import { isJsonArray, isJsonObject, JsonNumber, type JsonValue } from './json-value.ts'
import { quoted } from './values.ts'

/** Values that one path may select. */
const SELECTED_MAX = 100_000
/** Characters of a path: filters nest, and each level is a call of ours. */
const PATH_CHARACTERS_MAX = 2_000
const WORD_END = /[.[\]\s()'"*,:?@=<>!&|]/

type Step = (values: readonly JsonValue[]) => JsonValue[]
type Condition = (value: JsonValue) => boolean

/**
 * Every value at the path, in order. A path may leave out the `$` at its beginning; '.' is the whole document.
 * @throws CheatcodeError for what is no path.
 */
export function selectJson(document: JsonValue, path: string): readonly JsonValue[] {
  const text = path === '.' ? '$' : path.startsWith('$') ? path : `$${path}`
  if (text.length > PATH_CHARACTERS_MAX)
    throw new CheatcodeError(`a JSON path has at most ${PATH_CHARACTERS_MAX} characters, not ${text.length}`)
  let values: readonly JsonValue[] = [document]
  for (const step of new PathReader(text).steps()) {
    const next: JsonValue[] = []
    for (const value of values) {
      for (const found of step([value])) next.push(found)
      if (next.length > SELECTED_MAX)
        throw new CheatcodeError(`the path ${quoted(path)} selects too many values`)
    }
    values = next
  }
  return values
}

class PathReader {
  readonly #text: string
  #at = 1

  constructor(text: string) {
    this.#text = text
  }

  steps(): Step[] {
    const steps: Step[] = []
    if (this.#text[this.#at] === '@') this.#at++
    for (;;) {
      const char = this.#text[this.#at]
      if (char === '.') steps.push(...this.#dotted())
      else if (char === '[') steps.push(this.#bracketed())
      else if (char === undefined || steps.length > 0) return steps
      else throw this.#error(this.#at + 1)
    }
  }

  /** The path of a filter's operand, up to what is no path. */
  static relative(text: string, at: number): { readonly steps: Step[]; readonly at: number } {
    const reader = new PathReader(text)
    reader.#at = at
    const steps: Step[] = []
    for (;;) {
      const char = text[reader.#at]
      if (char === '.') steps.push(...reader.#dotted())
      else if (char === '[') steps.push(reader.#bracketed())
      else return { steps, at: reader.#at }
    }
  }

  #dotted(): Step[] {
    this.#at++
    const steps: Step[] = []
    if (this.#text[this.#at] === '.') {
      this.#at++
      if (this.#text[this.#at] === '*') {
        this.#at++
        return [(values) => descendants(values).slice(values.length)]
      }
      steps.push(descendants)
    }
    const char = this.#text[this.#at]
    if (char === '*') {
      this.#at++
      return [...steps, children]
    }
    if (char === '[') return [...steps, this.#bracketed()]
    const start = this.#at
    while (this.#at < this.#text.length && !WORD_END.test(this.#text[this.#at]!)) this.#at++
    if (this.#at === start) throw this.#error(this.#at)
    const name = this.#text.slice(start, this.#at)
    return [...steps, named([name])]
  }

  #bracketed(): Step {
    const start = this.#at
    this.#at++
    this.#spaces()
    const char = this.#text[this.#at]
    if (char === '?') return this.#filter()
    if (char === '*') {
      this.#at++
      this.#close()
      return children
    }
    if (char === "'" || char === '"') {
      const names: string[] = []
      do {
        this.#spaces()
        names.push(this.#quoted(start))
        this.#spaces()
      } while (this.#skip(','))
      this.#close()
      return named(names)
    }
    const first = this.#integer()
    this.#spaces()
    if (this.#text[this.#at] === ':') return this.#range(first)
    if (first === undefined)
      throw this.#error(char === undefined || !WORD_END.test(char) ? this.#at : this.#at + 1)
    const indexes = [first]
    while (this.#skip(',')) {
      this.#spaces()
      const next = this.#integer()
      if (next === undefined) throw this.#error(this.#at + 1)
      indexes.push(next)
      this.#spaces()
    }
    this.#close()
    return (values) => values.flatMap((value) => (isJsonArray(value) ? pick(value, indexes) : []))
  }

  #range(from: number | undefined): Step {
    this.#at++
    this.#spaces()
    const to = this.#integer()
    this.#spaces()
    let step = 1
    if (this.#skip(':')) {
      this.#spaces()
      step = this.#integer() ?? 1
    }
    this.#close()
    return (values) => values.flatMap((value) => (isJsonArray(value) ? slice(value, from, to, step) : []))
  }

  #filter(): Step {
    this.#at++
    const open = this.#text.indexOf('(', this.#at)
    if (open < 0) throw this.#error(this.#text.length)
    const condition = this.#or(open + 1)
    this.#spaces()
    if (!this.#skip(')')) throw this.#error(this.#at + 1)
    this.#close()
    return (values) =>
      values.flatMap((value) => {
        const items = isJsonArray(value) ? value : isJsonObject(value) ? [value] : []
        return items.filter(condition)
      })
  }

  #or(at: number): Condition {
    this.#at = at
    let left = this.#and()
    for (;;) {
      this.#spaces()
      if (!this.#text.startsWith('||', this.#at)) return left
      this.#at += 2
      const [first, second] = [left, this.#and()]
      left = (value) => first(value) || second(value)
    }
  }

  #and(): Condition {
    let left = this.#comparison()
    for (;;) {
      this.#spaces()
      if (!this.#text.startsWith('&&', this.#at)) return left
      this.#at += 2
      const [first, second] = [left, this.#comparison()]
      left = (value) => first(value) && second(value)
    }
  }

  #comparison(): Condition {
    this.#spaces()
    const left = this.#operand()
    this.#spaces()
    const operator = /^(==|!=|<=|>=|<|>)/.exec(this.#text.slice(this.#at, this.#at + 2))?.[0]
    if (operator === undefined) return (value) => left(value) !== undefined
    this.#at += operator.length
    this.#spaces()
    const right = this.#operand()
    return (value) => holds(operator, left(value), right(value))
  }

  /** A path from `@`, a number, a text, true, false or null. */
  #operand(): (value: JsonValue) => JsonValue | undefined {
    if (this.#text[this.#at] === '@') {
      const { steps, at } = PathReader.relative(this.#text, this.#at + 1)
      this.#at = at
      return (value) => {
        let values: readonly JsonValue[] = [value]
        for (const step of steps) values = step(values)
        return values[0]
      }
    }
    const char = this.#text[this.#at]
    if (char === "'" || char === '"') {
      const text = this.#quoted(this.#at)
      return () => text
    }
    const word = /^(true|false|null|-?[0-9]+(\.[0-9]+)?)/.exec(
      this.#text.slice(this.#at, this.#at + 100),
    )?.[0]
    if (word === undefined) throw this.#error(this.#at + 1)
    this.#at += word.length
    const literal: JsonValue =
      word === 'null' ? null : word === 'true' || word === 'false' ? word === 'true' : new JsonNumber(word)
    return () => literal
  }

  #quoted(start: number): string {
    const quote = this.#text[this.#at]
    if (quote !== "'" && quote !== '"') throw this.#error(this.#at + 1)
    const end = this.#text.indexOf(quote, this.#at + 1)
    if (end < 0) throw this.#error(start + 1)
    const name = this.#text.slice(this.#at + 1, end)
    this.#at = end + 1
    return name
  }

  #integer(): number | undefined {
    const digits = /^-?[0-9]{1,15}/.exec(this.#text.slice(this.#at, this.#at + 17))?.[0]
    if (digits === undefined) return undefined
    this.#at += digits.length
    return Number(digits)
  }

  #skip(char: string): boolean {
    if (this.#text[this.#at] !== char) return false
    this.#at++
    return true
  }

  #close(): void {
    this.#spaces()
    if (!this.#skip(']')) throw this.#error(Math.min(this.#at + 1, this.#text.length))
  }

  #spaces(): void {
    while (this.#at < this.#text.length && /\s/.test(this.#text[this.#at]!)) this.#at++
  }

  #error(carets: number): CheatcodeError {
    const shown = quoted(`path error: \n${this.#text}\n${'^'.repeat(carets)}\n`)
    return new CheatcodeError(`failed selecting from JSON: ${shown}`)
  }
}

function named(names: readonly string[]): Step {
  return (values) =>
    values.flatMap((value) =>
      isJsonObject(value) ? names.filter((name) => value.has(name)).map((name) => value.get(name)!) : [],
    )
}

function children(values: readonly JsonValue[]): JsonValue[] {
  return values.flatMap(childrenOf)
}

function childrenOf(value: JsonValue): readonly JsonValue[] {
  return isJsonArray(value) ? value : isJsonObject(value) ? [...value.values()] : []
}

/** The values themselves and all that is in them, outside first. */
function descendants(values: readonly JsonValue[]): JsonValue[] {
  const found: JsonValue[] = [...values]
  const visit = (value: JsonValue): void => {
    for (const child of childrenOf(value)) {
      found.push(child)
      visit(child)
    }
  }
  for (const value of values) visit(value)
  return found
}

function pick(list: readonly JsonValue[], indexes: readonly number[]): JsonValue[] {
  return indexes.flatMap((index) => {
    const item = list[index < 0 ? list.length + index : index]
    return item === undefined ? [] : [item]
  })
}

function slice(
  list: readonly JsonValue[],
  from: number | undefined,
  to: number | undefined,
  step: number,
): JsonValue[] {
  return list.slice(from, to).filter((_, index) => index % Math.max(step, 1) === 0)
}

function holds(operator: string, left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === undefined || right === undefined) return false
  const order = compare(left, right)
  switch (operator) {
    case '==':
      return order === 0
    case '!=':
      return order !== 0
    case '<':
      return order !== undefined && order < 0
    case '<=':
      return order !== undefined && order <= 0
    case '>':
      return order !== undefined && order > 0
    default:
      return order !== undefined && order >= 0
  }
}

/** Negative, zero or positive; undefined for values that have no order. */
function compare(left: JsonValue, right: JsonValue): number | undefined {
  if (left instanceof JsonNumber && right instanceof JsonNumber) return Number(left.text) - Number(right.text)
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0
  return left === right ? 0 : undefined
}
