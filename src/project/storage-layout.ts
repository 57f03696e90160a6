// Which variables a storage slot holds (solc documentation, "Layout of State Variables in Storage").
//
// Variables at fixed slots are found in the layout. The others stand at hashes: elements of an array at slot p from
// keccak256(p) on, the value of key k in a mapping at p at keccak256(k . p). So the way back goes through the inputs of
// hashes that were seen (machine.preimage), one after another until a fixed slot is reached; a slot shortly after a hash
// is a later member.

import { keccak_256 } from '@noble/hashes/sha3.js'
import { bigIntToBytes32, bytesToBigInt, WORD_MAX } from '../primitives/bytes.ts'
import { type AccountNames, formatValue, safeText } from './abi/format-value.ts'
import { abiTypeOfStorage, wordValue } from './storage-value.ts'
import type { AbiType, AbiValue } from './abi/types.ts'
import type { StorageLayout } from './types.ts'

/** A variable, or a part of one, that stands in a slot. */
export type StorageVariable = {
  /** 'totalSupply', 'balances[0xAb...]', 'pools[3].fee', 'users.length'. Safe to print. */
  readonly name: string
  /** What it is shown as. */
  readonly type: AbiType
  /** The type's name in the source: 'enum Pool.Side'. As somebody else wrote it. */
  readonly label: string
  /** Bytes from the low end of the word, and how many. */
  readonly offset: number
  readonly bytes: number
}

/** The input of a keccak256 that a machine has seen; `(hash) => machine.preimage(hash)`. */
export type PreimageOf = (hash: bigint) => Uint8Array | undefined

/** A variable with what it held before and after a write. */
export type StorageChange = {
  readonly variable: StorageVariable
  readonly before: AbiValue
  readonly after: AbiValue
}

// How far behind a hash a slot is looked for: members of a struct, or first elements of an array.
const DISTANCE_MAX = 64n
// Elements of arrays whose place is in the layout are found at once, however far.
const ARRAY_SLOTS_MAX = 1n << 64n
const NESTING_MAX = 16
// A layout that leads in circles ends here.
const STEPS_MAX = 100_000

type Types = StorageLayout['types']
type StorageType = Types[string]

type Place = {
  readonly name: string
  readonly typeId: string
  readonly type: StorageType
  readonly offset: number
}

type Search = {
  readonly layout: StorageLayout
  readonly types: Types
  readonly preimageOf: PreimageOf
  readonly names: AccountNames | undefined
  stepsLeft: number
}

/**
 * The variables in a slot, the lowest bytes first; empty if the slot cannot be explained.
 * @param slot 0 to 2^256-1.
 * @param names Accounts that mapping keys are named after.
 */
export function variablesAt(
  layout: StorageLayout,
  slot: bigint,
  preimageOf: PreimageOf,
  names?: AccountNames,
): StorageVariable[] {
  if (!isWellFormed(layout)) return []
  const search: Search = { layout, types: layout.types, preimageOf, names, stepsLeft: STEPS_MAX }
  const places = placesAt(search, slot, 0)
  return places.flatMap(({ name, typeId, type, offset }) => {
    const shown = abiTypeOfStorage(typeId, type)
    if (shown === undefined) return []
    const isLength = type.encoding === 'dynamic_array'
    const bytes = isLength ? 32 : (numberOf(type.numberOfBytes) ?? 32)
    const isRight = offset >= 0 && bytes >= 1 && offset + bytes <= 32
    const variable = {
      name: isLength ? `${name}.length` : name,
      type: shown,
      label: type.label,
      offset,
      bytes,
    }
    return isRight ? [variable] : []
  })
}

/** What a variable holds if its slot holds `word`. Of a long text or byte string only the length is there. */
export function storedValue(variable: StorageVariable, word: bigint): AbiValue {
  return wordValue(variable.type, word, variable.offset, variable.bytes)
}

/** The variables of a slot that a write changed. */
export function changesAt(
  layout: StorageLayout,
  slot: bigint,
  words: { readonly before: bigint; readonly after: bigint },
  preimageOf: PreimageOf,
  names?: AccountNames,
): StorageChange[] {
  const mask = (variable: StorageVariable, word: bigint): bigint =>
    BigInt.asUintN(8 * variable.bytes, word >> BigInt(8 * variable.offset))
  return variablesAt(layout, slot, preimageOf, names)
    .filter((variable) => mask(variable, words.before) !== mask(variable, words.after))
    .map((variable) => ({
      variable,
      before: storedValue(variable, words.before),
      after: storedValue(variable, words.after),
    }))
}

