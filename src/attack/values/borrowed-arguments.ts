// Arguments taken from a call that somebody made before. What was true of that call (an order, its amount, who signed for both) is
// true together: drawn one by one, the parts would hardly ever meet again.

import type { AbiParameter, AbiType, AbiValue } from '../../project/abi/types.ts'
import type { Prng } from '../../primitives/prng.ts'
import { isSameType } from '../../project/abi/same-type.ts'

/** Something that stood in an observed call: an argument, a member of a struct among them. */
type KnownArgument = { readonly name: string; readonly type: AbiType; readonly value: AbiValue }

/** What stood together in one observed call. */
export type KnownCall = readonly KnownArgument[]

const ARGUMENTS_MAX = 32
const COPIES_MAX = 3

/** What stands in the arguments of a call, members of structs included. */
export function knownCall(inputs: readonly AbiParameter[], values: readonly AbiValue[]): KnownCall {
  const found: KnownArgument[] = []
  const visit = ({ name, type }: AbiParameter, value: AbiValue): void => {
    if (found.length >= ARGUMENTS_MAX) return
    found.push({ name: plainName(name), type, value })
    if (type.kind !== 'tuple') return
    const members = value as readonly AbiValue[]
    type.components.forEach((component, i) => visit(component, members[i]!))
  }
  inputs.forEach((input, i) => visit(input, values[i]!))
  return found
}

/** Whether a call lends more than a number or an account: something composed, or two arguments of one name. */
export function lends(known: KnownCall, inputs: readonly AbiParameter[]): boolean {
  let sameNames = 0
  for (const { name, type } of inputs) {
    for (const argument of known) {
      const isSame = isSameType(argument.type, type)
      if (isSame && argument.name !== '' && argument.name === plainName(name)) sameNames++
      if (isComposed(argument.type) && (isSame || fitsAsElement(argument.type, type))) return true
      if (argument.type.kind === 'array' && isComposed(type) && isSameType(argument.type.element, type))
        return true
    }
  }
  return sameNames > 1
}

/**
 * The arguments with what the call lends in their places: of the same type, rather of the same name too. A list may get one element
 * several times, as checks for duplicates are for; a single one may come out of a list.
 */
export function borrowArguments(
  inputs: readonly AbiParameter[],
  values: readonly AbiValue[],
  known: KnownCall,
  prng: Prng,
): AbiValue[] {
  const taken = new Set<KnownArgument>()
  return inputs.map(({ name, type }, i): AbiValue => {
    const same = known.filter((argument) => isSameType(argument.type, type))
    const argument =
      same.find((each) => each.name !== '' && each.name === plainName(name)) ??
      same.find((each) => !taken.has(each)) ??
      same[0]
    if (argument !== undefined) {
      taken.add(argument)
      return type.kind === 'array'
        ? listOf(type, argument.value as readonly AbiValue[], prng)
        : argument.value
    }
    const element = known.filter((each) => fitsAsElement(each.type, type))
    if (type.kind === 'array' && element.length > 0)
      return copies(type, element[prng.nextBelow(element.length)]!.value, prng)
    const list = known.find((each) => each.type.kind === 'array' && isSameType(each.type.element, type))
    const elements = list?.value as readonly AbiValue[] | undefined
    return elements === undefined || elements.length === 0
      ? values[i]!
      : elements[prng.nextBelow(elements.length)]!
  })
}

/** The list as it was, or one of its elements as often as it had elements. */
function listOf(
  type: AbiType & { kind: 'array' },
  elements: readonly AbiValue[],
  prng: Prng,
): readonly AbiValue[] {
  if (elements.length < 2 || prng.nextBelow(2) === 0) return elements
  const element = elements[prng.nextBelow(elements.length)]!
  return type.length === undefined && prng.nextBelow(4) === 0
    ? copies(type, element, prng)
    : elements.map(() => element)
}

function copies({ length }: AbiType & { kind: 'array' }, element: AbiValue, prng: Prng): AbiValue[] {
  return new Array<AbiValue>(length ?? 1 + prng.nextBelow(COPIES_MAX)).fill(element)
}

function fitsAsElement(type: AbiType, list: AbiType): boolean {
  return list.kind === 'array' && isSameType(type, list.element)
}

/** Not a number, an account or a flag, which may mean anything. */
function isComposed({ kind }: AbiType): boolean {
  return kind === 'tuple' || kind === 'array' || kind === 'bytes' || kind === 'fixedBytes'
}

/** 'amount_' and '_amount' are an amount. */
export function plainName(name: string): string {
  return name.replace(/^_+|_+$/g, '')
}
