// vm.eip712HashType, vm.eip712HashStruct and vm.eip712HashTypedData. From crates/cheatcodes/src/utils.rs of foundry. Types by
// name come from a file that `forge bind-json` wrote.

import { keccak_256 } from '@noble/hashes/sha3.js'
import { concatBytes } from '../../../primitives/bytes.ts'
import { AbiDecodeError, decodeArguments } from '../../../project/abi/decode.ts'
import { encodeArguments } from '../../../project/abi/encode.ts'
import { parseType } from '../../../project/abi/parse-abi.ts'
import type { AbiType, AbiValue } from '../../../project/abi/types.ts'
import { type CheatContext, type CheatTable, CheatcodeError } from '../context.ts'
import { allowedPath, readText } from './file-system.ts'
import { jsonToValue } from './json.ts'
import { parseEncodeType, resolveType, type TypeDefinition } from './json-type.ts'
import { isJsonArray, isJsonObject, JsonSyntaxError, type JsonValue, parseJsonText } from './json-value.ts'
import { bytesOf, textOf, utf8 } from './values.ts'

const BINDINGS_FILE = 'utils/JsonBindings.sol'
const BINDING_PREFIX = 'string constant schema_'
const PREFIX = Uint8Array.of(0x19, 0x01)
const DOMAIN = 'EIP712Domain'
const DEPTH_MAX = 64

type Types = ReadonlyMap<string, TypeDefinition>

export const eip712Cheats: CheatTable = {
  'eip712HashType(string)': (context, [type]) => [hashText(definitionOf(context, textOf(type)))],
  'eip712HashType(string,string)': (context, [file, name]) => [
    hashText(boundType(context, textOf(file), textOf(name))),
  ],
  'eip712HashStruct(string,bytes)': (context, [type, data]) => {
    const definition = definitionOf(context, textOf(type))
    return [hashEncoded(definition, definition.slice(0, definition.indexOf('(')), bytesOf(data))]
  },
  'eip712HashStruct(string,string,bytes)': (context, [file, name, data]) => [
    hashEncoded(boundType(context, textOf(file), textOf(name)), textOf(name), bytesOf(data)),
  ],
  'eip712HashTypedData(string)': (_, [json]) => [hashTypedData(parseDocument(textOf(json)))],
}

/** The type as EIP-712 encodes it, from a definition or by its name. */
function definitionOf(context: CheatContext, text: string): string {
  if (!text.includes('(')) return boundType(context, BINDINGS_FILE, text)
  const [main, ...others] = parseEncodeType(text)
  if (main === undefined) throw new CheatcodeError(`the text is no EIP-712 type: ${JSON.stringify(text)}`)
  return encodeType(main.name, new Map([main, ...others].map((type) => [type.name, type])))
}

function boundType(context: CheatContext, file: string, name: string): string {
  const found = new Map<string, string>()
  for (const line of readText(context, allowedPath(context, file, 'read')).split('\n')) {
    const binding = /^([^=]*)=\s*"(.*)";$/.exec(line.trim())
    if (line.trim().startsWith(BINDING_PREFIX) && binding !== null)
      found.set(binding[1]!.slice(BINDING_PREFIX.length).trim(), binding[2]!)
  }
  const type = found.get(name)
  if (type !== undefined) return type
  const known = [...found.keys()].map((key) => ` - ${key}`).join('\n')
  throw new CheatcodeError(
    `'${name}' not found in '${file}'.${known === '' ? '' : `\nAvailable bindings:\n${known}\n`}`,
  )
}