function placesAt(search: Search, slot: bigint, nesting: number): Place[] {
  if (nesting > NESTING_MAX) return []
  const { layout } = search
  const found = membersAt(search, layout.storage, slot, '', nesting)
  if (found.length > 0) return found
  const inArray = elementOfKnownArray(search, slot)
  if (inArray.length > 0) return inArray
  for (let distance = 0n; distance <= DISTANCE_MAX && distance <= slot; distance++) {
    const input = search.preimageOf(slot - distance)
    // Two hashes are never this close to each other.
    if (input !== undefined) return input.length < 32 ? [] : behindHash(search, input, distance, nesting)
  }
  return []
}

/** What stands `distance` slots behind the hash of `input`. */
function behindHash(search: Search, input: Uint8Array, distance: bigint, nesting: number): Place[] {
  const owner = bytesToBigInt(input.subarray(input.length - 32))
  // A mapping or an array has its slot for itself.
  const [container] = placesAt(search, owner, nesting + 1)
  if (container === undefined) return []
  const { type, name } = container
  if (input.length === 32) return elementsAt(search, type, name, distance, nesting)
  if (type.encoding !== 'mapping' || type.value === undefined) return []
  const key = keyText(search, type.key ?? '', input.subarray(0, input.length - 32))
  return within(search, type.value, `${name}[${key}]`, distance, 0, nesting + 1)
}

function membersAt(
  search: Search,
  members: StorageLayout['storage'],
  slot: bigint,
  prefix: string,
  nesting: number,
): Place[] {
  const places: Place[] = []
  for (const member of members) {
    if (--search.stepsLeft < 0) break
    const start = bigOf(member.slot)
    const type = typeAt(search.types, member.type)
    if (start === undefined || type === undefined || slot < start || slot >= start + slotsOf(type)) continue
    const name = prefix + safeText(member.label)
    places.push(...within(search, member.type, name, slot - start, member.offset, nesting + 1))
  }
  return places
}

/** What stands in slot `distance` of a value of this type. */
function within(
  search: Search,
  typeId: string,
  name: string,
  distance: bigint,
  offset: number,
  nesting: number,
): Place[] {
  const type = typeAt(search.types, typeId)
  if (type === undefined || nesting > NESTING_MAX || distance >= slotsOf(type)) return []
  if (type.encoding !== 'inplace') return [{ name, typeId, type, offset }]
  if (type.members !== undefined) return membersAt(search, type.members, distance, `${name}.`, nesting)
  if (type.base !== undefined) return elementsAt(search, type, name, distance, nesting)
  return [{ name, typeId, type, offset }]
}

function elementsAt(
  search: Search,
  array: StorageType,
  name: string,
  distance: bigint,
  nesting: number,
): Place[] {
  if (array.encoding === 'bytes') {
    const from = 32n * distance
    return [{ name: `${name}[${from}:${from + 32n}]`, typeId: '', type: RAW_WORD, offset: 0 }]
  }
  const element = array.base === undefined ? undefined : typeAt(search.types, array.base)
  if (element === undefined || array.base === undefined) return []
  const bytes = numberOf(element.numberOfBytes) ?? 32
  if (bytes > 16) {
    const slots = slotsOf(element)
    return within(search, array.base, `${name}[${distance / slots}]`, distance % slots, 0, nesting + 1)
  }
  // Several to a slot.
  const perSlot = Math.floor(32 / Math.max(bytes, 1))
  const length = lengthOf(array)
  const places: Place[] = []
  for (let index = 0; index < perSlot; index++) {
    const position = distance * BigInt(perSlot) + BigInt(index)
    if (length !== undefined && position >= length) break
    places.push({
      name: `${name}[${position}]`,
      typeId: array.base,
      type: element,
      offset: index * bytes,
    })
  }
  return places
}

const RAW_WORD: StorageType = { encoding: 'inplace', label: 'bytes32', numberOfBytes: '32' }

type KnownArray = { readonly hash: bigint; readonly name: string; readonly type: StorageType }

