// Values of a program as values of a world.

import type { Address } from '../../evm/types.ts'
import { bigIntToBytes32, concatBytes } from '../../primitives/bytes.ts'
import { hexToBytes, isHex } from '../../primitives/hex.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { typeName } from '../../project/abi/parse-abi.ts'
import type { AbiFunction, AbiType, AbiValue } from '../../project/abi/types.ts'
import { textToNumber } from './number-text.ts'
import { shown, StepProblem } from './problems.ts'
import type { ProgramSeen, ProgramValue } from './types.ts'

const ADDRESS_BITS = 160

/** What reading a value takes. All throw StepProblem. */
export type ValueSources = {
  addressOf(name: string): Address
  functionOf(to: string, text: string): AbiFunction
  /** What a step before gave back; undefined if it gave nothing. */
  resultOf(step: number, output: number): bigint | undefined
  seen(place: ProgramSeen['seen'], type: AbiType): AbiValue
}

/** @throws StepProblem if the value is not of its type, or names what is not there */
export function readValue(type: AbiType, value: ProgramValue, sources: ValueSources): AbiValue {
  if (typeof value === 'object' && 'seen' in value) return sources.seen(value.seen, type)
  if (typeof value === 'object' && 'result' in value) return readResult(type, value, sources)
  switch (type.kind) {
    case 'uint':
    case 'int': {
      const number = typeof value === 'string' ? readNumber(type, value, sources) : undefined
      return number ?? wrong(type, value)
    }
    case 'bool':
      return typeof value === 'boolean' ? value : wrong(type, value)
    case 'string':
      return typeof value === 'string' ? value : wrong(type, value)
    case 'address':
      if (typeof value !== 'string') return wrong(type, value)
      if (value.startsWith('@')) return sources.addressOf(value.slice(1))
      return isHex(value) && value.length === 42 ? (value.toLowerCase() as Address) : wrong(type, value)
    case 'fixedBytes':
    case 'function': {
      const bytes = readBytes(value, sources)
      const size = type.kind === 'function' ? 24 : type.size
      return bytes?.length === size ? bytes : wrong(type, value)
    }
    case 'bytes':
      return readBytes(value, sources) ?? wrong(type, value)
    case 'array': {
      const isList = Array.isArray(value) && (type.length === undefined || value.length === type.length)
      return isList ? value.map((each) => readValue(type.element, each, sources)) : wrong(type, value)
    }
    case 'tuple':
      return Array.isArray(value) && value.length === type.components.length
        ? value.map((each, i) => readValue(type.components[i]!.type, each as ProgramValue, sources))
        : wrong(type, value)
  }
}

/** What a step gave back, if the parameter can hold it; what it was, if it gave nothing. */
function readResult(
  type: AbiType,
  value: Extract<ProgramValue, { readonly result: unknown }>,
  { resultOf }: ValueSources,
): AbiValue {
  const { step, output, was } = value.result
  const number = resultOf(step, output) ?? textToNumber(was) ?? wrong(type, value)
  if (type.kind === 'fixedBytes' && type.size === 32 && number >= 0n) return bigIntToBytes32(number)
  const isNumber = type.kind === 'uint' || type.kind === 'int'
  return isNumber && isWithin(type, number) ? number : wrong(type, value)
}

/** Bytes in parts: hex, and '@name'. @throws StepProblem */
export function readParts(parts: readonly string[], sources: Pick<ValueSources, 'addressOf'>): Uint8Array {
  return concatBytes(
    ...parts.map((part) => {
      if (part.startsWith('@')) return hexToBytes(sources.addressOf(part.slice(1)))
      return isHex(part) ? hexToBytes(part) : wrong({ kind: 'bytes' }, part)
    }),
  )
}

function readBytes(value: ProgramValue, sources: ValueSources): Uint8Array | undefined {
  if (typeof value === 'string') return isHex(value) ? hexToBytes(value) : undefined
  if (typeof value !== 'object' || Array.isArray(value)) return undefined
  if ('bytes' in value) return readParts(value.bytes, sources)
  if (!('call' in value)) return undefined
  const abi = sources.functionOf(value.to, value.call)
  return encodeCall(abi, readArguments(abi, value.arguments, sources))
}

/** The arguments of a call. @throws StepProblem if there are too many or too few, or one does not fit */
export function readArguments(
  abi: AbiFunction,
  values: readonly ProgramValue[],
  sources: ValueSources,
): readonly AbiValue[] {
  if (values.length !== abi.inputs.length)
    throw new StepProblem(
      'not understood',
      `${shown(abi.signature)} takes ${abi.inputs.length} arguments, and the lesson gives it ${values.length}.`,
    )
  return values.map((value, i) => readValue(abi.inputs[i]!.type, value, sources))
}

function isWithin({ kind, bits }: AbiType & { readonly kind: 'uint' | 'int' }, number: bigint): boolean {
  const size = BigInt(bits)
  const [least, most] = kind === 'uint' ? [0n, 1n << size] : [-(1n << (size - 1n)), 1n << (size - 1n)]
  return number >= least && number < most
}

function readNumber(
  type: AbiType & { readonly kind: 'uint' | 'int' },
  text: string,
  { addressOf }: ValueSources,
): bigint | undefined {
  const number =
    text.startsWith('@') && type.bits >= ADDRESS_BITS ? BigInt(addressOf(text.slice(1))) : textToNumber(text)
  return number !== undefined && isWithin(type, number) ? number : undefined
}

function wrong(type: AbiType, value: ProgramValue): never {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  throw new StepProblem('not understood', `'${shown(text)}' is no ${typeName(type)}.`)
}
