// The numbers in a call that can be moved: whole arguments, members of structs, first elements of arrays, the ether that is
// sent, the time that passes before. Each is seen as the contract sees it: an address and bytes4 are numbers too.

import { bitLength } from '../primitives/bits.ts'
import { bigIntToBytes32, bytesToBigInt } from '../primitives/bytes.ts'
import type { Prng } from '../primitives/prng.ts'
import { ADDRESS_MAX, wordToAddress } from '../primitives/hex.ts'
import type { AbiType, AbiValue } from '../project/abi/types.ts'
import type { CallWriter } from './call-writer.ts'
import type { Call, CampaignTarget } from './types.ts'
import { replacedAt, valueAt } from './values/value-at.ts'

/** A number in a call that can be moved. */
export type Knob = {
  readonly min: bigint
  readonly max: bigint
  /** Wide enough for an amount of something: ether, a number of at least 96 bits, or of more than 128 with a sign: how much it is beside that. */
  readonly isAmount: boolean
  /** Of a number with a sign: the call with the other one. Undefined: it has none. */
  readonly turned?: (call: Call) => Call
  /** The position of the argument that it is or is a part of; -1: none. */
  readonly place: number
  get(call: Call): bigint | undefined
  set(call: Call, value: bigint): Call
}

const KNOBS_MAX = 24
/** Narrower numbers are ids, times and parts in a hundred. */
const AMOUNT_BITS = 96
/** With a sign, 128 bits say which of two coins in pools after Curve's. */
const INDEX_BITS = 128

/** The knobs of a call of a function. */
export function knobsOf(
  call: Call,
  { writer, target }: { readonly writer: CallWriter; readonly target: CampaignTarget },
): Knob[] {
  const knobs: Knob[] = []
  const types = writer.typesOf(call.target)
  types.forEach((type, i) => collect(type, [i], call, writer, knobs))
  const fn = target.functions[call.target]!
  if (fn.abi.mutability === 'payable' && !fn.isTest)
    knobs.push({
      min: 0n,
      max: target.maxValueWei,
      isAmount: true,
      place: -1,
      get: ({ value }) => value,
      set: (of, value) => ({ ...of, value }),
    })
  if (target.maxSeconds > 0 && !fn.isTest)
    knobs.push({
      min: 0n,
      max: BigInt(target.maxSeconds),
      isAmount: false,
      place: -1,
      get: ({ seconds }) => BigInt(seconds),
      set: (of, seconds) => ({ ...of, seconds: Number(seconds) }),
    })
  return knobs
}

/** A number of random size within the knob's range. */
export function randomIn(knob: Knob, prng: Prng): bigint {
  const span = knob.max - knob.min + 1n
  const bits = 1 + prng.nextBelow(bitLength(span))
  return knob.min + (prng.nextBigInt(bits) % span)
}

/** How far a number is moved first, to see whether anything depends on it. */
export function stepsFrom(x: bigint, knob: Knob): bigint[] {
  const magnitude = x < 0n ? -x : x
  return [1n, -1n, magnitude >> 3n, -(magnitude >> 1n), 10n ** 18n].filter(
    (step) => step !== 0n && x + step >= knob.min && x + step <= knob.max,
  )
}

/** Numbers in a value: whole arguments, members of structs, the first elements of arrays. */
function collect(
  type: AbiType,
  path: readonly number[],
  call: Call,
  writer: CallWriter,
  into: Knob[],
  isListed: boolean = false,
): void {
  if (into.length >= KNOBS_MAX) return
  if (type.kind === 'tuple') {
    type.components.forEach((component, i) =>
      collect(component.type, [...path, i], call, writer, into, isListed),
    )
    return
  }
  if (type.kind === 'array') {
    const values = valueAt(writer.valuesOf(call), path)
    const length = Array.isArray(values) ? Math.min(values.length, 3) : 0
    for (let i = 0; i < length; i++) collect(type.element, [...path, i], call, writer, into, true)
    return
  }
  const codec = numberCodec(type)
  if (codec === undefined) return
  // In lists those with a sign are limits, mostly, or what came of each element.
  if (type.kind === 'int' && type.bits > INDEX_BITS && !isListed)
    into.push(magnitude(type.bits, path, writer))
  into.push({
    min: codec.min,
    max: codec.max,
    isAmount: type.kind === 'uint' && type.bits >= AMOUNT_BITS,
    place: path[0] ?? -1,
    get: (of) => {
      const value = valueAt(writer.valuesOf(of), path)
      return value === undefined ? undefined : codec.toNumber(value)
    },
    set: (of, number) => {
      const values = writer.valuesOf(of)
      return values === undefined
        ? of
        : writer.withValues(of, replacedAt(values, path, codec.fromNumber(number)))
    },
  })
}

/** What a number with a sign is without it: how much is bought or sold, put in or taken out. */
function magnitude(bits: number, path: readonly number[], writer: CallWriter): Knob {
  const get = (of: Call): bigint | undefined => valueAt(writer.valuesOf(of), path) as bigint | undefined
  const set = (of: Call, number: bigint): Call => {
    const values = writer.valuesOf(of)
    return values === undefined ? of : writer.withValues(of, replacedAt(values, path, number))
  }
  const max = (1n << BigInt(bits - 1)) - 1n
  // The least number has no counterpart: there is one more below zero than above it.
  const sizeOf = (value: bigint): bigint => (value >= 0n ? value : value < -max ? max : -value)
  return {
    min: 0n,
    max,
    isAmount: true,
    place: path[0] ?? -1,
    get: (of) => {
      const value = get(of)
      return value === undefined ? undefined : sizeOf(value)
    },
    set: (of, number) => set(of, (get(of) ?? 0n) < 0n ? -number : number),
    turned: (of) => {
      const value = get(of) ?? 0n
      return set(of, value < 0n ? sizeOf(value) : -value)
    },
  }
}

type NumberCodec = {
  readonly min: bigint
  readonly max: bigint
  toNumber(value: AbiValue): bigint | undefined
  fromNumber(number: bigint): AbiValue
}

function numberCodec(type: AbiType): NumberCodec | undefined {
  const plain = {
    toNumber: (value: AbiValue) => (typeof value === 'bigint' ? value : undefined),
    fromNumber: (number: bigint) => number,
  }
  if (type.kind === 'uint') return { min: 0n, max: (1n << BigInt(type.bits)) - 1n, ...plain }
  if (type.kind === 'int')
    return { min: -(1n << BigInt(type.bits - 1)), max: (1n << BigInt(type.bits - 1)) - 1n, ...plain }
  if (type.kind === 'address')
    return {
      min: 0n,
      max: ADDRESS_MAX,
      toNumber: (value) => (typeof value === 'string' ? BigInt(value) : undefined),
      fromNumber: (number) => wordToAddress(number),
    }
  if (type.kind === 'fixedBytes') {
    // As the word that the contract sees: bytes stand at its upper end.
    const shift = BigInt(8 * (32 - type.size))
    return {
      min: 0n,
      max: ((1n << BigInt(8 * type.size)) - 1n) << shift,
      toNumber: (value) => (value instanceof Uint8Array ? bytesToBigInt(value) << shift : undefined),
      fromNumber: (number) => bigIntToBytes32(number).slice(0, type.size),
    }
  }
  return undefined
}
