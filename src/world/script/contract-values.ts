// Between values as TypeScript writes them and values of the ABI.

import type { Address } from '../../evm/types.ts'
import { bytesToHex, hexToBytes, isHex } from '../../primitives/hex.ts'
import { typeName } from '../../project/abi/parse-abi.ts'
import type { AbiParameter, AbiType, AbiValue } from '../../project/abi/types.ts'
import { SetupError } from './script-error.ts'
import type { ContractArgument, ContractValue } from './types.ts'

const SHOWN_MAX = 60

/**
 * Arguments for the parameters of a function or constructor.
 * @param owner for messages: 'Vault.deposit(uint256)'
 * @param addressOf the address of what a text names
 * @throws SetupError if their number or one of them does not fit
 */
export function toAbiValues(
  parameters: readonly AbiParameter[],
  args: readonly ContractArgument[],
  owner: string,
  addressOf: (name: string) => Address,
): AbiValue[] {
  if (args.length !== parameters.length) {
    const wanted = parameters.map(({ type, name }) => `${typeName(type)} ${name}`.trim()).join(', ')
    throw new SetupError(
      `${owner} takes ${parameters.length === 0 ? 'no arguments' : `(${wanted})`}, not ${args.length} argument${args.length === 1 ? '' : 's'}.`,
    )
  }
  return parameters.map(({ type, name }, i) =>
    toValue(type, args[i]!, `${owner}, argument ${name === '' ? i + 1 : `"${name}"`}`, addressOf),
  )
}

function toValue(
  type: AbiType,
  argument: ContractArgument,
  place: string,
  addressOf: (name: string) => Address,
): AbiValue {
  switch (type.kind) {
    case 'uint':
    case 'int':
      return integer(type, argument, place)
    case 'bool':
      if (typeof argument === 'boolean') return argument
      throw unfit(type, argument, place)
    case 'address':
      return address(argument, place, addressOf)
    case 'string':
      if (typeof argument === 'string') return argument
      throw unfit(type, argument, place)
    case 'bytes':
      return bytes(type, argument, place)
    case 'fixedBytes':
    case 'function': {
      const value = bytes(type, argument, place)
      const size = type.kind === 'function' ? 24 : type.size
      if (value.length === size) return value
      throw unfit(type, argument, place)
    }
    case 'array': {
      if (!isList(argument)) throw unfit(type, argument, place)
      if (type.length !== undefined && type.length !== argument.length) throw unfit(type, argument, place)
      return argument.map((each, i) => toValue(type.element, each, `${place}[${i}]`, addressOf))
    }
    case 'tuple': {
      const fields = fieldsOf(type.components, argument)
      if (fields === undefined) throw unfit(type, argument, place)
      return type.components.map((component, i) =>
        toValue(component.type, fields[i]!, `${place}.${component.name || i}`, addressOf),
      )
    }
  }
}

function integer(
  type: AbiType & { readonly kind: 'uint' | 'int' },
  argument: ContractArgument,
  place: string,
): bigint {
  const isText = typeof argument === 'string' && /^(?:-?\d{1,78}|0x[0-9a-fA-F]{1,64})$/.test(argument)
  if (typeof argument !== 'bigint' && !Number.isSafeInteger(argument) && !isText)
    throw unfit(type, argument, place)
  const value = BigInt(argument as bigint | number | string)
  const half = 1n << BigInt(type.bits - 1)
  const fits = type.kind === 'uint' ? value >= 0n && value < 2n * half : value >= -half && value < half
  if (!fits) throw unfit(type, argument, place)
  return value
}

function address(argument: ContractArgument, place: string, addressOf: (name: string) => Address): Address {
  if (typeof argument === 'string') return addressOf(argument)
  const held: unknown = isObject(argument) ? argument['address'] : undefined
  if (typeof held === 'string' && /^0x[0-9a-fA-F]{40}$/.test(held)) return held.toLowerCase() as Address
  throw unfit({ kind: 'address' }, argument, place)
}

function bytes(type: AbiType, argument: ContractArgument, place: string): Uint8Array {
  if (argument instanceof Uint8Array) return argument
  if (isHex(argument)) return hexToBytes(argument)
  throw unfit(type, argument, place)
}

function fieldsOf(
  components: readonly AbiParameter[],
  argument: ContractArgument,
): readonly ContractArgument[] | undefined {
  if (isList(argument)) return argument.length === components.length ? argument : undefined
  if (!isObject(argument) || Object.keys(argument).length !== components.length) return undefined
  const record: Readonly<Record<string, ContractArgument>> = argument
  const fields = components.map(({ name }) => (Object.hasOwn(record, name) ? record[name] : undefined))
  return fields.every((each) => each !== undefined) ? fields : undefined
}

function isList(argument: ContractArgument): argument is readonly ContractArgument[] {
  return Array.isArray(argument)
}

function isObject(argument: ContractArgument): argument is { readonly [field: string]: ContractArgument } {
  return typeof argument === 'object' && !isList(argument) && !(argument instanceof Uint8Array)
}

function unfit(type: AbiType, argument: ContractArgument, place: string): SetupError {
  return new SetupError(`${place}: ${shown(argument)} is no ${typeName(type)}.`, { hint: HINTS[type.kind] })
}

const HINTS: Readonly<Record<AbiType['kind'], string>> = {
  uint: 'Write whole numbers within the range of the type: 5, 10n ** 18n, "0xff".',
  int: 'Write whole numbers within the range of the type: 5, -(10n ** 18n).',
  address: 'Give a contract, an actor, the name of one, or "0x" and 40 hex digits.',
  bool: 'Write true or false.',
  fixedBytes: 'Write "0x" and two hex digits for each byte, or a Uint8Array of that length.',
  bytes: 'Write "0x" and hex digits, or a Uint8Array.',
  string: 'Write a text.',
  function: 'Write "0x" and 48 hex digits: an address and a selector.',
  array: 'Write an array, of the right length if the type has one.',
  tuple: 'Write an object with the fields of the struct, or an array in their order.',
}

function shown(argument: unknown): string {
  let text: string
  if (typeof argument === 'bigint') text = `${argument}n`
  else if (argument instanceof Uint8Array) text = `${argument.length} bytes`
  else
    text =
      JSON.stringify(argument, (_, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each)) ??
      String(argument)
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text
}

/** What a function gave back: nothing, one value, or a list. */
export function fromAbiValues(
  outputs: readonly AbiParameter[],
  values: readonly AbiValue[],
): ContractValue | undefined {
  if (outputs.length === 0) return undefined
  const converted = values.map(fromValue)
  return outputs.length === 1 ? converted[0] : converted
}

function fromValue(value: AbiValue): ContractValue {
  if (value instanceof Uint8Array) return bytesToHex(value)
  if (typeof value === 'object') return value.map(fromValue)
  return value
}
