// The JSON that compilers describe interfaces with (Solidity ABI specification, "JSON"), of any version of solc and Vyper.

import type { Abi, AbiError, AbiEvent, AbiFunction, AbiParameter, AbiType, StateMutability } from './types.ts'
import { BaseError } from '../../primitives/errors.ts'
import { selectorOf, topicOf } from './selector.ts'

/** Arrays and tuples inside each other, at most. solc itself gives up far below. */
export const TYPE_DEPTH_MAX = 64

/** Elements of an array of fixed length, at most: what is longer cannot be encoded anyway. */
export const FIXED_LENGTH_MAX: number = 2 ** 32

const TEXT_SHOWN_MAX = 60

const ELEMENTARY: ReadonlyMap<string, AbiType> = elementaryTypes()

/**
 * The interface that an artifact's `abi` describes.
 *
 * Functions that only exist for libraries (their arguments may be storage references) get the selector that the compiler
 * gives them; arguments are read as what is on the stack: a slot, an enum's number, an address. The exception are those of
 * structs in memory, whose JSON does not tell that the signature has the struct's name.
 * @param json Anything; usually what JSON.parse gave.
 * @throws AbiParseError with the entry at fault.
 */
export function parseAbi(json: unknown): Abi {
  if (!Array.isArray(json)) throw new AbiParseError('The ABI', `is ${describe(json)}, not a list of entries`)
  const functions: AbiFunction[] = []
  const events: AbiEvent[] = []
  const errors: AbiError[] = []
  let constructor: Abi['constructor']
  let hasFallback = false
  let isFallbackPayable = false
  let hasReceive = false
  for (const [index, raw] of json.entries()) {
    const entry = new Entry(raw, `Entry ${index} of the ABI`)
    switch (entry.text('type', 'function')) {
      case 'function':
        functions.push(parseFunction(entry))
        break
      case 'event':
        events.push(parseEvent(entry))
        break
      case 'error':
        errors.push(parseError(entry))
        break
      case 'constructor':
        constructor = {
          inputs: parseParameters(entry, 'inputs'),
          isPayable: mutabilityOf(entry) === 'payable',
        }
        break
      case 'fallback':
        hasFallback = true
        isFallbackPayable = mutabilityOf(entry) === 'payable'
        break
      case 'receive':
        hasReceive = true
        break
      default:
        // What a later compiler may add describes something that nobody here calls.
        break
    }
  }
  return { functions, events, errors, constructor, hasFallback, isFallbackPayable, hasReceive }
}

/**
 * A type by its name: 'uint256', 'bytes32[2][]', 'tuple[]' with the tuple's components. Also 'uint', 'int', 'byte' and
 * 'address payable', as sources write them.
 * @throws AbiParseError if there is no such type.
 */
export function parseType(text: string, components?: readonly AbiParameter[]): AbiType {
  const bracket = text.indexOf('[')
  const name = bracket === -1 ? text : text.slice(0, bracket)
  const base =
    name === 'tuple' && components !== undefined
      ? ({ kind: 'tuple', components } as const)
      : ELEMENTARY.get(name)
  if (base === undefined) throw new AbiParseError(`Type ${describe(text)}`, 'is not a type of the ABI')
  return bracket === -1 ? base : arraysOf(base, text, bracket)
}

/** The canonical name, as signatures have it: '(uint256,address)[2]'. */
export function typeName(type: AbiType): string {
  switch (type.kind) {
    case 'uint':
    case 'int':
      return `${type.kind}${type.bits}`
    case 'fixedBytes':
      return `bytes${type.size}`
    case 'array':
      return `${typeName(type.element)}[${type.length ?? ''}]`
    case 'tuple':
      return `(${type.components.map((component) => typeName(component.type)).join()})`
    default:
      return type.kind
  }
}

/** 'transfer(address,uint256)'. */
export function signatureOf(name: string, parameters: readonly AbiParameter[]): string {
  return `${name}(${parameters.map(({ type }) => typeName(type)).join()})`
}

/** `base` with the brackets that stand in `text` from `start` on. */
export function arraysOf(base: AbiType, text: string, start: number): AbiType {
  let type = base
  let position = start
  for (let depth = 0; position < text.length; depth++) {
    const end = text.indexOf(']', position)
    const digits = text.slice(position + 1, end)
    const length = digits === '' ? undefined : Number(digits)
    const isRight = text[position] === '[' && end !== -1 && /^[0-9]*$/.test(digits)
    if (!isRight) throw new AbiParseError(`Type ${describe(text)}`, 'has brackets that do not match')
    if (depth >= TYPE_DEPTH_MAX)
      throw new AbiParseError(`Type ${describe(text)}`, `has more than ${TYPE_DEPTH_MAX} dimensions`)
    if (length !== undefined && length > FIXED_LENGTH_MAX)
      throw new AbiParseError(`Type ${describe(text)}`, `has more than ${FIXED_LENGTH_MAX} elements`)
    type = { kind: 'array', element: type, ...(length !== undefined && { length }) }
    position = end + 1
  }
  return type
}

function parseFunction(entry: Entry): AbiFunction {
  const name = entry.text('name', '')
  const inputs = parseParameters(entry, 'inputs')
  const signature = entry.signature(name, inputs)
  return {
    name,
    signature,
    selector: selectorOf(signature),
    inputs,
    outputs: parseParameters(entry, 'outputs'),
    mutability: mutabilityOf(entry),
  }
}

