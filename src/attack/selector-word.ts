import { selectorIn } from '../project/abi/selector.ts'
import type { Call, Property } from './types.ts'

/** The selector of a call as the word that a dispatcher compares; -1, which no word is, if it has none. */
export function selectorOfCall({ data }: Call): bigint {
  const selector = selectorIn(data)
  return selector === undefined ? -1n : BigInt(selector)
}

/** The same of a property. */
export function selectorOfProperty({ abi }: Property): bigint {
  return abi === undefined ? -1n : BigInt(abi.selector)
}