/** The main type first, then all that it needs by the alphabet. @throws CheatcodeError if one is missing. */
function encodeType(name: string, types: Types): string {
  const needed = new Set<string>()
  const visit = (one: string): void => {
    if (needed.has(one)) return
    needed.add(one)
    for (const field of typeNamed(one, types).fields) {
      const base = field.type.replace(/\[.*$/, '')
      if (types.has(base)) visit(base)
      else if (!isElementary(base)) throw missing(base)
    }
  }
  visit(name)
  needed.delete(name)
  return [name, ...[...needed].toSorted()]
    .map((one) => {
      const fields = typeNamed(one, types).fields.map((field) => `${field.type} ${field.name}`)
      return `${one}(${fields.join(',')})`
    })
    .join('')
}

function isElementary(type: string): boolean {
  return /^(u?int\d*|bytes\d*|address|bool|string|function)$/.test(type)
}

function typeNamed(name: string, types: Types): TypeDefinition {
  const type = types.get(name)
  if (type === undefined) throw missing(name)
  return type
}

function missing(name: string): CheatcodeError {
  return new CheatcodeError(`missing type in type resolution: ${name}`)
}

function hashEncoded(definition: string, primary: string, data: Uint8Array): Uint8Array {
  const types = new Map(parseEncodeType(definition).map((type) => [type.name, type]))
  const type = resolveType(definition, [])
  try {
    const [value] = decodeArguments([type], data)
    return hashStruct(primary, types, value as readonly AbiValue[], DEPTH_MAX)
  } catch (error) {
    if (!(error instanceof AbiDecodeError)) throw error
    throw new CheatcodeError(
      `Failed to ABI decode using resolved_sol_type directly for '${primary}': ABI decoding failed: buffer overrun while deserializing.`,
    )
  }
}

function hashStruct(name: string, types: Types, values: readonly AbiValue[], depth: number): Uint8Array {
  if (depth === 0) throw new CheatcodeError(`the type ${name} contains itself, or too many others`)
  const { fields } = typeNamed(name, types)
  const encoded = fields.map((field, index) => encodeField(field.type, types, values[index]!, depth - 1))
  return keccak_256(concatBytes(hashText(encodeType(name, types)), ...encoded))
}

/** 32 bytes: the value itself, or the hash of what is longer. */
function encodeField(type: string, types: Types, value: AbiValue, depth: number): Uint8Array {
  const array = /^(.*)\[\d*\]$/.exec(type)
  if (array !== null) {
    const items = (value as readonly AbiValue[]).map((item) => encodeField(array[1]!, types, item, depth))
    return keccak_256(concatBytes(...items))
  }
  if (types.has(type)) return hashStruct(type, types, value as readonly AbiValue[], depth)
  if (type === 'string') return hashText(textOf(value))
  if (type === 'bytes') return keccak_256(bytesOf(value))
  return encodeArguments([parseType(type)], [value])
}

function hashTypedData(document: JsonValue): Uint8Array {
  const types = typesOf(member(document, 'types'))
  const primary = member(document, 'primaryType')
  const domain = member(document, 'domain')
  if (typeof primary !== 'string' || domain === undefined || !isJsonObject(domain)) throw malformed()
  const withDomain = types.has(DOMAIN) ? types : new Map(types).set(DOMAIN, domainType(domain))
  const domainHash = hashJson(DOMAIN, withDomain, domain)
  if (primary === DOMAIN) return keccak_256(concatBytes(PREFIX, domainHash))
  return keccak_256(
    concatBytes(PREFIX, domainHash, hashJson(primary, types, member(document, 'message') ?? null)),
  )
}

function hashJson(name: string, types: Types, value: JsonValue): Uint8Array {
  const definition = encodeType(name, types)
  const type: AbiType = resolveType(definition, [])
  return hashStruct(name, types, jsonToValue(value, type) as readonly AbiValue[], DEPTH_MAX)
}

/** The fields that a domain has, in the order of the standard. */
function domainType(domain: ReadonlyMap<string, JsonValue>): TypeDefinition {
  const all = [
    ['name', 'string'],
    ['version', 'string'],
    ['chainId', 'uint256'],
    ['verifyingContract', 'address'],
    ['salt', 'bytes32'],
  ] as const
  return {
    name: DOMAIN,
    fields: all.filter(([name]) => domain.has(name)).map(([name, type]) => ({ name, type })),
  }
}

function typesOf(value: JsonValue | undefined): Types {
  if (value === undefined || !isJsonObject(value)) throw malformed()
  return new Map(
    [...value].map(([name, fields]) => {
      if (!isJsonArray(fields)) throw malformed()
      return [name, { name, fields: fields.map(fieldOf) }]
    }),
  )
}

function fieldOf(field: JsonValue): { readonly type: string; readonly name: string } {
  const type = member(field, 'type')
  const name = member(field, 'name')
  if (typeof type !== 'string' || typeof name !== 'string') throw malformed()
  return { type, name }
}

function member(value: JsonValue, name: string): JsonValue | undefined {
  return isJsonObject(value) ? value.get(name) : undefined
}

function parseDocument(text: string): JsonValue {
  try {
    return parseJsonText(text)
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new CheatcodeError(error.message)
    throw error
  }
}

function malformed(): CheatcodeError {
  return new CheatcodeError('data did not match any variant of untagged enum StrOrVal')
}

function hashText(text: string): Uint8Array {
  return keccak_256(utf8(text))
}
