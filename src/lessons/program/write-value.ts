// Values of a world as values of a program: addresses become names, wherever they stand.

import type { Address } from '../../evm/types.ts'
import { bytesToBigInt, equalBytes } from '../../primitives/bytes.ts'
import { bytesToHex, wordToAddress } from '../../primitives/hex.ts'
import { decodeArguments } from '../../project/abi/decode.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { typesOf } from '../../project/abi/layout.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import type { AbiFunction, AbiType, AbiValue } from '../../project/abi/types.ts'
import { likelyAddress } from '../../world/likely-address.ts'
import { functionText } from './function-text.ts'
import { numberToText } from './number-text.ts'
import type { StepResult } from './results.ts'
import type { ProgramValue } from './types.ts'

const ADDRESS_BITS = 160
const WORD_BYTES = 32
/** Calls inside of calls, at most. */
const DEPTH_MAX = 4

/** What writing a value takes. */
export type ValueNames = {
  /** Undefined: written as hex. */
  nameOf(address: Address): string | undefined
  /** Accounts that are recognised in bytes. */
  readonly recognisable: readonly Address[]
  /** What a step before gave back. */
  resultOf(value: bigint): StepResult | undefined
  /** A function of the world that calldata may be for, and the contract that has it. */
  functionOf(selector: number): { readonly abi: AbiFunction; readonly to: Address } | undefined
}

export function writeValue(type: AbiType, value: AbiValue, names: ValueNames, depth = 0): ProgramValue {
  switch (type.kind) {
    case 'uint':
    case 'int':
      return writeNumber(type.bits, value as bigint, names)
    case 'bool':
    case 'string':
      return value as boolean | string
    case 'address':
      return writeAddress(value as Address, names)
    case 'fixedBytes':
      return (
        (type.size === WORD_BYTES ? writeResult(bytesToBigInt(value as Uint8Array), names) : undefined) ??
        inParts(value as Uint8Array, names)
      )
    case 'function':
      return inParts(value as Uint8Array, names)
    case 'bytes':
      return writeCall(value as Uint8Array, names, depth) ?? inParts(value as Uint8Array, names)
    case 'array':
      return (value as readonly AbiValue[]).map((each) => writeValue(type.element, each, names, depth))
    case 'tuple':
      return (value as readonly AbiValue[]).map((each, i) =>
        writeValue(type.components[i]!.type, each, names, depth),
      )
  }
}

/** Bytes as hex, with '@name' in the place of addresses that are known. */
export function bytesInParts(bytes: Uint8Array, { recognisable, nameOf }: ValueNames): readonly string[] {
  const text = bytesToHex(bytes).slice(2)
  const parts: string[] = []
  let from = 0
  const found = recognisable
    .flatMap((address) => placesOf(text, address.slice(2)).map((at) => ({ at, address })))
    .sort((a, b) => a.at - b.at)
  for (const { at, address } of found) {
    const name = at < from ? undefined : nameOf(address)
    if (name === undefined) continue
    if (at > from) parts.push(`0x${text.slice(from, at)}`)
    parts.push(`@${name}`)
    from = at + 40
  }
  if (from < text.length || parts.length === 0) parts.push(`0x${text.slice(from)}`)
  return parts
}

/** Where whole bytes begin that read so. */
function placesOf(text: string, digits: string): readonly number[] {
  const places: number[] = []
  for (let at = text.indexOf(digits); at >= 0; at = text.indexOf(digits, at + 1))
    if (at % 2 === 0) places.push(at)
  return places
}

function inParts(bytes: Uint8Array, names: ValueNames): ProgramValue {
  const parts = bytesInParts(bytes, names)
  const [only] = parts
  return parts.length === 1 && only !== undefined && !only.startsWith('@') ? only : { bytes: parts }
}

function writeAddress(address: Address, { nameOf }: ValueNames): string {
  const name = nameOf(address)
  return name === undefined ? address : `@${name}`
}

function writeNumber(bits: number, value: bigint, names: ValueNames): ProgramValue {
  const { nameOf, recognisable } = names
  const address = bits >= ADDRESS_BITS ? likelyAddress(value) : undefined
  const name =
    address !== undefined && recognisable.includes(address) ? nameOf(wordToAddress(value)) : undefined
  return name === undefined ? (writeResult(value, names) ?? numberToText(value)) : `@${name}`
}

function writeResult(value: bigint, { resultOf }: ValueNames): ProgramValue | undefined {
  const found = resultOf(value)
  return found && { result: { step: found.step, output: found.output, was: numberToText(value) } }
}

/** Undefined if it is no call of a function of the world, or not as a compiler writes it. */
function writeCall(bytes: Uint8Array, names: ValueNames, depth: number): ProgramValue | undefined {
  const selector = selectorIn(bytes)
  const found = selector === undefined || depth >= DEPTH_MAX ? undefined : names.functionOf(selector)
  const to = found && names.nameOf(found.to)
  const call = found && functionText(found.abi)
  if (found === undefined || to === undefined || call === undefined) return undefined
  const values = decodedExactly(found.abi, bytes)
  return (
    values && {
      call,
      to,
      arguments: values.map((value, i) => writeValue(found.abi.inputs[i]!.type, value, names, depth + 1)),
    }
  )
}

/** The arguments of calldata, if a compiler would write it just so; else undefined. */
export function decodedExactly(abi: AbiFunction, data: Uint8Array): readonly AbiValue[] | undefined {
  try {
    const values = decodeArguments(typesOf(abi.inputs), data.subarray(4))
    return equalBytes(encodeCall(abi, values), data) ? values : undefined
  } catch {
    return undefined
  }
}
