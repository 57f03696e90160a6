// The contract ABI (docs.soliditylang.org, "Contract ABI Specification"), as much of it as tests need: encoding of
// arguments, and words of results.

import { bigIntToBytes32, concatBytes, readWord } from '../../src/primitives/bytes.ts'
import { hexToBytes } from '../../src/primitives/hex.ts'
import { keccak_256 } from '@noble/hashes/sha3.js'

/** A type of the ABI; a tuple has components. */
export type AbiType = { readonly type: string; readonly components?: readonly AbiType[] }

/** Numbers and booleans for numbers and booleans, `0x...` for addresses and bytes, text for strings, lists for arrays and tuples. */
export type AbiValue = bigint | number | boolean | string | Uint8Array | readonly AbiValue[]

/** A function as compilers list it. */
export type AbiFunction = {
  readonly type: 'function'
  readonly name: string
  readonly inputs: readonly AbiType[]
  readonly stateMutability: 'pure' | 'view' | 'nonpayable' | 'payable'
}

/** Calldata for a signature such as `transfer(address,uint256)`; a tuple is written `(address,uint24)`. */
export function encodeCall(signature: string, ...values: readonly AbiValue[]): Uint8Array {
  const open = signature.indexOf('(')
  return concatBytes(selectorOf(signature), encodeValues(parseTypes(signature.slice(open + 1, -1)), values))
}

/** Calldata for a function of an ABI. */
export function encodeFunctionCall(abiFunction: AbiFunction, values: readonly AbiValue[]): Uint8Array {
  const signature = `${abiFunction.name}(${abiFunction.inputs.map(canonical).join(',')})`
  return concatBytes(selectorOf(signature), encodeValues(abiFunction.inputs, values))
}

/** Arguments of a constructor, given as types such as `address,uint256[]`. */
export function encodeArguments(types: string, ...values: readonly AbiValue[]): Uint8Array {
  return encodeValues(parseTypes(types), values)
}

/** Word number `index` of what a call returned. */
export function wordAt(output: Uint8Array, index = 0): bigint {
  return readWord(output, 32 * index)
}

/**
 * Values after one another, dynamic ones behind the others.
 * @throws Error if a value does not fit its type.
 */
export function encodeValues(types: readonly AbiType[], values: readonly AbiValue[]): Uint8Array {
  if (types.length !== values.length) throw new Error(`${values.length} values for ${types.length} types.`)
  let tailOffset = types.reduce((sum, type) => sum + headBytes(type), 0)
  const heads: Uint8Array[] = []
  const tails: Uint8Array[] = []
  types.forEach((type, index) => {
    const encoded = encodeValue(type, values[index]!)
    if (!isDynamic(type)) return void heads.push(encoded)
    heads.push(bigIntToBytes32(BigInt(tailOffset)))
    tails.push(encoded)
    tailOffset += encoded.length
  })
  return concatBytes(...heads, ...tails)
}

/** The element type and length of an array type; length is undefined if it is dynamic, all is if it is no array. */
export function arrayOf(
  type: AbiType,
): { readonly element: AbiType; readonly length: number | undefined } | undefined {
  const match = /^(.*)\[(\d*)\]$/.exec(type.type)
  if (match === null) return undefined
  return { element: { ...type, type: match[1]! }, length: match[2] === '' ? undefined : Number(match[2]) }
}

function selectorOf(signature: string): Uint8Array {
  return keccak_256(new TextEncoder().encode(signature)).slice(0, 4)
}

function encodeValue(type: AbiType, value: AbiValue): Uint8Array {
  const array = arrayOf(type)
  if (array !== undefined) {
    const items = value as readonly AbiValue[]
    const encoded = encodeValues(
      items.map(() => array.element),
      items,
    )
    return array.length === undefined ? concatBytes(bigIntToBytes32(BigInt(items.length)), encoded) : encoded
  }
  if (type.type === 'tuple') return encodeValues(type.components!, value as readonly AbiValue[])
  if (type.type === 'string' || type.type === 'bytes') {
    const bytes = type.type === 'string' ? new TextEncoder().encode(value as string) : bytesOf(value)
    return concatBytes(bigIntToBytes32(BigInt(bytes.length)), paddedRight(bytes))
  }
  if (type.type.startsWith('bytes')) return paddedRight(bytesOf(value))
  return bigIntToBytes32(BigInt.asUintN(256, BigInt(value as bigint | number | boolean | string)))
}

function bytesOf(value: AbiValue): Uint8Array {
  return typeof value === 'string' ? hexToBytes(value) : (value as Uint8Array)
}

function paddedRight(bytes: Uint8Array): Uint8Array {
  return concatBytes(bytes, new Uint8Array((32 - (bytes.length % 32)) % 32))
}

function isDynamic(type: AbiType): boolean {
  const array = arrayOf(type)
  if (array !== undefined) return array.length === undefined || isDynamic(array.element)
  return type.type === 'string' || type.type === 'bytes' || (type.components ?? []).some(isDynamic)
}

function headBytes(type: AbiType): number {
  if (isDynamic(type)) return 32
  const array = arrayOf(type)
  if (array !== undefined) return array.length! * headBytes(array.element)
  return type.type === 'tuple'
    ? type.components!.reduce((sum, component) => sum + headBytes(component), 0)
    : 32
}

function canonical(type: AbiType): string {
  return type.components === undefined
    ? type.type
    : type.type.replace('tuple', `(${type.components.map(canonical).join(',')})`)
}

function parseTypes(text: string): readonly AbiType[] {
  const types: AbiType[] = []
  let depth = 0
  let start = 0
  for (let index = 0; index <= text.length; index++) {
    const character = text[index]
    if (character === '(') depth++
    if (character === ')') depth--
    if ((character !== ',' && character !== undefined) || depth > 0 || start === index) continue
    types.push(parseType(text.slice(start, index)))
    start = index + 1
  }
  return types
}

function parseType(text: string): AbiType {
  if (!text.startsWith('(')) return { type: text }
  const close = text.lastIndexOf(')')
  return { type: `tuple${text.slice(close + 1)}`, components: parseTypes(text.slice(1, close)) }
}
