// How much room types take in an encoding (Solidity ABI specification, "Formal Specification of the Encoding").

import type { AbiParameter, AbiType } from './types.ts'

/** What the encoding of a type looks like from outside. */
export type AbiLayout = {
  /** The value stands elsewhere and the head holds an offset to it. */
  readonly isDynamic: boolean
  /** Bytes in the head: 32 for the offset of a dynamic value, else all of the value. */
  readonly headBytes: number
}

const WORD: AbiLayout = { isDynamic: false, headBytes: 32 }
const OFFSET: AbiLayout = { isDynamic: true, headBytes: 32 }

// Asked for each value of each call: types of several values are worked out once. The keys keep nothing alive.
const layouts = new WeakMap<AbiType, AbiLayout>()
const typeLists = new WeakMap<readonly AbiParameter[], readonly AbiType[]>()

/** The layout of a type. */
export function layoutOf(type: AbiType): AbiLayout {
  switch (type.kind) {
    case 'bytes':
    case 'string':
      return OFFSET
    case 'array':
      if (type.length === undefined) return OFFSET
      break
    case 'tuple':
      break
    default:
      return WORD
  }
  const known = layouts.get(type)
  if (known !== undefined) return known
  const layout =
    type.kind === 'tuple' ? tupleLayout(type.components) : arrayLayout(type.element, type.length!)
  layouts.set(type, layout)
  return layout
}

/** The types of parameters, the same array each time. */
export function typesOf(parameters: readonly AbiParameter[]): readonly AbiType[] {
  const known = typeLists.get(parameters)
  if (known !== undefined) return known
  const types = parameters.map(({ type }) => type)
  typeLists.set(parameters, types)
  return types
}

function arrayLayout(element: AbiType, length: number): AbiLayout {
  const inner = layoutOf(element)
  return inner.isDynamic ? OFFSET : { isDynamic: false, headBytes: length * inner.headBytes }
}

function tupleLayout(components: readonly AbiParameter[]): AbiLayout {
  let headBytes = 0
  for (const { type } of components) {
    const inner = layoutOf(type)
    if (inner.isDynamic) return OFFSET
    headBytes += inner.headBytes
  }
  return { isDynamic: false, headBytes }
}
