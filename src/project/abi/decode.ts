// Bytes to values (Solidity ABI specification). The bytes come from contracts, which may be hostile.
//
// Strict: nothing outside of the bytes is read. Tolerant, as contracts themselves are: tails may stand anywhere, overlap
// and be followed by more; padding and the bits that a type does not have are ignored (ABI coder v1 masks them, v2 would
// revert; a display that shows the value helps more than none).
//
// Overlapping tails make bombs: a type `uint256[][][]` and offsets that all lead to one list of n offsets give n^3 values
// from 32 n bytes. So there is one budget for everything that a decoding makes.

import type { AbiType, AbiValue } from './types.ts'
import type { Address } from '../../evm/types.ts'
import { addressText } from '../../primitives/address-text.ts'
import { lowBits } from '../../primitives/bits.ts'
import { BaseError } from '../../primitives/errors.ts'
import { layoutOf } from './layout.ts'

/** Values that one decoding may make, lists included; 32 bytes of text or bytes count as one. */
export const DECODED_VALUES_MAX: number = 2 ** 20

const WORD = 32
const COUNT_MAX = 2n ** 32n
// ignoreBOM keeps a byte order mark in the text: without it, text would come out shorter than it is.
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** `bytes` may be longer than what is read. */
type Source = {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly length: number
  valuesLeft: number
}

// Calldata is short mostly, and a view of an array that has none yet costs V8 more than copying that much and reading it.
// Decoding never calls anything of others, so it cannot come back here.
const COPIED_BYTES_MAX = 1_024
const copied = new Uint8Array(COPIED_BYTES_MAX)
const copiedView = new DataView(copied.buffer)

/**
 * The values that arguments (without selector) or return data hold. Bytes in them are copies.
 * @param from where in the bytes they begin: 4 behind a selector
 * @throws AbiDecodeError if they are no encoding of these types, or one of more than DECODED_VALUES_MAX values.
 */
export function decodeArguments(types: readonly AbiType[], bytes: Uint8Array, from = 0): AbiValue[] {
  return readList(sourceOf(bytes, Math.min(from, bytes.length)), types, 0)
}

function sourceOf(bytes: Uint8Array, from: number): Source {
  const length = bytes.length - from
  if (length <= COPIED_BYTES_MAX) {
    for (let i = 0; i < length; i++) copied[i] = bytes[from + i]!
    return { bytes: copied, view: copiedView, length, valuesLeft: DECODED_VALUES_MAX }
  }
  const { buffer, byteOffset } = bytes
  // Not `subarray`: what `slice` of a subclass (Buffer) gives is not a copy.
  const plain = new Uint8Array(buffer, byteOffset + from, length)
  const view = new DataView(buffer, byteOffset + from, length)
  return { bytes: plain, view, length, valuesLeft: DECODED_VALUES_MAX }
}

/**
 * A static value that stands alone, as indexed arguments of events do.
 * @param word 0 to 2^256-1.
 */
export function decodeWord(type: AbiType, word: bigint): AbiValue {
  const view = new DataView(new ArrayBuffer(WORD))
  for (let limb = 0; limb < 4; limb++) view.setBigUint64(24 - 8 * limb, word >> BigInt(64 * limb))
  return readStatic({ bytes: new Uint8Array(view.buffer), view, length: WORD, valuesLeft: 1 }, type, 0)
}

function readList(source: Source, types: readonly AbiType[], base: number): AbiValue[] {
  const values: AbiValue[] = []
  let head = base
  for (const type of types) {
    values.push(readHead(source, type, head, base))
    head += layoutOf(type).headBytes
  }
  return values
}

function readHead(source: Source, type: AbiType, head: number, base: number): AbiValue {
  const { isDynamic, headBytes } = layoutOf(type)
  need(source, head, headBytes)
  return isDynamic
    ? readTail(source, type, base + readCount(source, head, 'an offset'))
    : readStatic(source, type, head)
}

