// Reads plain data that somebody else wrote, field by field: what is missing, too much or of another kind is said with its place.

import { clippedText } from '../../primitives/plain-text.ts'

/** Characters of one text, items of one list. */
const TEXT_MAX = 100_000
const LIST_MAX = 10_000
const SHOWN_MAX = 80

/** What does not fit: 'program.steps[2].to is missing'. */
export class FieldError extends Error {}

/** A value at a place. */
export class Field {
  readonly value: unknown
  readonly place: string

  constructor(value: unknown, place: string) {
    this.value = value
    this.place = place
  }

  /** @throws FieldError */
  fail(what: string): never {
    throw new FieldError(`${this.place === '' ? 'it' : this.place} ${what}`)
  }

  text(): string {
    const { value } = this
    if (typeof value !== 'string') return this.fail(`is ${kindOf(value)} where a text is needed`)
    return value.length <= TEXT_MAX ? value : this.fail(`is longer than ${TEXT_MAX} characters`)
  }

  textOrNull(): string | null {
    return this.value === null ? null : this.text()
  }

  /** One of some texts. */
  oneOf<const Text extends string>(texts: readonly Text[]): Text {
    const text = this.text()
    const found = texts.find((each) => each === text)
    return (
      found ??
      this.fail(
        `is '${clippedText(text, SHOWN_MAX)}', and not one of ${texts.map((each) => `'${each}'`).join(', ')}`,
      )
    )
  }

  /** A whole number from `least` to 2^53-1. */
  count(least = 0): number {
    const { value } = this
    return Number.isSafeInteger(value) && (value as number) >= least
      ? (value as number)
      : this.fail(`is ${kindOf(value)} where a whole number from ${least} on is needed`)
  }

  list<Item>(read: (item: Field) => Item, max: number = LIST_MAX): readonly Item[] {
    const { value } = this
    if (!Array.isArray(value)) return this.fail(`is ${kindOf(value)} where a list is needed`)
    if (value.length > max) return this.fail(`has more than ${max} items`)
    return value.map((item: unknown, i) => read(new Field(item, `${this.place}[${i}]`)))
  }

  /** The fields of an object that has these and no others; those of `optional` may be missing. */
  fields<const Name extends string>(
    required: readonly Name[],
    optional: readonly string[] = [],
  ): Readonly<Record<Name, Field>> & { readonly get: (name: string) => Field | undefined } {
    const entries = this.entries()
    for (const name of entries.keys()) {
      if (required.some((each) => each === name) || optional.includes(name)) continue
      this.fail(`has a field '${clippedText(name, SHOWN_MAX)}' that does not belong there`)
    }
    const found = required.map((name): [string, Field] => [
      name,
      entries.get(name) ?? new Field(undefined, this.#inside(name)).fail('is missing'),
    ])
    return Object.assign(Object.fromEntries(found) as Record<Name, Field>, {
      get: (name: string) => entries.get(name),
    })
  }

  /** All fields of an object, by name. */
  entries(): ReadonlyMap<string, Field> {
    const { value } = this
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return this.fail(`is ${kindOf(value)} where an object is needed`)
    const entries = Object.entries(value)
    if (entries.length > LIST_MAX) return this.fail(`has more than ${LIST_MAX} fields`)
    return new Map(entries.map(([name, each]) => [name, new Field(each, this.#inside(name))]))
  }

  #inside(name: string): string {
    const text = /^[\w$]+$/.test(name) ? name : `'${clippedText(name, SHOWN_MAX)}'`
    return this.place === '' ? text : `${this.place}.${text}`
  }
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'string') return 'a text'
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : `a ${typeof value}`
}
