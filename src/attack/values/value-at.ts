// Values inside of others: members of structs, elements of arrays.

import type { AbiValue } from '../../project/abi/types.ts'

/** Positions, from the outermost value inwards. */
export type ValuePath = readonly number[]

/** Undefined if there is nothing. */
export function valueAt(values: readonly AbiValue[] | undefined, path: ValuePath): AbiValue | undefined {
  let at: AbiValue | undefined = values
  for (const i of path) at = Array.isArray(at) ? (at as readonly AbiValue[])[i] : undefined
  return at
}

/** A copy with another value there. */
export function replacedAt(values: readonly AbiValue[], path: ValuePath, value: AbiValue): AbiValue[] {
  const [first = 0, ...rest] = path
  const out = [...values]
  const inner = out[first]
  out[first] =
    rest.length === 0 || !Array.isArray(inner) ? value : replacedAt(inner as readonly AbiValue[], rest, value)
  return out
}
