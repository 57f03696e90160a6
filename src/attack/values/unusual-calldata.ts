// Calldata that no compiler would write and many contracts accept: bits above a small number, which compilers before 0.8 leave to
// whoever reads the word; and bytes that begin later than they have to, behind words that code with fixed offsets takes for them.

import { bigIntToBytes32, concatBytes, readWord, writeWord } from '../../primitives/bytes.ts'
import type { Prng } from '../../primitives/prng.ts'
import type { AbiFunction, AbiType } from '../../project/abi/types.ts'
import type { ValuePools } from './value-pools.ts'

const SELECTOR_BYTES = 4
const WORD = 32
/** Words that are put in front of bytes. */
const FILLERS = 3

/**
 * Whether calldata of these types can be written otherwise: all words stand at places that their types give.
 * @param isLax nobody looks at the bits above a small number
 */
export function canBeUnusual(types: readonly AbiType[], isLax: boolean): boolean {
  // Offsets of others behind the bytes would be wrong.
  const tails = types.filter(({ kind }) => kind === 'bytes' || kind === 'string').length
  return (
    tails <= 1 && types.every(isPlain) && types.some((type) => isBytes(type) || (isLax && isNarrow(type)))
  )
}

export type UnusualOptions = {
  readonly types: readonly AbiType[]
  /** Of the contract that is called: what code that looks into the bytes may want to find there. */
  readonly functions: readonly AbiFunction[]
  readonly isLax: boolean
}

/** The same call, written otherwise, or as it is. */
export function unusual(
  data: Uint8Array,
  { types, functions, isLax }: UnusualOptions,
  { dictionary }: ValuePools,
  prng: Prng,
): Uint8Array {
  const places = types.flatMap((type, i) => (isBytes(type) || (isLax && isNarrow(type)) ? i : []))
  const place = places[prng.nextBelow(places.length)]!
  const at = SELECTOR_BYTES + WORD * place
  if (data.length < at + WORD) return data
  if (!isBytes(types[place]!)) {
    const dirty = data.slice()
    const bit = BigInt(bitsOf(types[place]!) + prng.nextBelow(256 - bitsOf(types[place]!)))
    writeWord(dirty, at, readWord(data, at) | (1n << bit))
    return dirty
  }
  const offset = readWord(data, at)
  if (offset > BigInt(data.length)) return data
  const head = data.slice(0, SELECTOR_BYTES + Number(offset))
  const fn = functions.length === 0 ? undefined : functions[prng.nextBelow(functions.length)]
  const selector = fn === undefined || prng.nextBelow(4) === 0 ? dictionary.pickSelector(prng) : fn.selector
  // The same word everywhere: wherever code looks, it finds it.
  const filler = bigIntToBytes32(BigInt(selector ?? 0) << 224n)
  writeWord(head, at, offset + BigInt(WORD * FILLERS))
  const fillers = new Array<Uint8Array>(FILLERS).fill(filler)
  return concatBytes(head, ...fillers, data.subarray(SELECTOR_BYTES + Number(offset)))
}

/** One word of the head each. */
function isPlain({ kind }: AbiType): boolean {
  return kind !== 'tuple' && kind !== 'array' && kind !== 'function'
}

function isBytes({ kind }: AbiType): boolean {
  return kind === 'bytes'
}

function isNarrow(type: AbiType): boolean {
  return bitsOf(type) < 256
}

function bitsOf(type: AbiType): number {
  if (type.kind === 'uint') return type.bits
  if (type.kind === 'address') return 160
  return type.kind === 'bool' ? 8 : 256
}
