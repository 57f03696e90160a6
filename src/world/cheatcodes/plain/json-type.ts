// The types that vm.parseJsonType and its family take: a Solidity type, or an EIP-712 type with names,
// 'Order(Item[] items,address to)Item(uint256 id)'.

import { AbiParseError, parseType } from '../../../project/abi/parse-abi.ts'
import type { AbiParameter, AbiType } from '../../../project/abi/types.ts'
import { CheatcodeError } from '../context.ts'
import type { StructDefinition } from './struct-definitions.ts'

const STRUCTS_MAX = 1_000
const WEIGHT_MAX = 100_000
const DEPTH_MAX = 64

/** A tuple whose components have names is a struct; `internalType` is the struct's name. */
export type NamedType = AbiType

/** One struct of an EIP-712 type. */
export type TypeDefinition = {
  readonly name: string
  readonly fields: readonly { readonly type: string; readonly name: string }[]
}

/**
 * @param definitions Structs of the sources: their order of fields wins.
 * @throws CheatcodeError for what is no type.
 */
export function resolveType(description: string, definitions: readonly StructDefinition[]): NamedType {
  const plain = plainType(description, DEPTH_MAX)
  if (plain !== undefined) return plain
  const structs = parseEncodeType(description)
  const [main] = structs
  if (main === undefined) {
    throw new CheatcodeError(
      'type description should be a valid Solidity type or a EIP712 `encodeType` string',
    )
  }
  const resolver: Resolver = {
    structs: new Map(structs.map((struct) => [struct.name, struct])),
    definitions,
    resolved: new Map(),
  }
  const type = structType(main.name, resolver, DEPTH_MAX)
  if (weightOf(type, new Map()) > WEIGHT_MAX)
    throw new CheatcodeError(`the type ${main.name} has more than ${WEIGHT_MAX} fields`)
  return type
}

/** 'A(B b)B(uint256 x)' as its structs in order; empty if it is no such thing. */
export function parseEncodeType(description: string): TypeDefinition[] {
  const structs: TypeDefinition[] = []
  const pattern = /\s*([A-Za-z_$][\w$.]*)\(([^()]*)\)/y
  let end = 0
  for (let match = pattern.exec(description); match !== null; match = pattern.exec(description)) {
    const fields = match[2]!.trim() === '' ? [] : match[2]!.split(',')
    const parsed = fields.map((field) => /^\s*(\S+)\s+([A-Za-z_$][\w$]*)\s*$/.exec(field))
    if (parsed.includes(null) || structs.length >= STRUCTS_MAX) return []
    structs.push({ name: match[1]!, fields: parsed.map((field) => ({ type: field![1]!, name: field![2]! })) })
    end = pattern.lastIndex
  }
  return description.slice(end).trim() === '' ? structs : []
}

/** A Solidity type; undefined if it is none. */
function plainType(text: string, depth: number): AbiType | undefined {
  if (depth === 0) return undefined
  const trimmed = text.trim()
  const tuple = /^(?:tuple)?\((.*)\)((?:\[\d*\])*)$/s.exec(trimmed)
  try {
    if (tuple === null) return parseType(trimmed)
    const components = splitTypes(tuple[1]!).map((part): AbiParameter | undefined => {
      const type = plainType(part, depth - 1)
      return type && { name: '', type }
    })
    if (components.includes(undefined)) return undefined
    return parseType(`tuple${tuple[2]}`, components as AbiParameter[])
  } catch (error) {
    if (error instanceof AbiParseError) return undefined
    throw error
  }
}

function splitTypes(list: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at <= list.length; at++) {
    const char = list[at]
    if (char === '(') depth++
    else if (char === ')') depth--
    else if (char === undefined || (char === ',' && depth === 0)) {
      if (at > start) parts.push(list.slice(start, at))
      start = at + 1
    }
  }
  return parts
}

type Resolver = {
  readonly structs: ReadonlyMap<string, TypeDefinition>
  readonly definitions: readonly StructDefinition[]
  /** Structs that are used twice are one object. */
  readonly resolved: Map<string, AbiType>
}

function structType(name: string, resolver: Resolver, depth: number): AbiType {
  if (depth === 0) throw new CheatcodeError(`the type ${name} contains itself, or too many others`)
  const known = resolver.resolved.get(name)
  if (known !== undefined) return known
  const struct = resolver.structs.get(name)
  if (struct === undefined) throw new CheatcodeError(`missing type in type resolution: ${name}`)
  const components = struct.fields.map((field): AbiParameter => ({
    name: field.name,
    type: fieldType(field.type, resolver, depth - 1),
  }))
  const defined = resolver.definitions.filter((one) => one.name === name || one.name.endsWith(`.${name}`))
  const order = defined.length === 1 ? defined[0]!.fields.map(([field]) => field) : []
  const ordered = order.flatMap((field) => components.filter((component) => component.name === field))
  const type: AbiType = {
    kind: 'tuple',
    components: ordered.length === components.length ? ordered : components,
  }
  resolver.resolved.set(name, type)
  return type
}

function fieldType(text: string, resolver: Resolver, depth: number): AbiType {
  const [, base = '', suffix = ''] = /^([^[]*)((?:\[\d*\])*)$/.exec(text) ?? []
  if (resolver.structs.has(base)) {
    const struct = structType(base, resolver, depth)
    return struct.kind === 'tuple' ? parseType(`tuple${suffix}`, struct.components) : struct
  }
  const plain = plainType(text, DEPTH_MAX)
  if (plain === undefined) throw new CheatcodeError(`missing type in type resolution: ${base}`)
  return plain
}

/** Fields with all that is in them: structs that hold the next one twice make 2^depth of them. */
function weightOf(type: AbiType, known: Map<readonly AbiParameter[], number>): number {
  if (type.kind === 'array') return weightOf(type.element, known) * Math.max(type.length ?? 1, 1)
  if (type.kind !== 'tuple') return 1
  const weight = known.get(type.components)
  if (weight !== undefined) return weight
  let sum = 1
  for (const component of type.components) sum += weightOf(component.type, known)
  known.set(type.components, sum)
  return sum
}
