// What kinds of elements a list may have. The numbers of an element that are wide enough for amounts can be anything; what else it says, which
// of two tokens, which action, which function is called, makes it what it is.

import { encodeCall } from '../../project/abi/encode.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import type { AbiFunction, AbiType, AbiValue } from '../../project/abi/types.ts'
import { argumentsIn } from '../decoded-arguments.ts'
import { replacedAt, valueAt, type ValuePath } from '../values/value-at.ts'
import type { Element } from './list-calls.ts'

/** Narrower numbers say which, not how much. */
const AMOUNT_BITS = 96
/** Narrower ones may be members of an enumeration, some of which nobody has used. */
const CHOICE_BITS = 16
const UNUSED_CHOICES = 2n
const CHOICES_MAX = 8
const KINDS_MAX = 24

/** An element with one of its amounts left open. */
export type ElementKind = {
  /** Its position among the kinds. */
  readonly index: number
  /** Somebody has used it. */
  readonly isSeen: boolean
  readonly max: bigint
  with(amount: bigint): Element
}

type Leaf = { readonly path: ValuePath; readonly type: AbiType }
type Amount = { readonly max: bigint; with(amount: bigint): Element }

/**
 * Kinds of the elements that were seen, and then of others with the same parts put together otherwise.
 * @param types of the elements' values
 * @param functionOf the function with this selector: bytes may be a call of it, with amounts of its own
 */
export function elementKinds(
  types: readonly AbiType[],
  seen: readonly Element[],
  functionOf: (selector: number) => AbiFunction | undefined = () => undefined,
): readonly ElementKind[] {
  const leaves = types.flatMap((type, i) => leavesOf(type, [i]))
  const amounts = leaves.filter(isAmount)
  const choices = leaves.filter((leaf) => !isAmount(leaf))
  const innerOf = (element: Element, path: ValuePath): InnerCall | undefined =>
    innerCall(valueAt(element, path), functionOf)
  const elements = new Map<string, { readonly element: Element; readonly isSeen: boolean }>()
  const others = [choicesSeen, choicesThere].flatMap((choicesAt) => combined(seen, choices, choicesAt))
  for (const [i, element] of [...seen, ...others].entries()) {
    const key = choices
      .map(({ path }) => innerOf(element, path)?.key ?? keyOf(valueAt(element, path)))
      .join(' ')
    if (!elements.has(key)) elements.set(key, { element, isSeen: i < seen.length })
  }
  return [...elements.values()]
    .flatMap(({ element, isSeen }) => [
      ...amounts.map((leaf) => ({ isSeen, ...amountAt(element, leaf) })),
      ...choices.flatMap(({ path }) =>
        (innerOf(element, path)?.amounts ?? []).map(({ max, with: inner }) => ({
          isSeen,
          max,
          with: (amount: bigint) => replacedAt(element, path, inner(amount)),
        })),
      ),
    ])
    .slice(0, KINDS_MAX)
    .map((amount, index) => ({ index, ...amount }))
}

/** Numbers, addresses, bytes and so on: lists inside of an element are taken as a whole. */
function leavesOf(type: AbiType, path: ValuePath): Leaf[] {
  return type.kind === 'tuple'
    ? type.components.flatMap((component, i) => leavesOf(component.type, [...path, i]))
    : [{ path, type }]
}

function bitsOf(type: AbiType): number {
  return type.kind === 'uint' || type.kind === 'int' ? type.bits : 0
}

function isAmount({ type }: Leaf): boolean {
  return bitsOf(type) >= AMOUNT_BITS
}

function amountAt(values: readonly AbiValue[], { path, type }: Leaf): Amount {
  const isNegative = (valueAt(values, path) as bigint) < 0n
  return {
    max: (1n << BigInt(bitsOf(type) - 1)) - 1n,
    with: (amount) => replacedAt(values, path, isNegative ? -amount : amount),
  }
}

// ---- calls in bytes ------------------------------------------------------------------------------------------------

type InnerCall = {
  /** The same for calls that differ in amounts only. */
  readonly key: string
  readonly amounts: readonly { readonly max: bigint; with(amount: bigint): Uint8Array }[]
}

function innerCall(
  value: AbiValue | undefined,
  functionOf: (selector: number) => AbiFunction | undefined,
): InnerCall | undefined {
  const selector = value instanceof Uint8Array ? selectorIn(value) : undefined
  const fn = selector === undefined ? undefined : functionOf(selector)
  if (fn === undefined) return undefined
  const types = fn.inputs.map(({ type }) => type)
  const values = argumentsIn(value as Uint8Array, types)
  if (values === undefined) return undefined
  const leaves = types.flatMap((type, i) => leavesOf(type, [i]))
  const rest = leaves.filter((leaf) => !isAmount(leaf)).map(({ path }) => keyOf(valueAt(values, path)))
  return {
    key: [fn.signature, ...rest].join(' '),
    amounts: leaves.filter(isAmount).map((leaf) => {
      const amount = amountAt(values, leaf)
      return { max: amount.max, with: (number) => encodeCall(fn, amount.with(number)) }
    }),
  }
}

// ---- choices -------------------------------------------------------------------------------------------------------

type ChoicesAt = (seen: readonly Element[], leaf: Leaf) => readonly AbiValue[]

/** The first element with all that may be at each place, combined. */
function combined(seen: readonly Element[], choices: readonly Leaf[], choicesAt: ChoicesAt): Element[] {
  let elements = seen.slice(0, 1) as Element[]
  for (const leaf of choices) {
    const values = choicesAt(seen, leaf)
    elements = elements
      .flatMap((element) => values.map((value) => replacedAt(element, leaf.path, value)))
      .slice(0, KINDS_MAX * CHOICES_MAX)
  }
  return elements
}

function choicesSeen(seen: readonly Element[], { path }: Leaf): readonly AbiValue[] {
  const values = seen.map((element) => valueAt(element, path)!)
  return [...new Map(values.map((value) => [keyOf(value), value] as const)).values()].slice(0, CHOICES_MAX)
}

/** Also those that nobody has used: the other one of two, the next ones of few. */
function choicesThere(seen: readonly Element[], leaf: Leaf): readonly AbiValue[] {
  const used = choicesSeen(seen, leaf)
  const { type } = leaf
  if (type.kind === 'bool') return [false, true]
  if (type.kind !== 'uint' || type.bits > CHOICE_BITS) return used
  const greatest = (used as readonly bigint[]).reduce((max, value) => (value > max ? value : max), 0n)
  const few = greatest + UNUSED_CHOICES < CHOICES_MAX ? Number(greatest + UNUSED_CHOICES) + 1 : 0
  return [...new Set([...used, ...Array.from({ length: few }, (_, i) => BigInt(i))])]
}

function keyOf(value: AbiValue | undefined): string {
  if (value instanceof Uint8Array) return `0x${[...value].map((byte) => byte.toString(16)).join('.')}`
  return Array.isArray(value)
    ? `[${(value as readonly AbiValue[]).map(keyOf).join()}]`
    : `${typeof value} ${String(value)}`
}