// Hashing all arrays of a layout once is enough; the keys keep nothing alive.
const knownArrays = new WeakMap<StorageLayout, readonly KnownArray[]>()

function elementOfKnownArray(search: Search, slot: bigint): Place[] {
  const { layout } = search
  let known = knownArrays.get(layout)
  if (known === undefined) {
    known = layout.storage.flatMap(({ label, slot: at, type: typeId }) => {
      const type = typeAt(layout.types, typeId)
      const start = bigOf(at)
      const isArray = type?.encoding === 'dynamic_array' || type?.encoding === 'bytes'
      if (!isArray || start === undefined) return []
      return [{ hash: bytesToBigInt(keccak_256(bigIntToBytes32(start))), name: safeText(label), type }]
    })
    knownArrays.set(layout, known)
  }
  for (const { hash, name, type } of known)
    if (slot >= hash && slot - hash < ARRAY_SLOTS_MAX) return elementsAt(search, type, name, slot - hash, 0)
  return []
}

function keyText(search: Search, keyId: string, key: Uint8Array): string {
  const { names } = search
  const type = typeAt(search.types, keyId)
  // Only texts and byte strings are hashed as they are, without padding to a word.
  if (type?.encoding === 'bytes')
    return type.label === 'string'
      ? formatValue(new TextDecoder().decode(key), { kind: 'string' })
      : formatValue(key, { kind: 'bytes' })
  const shown = type === undefined ? undefined : abiTypeOfStorage(keyId, type)
  if (shown === undefined || key.length !== 32) return formatValue(key, { kind: 'bytes' })
  // bytesN stand at the high end of a hashed word, everything else at the low end.
  const bytes = numberOf(type?.numberOfBytes) ?? 32
  const offset = shown.kind === 'fixedBytes' ? 32 - bytes : 0
  const value = wordValue(shown, bytesToBigInt(key), offset, bytes)
  const name = typeof value === 'string' ? names?.get(value) : undefined
  return name === undefined || name === '' ? formatValue(value, shown) : safeText(name)
}

// Read from a file that anybody may have written. Looked at once.
const wellFormed = new WeakMap<StorageLayout, boolean>()

function isWellFormed(layout: StorageLayout): boolean {
  let isRight = wellFormed.get(layout)
  if (isRight === undefined) {
    // Without variables solc writes null for the types.
    const types: unknown = layout.types ?? {}
    isRight =
      areMembers(layout.storage) && typeof types === 'object' && Object.values(types as object).every(isType)
    wellFormed.set(layout, isRight)
  }
  return isRight
}

function areMembers(members: unknown): boolean {
  return (
    Array.isArray(members) &&
    members.every(
      (member: Partial<StorageLayout['storage'][number]> | null) =>
        typeof member?.label === 'string' &&
        typeof member.slot === 'string' &&
        typeof member.type === 'string' &&
        Number.isInteger(member.offset),
    )
  )
}

function isType(type: Partial<StorageType> | null): boolean {
  return (
    typeof type?.encoding === 'string' &&
    typeof type.label === 'string' &&
    typeof type.numberOfBytes === 'string' &&
    [type.key, type.value, type.base].every((id) => id === undefined || typeof id === 'string') &&
    (type.members === undefined || areMembers(type.members))
  )
}

function typeAt(types: Types, id: string): StorageType | undefined {
  return Object.hasOwn(types, id) ? types[id] : undefined
}

/** Slots that a value takes; never 0, so that whoever divides by it may. */
function slotsOf(type: StorageType): bigint {
  const bytes = bigOf(type.numberOfBytes) ?? 32n
  return bytes <= 32n ? 1n : (bytes + 31n) / 32n
}

function lengthOf(array: StorageType): bigint | undefined {
  return array.encoding === 'inplace' ? bigOf(/\[(\d+)\]$/.exec(array.label)?.[1]) : undefined
}

function bigOf(text: string | undefined): bigint | undefined {
  if (text === undefined || !/^\d{1,78}$/.test(text)) return undefined
  const value = BigInt(text)
  return value <= WORD_MAX ? value : undefined
}

function numberOf(text: string | undefined): number | undefined {
  const value = bigOf(text)
  return value === undefined ? undefined : Number(value)
}