function parseEvent(entry: Entry): AbiEvent {
  const name = entry.text('name', '')
  const parameters = parseParameters(entry, 'inputs')
  const signature = entry.signature(name, parameters)
  const isIndexed = entry.list('inputs').map((input) => input.flag('indexed'))
  const inputs = parameters.map((parameter, index) => ({ ...parameter, indexed: isIndexed[index]! }))
  return { name, signature, topic: topicOf(signature), inputs, anonymous: entry.flag('anonymous') }
}

function parseError(entry: Entry): AbiError {
  const name = entry.text('name', '')
  const inputs = parseParameters(entry, 'inputs')
  const signature = entry.signature(name, inputs)
  return { name, signature, selector: selectorOf(signature), inputs }
}

function mutabilityOf(entry: Entry): StateMutability {
  const text = entry.text('stateMutability', '')
  if (text === 'pure' || text === 'view' || text === 'payable' || text === 'nonpayable') return text
  // Before solc 0.4.16, and Vyper before 0.2.
  if (entry.flag('constant')) return 'view'
  return entry.flag('payable') ? 'payable' : 'nonpayable'
}

function parseParameters(entry: Entry, key: string, depth = 0): readonly AbiParameter[] {
  return entry.list(key).map((input) => parseParameter(input, depth))
}

function parseParameter(entry: Entry, depth: number): AbiParameter {
  const internalType = entry.text('internalType', '')
  return {
    name: entry.text('name', ''),
    type: parameterType(entry, internalType, depth),
    ...(internalType !== '' && { internalType }),
  }
}

function parameterType(entry: Entry, internalType: string, depth: number): AbiType {
  if (depth > TYPE_DEPTH_MAX) throw entry.error(`has tuples more than ${TYPE_DEPTH_MAX} levels deep`)
  const text = entry.text('type', '')
  if (text.startsWith('tuple')) return parseType(text, parseParameters(entry, 'components', depth + 1))
  try {
    return parseType(text)
  } catch (error) {
    const type = libraryType(text, internalType)
    if (type !== undefined) return type
    throw error instanceof AbiParseError ? entry.error(`has type ${describe(text)}: ${error.reason}`) : error
  }
}

/** A type that only functions of libraries have ("Function Signatures and Selectors in Libraries"). */
function libraryType(text: string, internalType: string): AbiType | undefined {
  const bracket = text.indexOf('[')
  if (text.endsWith(' storage')) return ELEMENTARY.get('uint256')
  const base = internalType.startsWith('enum ')
    ? ELEMENTARY.get('uint8')
    : internalType.startsWith('contract ')
      ? ELEMENTARY.get('address')
      : undefined
  return base === undefined || bracket === -1 ? base : arraysOf(base, text, bracket)
}

function elementaryTypes(): Map<string, AbiType> {
  const types = new Map<string, AbiType>([
    ['address', { kind: 'address' }],
    ['address payable', { kind: 'address' }],
    ['bool', { kind: 'bool' }],
    ['bytes', { kind: 'bytes' }],
    ['string', { kind: 'string' }],
    ['function', { kind: 'function' }],
    ['uint', { kind: 'uint', bits: 256 }],
    ['int', { kind: 'int', bits: 256 }],
    ['byte', { kind: 'fixedBytes', size: 1 }],
  ])
  for (let size = 1; size <= 32; size++) {
    types.set(`uint${8 * size}`, { kind: 'uint', bits: 8 * size })
    types.set(`int${8 * size}`, { kind: 'int', bits: 8 * size })
    types.set(`bytes${size}`, { kind: 'fixedBytes', size })
  }
  return types
}

function describe(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value !== 'string') return Array.isArray(value) ? 'a list' : `of type ${typeof value}`
  return JSON.stringify(value.length > TEXT_SHOWN_MAX ? `${value.slice(0, TEXT_SHOWN_MAX)}...` : value)
}

/** One object of the JSON, and where it stands. */
class Entry {
  readonly #value: Readonly<Record<string, unknown>>
  readonly #place: string

  constructor(value: unknown, place: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new AbiParseError(place, `is ${describe(value)}, not an object`)
    this.#value = value as Record<string, unknown>
    this.#place = place
  }

  text(key: string, fallback: string): string {
    const value = this.#get(key)
    if (value === undefined) return fallback
    if (typeof value !== 'string') throw this.error(`has a '${key}' that is ${describe(value)}, not text`)
    return value
  }

  flag(key: string): boolean {
    return this.#get(key) === true
  }

  list(key: string): Entry[] {
    const value = this.#get(key)
    if (value === undefined) return []
    if (!Array.isArray(value)) throw this.error(`has '${key}' that are ${describe(value)}, not a list`)
    return value.map((item, index) => new Entry(item, `${this.#place}, ${key}[${index}]`))
  }

  /** From the names in the JSON: those of libraries have types that are no ABI types. */
  signature(name: string, inputs: readonly AbiParameter[]): string {
    const types = this.list('inputs').map((input, index) => {
      const text = input.text('type', '')
      return text.startsWith('tuple') || ELEMENTARY.has(text) ? typeName(inputs[index]!.type) : text
    })
    return `${name}(${types.join()})`
  }

  error(reason: string): AbiParseError {
    return new AbiParseError(this.#place, reason)
  }

  // Only what the JSON says itself: 'constructor' and its kind are no entries.
  #get(key: string): unknown {
    return Object.hasOwn(this.#value, key) ? this.#value[key] : undefined
  }
}

/** An ABI, or the name of a type, that is none. */
export class AbiParseError extends BaseError {
  readonly code = 'ABI_PARSE'
  /** The message without the place. */
  readonly reason: string

  constructor(place: string, reason: string) {
    super(`${place} ${reason}.`, {
      hint: 'Compile the project again: the artifact may be damaged or made by a tool that is not known.',
    })
    this.reason = reason
  }
}
