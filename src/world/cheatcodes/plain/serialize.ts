// vm.serialize* and vm.writeJson / vm.writeToml. From crates/cheatcodes/src/{json,toml}.rs of foundry.

import type { Address } from '../../../evm/types.ts'
import { bytesToHex } from '../../../primitives/hex.ts'
import { checksumAddress } from '../../../project/abi/checksum-address.ts'
import { AbiDecodeError, decodeArguments } from '../../../project/abi/decode.ts'
import type { AbiType, AbiValue } from '../../../project/abi/types.ts'
import { type CheatContext, type CheatRun, type CheatTable, CheatcodeError, cheatSlot } from '../context.ts'
import { allowedPath, kindAt, readText, writeBytes } from './file-system.ts'
import { structsOf } from './json.ts'
import { resolveType } from './json-type.ts'
import {
  isJsonObject,
  JsonNumber,
  JsonSyntaxError,
  jsonText,
  type JsonValue,
  parseJsonObject,
  parseJsonText,
  prettyJsonText,
} from './json-value.ts'
import { parseTomlText, tomlText } from './toml-text.ts'
import {
  ADDRESS,
  BOOL,
  BYTES,
  BYTES32,
  bytesOf,
  INT256,
  numberOf,
  STRING,
  textOf,
  U64_MAX,
  UINT256,
  utf8,
} from './values.ts'

type JsonObject = ReadonlyMap<string, JsonValue>

const I64_MAX = (1n << 63n) - 1n
const OBJECT_CHARACTERS_MAX = 1 << 25

/** Objects under construction, by the key that the contract chose. */
const objects = cheatSlot<ReadonlyMap<string, JsonObject>>('serializedJson', new Map())

const TYPES: readonly (readonly [name: string, solidity: string, type: AbiType])[] = [
  ['Bool', 'bool', BOOL],
  ['Uint', 'uint256', UINT256],
  ['Int', 'int256', INT256],
  ['Address', 'address', ADDRESS],
  ['Bytes32', 'bytes32', BYTES32],
  ['String', 'string', STRING],
  ['Bytes', 'bytes', BYTES],
]

export const serializeCheats: CheatTable = {
  'serializeJson(string,string)': (context, [key, json]) => {
    const object = orCheatcodeError(() => parseJsonObject(textOf(json)))
    context.set(objects, new Map(context.get(objects)).set(textOf(key), sorted(object)))
    return [textOf(json)]
  },
  'serializeUintToHex(string,string,uint256)': (context, [key, name, value]) => [
    add(context, textOf(key), textOf(name), `0x${numberOf(value).toString(16)}`),
  ],
  'serializeJsonType(string,bytes)': (context, [description, bytes]) => [
    jsonText(decoded(context, textOf(description), bytesOf(bytes))),
  ],
  'serializeJsonType(string,string,string,bytes)': (context, [key, name, description, bytes]) => [
    add(context, textOf(key), textOf(name), decoded(context, textOf(description), bytesOf(bytes))),
  ],
  ...Object.fromEntries(
    TYPES.flatMap(([name, solidity, type]) => [
      [`serialize${name}(string,string,${solidity})`, serialize(type)],
      [`serialize${name}(string,string,${solidity}[])`, serialize({ kind: 'array', element: type })],
    ]),
  ),
  'writeJson(string,string)': (context, [json, file]) =>
    writeText(context, textOf(file), prettyJsonText(parseOrText(textOf(json)))),
  'writeJson(string,string,string)': (context, [json, file, key]) => {
    const document = existing(context, textOf(file), parseOrText)
    writeText(
      context,
      textOf(file),
      prettyJsonText(withValueAt(document, textOf(key), parseOrText(textOf(json)))),
    )
  },
  'writeToml(string,string)': (context, [json, file]) =>
    writeText(context, textOf(file), tomlText(parseOrText(textOf(json)))),
  'writeToml(string,string,string)': (context, [json, file, key]) => {
    const document = existing(context, textOf(file), parseTomlText)
    writeText(context, textOf(file), tomlText(withValueAt(document, textOf(key), parseOrText(textOf(json)))))
  },
}

