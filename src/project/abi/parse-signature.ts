// Signatures as people write them: 'transfer(address,uint256)',
// 'function getLogs(bytes32 topic) external view returns ((bytes32[] topics, bytes data)[] logs)',
// 'event Transfer(address indexed from, address indexed to, uint256 amount)'. Tuples stand in parentheses, with or without
// the word.

import type { AbiError, AbiEvent, AbiFunction, AbiParameter, AbiType, StateMutability } from './types.ts'
import { AbiParseError, arraysOf, parseType, signatureOf, TYPE_DEPTH_MAX } from './parse-abi.ts'
import { selectorOf, topicOf } from './selector.ts'

/** Characters of a signature, at most. */
export const SIGNATURE_CHARACTERS_MAX = 65_536

type Parameter = AbiParameter & { readonly indexed: boolean }

/** Where data lies means nothing to the ABI; visibility neither. */
const IGNORED_WORDS: ReadonlySet<string> = new Set(['memory', 'calldata', 'storage', 'external', 'public'])
const MUTABILITIES: readonly string[] = ['pure', 'view', 'nonpayable', 'payable'] satisfies StateMutability[]

/**
 * A function by its signature. Mutability 'nonpayable' and no outputs unless said.
 * @throws AbiParseError with the position at fault.
 */
export function parseFunctionSignature(text: string): AbiFunction {
  const reader = new Reader(text)
  reader.skipWord('function')
  const name = reader.name()
  const inputs = reader.parameters(0).map(plain)
  let mutability: StateMutability = 'nonpayable'
  let outputs: AbiParameter[] = []
  for (let word = reader.word(); word !== ''; word = reader.word()) {
    if (word === 'returns') outputs = reader.parameters(0).map(plain)
    else if (MUTABILITIES.includes(word)) mutability = word as StateMutability
    else if (!IGNORED_WORDS.has(word)) throw reader.error(`'${word}' is not expected`)
  }
  reader.end()
  const signature = signatureOf(name, inputs)
  return { name, signature, selector: selectorOf(signature), inputs, outputs, mutability }
}

/**
 * An event by its signature.
 * @throws AbiParseError with the position at fault.
 */
export function parseEventSignature(text: string): AbiEvent {
  const reader = new Reader(text)
  reader.skipWord('event')
  const name = reader.name()
  const inputs = reader.parameters(0)
  const anonymous = reader.skipWord('anonymous')
  reader.end()
  const signature = signatureOf(name, inputs)
  return { name, signature, topic: topicOf(signature), inputs, anonymous }
}

/**
 * An error by its signature.
 * @throws AbiParseError with the position at fault.
 */
export function parseErrorSignature(text: string): AbiError {
  const reader = new Reader(text)
  reader.skipWord('error')
  const name = reader.name()
  const inputs = reader.parameters(0).map(plain)
  reader.end()
  const signature = signatureOf(name, inputs)
  return { name, signature, selector: selectorOf(signature), inputs }
}

function plain({ name, type }: Parameter): AbiParameter {
  return { name, type }
}

class Reader {
  readonly #text: string
  #position = 0

  constructor(text: string) {
    this.#text = text
    if (text.length > SIGNATURE_CHARACTERS_MAX) throw this.error('it is too long')
  }

  /** The next word, or '' before anything else. */
  word(): string {
    return this.#match(/\s*([A-Za-z_$][\w$.]*)?/y)
  }

  /** Passes this word if it is the next one. */
  skipWord(expected: string): boolean {
    const start = this.#position
    if (this.word() === expected) return true
    this.#position = start
    return false
  }

  name(): string {
    const name = this.word()
    if (name === '') throw this.error('a name is expected')
    return name
  }

  parameters(depth: number): Parameter[] {
    if (depth > TYPE_DEPTH_MAX) throw this.error(`tuples are more than ${TYPE_DEPTH_MAX} levels deep`)
    this.#expect('(')
    if (this.#skip(')')) return []
    const parameters: Parameter[] = []
    do parameters.push(this.#parameter(depth))
    while (this.#skip(','))
    this.#expect(')')
    return parameters
  }

  end(): void {
    this.#skip(';')
    if (this.#text.slice(this.#position).trim() !== '') throw this.error('nothing more is expected')
  }

  error(reason: string): AbiParseError {
    const shown = JSON.stringify(this.#text.length > 120 ? `${this.#text.slice(0, 120)}...` : this.#text)
    return new AbiParseError(`Signature ${shown}`, `cannot be read: ${reason} at character ${this.#position}`)
  }

  #parameter(depth: number): Parameter {
    const type = this.#type(depth)
    let name = ''
    let indexed = false
    for (let word = this.word(); word !== ''; word = this.word()) {
      if (word === 'indexed') indexed = true
      else if (word === 'payable' || IGNORED_WORDS.has(word)) continue
      else if (name === '') name = word
      else throw this.error(`'${word}' is not expected`)
    }
    return { name, type, indexed }
  }

  #type(depth: number): AbiType {
    const word = this.word()
    const isTuple = word === '' || word === 'tuple'
    const base: AbiType = isTuple
      ? { kind: 'tuple', components: this.parameters(depth + 1).map(plain) }
      : parseType(word)
    return arraysOf(base, this.#match(/((?:\[\s*\d*\s*\])*)/y).replaceAll(/\s/g, ''), 0)
  }

  #skip(character: string): boolean {
    this.#match(/\s*/y)
    if (this.#text[this.#position] !== character) return false
    this.#position++
    return true
  }

  #expect(character: string): void {
    if (!this.#skip(character)) throw this.error(`'${character}' is expected`)
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#position
    const match = pattern.exec(this.#text)
    if (match === null) return ''
    this.#position = pattern.lastIndex
    return match[1] ?? ''
  }
}
