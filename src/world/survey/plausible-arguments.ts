// What somebody who knows nothing but a function's interface would call it with. A few vectors, the likeliest first; the
// same for the same question.

import type { Address } from '../../evm/types.ts'
import { bigIntToBytes32 } from '../../primitives/bytes.ts'
import type { AbiFunction, AbiParameter, AbiType, AbiValue } from '../../project/abi/types.ts'

export type ArgumentContext = {
  /** Who calls, and gets what there is to get. */
  readonly caller: Address
  /** Amounts of interest, the likeliest first. */
  readonly amounts: readonly bigint[]
  /** Tokens first, then the protocol's contracts, then others. */
  readonly addresses: readonly Address[]
  /** Numbers that name things: 0 to 3, and those that the protocol gave out. */
  readonly ids: readonly bigint[]
  /** Words that earlier calls returned: bytes32 and numbers. */
  readonly words: readonly bigint[]
  /** Structs and other values that were seen, by the compiler's name of their type. */
  readonly known: ReadonlyMap<string, readonly AbiValue[]>
  /** Seconds since the epoch. */
  readonly now: bigint
}

const CHOICES_MAX = 8
const DAY = 86_400n
const ID_NAME =
  /(^|_)(id|ids|index|idx|nonce|round|epoch|slot|pid|position|proposal|auction|listing|order|key)$|id$|index$/i
const TIME_NAME = /deadline|expir|until|timestamp|^_?(?:end|start)|time_?$/i
const DURATION_NAME = /duration|period|delay|lock(time)?$|days|weeks|term/i
const MIN_NAME = /min|slippage|limit(?!.*amount)|floor/i
const TOKEN_NAME = /token|asset|currency|collateral|coin|underlying|nft|collection|market|pool|vault/i
const ACCOUNT_NAME =
  /^_?(to|receiver|recipient|owner|user|account|onBehalf(Of)?|beneficiary|for|dst|holder|from|sender|who|depositor|staker|borrower|payer)_?$/i
const PATH_NAME = /path|route/i
const SHARES_NAME = /shares/i
const ASSETS_NAME = /assets|^_?amount_?$/i
const MAX_UINT = (1n << 256n) - 1n

/** A name that numbers have which say what is asked for at least. */
export function isMinimumName(name: string): boolean {
  return MIN_NAME.test(name)
}

/** A name that numbers have which say which of several things is meant. */
export function isIdName(name: string): boolean {
  return ID_NAME.test(name)
}

/**
 * Argument vectors for a function, at most `max`. The first one has the likeliest value everywhere; then one parameter after
 * another is varied, and then two together.
 */
export function plausibleArguments(
  abi: AbiFunction,
  context: ArgumentContext,
  max: number,
): readonly (readonly AbiValue[])[] {
  if (abi.inputs.length === 0) return [[]]
  const choices = abi.inputs.map((parameter, i) => choicesFor(parameter, context, i, abi.inputs))
  if (choices.some((each) => each.length === 0)) return []
  const vectors: AbiValue[][] = []
  const seen = new Set<string>()
  const add = (picks: readonly number[]): void => {
    const key = picks.join()
    if (vectors.length >= max || seen.has(key)) return
    seen.add(key)
    vectors.push(choices.map((each, i) => each[picks[i]!]!))
  }
  const first = choices.map(() => 0)
  add(first)
  const minimums = abi.inputs.flatMap(({ name, type }, i) =>
    type.kind === 'uint' && isMinimumName(name) && choices[i]!.length > 1 ? i : [],
  )
  const longest = Math.max(...choices.map(({ length }) => length))
  for (let step = 1; step < longest && vectors.length < max; step++) {
    for (let i = 0; i < choices.length; i++) if (step < choices[i]!.length) add(first.with(i, step))
    // Who refuses one minimum of nothing refuses the others too.
    if (step === 1 && minimums.length > 1) add(first.map((_, i) => (minimums.includes(i) ? 1 : 0)))
    // Numbers and accounts often go together: the second token and its amount.
    add(choices.map(({ length }) => Math.min(step, length - 1)))
  }
  for (let i = 0; i < choices.length && vectors.length < max; i++)
    for (let j = i + 1; j < choices.length && vectors.length < max; j++)
      for (let a = 1; a < choices[i]!.length && vectors.length < max; a++)
        for (let b = 1; b < choices[j]!.length && vectors.length < max; b++) add(first.with(i, a).with(j, b))
  return vectors
}

function choicesFor(
  parameter: AbiParameter,
  context: ArgumentContext,
  position: number,
  all: readonly AbiParameter[],
): readonly AbiValue[] {
  const { type, name, internalType } = parameter
  const known = internalType === undefined ? undefined : context.known.get(internalType)
  if (type.kind === 'tuple' || (type.kind === 'array' && type.element.kind === 'tuple')) {
    const made = composed(type, name, context)
    return distinct([...(known ?? []), ...made])
  }
  return distinct([...plainChoices(type, name, context, position, all), ...(known ?? [])])
}

