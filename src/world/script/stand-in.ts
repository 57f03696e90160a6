// The test contract of a campaign that has none: an account of host code that answers what the search asks a test contract,
// which functions are its targets and whether a property holds.

import type { Host, HostFrame, HostOutcome } from '../../evm/host.ts'
import type { Address } from '../../evm/types.ts'
import { BaseError } from '../../primitives/errors.ts'
import { bigIntToBytes32 } from '../../primitives/bytes.ts'
import { encodeArguments, encodeWithSelector } from '../../project/abi/encode.ts'
import { selectorIn, selectorOf } from '../../project/abi/selector.ts'
import type { AbiFunction, AbiType, AbiValue } from '../../project/abi/types.ts'
import { WITHOUT_COMPILER } from '../../project/without-compiler.ts'
import type { ContractArtifact } from '../../project/types.ts'
import { ERROR_SELECTOR } from '../revert-reason.ts'
import { ContractCallError, SetupError } from './script-error.ts'

/** The last 20 bytes of keccak256('faultline campaign'). */
export const STAND_IN_ADDRESS: Address = '0x49831eb698a4c602a6018ab77c17081158b58896'

const STRING: readonly AbiType[] = [{ kind: 'string' }]
const INT_MIN = -(1n << 255n)
const INT_LIMIT = 1n << 255n
const NOTHING: HostOutcome = { status: 'revert' }
const YES: HostOutcome = { status: 'return', output: bigIntToBytes32(1n) }
const NO: HostOutcome = { status: 'return', output: bigIntToBytes32(0n) }

/** What a property in TypeScript answers with. */
export type PropertyAnswerKind = 'boolean' | 'bigint'

export class StandIn {
  readonly #answers = new Map<number, (frame: HostFrame) => HostOutcome>()
  readonly functions: AbiFunction[] = []

  readonly host: Host = (frame) => {
    const selector = selectorIn(frame.input)
    const answer = selector === undefined ? undefined : this.#answers.get(selector)
    return answer === undefined ? NOTHING : answer(frame)
  }

  /** Answers a function that the search knows by itself: targetContracts() and its family. */
  answer(signature: string, type: AbiType, value: AbiValue): void {
    const output = encodeArguments([type], [value])
    this.#answers.set(selectorOf(signature), () => ({ status: 'return', output }))
  }

  /** The name, with a number behind it if it is taken. */
  freeName(name: string): string {
    let free = name
    for (let i = 2; this.#answers.has(selectorOf(`${free}()`)); i++) free = `${name} ${i}`
    return free
  }

  /**
   * Adds a function that is asked as a property.
   * @throws SetupError if there is one of that name
   */
  addProperty(name: string, ask: (frame: HostFrame) => HostOutcome): AbiFunction {
    const selector = selectorOf(`${name}()`)
    if (this.#answers.has(selector))
      throw new SetupError(`The property name ${JSON.stringify(name)} is taken.`)
    const signature = propertySignature(name)
    const abi: AbiFunction = { name, signature, selector, inputs: [], outputs: [], mutability: 'view' }
    this.#answers.set(selector, ask)
    this.functions.push(abi)
    return abi
  }
}

/** As lists and reports name a property: 'solvent()', 'Vault.solvent()', but 'nobody is richer than all'. */
export function propertySignature(name: string): string {
  return /^[\w$.]+$/.test(name) ? `${name}()` : name
}

/** What a property's TypeScript function says, as a contract would. */
export function askFunction(name: string, run: () => unknown, kind: PropertyAnswerKind): HostOutcome {
  let answer: unknown
  try {
    answer = run()
  } catch (error) {
    return thrown(error)
  }
  if (kind === 'bigint') {
    if (typeof answer !== 'bigint') throw wrongAnswer(name, answer, 'a bigint, as after the setup')
    if (answer < INT_MIN || answer >= INT_LIMIT)
      throw new SetupError(`The property ${name} returned ${answer}, which is no int256.`)
    return { status: 'return', output: bigIntToBytes32(BigInt.asUintN(256, answer)) }
  }
  if (answer === false) return NO
  if (answer === true || answer === undefined) return YES
  throw wrongAnswer(name, answer, 'true, false or nothing')
}

function wrongAnswer(name: string, answer: unknown, wanted: string): SetupError {
  if (answer instanceof Promise) {
    // It is of no use to anybody, whatever becomes of it.
    answer.catch(() => undefined)
    return new SetupError(`The property ${name} is asynchronous; it must answer at once.`, {
      hint: 'Remove "async" and "await": read() and call() give their results directly.',
    })
  }
  return new SetupError(`The property ${name} returned ${typeof answer}; it must return ${wanted}.`)
}

/** An error in a property is a failed check. What the contracts reverted with is handed on as they would do it. */
function thrown(error: unknown): HostOutcome {
  if (error instanceof ContractCallError)
    return { status: 'revert', output: error.output.length > 0 ? error.output : errorText(error.message) }
  // Nothing that the contracts did: a name that does not exist, a limit that was reached.
  if (error instanceof BaseError) throw error
  return { status: 'revert', output: errorText(textOf(error)) }
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const isPlain = error.name === 'Error' || error.name === 'AssertionError'
  return isPlain ? error.message : `${error.name}: ${error.message}`
}

function errorText(message: string): Uint8Array {
  return encodeWithSelector(ERROR_SELECTOR, STRING, [message])
}

/** What there is instead of the compiled test contract. */
export function standInArtifact(options: {
  readonly id: string
  readonly name: string
  /** Path of the configuration from the project's root. */
  readonly source: string
  readonly functions: readonly AbiFunction[]
  /** Different for properties that say something else: stands where a contract has its code. */
  readonly fingerprint: string
}): ContractArtifact {
  const empty = { object: '', links: [], sourceMap: '' }
  return {
    id: options.id,
    name: options.name,
    source: options.source,
    abi: {
      functions: options.functions,
      events: [],
      errors: [],
      constructor: undefined,
      hasFallback: false,
      isFallbackPayable: false,
      hasReceive: false,
    },
    creation: empty,
    runtime: { ...empty, object: options.fingerprint },
    ...WITHOUT_COMPILER,
    file: options.source,
  }
}
