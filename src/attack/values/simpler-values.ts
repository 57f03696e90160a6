// Candidates for shrinking a value: simpler ones, those that save most first. Whoever shrinks takes the first that still
// fails and asks again, until none does.

import type { AbiType, AbiValue } from '../../project/abi/types.ts'
import { type AddressOrder, compareSimplicity } from './compare-simplicity.ts'

// What is tried in one round, for each value that stands alone and for each list.
const POSITIONS_MAX = 64

type NumberType = AbiType & { readonly kind: 'uint' | 'int' }

/**
 * Simpler values of a type, as compareSimplicity has it; some may come twice. Finite, and empty for the simplest value.
 * The given value is not changed; parts of it may be shared.
 * @param order Accounts from the simplest on.
 */
export function* simplerValues(
  type: AbiType,
  value: AbiValue,
  order: AddressOrder = [],
): Generator<AbiValue, void, undefined> {
  for (const candidate of candidates(type, value, order))
    if (compareSimplicity(type, candidate, value, order) < 0) yield candidate
}

/**
 * Simpler lists of arguments: one of them simpler, the others as they are.
 */
export function* simplerArguments(
  types: readonly AbiType[],
  values: readonly AbiValue[],
  order: AddressOrder = [],
): Generator<AbiValue[], void, undefined> {
  for (let index = 0; index < types.length; index++)
    for (const simpler of simplerValues(types[index]!, values[index]!, order))
      yield values.with(index, simpler)
}

/**
 * The number nearest to 0 that still works, if all from there to `value` do; else one that works, at least as near as
 * `value`. Takes some 260 questions at most, of which the first few find 0, 1 and the like.
 * @param value A number that works.
 */
export function smallestThatWorks(
  type: NumberType,
  value: bigint,
  works: (candidate: bigint) => boolean,
): bigint {
  const sign = value < 0n ? -1n : 1n
  let high = value * sign
  if (sign < 0n && fits(type, high) && works(high)) return smallestThatWorks(type, high, works)
  // Below `low` is nothing that works.
  let low = 0n
  for (const small of [0n, 1n, 2n]) {
    if (small >= high) return high * sign
    if (works(small * sign)) return small * sign
    low = small + 1n
  }
  while (low < high) {
    const middle = (low + high) / 2n
    if (works(middle * sign)) high = middle
    else low = middle + 1n
  }
  return high * sign
}

function candidates(type: AbiType, value: AbiValue, order: AddressOrder): Iterable<AbiValue> {
  switch (type.kind) {
    case 'uint':
    case 'int':
      return numbers(type, value as bigint)
    case 'bool':
      return [false]
    case 'address':
      return order
    case 'fixedBytes':
    case 'function':
      return zeroed(value as Uint8Array)
    case 'bytes':
      return byteStrings(value as Uint8Array)
    case 'string':
      return texts(value as string)
    case 'array':
      return type.length === undefined
        ? arrays(type.element, value as readonly AbiValue[], order)
        : elements(() => type.element, value as readonly AbiValue[], order)
    case 'tuple':
      return elements((index) => type.components[index]!.type, value as readonly AbiValue[], order)
  }
}

function* numbers(type: NumberType, value: bigint): Generator<bigint> {
  if (value === 0n) return
  const sign = value < 0n ? -1n : 1n
  const size = value * sign
  const tried = new Set<bigint>()
  // The same size without the sign is simpler too.
  if (sign < 0n && fits(type, size)) yield size
  for (const candidate of sizes(size)) {
    if (candidate < 0n || candidate >= size || tried.has(candidate)) continue
    tried.add(candidate)
    yield candidate * sign
    if (sign < 0n && candidate !== 0n) yield candidate
  }
}

/** The least number of a signed type has no counterpart. */
function fits(type: NumberType, size: bigint): boolean {
  return type.kind === 'uint' || size < 1n << BigInt(type.bits - 1)
}

/** Some may be no smaller. */
function* sizes(size: bigint): Generator<bigint> {
  yield 0n
  yield 1n
  yield 2n
  yield 10n
  yield 100n
  // One digit and zeros, then two, then three: 1000, 7000, 7300, 7310.
  const digits = size.toString()
  yield 10n ** BigInt(digits.length - 1)
  for (let kept = 1; kept <= 3 && kept < digits.length; kept++)
    yield BigInt(digits.slice(0, kept)) * 10n ** BigInt(digits.length - kept)
  // Whole units of 18 decimals, of 6.
  for (const unit of [10n ** 18n, 10n ** 6n]) if (size > unit) yield size - (size % unit)
  yield size / 2n
  yield size - size / 4n
  yield size - size / 16n
  yield size - 1n
}

function* zeroed(bytes: Uint8Array): Generator<Uint8Array> {
  yield new Uint8Array(bytes.length)
  const half = bytes.length >> 1
  yield bytes.slice().fill(0, half)
  yield bytes.slice().fill(0, 0, half)
  let position = 0
  for (let index = 0; index < bytes.length && position < POSITIONS_MAX; index++) {
    if (bytes[index] === 0) continue
    position++
    const changed = bytes.slice()
    changed[index] = 0
    yield changed
    if (bytes[index]! > 1) {
      const one = bytes.slice()
      one[index] = 1
      yield one
    }
  }
}

function* byteStrings(bytes: Uint8Array): Generator<Uint8Array> {
  const { length } = bytes
  for (const kept of shorterLengths(length)) {
    yield bytes.slice(0, kept)
    if (kept > 0) yield bytes.slice(length - kept)
  }
  // A selector, or a word, less at the beginning.
  for (const cut of [4, 32]) if (length > cut) yield bytes.slice(cut)
  yield* zeroed(bytes)
}

function* texts(text: string): Generator<string> {
  for (const kept of shorterLengths(text.length)) {
    yield text.slice(0, kept)
    if (kept > 0) yield text.slice(text.length - kept)
  }
  yield 'a'.repeat(text.length)
  let position = 0
  for (let index = 0; index < text.length && position < POSITIONS_MAX; index++) {
    if (text[index] === 'a') continue
    position++
    yield `${text.slice(0, index)}a${text.slice(index + 1)}`
  }
}

function* arrays(element: AbiType, values: readonly AbiValue[], order: AddressOrder): Generator<AbiValue> {
  const { length } = values
  for (const kept of shorterLengths(length)) {
    yield values.slice(0, kept)
    if (kept > 0) yield values.slice(length - kept)
  }
  for (let index = 0; index < Math.min(length, POSITIONS_MAX); index++) yield values.toSpliced(index, 1)
  yield* elements(() => element, values, order)
}

function* elements(
  typeAt: (index: number) => AbiType,
  values: readonly AbiValue[],
  order: AddressOrder,
): Generator<AbiValue> {
  for (let index = 0; index < values.length; index++)
    for (const simpler of simplerValues(typeAt(index), values[index]!, order))
      yield values.with(index, simpler)
}

function shorterLengths(length: number): number[] {
  const lengths = [0, 1, length >> 1, length - (length >> 2), length - 1]
  return [...new Set(lengths)].filter((kept) => kept >= 0 && kept < length)
}
