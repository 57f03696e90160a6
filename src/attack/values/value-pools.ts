import type { Address } from '../../evm/types.ts'
import type { AbiFunction, AbiType, AbiValue } from '../../project/abi/types.ts'
import type { Prng } from '../../primitives/prng.ts'
import type { KnownCall } from './borrowed-arguments.ts'
import type { Dictionary } from './dictionary.ts'

/** A struct of an observed call. */
export type KnownStruct = {
  readonly type: AbiType & { readonly kind: 'tuple' }
  readonly value: AbiValue
}

/** What values are made from. */
export type ValuePools = {
  readonly dictionary: Dictionary
  /** Accounts of the world: senders, contracts, tokens. May be empty. */
  readonly addresses: readonly Address[]
  /** Functions whose encoded calls are passed as `bytes`: for multicalls, callbacks and proxies. May be empty. */
  readonly functions: readonly AbiFunction[]
  /** Structs that somebody made before, for types that nobody could guess: signatures, proofs, orders. */
  readonly structs?: readonly KnownStruct[]
  /** Calls that somebody made before: what stood together in them. */
  readonly calls?: readonly KnownCall[]
  /** Accounts that are ours: whoever attacks wants them to get things. */
  readonly own?: readonly Address[]
  /** A call that we would like somebody else to make, and of which contract; undefined: none. */
  readonly payload?: (
    prng: Prng,
    pools: ValuePools,
  ) => { readonly to: Address; readonly data: Uint8Array } | undefined
  /** Parts of texts that others have said may say the same as these: some function takes two texts, one after the other. */
  readonly cutsTexts?: boolean
  /** Contracts that have a function, by its selector. */
  readonly targetsOf?: ReadonlyMap<number, readonly Address[]>
}

/** Values that a function's arguments may hold at least, for the search to call it. */
const LEAST_VALUES_MAX = 4_096

/** Whether values of these types can be made: arrays of fixed length may be longer than any transaction. */
export function canGenerate(types: readonly AbiType[]): boolean {
  let total = 0
  for (const type of types) total += leastValues(type)
  return total <= LEAST_VALUES_MAX
}

/** Single values in the smallest value of a type. */
function leastValues(type: AbiType): number {
  if (type.kind === 'array')
    return type.length === undefined ? 1 : 1 + type.length * leastValues(type.element)
  if (type.kind !== 'tuple') return 1
  let total = 1
  for (const component of type.components) total += leastValues(component.type)
  return total
}
