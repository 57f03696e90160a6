// vm.parseJson* and vm.keyExists*, and the same for TOML, which is read into JSON first. From
// crates/cheatcodes/src/{json,toml}.rs of foundry.

import { encodeArguments } from '../../../project/abi/encode.ts'
import { typeName } from '../../../project/abi/parse-abi.ts'
import type { AbiType, AbiValue } from '../../../project/abi/types.ts'
import {
  type CheatContext,
  type CheatOutcome,
  type CheatRun,
  type CheatTable,
  CheatcodeError,
} from '../context.ts'
import { encodeGuess } from './json-guess.ts'
import { selectJson } from './json-path.ts'
import { resolveType } from './json-type.ts'
import {
  isJsonArray,
  isJsonObject,
  JsonSyntaxError,
  jsonText,
  type JsonValue,
  parseJsonText,
} from './json-value.ts'
import { parseText } from './parse-text.ts'
import { structDefinitions, type StructDefinition } from './struct-definitions.ts'
import { parseTomlText } from './toml-text.ts'
import { ADDRESS, BOOL, BYTES, BYTES32, INT256, quoted, STRING, textOf, UINT256 } from './values.ts'

type Parse = (text: string) => JsonValue

const TYPES: readonly (readonly [name: string, solidity: string, type: AbiType])[] = [
  ['Uint', 'uint256', UINT256],
  ['Int', 'int256', INT256],
  ['Bool', 'bool', BOOL],
  ['Address', 'address', ADDRESS],
  ['String', 'string', STRING],
  ['Bytes', 'bytes', BYTES],
  ['Bytes32', 'bytes32', BYTES32],
]

export const jsonCheats: CheatTable = {
  'keyExists(string,string)': exists(parseJson),
  'parseJsonArrayLength(string,string)': (_, [json, key]) => {
    const value = oneAt(parseJson(textOf(json)), textOf(key), 'key', 'array')
    if (!isJsonArray(value)) throw new CheatcodeError(`JSON value at ${quoted(textOf(key))} is not an array`)
    return [BigInt(value.length)]
  },
  ...family('Json', parseJson),
}

export const tomlCheats: CheatTable = family('Toml', parseTomlText)

function family(format: string, parse: Parse): CheatTable {
  const name = `parse${format}`
  return {
    [`keyExists${format}(string,string)`]: exists(parse),
    [`${name}(string)`]: (context, [text]) => guess(context, parse(textOf(text)), '$'),
    [`${name}(string,string)`]: (context, [text, key]) => guess(context, parse(textOf(text)), textOf(key)),
    [`${name}Keys(string,string)`]: (_, [text, key]) => [keysOf(parse(textOf(text)), textOf(key))],
    [`${name}Type(string,string)`]: (context, [text, type]) => [
      typed(context, parse, text, '$', type, false),
    ],
    [`${name}Type(string,string,string)`]: (context, [text, key, type]) => [
      typed(context, parse, text, key, type, false),
    ],
    [`${name}TypeArray(string,string,string)`]: (context, [text, key, type]) => [
      typed(context, parse, text, key, type, true),
    ],
    ...Object.fromEntries(
      TYPES.flatMap(([suffix, solidity, type]) => [
        ...coerced(`${name}${suffix}`, solidity, type, parse),
        ...coerced(`${name}${suffix}Array`, `${solidity}[]`, { kind: 'array', element: type }, parse),
      ]),
    ),
  }
}

function coerced(
  name: string,
  solidity: string,
  type: AbiType,
  parse: Parse,
): (readonly [string, CheatRun])[] {
  return [
    [`${name}(string,string)`, (_, [text, key]) => [valueAt(parse(textOf(text)), textOf(key), type)]],
    [
      `${name}(string,string,${solidity})`,
      (_, [text, key, other]) => {
        const document = parse(textOf(text))
        if (selectJson(document, textOf(key)).length === 0) return [other as AbiValue]
        return [valueAt(document, textOf(key), type)]
      },
    ],
  ]
}

/** @throws CheatcodeError with what is wrong and where. */
function parseJson(text: string): JsonValue {
  try {
    return parseJsonText(text)
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new CheatcodeError(`failed parsing JSON: ${error.message}`)
    throw error
  }
}

function exists(parse: Parse): CheatRun {
  return (_, [text, key]) => [selectJson(parse(textOf(text)), textOf(key)).length > 0]
}

/** Structs of the sources, read when they are needed. */
export function structsOf(context: CheatContext): () => readonly StructDefinition[] {
  return () => structDefinitions(context.project, context.options.artifact)
}

function guess(context: CheatContext, document: JsonValue, key: string): CheatOutcome {
  return [encodeGuess(selectJson(document, key), structsOf(context))]
}

function keysOf(document: JsonValue, key: string): AbiValue {
  const value = oneAt(document, key, 'key', 'object')
  if (!isJsonObject(value)) throw new CheatcodeError(`JSON value at ${quoted(key)} is not an object`)
  return [...value.keys()]
}

function oneAt(document: JsonValue, key: string, what: 'key' | 'path', kind: string): JsonValue {
  const values = selectJson(document, key)
  const [value] = values
  if (values.length !== 1 || value === undefined)
    throw new CheatcodeError(`${what} ${quoted(key)} must return exactly one JSON ${kind}`)
  return value
}

function valueAt(document: JsonValue, key: string, type: AbiType): AbiValue {
  return jsonToValue(oneAt(document, key, 'path', 'value'), type)
}

function typed(
  context: CheatContext,
  parse: Parse,
  text: AbiValue | undefined,
  key: AbiValue | undefined,
  description: AbiValue | undefined,
  isArray: boolean,
): Uint8Array {
  const one = resolveType(textOf(description), structsOf(context)())
  const type: AbiType = isArray ? { kind: 'array', element: one } : one
  return encodeArguments([type], [valueAt(parse(textOf(text)), textOf(key), type)])
}

/**
 * A JSON value as a value of a type; objects by the names of a struct's fields.
 * @throws CheatcodeError if it is none.
 */
export function jsonToValue(value: JsonValue, type: AbiType): AbiValue {
  if (isJsonArray(value)) {
    if (type.kind === 'tuple') {
      if (value.length !== type.components.length) throw new CheatcodeError('array length mismatch')
      return value.map((item, index) => jsonToValue(item, type.components[index]!.type))
    }
    if (type.kind !== 'array') throw new CheatcodeError(`expected ${typeName(type)}, found array`)
    if (type.length !== undefined && value.length !== type.length)
      throw new CheatcodeError('array length mismatch')
    return value.map((item) => jsonToValue(item, type.element))
  }
  if (isJsonObject(value)) {
    const isStruct = type.kind === 'tuple' && type.components.every(({ name }) => name !== '')
    if (!isStruct) throw new CheatcodeError(`expected ${typeName(type)}, found JSON object`)
    return type.components.map((component) => {
      const field = value.get(component.name)
      if (field === undefined)
        throw new CheatcodeError(`field ${quoted(component.name)} not found in JSON object`)
      return jsonToValue(field, component.type)
    })
  }
  if (typeof value === 'string') {
    if (type.kind === 'string') return value
    if (type.kind === 'uint' || type.kind === 'int') return parseText(value, type)
  }
  return parseText(jsonText(value).replaceAll('"', ''), type)
}
