// Calls that take a list which the contract works through: trades, actions, payments. Each of its elements is a step of its own, made where
// no call from outside can be: before anybody looks at what is owed.

import type { AbiType, AbiValue } from '../../project/abi/types.ts'

/** One value for each argument that is a list: a struct of one list, or numbers and bytes at one position of several. */
export type Element = readonly AbiValue[]

/** Of any length. */
export function isList(type: AbiType): boolean {
  return type.kind === 'array' && type.length === undefined
}

/** Positions of the arguments that are lists. */
export function listPlaces(types: readonly AbiType[]): readonly number[] {
  return types.flatMap((type, place) => (isList(type) ? place : []))
}

/** The elements of a call's lists; undefined if these are not equally long. */
export function elementsOf(
  values: readonly AbiValue[],
  places: readonly number[],
): readonly Element[] | undefined {
  const lists = places.map((place) => values[place] as readonly AbiValue[])
  const [first] = lists
  if (first === undefined || lists.some(({ length }) => length !== first.length)) return undefined
  return first.map((_, i) => lists.map((list) => list[i]!))
}

/** The arguments with these elements in their lists. */
export function withElements(
  values: readonly AbiValue[],
  places: readonly number[],
  elements: readonly Element[],
): readonly AbiValue[] {
  return values.map((value, place) => {
    const list = places.indexOf(place)
    return list < 0 ? value : elements.map((element) => element[list]!)
  })
}