function serialize(type: AbiType): CheatRun {
  return (context, [key, name, value]) => [
    add(context, textOf(key), textOf(name), valueToJson(value as AbiValue, type)),
  ]
}

/** Adds a member and gives the whole object as text; its keys are sorted. */
function add(context: CheatContext, key: string, name: string, value: JsonValue): string {
  const all = context.get(objects)
  const object = sorted(new Map(all.get(key)).set(name, value))
  const text = jsonText(object)
  if (text.length > OBJECT_CHARACTERS_MAX)
    throw new CheatcodeError(`the object has more than ${OBJECT_CHARACTERS_MAX} characters`)
  context.set(objects, new Map(all).set(key, object))
  return text
}

function sorted(object: JsonObject): JsonObject {
  return new Map([...object].toSorted(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)))
}

/** Numbers beyond 64 bits become text. Text that is an object becomes the object. */
function valueToJson(value: AbiValue, type: AbiType): JsonValue {
  switch (type.kind) {
    case 'bool':
      return value as boolean
    case 'uint':
      return numberOf(value) <= U64_MAX ? new JsonNumber(String(value)) : String(value)
    case 'int': {
      const isShort = numberOf(value) <= I64_MAX && numberOf(value) >= -I64_MAX - 1n
      return isShort ? new JsonNumber(String(value)) : String(value)
    }
    case 'address':
      return checksumAddress(value as Address)
    case 'string':
      try {
        return parseJsonObject(textOf(value))
      } catch (error) {
        if (error instanceof JsonSyntaxError) return textOf(value)
        throw error
      }
    case 'array':
      return (value as readonly AbiValue[]).map((item) => valueToJson(item, type.element))
    case 'tuple': {
      const items = value as readonly AbiValue[]
      const fields = type.components.map(
        ({ name, type: field }, index) => [name, valueToJson(items[index]!, field)] as const,
      )
      return fields.every(([name]) => name !== '') ? sorted(new Map(fields)) : fields.map(([, item]) => item)
    }
    case 'function':
      throw new CheatcodeError('cannot serialize function pointer')
    case 'bytes':
    case 'fixedBytes':
      return bytesToHex(bytesOf(value))
  }
}

function decoded(context: CheatContext, description: string, bytes: Uint8Array): JsonValue {
  const type = resolveType(description, structsOf(context)())
  try {
    const [value] = decodeArguments([type], bytes)
    return valueToJson(value!, type)
  } catch (error) {
    if (error instanceof AbiDecodeError)
      throw new CheatcodeError('ABI decoding failed: buffer overrun while deserializing')
    throw error
  }
}

/** JSON, or else the text itself. */
function parseOrText(text: string): JsonValue {
  try {
    return parseJsonText(text)
  } catch (error) {
    if (error instanceof JsonSyntaxError) return text
    throw error
  }
}

function orCheatcodeError<Value>(parse: () => Value): Value {
  try {
    return parse()
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new CheatcodeError(error.message)
    throw error
  }
}

/** The file as it is, or an empty object. */
function existing(context: CheatContext, file: string, parse: (text: string) => JsonValue): JsonValue {
  const absolute = allowedPath(context, file, 'read')
  return kindAt(context, absolute) === undefined ? new Map() : parse(readText(context, absolute))
}

/** Copies of the objects along the path, with the value at its end. Objects on the way are made. */
function withValueAt(document: JsonValue, key: string, value: JsonValue): JsonValue {
  const dotted = key.startsWith('$.') ? key.slice(2) : key
  const parts = dotted.split('.').filter((part) => part !== '')
  if (parts.length === 0) throw new CheatcodeError("'valueKey' cannot be empty or just '$'")
  const put = (at: JsonValue, index: number): JsonValue => {
    const part = parts[index]!
    const isLast = index === parts.length - 1
    if (!isJsonObject(at)) {
      throw new CheatcodeError(
        isLast
          ? 'final destination is not an object, cannot insert key.'
          : `path segment '${part}' does not resolve to an object.`,
      )
    }
    return new Map(at).set(part, isLast ? value : put(at.get(part) ?? new Map(), index + 1))
  }
  return put(document, 0)
}

function writeText(context: CheatContext, file: string, text: string): void {
  writeBytes(context, allowedPath(context, file, 'write'), utf8(text))
}
