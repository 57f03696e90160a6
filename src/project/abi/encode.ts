// Values to bytes (Solidity ABI specification, "Formal Specification of the Encoding").
//
// This runs for each call that the search makes. One pass adds up the size, a second one writes: heads from where the list
// begins, tails one after another behind them. Short results share memory: an array of more than 64 bytes that has memory
// of its own costs V8 microseconds, a view of memory that is there costs a tenth of it.

import type { AbiFunction, AbiType, AbiValue } from './types.ts'
import { BaseError } from '../../primitives/errors.ts'
import { addressParts } from '../../primitives/address-text.ts'
import { layoutOf, typesOf } from './layout.ts'

/** Bytes of the longest encoding. Far above what a block of any chain can carry. */
export const ENCODED_BYTES_MAX: number = 2 ** 27

const WORD = 32
const U64_MAX = (1n << 64n) - 1n
/** Results up to this size share memory with others. */
const SHARED_BYTES_MAX = 1_024
/** What the longest-lived of them keeps from being freed. */
const CHUNK_BYTES = 16_384
const VALUE_SHOWN_MAX = 60

// Bounds by number of bytes.
const UINT_MAX: readonly bigint[] = Array.from({ length: 33 }, (_, bytes) => (1n << BigInt(8 * bytes)) - 1n)
const INT_MAX: readonly bigint[] = Array.from({ length: 33 }, (_, bytes) =>
  bytes === 0 ? 0n : (1n << BigInt(8 * bytes - 1)) - 1n,
)

const utf8 = new TextEncoder()
let chunk = new Uint8Array(CHUNK_BYTES)
let chunkView = new DataView(chunk.buffer)
let chunkUsed = 0
/** What is not used of the chunk is zeros. */
let isClean = true

// Where the pass that writes is writing. Encoding never calls anything of others, so it cannot come back here.
let target = chunk
let view = chunkView

/**
 * Arguments as they stand behind a selector, or return values; in a new array, whose memory others may share: who keeps it for
 * long copies it.
 * @throws AbiEncodeError if a value is not of its type.
 */
export function encodeArguments(types: readonly AbiType[], values: readonly AbiValue[]): Uint8Array {
  return encode(types, values, 0, 0)
}

/**
 * Calldata: selector and arguments; an array as that of `encodeArguments`.
 * @throws AbiEncodeError if a value is not of its type.
 */
export function encodeCall(fn: AbiFunction, values: readonly AbiValue[]): Uint8Array {
  return encode(typesOf(fn.inputs), values, 4, fn.selector)
}

/**
 * Revert data of an error, or anything else that begins with four bytes.
 * @throws AbiEncodeError if a value is not of its type.
 */
export function encodeWithSelector(
  selector: number,
  types: readonly AbiType[],
  values: readonly AbiValue[],
): Uint8Array {
  return encode(types, values, 4, selector)
}

function encode(
  types: readonly AbiType[],
  values: readonly AbiValue[],
  start: number,
  selector: number,
): Uint8Array {
  const size = start + listBytes(types, values)
  if (size > ENCODED_BYTES_MAX)
    throw new AbiEncodeError(`The encoding would take ${size} bytes; the limit is ${ENCODED_BYTES_MAX}.`)
  return size <= SHARED_BYTES_MAX
    ? encodeShared(types, values, start, selector, size)
    : encodeAlone(types, values, start, selector, size)
}

/** A copy of an encoding; an array as that of `encodeArguments`. */
export function copyEncoded(bytes: Uint8Array): Uint8Array {
  const { length } = bytes
  if (length > SHARED_BYTES_MAX) return bytes.slice()
  const at = roomInChunk(length)
  for (let i = 0; i < length; i++) chunk[at + i] = bytes[i]!
  chunkUsed = (at + length + 7) & ~7
  return new Uint8Array(chunk.buffer, at, length)
}

/** Where so many bytes can be written in the chunk, which hold zeros. */
function roomInChunk(size: number): number {
  if (chunkUsed + size > CHUNK_BYTES) {
    chunk = new Uint8Array(CHUNK_BYTES)
    chunkView = new DataView(chunk.buffer)
    chunkUsed = 0
  } else if (!isClean) {
    // An encoding that failed has left something.
    chunk.fill(0, chunkUsed)
  }
  isClean = true
  return chunkUsed
}