function plainChoices(
  type: AbiType,
  name: string,
  context: ArgumentContext,
  position: number,
  all: readonly AbiParameter[],
): readonly AbiValue[] {
  switch (type.kind) {
    case 'uint':
      return numbers(type.bits, name, context, all)
    case 'int':
      return numbers(type.bits - 1, name, context, all)
    case 'address':
      return addresses(name, context, position, all)
    case 'bool':
      return /^(is|all|max|force|lock|no|disable|pause)/i.test(name) ? [false, true] : [true, false]
    case 'fixedBytes':
      return fixedBytes(type.size, context)
    case 'bytes':
      return [new Uint8Array(0), word(context.caller)]
    case 'string':
      return ['', 'a']
    case 'function':
      return [new Uint8Array(24)]
    case 'array':
    case 'tuple':
      return composed(type, name, context)
  }
}

function numbers(
  bits: number,
  name: string,
  context: ArgumentContext,
  all: readonly AbiParameter[],
): readonly bigint[] {
  const limit = 1n << BigInt(bits)
  const { amounts, ids, now } = context
  let list: readonly bigint[]
  if (bits <= 8) list = [0n, 1n, 2n, 3n, 27n]
  else if (isIdName(name)) list = [...ids, ...context.words, ...amounts]
  else if (TIME_NAME.test(name)) list = [now + DAY, now + 30n * DAY, MAX_UINT, 0n, now]
  else if (DURATION_NAME.test(name)) list = [DAY, 7n * DAY, 0n, 30n * DAY, 1n, 365n * DAY, ...amounts]
  else if (MIN_NAME.test(name)) list = [0n, 1n, ...amounts]
  else {
    const [first = 1n, second = 1n, ...others] = amounts
    list = [first, second, 0n, ...others, ...ids, ...context.words, MAX_UINT]
    // Either the one or the other is asked for.
    if (SHARES_NAME.test(name) && all.some((each) => ASSETS_NAME.test(each.name))) list = [0n, ...list]
  }
  return list
    .map((number) => (number === MAX_UINT ? limit - 1n : number))
    .filter((number) => number >= 0n && number < limit)
}

function addresses(
  name: string,
  context: ArgumentContext,
  position: number,
  all: readonly AbiParameter[],
): readonly Address[] {
  const { caller } = context
  const isFirst = all.findIndex(({ type }) => type.kind === 'address') === position
  // Of several tokens in a row (from one, to the other) each stands for another one.
  const before = all
    .slice(0, position)
    .filter((each) => each.type.kind === 'address' && TOKEN_NAME.test(each.name)).length
  const others = rotated(context.addresses, before)
  if (ACCOUNT_NAME.test(name)) return [caller, ...others]
  if (TOKEN_NAME.test(name)) return [...others, caller]
  return isFirst || all.length > 1 ? [caller, ...others] : [...others.slice(0, 2), caller, ...others.slice(2)]
}

function fixedBytes(size: number, { words, caller }: ArgumentContext): readonly Uint8Array[] {
  const zero = new Uint8Array(size)
  if (size !== 32) return [zero, zero.map((_, i) => (i === size - 1 ? 1 : 0))]
  return [...words.map((number) => bigIntToBytes32(number)), zero, word(caller)]
}

/** Structs and lists, from the likeliest values of their parts: all first ones, all second ones. */
function composed(type: AbiType, name: string, context: ArgumentContext): readonly AbiValue[] {
  if (type.kind === 'array') {
    const isPath = type.element.kind === 'address' && PATH_NAME.test(name)
    const element: AbiParameter = { name: isPath ? 'token' : name.replace(/s$/, ''), type: type.element }
    const items = choicesFor(element, context, 0, [element]).slice(0, 3)
    const count = type.length ?? 1
    if (count > CHOICES_MAX) return type.length === undefined ? [[]] : []
    const lists = items.map((item) => Array.from({ length: count }, () => item))
    if (type.length !== undefined) return lists
    return [...(isPath ? paths(items) : []), ...lists, []]
  }
  if (type.kind !== 'tuple') return []
  const parts = type.components.map((each, i) => choicesFor(each, context, i, type.components))
  if (parts.some(({ length }) => length === 0)) return []
  return [0, 1].map((pick) => parts.map((each) => each[Math.min(pick, each.length - 1)]!))
}

/** Two different ones, both ways: from one token to another. */
function paths(items: readonly AbiValue[]): readonly AbiValue[] {
  return items.flatMap((first, i) =>
    items.slice(i + 1).flatMap((second) => [
      [first, second],
      [second, first],
    ]),
  )
}

function distinct(values: readonly AbiValue[]): readonly AbiValue[] {
  const seen = new Set<string>()
  const out: AbiValue[] = []
  for (const value of values) {
    const key = keyOf(value)
    if (seen.has(key)) continue
    seen.add(key)
    out.push(value)
    if (out.length >= CHOICES_MAX) break
  }
  return out
}

function keyOf(value: AbiValue): string {
  if (value instanceof Uint8Array) return `b${value.join()}`
  return Array.isArray(value)
    ? `[${value.map(keyOf).join(';')}]`
    : `${typeof value}${String(value as bigint)}`
}

function rotated<T>(list: readonly T[], by: number): readonly T[] {
  const start = list.length === 0 ? 0 : by % list.length
  return [...list.slice(start), ...list.slice(0, start)]
}

function word(address: Address): Uint8Array {
  return bigIntToBytes32(BigInt(address))
}
