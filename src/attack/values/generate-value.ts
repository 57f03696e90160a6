// Values of any type for a first try; what paid is then changed a little (mutate-value.ts).

import type { Address } from '../../evm/types.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import type { AbiType, AbiValue } from '../../project/abi/types.ts'
import { bigIntToBytes32, readWord } from '../../primitives/bytes.ts'
import { bytesToHex, wordToAddress } from '../../primitives/hex.ts'
import type { Prng } from '../../primitives/prng.ts'
import { generateInt, generateUint } from './generate-number.ts'
import { partOf } from './borders.ts'
import { isSameType } from '../../project/abi/same-type.ts'
import { canGenerate, type ValuePools } from './value-pools.ts'

/** Values in one argument, about; arrays stay empty from there on. */
export const VALUES_MAX = 128

/** Elements of an array and bytes of a byte string that is made of noise, at most. */
export const ELEMENTS_MAX = 16
const NOISE_BYTES_MAX = 256

const ARRAY_DEPTH_MAX = 4
const SELECTOR_BYTES = 4
// An encoded call may have bytes among its arguments, which may be an encoded call.
const CALL_DEPTH_MAX = 2

// A smaller number is hardly an account.
const ADDRESS_LEAST = 1n << 100n
const ZERO_ADDRESS: Address = `0x${'0'.repeat(40)}`
// Lengths at which code that copies by words goes wrong.
const LENGTHS: readonly number[] = [1, 4, 20, 31, 32, 33, 64, 65, 68, 96, 128]

type Bounds = { valuesLeft: number; arrayDepth: number; callDepth: number }

/**
 * A value of a type: valid for `encodeArguments`, a new one each time, depending on nothing but the arguments. Arrays of
 * fixed length have their length, however long; ask `canGenerate` before.
 */
export function generateValue(type: AbiType, prng: Prng, pools: ValuePools): AbiValue {
  return generate(type, prng, pools, undefined)
}

/** One value for each type. */
export function generateValues(types: readonly AbiType[], prng: Prng, pools: ValuePools): AbiValue[] {
  return aimed(
    types,
    types.map((type) => generate(type, prng, pools, undefined)),
    prng,
    pools,
  )
}

/** With an address that understands the call which stands beside it as bytes: `execute(target, data)`. Half of the time. */
function aimed(types: readonly AbiType[], values: AbiValue[], prng: Prng, pools: ValuePools): AbiValue[] {
  const { targetsOf } = pools
  const at = targetsOf === undefined ? -1 : types.findIndex(({ kind }) => kind === 'bytes')
  if (at < 0) return values
  if (pools.payload !== undefined && prng.nextBelow(4) === 0)
    return withPayload(types, values, at, prng, pools)
  const selector = selectorIn(values[at] as Uint8Array)
  const targets = selector === undefined ? undefined : targetsOf!.get(selector)
  const places = targets === undefined ? [] : addressPlaces(types)
  if (targets === undefined || places.length === 0 || prng.nextBelow(2) === 0) return values
  values[places[prng.nextBelow(places.length)]!] = targets[prng.nextBelow(targets.length)]!
  return values
}

/** With a payload in the place of the bytes, and its contract as one of the addresses beside them. */
function withPayload(
  types: readonly AbiType[],
  values: AbiValue[],
  at: number,
  prng: Prng,
  pools: ValuePools,
): AbiValue[] {
  const drawn = pools.payload?.(prng, pools)
  if (drawn === undefined) return values
  // A selector of its own beside the bytes: these are the rest of the call then, or what its first argument is.
  const selectorAt = types.findIndex((type) => type.kind === 'fixedBytes' && type.size === SELECTOR_BYTES)
  if (selectorAt < 0 || drawn.data.length < SELECTOR_BYTES) values[at] = drawn.data
  else {
    values[selectorAt] = drawn.data.slice(0, SELECTOR_BYTES)
    const rest = drawn.data.slice(SELECTOR_BYTES)
    values[at] = (prng.nextBelow(4) > 0 ? firstBytesIn(rest) : undefined) ?? rest
  }
  const places = addressPlaces(types)
  if (places.length > 0) values[places[prng.nextBelow(places.length)]!] = drawn.to
  // Numbers beside a call are the ether that goes with it, how long it may take, which operation it is: mostly none.
  if (prng.nextBelow(2) === 0)
    for (const [i, { kind }] of types.entries()) if (kind === 'uint') values[i] = 0n
  return values
}

/** The bytes that encoded arguments begin with, if that is what they begin with. */
function firstBytesIn(encoded: Uint8Array): Uint8Array | undefined {
  if (encoded.length < 64) return undefined
  const at = readWord(encoded, 0)
  if (at > BigInt(encoded.length - 32)) return undefined
  const from = Number(at) + 32
  const length = readWord(encoded, Number(at))
  return length > BigInt(encoded.length - from) ? undefined : encoded.slice(from, from + Number(length))
}