function encodeShared(
  types: readonly AbiType[],
  values: readonly AbiValue[],
  start: number,
  selector: number,
  size: number,
): Uint8Array {
  const at = roomInChunk(size)
  target = chunk
  view = chunkView
  isClean = false
  if (start !== 0) view.setUint32(at, selector)
  writeList(types, values, at + start)
  isClean = true
  chunkUsed = (at + size + 7) & ~7
  return new Uint8Array(chunk.buffer, at, size)
}

function encodeAlone(
  types: readonly AbiType[],
  values: readonly AbiValue[],
  start: number,
  selector: number,
  size: number,
): Uint8Array {
  const written = new Uint8Array(size)
  target = written
  view = new DataView(written.buffer)
  if (start !== 0) view.setUint32(0, selector)
  writeList(types, values, start)
  // Nothing here keeps it.
  target = chunk
  view = chunkView
  return written
}

function listBytes(types: readonly AbiType[], values: readonly AbiValue[]): number {
  if (types.length !== values.length) throw countError(types.length, values)
  let size = 0
  for (let index = 0; index < types.length; index++) size += valueBytes(types[index]!, values[index]!)
  return size
}

/** Head and tail. What a static type holds inside is looked at when it is written. */
function valueBytes(type: AbiType, value: AbiValue): number {
  switch (type.kind) {
    case 'bytes':
      if (!(value instanceof Uint8Array)) throw kindError(type, value)
      return 2 * WORD + padded(value.length)
    case 'string':
      if (typeof value !== 'string') throw kindError(type, value)
      return 2 * WORD + padded(utf8Bytes(value))
    case 'array': {
      const { isDynamic, headBytes } = layoutOf(type)
      if (!isDynamic) return headBytes
      const list = listOf(type, value)
      if (type.length !== undefined && type.length !== list.length) throw countError(type.length, list)
      let size = type.length === undefined ? 2 * WORD : WORD
      const element = layoutOf(type.element)
      if (!element.isDynamic) return size + list.length * element.headBytes
      for (const item of list) size += valueBytes(type.element, item)
      return size
    }
    case 'tuple': {
      const { isDynamic, headBytes } = layoutOf(type)
      return isDynamic ? WORD + listBytes(typesOf(type.components), listOf(type, value)) : headBytes
    }
    default:
      return WORD
  }
}

/** Writes heads at `base` and tails behind them; returns where the tails end. */
function writeList(types: readonly AbiType[], values: readonly AbiValue[], base: number): number {
  let head = base
  let tail = base
  for (const type of types) tail += layoutOf(type).headBytes
  for (let index = 0; index < types.length; index++) {
    const type = types[index]!
    const { isDynamic, headBytes } = layoutOf(type)
    if (isDynamic) {
      view.setUint32(head + 28, tail - base)
      tail = writeTail(type, values[index]!, tail)
    } else {
      writeStatic(type, values[index]!, head)
    }
    head += headBytes
  }
  return tail
}

function writeTail(type: AbiType, value: AbiValue, at: number): number {
  switch (type.kind) {
    case 'bytes': {
      const bytes = value as Uint8Array
      view.setUint32(at + 28, bytes.length)
      target.set(bytes, at + WORD)
      return at + WORD + padded(bytes.length)
    }
    case 'string': {
      const { written } = utf8.encodeInto(value as string, target.subarray(at + WORD))
      view.setUint32(at + 28, written)
      return at + WORD + padded(written)
    }
    case 'array': {
      const list = value as readonly AbiValue[]
      if (type.length !== undefined) return writeElements(type.element, list, at)
      view.setUint32(at + 28, list.length)
      return writeElements(type.element, list, at + WORD)
    }
    case 'tuple':
      return writeList(typesOf(type.components), value as readonly AbiValue[], at)
    default:
      throw new TypeError(`A ${type.kind} has no tail.`)
  }
}

function writeElements(type: AbiType, list: readonly AbiValue[], base: number): number {
  const { isDynamic, headBytes } = layoutOf(type)
  let head = base
  let tail = base + list.length * headBytes
  for (const item of list) {
    if (isDynamic) {
      view.setUint32(head + 28, tail - base)
      tail = writeTail(type, item, tail)
    } else {
      writeStatic(type, item, head)
    }
    head += headBytes
  }
  return tail
}

