// Two arguments of variable length that stand side by side are one when somebody writes them down without a border and hashes that
// (abi.encodePacked): 'ab' and 'c' are 'a' and 'bc'. So a border is moved, and what others have said is cut in two.

import type { AbiType, AbiValue } from '../../project/abi/types.ts'
import type { Prng } from '../../primitives/prng.ts'
import { isSameType } from '../../project/abi/same-type.ts'
import type { ValuePools } from './value-pools.ts'

/** Asked for each call that is changed. */
const NEIGHBOURS = new WeakMap<readonly AbiType[], readonly number[]>()

/** Places of arguments of variable length whose next neighbour is of the same type. */
export function neighboursIn(types: readonly AbiType[]): readonly number[] {
  let places = NEIGHBOURS.get(types)
  if (places === undefined) NEIGHBOURS.set(types, (places = findNeighbours(types)))
  return places
}

function findNeighbours(types: readonly AbiType[]): readonly number[] {
  return types.flatMap((type, i) => {
    const next = types[i + 1]
    return next !== undefined && isVariable(type) && isSameType(type, next) ? i : []
  })
}

/** Whether a call may say the same as another one with the border somewhere else: a text at least has to be cut then. */
export function cutsTexts(types: readonly AbiType[]): boolean {
  return neighboursIn(types).some((i) => types[i]!.kind === 'string')
}

/**
 * The arguments with the border between two neighbours elsewhere, or with a text or byte string that others have said cut in two in their
 * places; undefined if there are none.
 */
export function withMovedBorder(
  types: readonly AbiType[],
  values: readonly AbiValue[],
  prng: Prng,
  pools: ValuePools,
): AbiValue[] | undefined {
  const places = neighboursIn(types)
  if (places.length === 0) return undefined
  const at = places[prng.nextBelow(places.length)]!
  const known = saidByOthers(types[at]!, prng, pools)
  const rest =
    typeof known === 'string' ? completed(known, values[at] as string, values[at + 1] as string) : undefined
  if (rest !== undefined) return values.with(at, rest[0]).with(at + 1, rest[1])
  const whole = known ?? joined(values[at]!, values[at + 1]!)
  const cut = prng.nextBelow(lengthOf(whole) + 1)
  return values.with(at, whole.slice(0, cut)).with(at + 1, whole.slice(cut))
}

/** A text as its beginning and its end, if one of these is there: what works as a part of something is kept. */
function completed(whole: string, left: string, right: string): readonly [string, string] | undefined {
  if (right !== '' && whole.length > right.length && whole.endsWith(right))
    return [whole.slice(0, whole.length - right.length), right]
  if (left !== '' && whole.length > left.length && whole.startsWith(left))
    return [left, whole.slice(left.length)]
  return undefined
}

/** The beginning or the end of a text. */
export function partOf(text: string, prng: Prng): string {
  const cut = prng.nextBelow(text.length + 1)
  return prng.nextBelow(2) === 0 ? text.slice(0, cut) : text.slice(cut)
}

type Variable = string | Uint8Array | readonly AbiValue[]

function isVariable(type: AbiType): boolean {
  return (
    type.kind === 'string' || type.kind === 'bytes' || (type.kind === 'array' && type.length === undefined)
  )
}

/** Half of the time, if there is any. */
function saidByOthers({ kind }: AbiType, prng: Prng, { dictionary }: ValuePools): Variable | undefined {
  if (kind === 'array' || prng.nextBelow(2) === 0) return undefined
  return kind === 'string' ? dictionary.pickText(prng) : dictionary.pickBytes(prng)
}

function joined(left: AbiValue, right: AbiValue): Variable {
  if (typeof left === 'string') return left + (right as string)
  return left instanceof Uint8Array
    ? Uint8Array.of(...left, ...(right as Uint8Array))
    : [...(left as readonly AbiValue[]), ...(right as readonly AbiValue[])]
}

function lengthOf(value: Variable): number {
  return value.length
}