/**
 * The same values with a payload somewhere among them, for a call that calls what it is told to; undefined if there are no bytes
 * beside an address.
 */
export function payloadInto(
  types: readonly AbiType[],
  values: readonly AbiValue[],
  prng: Prng,
  pools: ValuePools,
): AbiValue[] | undefined {
  if (pools.payload === undefined) return undefined
  const at = types.findIndex(({ kind }) => kind === 'bytes')
  if (at >= 0) return withPayload(types, [...values], at, prng, pools)
  for (const [i, type] of types.entries()) {
    if (type.kind !== 'tuple') continue
    const members = type.components.map((component) => component.type)
    const inner = payloadInto(members, values[i] as readonly AbiValue[], prng, pools)
    if (inner !== undefined) return values.with(i, inner)
  }
  return undefined
}

function addressPlaces(types: readonly AbiType[]): number[] {
  return types.flatMap(({ kind }, i) => (kind === 'address' ? i : []))
}

/** An account: mostly a known one. */
export function generateAddress(prng: Prng, pools: ValuePools): Address {
  const { addresses, dictionary } = pools
  const now = dictionary.recent.length > 0 ? dictionary.pickNow(prng, 160) : undefined
  if (now !== undefined && now >= ADDRESS_LEAST) return wordToAddress(now)
  if (pools.own !== undefined && prng.nextBelow(4) === 0) return pools.own[prng.nextBelow(pools.own.length)]!
  const drawn = prng.nextBelow(100)
  if (drawn < 80 && addresses.length > 0) return addresses[prng.nextBelow(addresses.length)]!
  if (drawn < 92) {
    const known = dictionary.pickAddress(prng)
    if (known !== undefined) return known
  }
  if (drawn < 96) return ZERO_ADDRESS
  // Precompiles, and accounts that nobody has.
  if (drawn < 98) return wordToAddress(BigInt(1 + prng.nextBelow(10)))
  return bytesToHex(noise(20, prng))
}

/** Random bytes. */
export function noise(length: number, prng: Prng): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let index = 0; index < length; index += 4) {
    const drawn = prng.nextU32()
    bytes[index] = drawn
    if (index + 1 < length) bytes[index + 1] = drawn >>> 8
    if (index + 2 < length) bytes[index + 2] = drawn >>> 16
    if (index + 3 < length) bytes[index + 3] = drawn >>> 24
  }
  return bytes
}

/** A length that is mostly small: half of all are 0 to 2. */
function smallLength(most: number, prng: Prng): number {
  const drawn = prng.nextBelow(100)
  if (drawn < 15) return 0
  if (drawn < 40) return Math.min(1, most)
  if (drawn < 60) return Math.min(2, most)
  return prng.nextBelow((drawn < 90 ? Math.min(4, most) : most) + 1)
}

function generate(type: AbiType, prng: Prng, pools: ValuePools, bounds: Bounds | undefined): AbiValue {
  switch (type.kind) {
    case 'uint':
      return generateUint(type.bits, prng, pools.dictionary)
    case 'int':
      return generateInt(type.bits, prng, pools.dictionary)
    case 'address':
      return generateAddress(prng, pools)
    case 'bool':
      return prng.nextBelow(2) === 1
    case 'fixedBytes':
      return generateFixedBytes(type.size, prng, pools)
    case 'function':
      return generateFunction(prng, pools)
    case 'string':
      return generateText(prng, pools)
    case 'bytes':
      return generateBytes(prng, pools, bounds ?? newBounds())
    case 'array':
      return generateArray(type, prng, pools, bounds ?? newBounds())
    case 'tuple': {
      const inner = bounds ?? newBounds()
      const known = knownStruct(type, prng, pools)
      if (known !== undefined) return known
      const types = type.components.map((component) => component.type)
      return aimed(
        types,
        types.map((each) => generate(each, prng, pools, inner)),
        prng,
        pools,
      )
    }
  }
}

/** One that was seen before, half of the time if there is one of this type. */
function knownStruct(
  type: AbiType & { kind: 'tuple' },
  prng: Prng,
  { structs }: ValuePools,
): AbiValue | undefined {
  if (structs === undefined || structs.length === 0) return undefined
  const same = structs.filter((each) => isSameType(each.type, type))
  return same.length === 0 || prng.nextBelow(2) === 0 ? undefined : same[prng.nextBelow(same.length)]!.value
}

function newBounds(): Bounds {
  return { valuesLeft: VALUES_MAX, arrayDepth: 0, callDepth: 0 }
}