function writeStatic(type: AbiType, value: AbiValue, at: number): void {
  switch (type.kind) {
    case 'uint':
      if (typeof value !== 'bigint') throw kindError(type, value)
      if (value < 0n || value > UINT_MAX[type.bits >>> 3]!) throw rangeError(type, value)
      writeUint(value, at)
      return
    case 'int': {
      if (typeof value !== 'bigint') throw kindError(type, value)
      const most = INT_MAX[type.bits >>> 3]!
      if (value > most || value < -most - 1n) throw rangeError(type, value)
      writeUint(value < 0n ? BigInt.asUintN(256, value) : value, at)
      return
    }
    case 'address':
      if (typeof value !== 'string') throw kindError(type, value)
      writeAddress(value, at + 12)
      return
    case 'bool':
      if (typeof value !== 'boolean') throw kindError(type, value)
      if (value) target[at + 31] = 1
      return
    case 'fixedBytes':
    case 'function': {
      const size = type.kind === 'function' ? 24 : type.size
      if (!(value instanceof Uint8Array)) throw kindError(type, value)
      if (value.length !== size) throw rangeError(type, value)
      target.set(value, at)
      return
    }
    case 'array': {
      const list = listOf(type, value)
      if (list.length !== type.length) throw countError(type.length ?? 0, list)
      writeElements(type.element, list, at)
      return
    }
    case 'tuple': {
      const list = listOf(type, value)
      if (list.length !== type.components.length) throw countError(type.components.length, list)
      writeList(typesOf(type.components), list, at)
      return
    }
    default:
      throw new TypeError(`A ${type.kind} is not static.`)
  }
}

function writeUint(value: bigint, at: number): void {
  // DataView keeps the low 64 bits of what it is given.
  view.setBigUint64(at + 24, value)
  if (value <= U64_MAX) return
  view.setBigUint64(at + 16, value >> 64n)
  view.setBigUint64(at + 8, value >> 128n)
  view.setBigUint64(at, value >> 192n)
}

function writeAddress(text: string, at: number): void {
  const parts = addressParts(text)
  if (parts === undefined) throw addressError(text)
  for (let i = 0; i < 5; i++) view.setUint32(at + 16 - 4 * i, parts[i]!)
}

function padded(bytes: number): number {
  return (bytes + 31) & ~31
}

/** Bytes that TextEncoder writes; half of a surrogate pair becomes the replacement character, three bytes. */
function utf8Bytes(text: string): number {
  let bytes = text.length
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x80) continue
    if (code < 0x800) bytes += 1
    else if (code >= 0xd800 && code < 0xdc00 && isLowSurrogate(text.charCodeAt(index + 1))) {
      // Two units of text, four bytes.
      bytes += 2
      index++
    } else bytes += 2
  }
  return bytes
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000
}

function listOf(type: AbiType, value: AbiValue): readonly AbiValue[] {
  if (!Array.isArray(value)) throw kindError(type, value)
  return value as readonly AbiValue[]
}

function kindError(type: AbiType, value: AbiValue): AbiEncodeError {
  return new AbiEncodeError(`A value for a type of kind '${type.kind}' is ${describe(value)}.`)
}

function rangeError(type: AbiType, value: bigint | Uint8Array): AbiEncodeError {
  const name =
    type.kind === 'uint' || type.kind === 'int'
      ? `${type.kind}${type.bits}`
      : type.kind === 'fixedBytes'
        ? `bytes${type.size}`
        : type.kind
  return new AbiEncodeError(`${name} cannot hold ${describe(value)}.`)
}

function countError(expected: number, values: readonly AbiValue[]): AbiEncodeError {
  return new AbiEncodeError(`${values.length} values are given where the types want ${expected}.`)
}

function addressError(text: string): AbiEncodeError {
  return new AbiEncodeError(`${describe(text)} is not an address: 0x and 40 hex digits.`)
}

function describe(value: AbiValue): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (Array.isArray(value)) return `a list of ${value.length}`
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > VALUE_SHOWN_MAX ? `${text.slice(0, VALUE_SHOWN_MAX)}...` : text
}

/** A value that its type cannot hold. */
export class AbiEncodeError extends BaseError {
  readonly code = 'ABI_ENCODE'
}