function readTail(source: Source, type: AbiType, at: number): AbiValue {
  switch (type.kind) {
    case 'bytes':
      return readBytes(source, at).slice()
    case 'string':
      return utf8.decode(readBytes(source, at))
    case 'array': {
      if (type.length !== undefined) return readElements(source, type.element, type.length, at)
      need(source, at, WORD)
      const count = readCount(source, at, 'a length')
      return readElements(source, type.element, count, at + WORD)
    }
    case 'tuple':
      spend(source, 1)
      return readComponents(source, type, at)
    default:
      throw new TypeError(`A ${type.kind} has no tail.`)
  }
}

function readBytes(source: Source, at: number): Uint8Array {
  need(source, at, WORD)
  const length = readCount(source, at, 'a length')
  need(source, at + WORD, length)
  spend(source, 1 + Math.ceil(length / WORD))
  return source.bytes.subarray(at + WORD, at + WORD + length)
}

function readElements(source: Source, element: AbiType, count: number, base: number): AbiValue[] {
  // Both before anything is allocated: what has no bytes (an empty tuple) is limited by the budget alone.
  const { headBytes } = layoutOf(element)
  need(source, base, count * headBytes)
  spend(source, 1 + count)
  const values: AbiValue[] = []
  for (let index = 0; index < count; index++)
    values.push(readHead(source, element, base + index * headBytes, base))
  return values
}

function readComponents(source: Source, type: AbiType & { kind: 'tuple' }, base: number): AbiValue[] {
  const values: AbiValue[] = []
  spend(source, type.components.length)
  let head = base
  for (const component of type.components) {
    values.push(readHead(source, component.type, head, base))
    head += layoutOf(component.type).headBytes
  }
  return values
}

/** The caller has made sure that the bytes are there. */
function readStatic(source: Source, type: AbiType, at: number): AbiValue {
  switch (type.kind) {
    case 'uint':
      return lowBits(type.bits, readWord(source.view, at))
    case 'int':
      return BigInt.asIntN(type.bits, readWord(source.view, at))
    case 'address':
      return readAddress(source.view, at + 12)
    case 'bool':
      return readWord(source.view, at) !== 0n
    case 'fixedBytes':
      return source.bytes.slice(at, at + type.size)
    case 'function':
      return source.bytes.slice(at, at + 24)
    case 'array':
      return readElements(source, type.element, type.length ?? 0, at)
    case 'tuple':
      return readComponents(source, type, at)
    default:
      throw new TypeError(`A ${type.kind} is not static.`)
  }
}

function readWord(view: DataView, at: number): bigint {
  const low = view.getBigUint64(at + 24)
  const third = view.getBigUint64(at + 16)
  const second = view.getBigUint64(at + 8)
  const first = view.getBigUint64(at)
  // Most words are small numbers.
  if (first === 0n && second === 0n) return third === 0n ? low : (third << 64n) | low
  return (((first << 64n) | second) << 128n) | (third << 64n) | low
}

function readAddress(view: DataView, at: number): Address {
  return addressText(
    view.getUint32(at),
    view.getUint32(at + 4),
    view.getUint32(at + 8),
    view.getUint32(at + 12),
    view.getUint32(at + 16),
  )
}

/** An offset or a length, small enough to calculate with; whether the bytes are there is looked at where they are read. */
function readCount(source: Source, at: number, what: string): number {
  const word = readWord(source.view, at)
  if (word > COUNT_MAX)
    throw new AbiDecodeError(`${what} of ${shortNumber(word)} stands at byte ${at}`, source.length)
  return Number(word)
}

function need(source: Source, at: number, count: number): void {
  if (at + count > source.length)
    throw new AbiDecodeError(`${count} bytes are expected at byte ${at}`, source.length)
}

function spend(source: Source, values: number): void {
  source.valuesLeft -= values
  if (source.valuesLeft < 0)
    throw new AbiDecodeError(`they stand for more than ${DECODED_VALUES_MAX} values`, source.length)
}

function shortNumber(value: bigint): string {
  const text = value.toString()
  return text.length > 20 ? `about 10^${text.length - 1}` : text
}

/** Bytes that are no encoding of the types they were read as. */
export class AbiDecodeError extends BaseError {
  readonly code = 'ABI_DECODE'

  constructor(reason: string, length: number) {
    super(`These ${length} bytes are no encoding of the expected types: ${reason}.`, {
      details: { reason, length },
    })
  }
}