function generateArray(
  type: AbiType & { kind: 'array' },
  prng: Prng,
  pools: ValuePools,
  bounds: Bounds,
): AbiValue {
  const { element } = type
  const most = bounds.arrayDepth >= ARRAY_DEPTH_MAX ? 0 : Math.min(ELEMENTS_MAX, bounds.valuesLeft)
  const length = type.length ?? smallLength(most, prng)
  bounds.valuesLeft -= length
  const values: AbiValue[] = []
  // The same element twice is what checks for duplicates are for.
  const oneIn = length > 1 && prng.nextBelow(6) === 0 ? 1 : 8
  bounds.arrayDepth++
  for (let index = 0; index < length; index++) {
    if (index > 0 && prng.nextBelow(oneIn) === 0) values.push(values[prng.nextBelow(index)]!)
    else values.push(generate(element, prng, pools, bounds))
  }
  bounds.arrayDepth--
  return values
}

function generateBytes(prng: Prng, pools: ValuePools, bounds: Bounds): Uint8Array {
  const drawn = prng.nextBelow(100)
  if (drawn < 25) return new Uint8Array(0)
  if (drawn < 55) {
    const call = generateCallData(prng, pools, bounds)
    if (call !== undefined) return call
  }
  if (drawn < 75) {
    const known = pools.dictionary.pickBytes(prng)
    if (known !== undefined) return known.slice()
  }
  // One word or a few, as abi.encode gives.
  if (drawn < 88) {
    const words = new Uint8Array(32 * (1 + prng.nextBelow(3)))
    for (let offset = 0; offset < words.length; offset += 32)
      words.set(
        bigIntToBytes32(generateUint(prng.nextBelow(3) === 0 ? 160 : 256, prng, pools.dictionary)),
        offset,
      )
    return words
  }
  const length =
    prng.nextBelow(2) === 0 ? LENGTHS[prng.nextBelow(LENGTHS.length)]! : prng.nextBelow(NOISE_BYTES_MAX + 1)
  return noise(length, prng)
}

function generateCallData(prng: Prng, pools: ValuePools, bounds: Bounds): Uint8Array | undefined {
  if (bounds.callDepth >= CALL_DEPTH_MAX || pools.functions.length === 0) return undefined
  const fn = pools.functions[prng.nextBelow(pools.functions.length)]!
  const types = fn.inputs.map(({ type }) => type)
  if (!canGenerate(types)) return undefined
  bounds.callDepth++
  const values = types.map((type) => generate(type, prng, pools, bounds))
  bounds.callDepth--
  return encodeCall(fn, values)
}

function generateFixedBytes(size: number, prng: Prng, pools: ValuePools): Uint8Array {
  const bytes = new Uint8Array(size)
  const drawn = prng.nextBelow(100)
  if (drawn < 20) return bytes
  if (size === 4 && drawn < 80) {
    const selector = generateSelector(prng, pools)
    if (selector !== undefined) new DataView(bytes.buffer).setUint32(0, selector)
    return bytes
  }
  if (drawn < 60) {
    const word = pools.dictionary.pickBytes32(prng)
    if (word !== undefined) {
      bytes.set(bigIntToBytes32(word).subarray(0, size))
      return bytes
    }
  }
  // A small number, as in bytes32(uint256(7)).
  if (drawn < 75) {
    bytes[size - 1] = prng.nextBelow(8)
    return bytes
  }
  // An account.
  if (drawn < 85 && size === 32) return bigIntToBytes32(BigInt(generateAddress(prng, pools)))
  return noise(size, prng)
}

function generateFunction(prng: Prng, pools: ValuePools): Uint8Array {
  const bytes = new Uint8Array(24)
  const address = bigIntToBytes32(BigInt(generateAddress(prng, pools)))
  bytes.set(address.subarray(12))
  new DataView(bytes.buffer).setUint32(20, generateSelector(prng, pools) ?? 0)
  return bytes
}

function generateSelector(prng: Prng, pools: ValuePools): number | undefined {
  const { functions, dictionary } = pools
  if (functions.length > 0 && prng.nextBelow(2) === 0)
    return functions[prng.nextBelow(functions.length)]!.selector
  return dictionary.pickSelector(prng)
}

function generateText(prng: Prng, pools: ValuePools): string {
  const drawn = prng.nextBelow(100)
  if (drawn < 20) return ''
  if (drawn < 55) {
    const known = pools.dictionary.pickText(prng)
    if (known !== undefined)
      return pools.cutsTexts === true && prng.nextBelow(2) === 0 ? partOf(known, prng) : known
  }
  if (drawn < 60) return 'é日🚀'.repeat(1 + prng.nextBelow(4))
  // Around the 31 bytes that fit into one slot.
  const length = drawn < 90 ? 1 + prng.nextBelow(33) : prng.nextBelow(NOISE_BYTES_MAX + 1)
  let text = ''
  for (let index = 0; index < length; index++) text += String.fromCharCode(0x20 + prng.nextBelow(95))
  return text
}
