// Trying things out in a world: calls that are counted, bounded in gas and never throw, and ways back from them.

import type { Address } from '../../evm/types.ts'
import { readWord } from '../../primitives/bytes.ts'
import { bytesToHex } from '../../primitives/hex.ts'
import { AbiDecodeError, decodeArguments } from '../../project/abi/decode.ts'
import { AbiEncodeError, encodeCall } from '../../project/abi/encode.ts'
import { typesOf } from '../../project/abi/layout.ts'
import type { AbiFunction, AbiParameter, AbiValue } from '../../project/abi/types.ts'
import type { Reaction, ScriptedCall } from '../attacker/types.ts'
import { letPass } from '../passing-time.ts'
import type { World, WorldResult } from '../types.ts'
import type { PlainCall } from './types.ts'

/** Calls of a whole survey. An ordinary one costs some tens of microseconds. */
const CALLS_MAX = 16_000
/** Gas of a whole survey, and of all calls that took all that they were given: some seconds, and less than one. */
const GAS_OF_ALL_MAX = 3_000_000_000n
const WASTED_GAS_MAX = 500_000_000n
/** A function that used up its gas so often is not called any more. */
const ENDLESS_MAX = 150
/**
 * What it gets from the second time on: a loop ends soon, and a check that fails by an invalid opcode (compilers of old, Vyper) takes
 * all gas without taking time.
 */
const ENDLESS_GAS_MAX = 400_000n
/** Of one call: far more than honest functions take, and little enough for loops to end soon. */
const GAS_MAX = 12_000_000n
const ASK_GAS_MAX = 3_000_000n
/** What halts within that much did not run for long: it gave up by an invalid instruction, which takes all gas. */
const GIVING_UP_GAS_MAX = 400_000n

type Message = Parameters<World['call']>[0] & { readonly gasMax: bigint }

/** Words that a call gave out, at most. */
const WORDS_MAX = 16

/** How a call ended. */
export type Outcome = {
  readonly isSuccess: boolean
  readonly output: Uint8Array
  /** Words that it returned or logged: names of what it made may be among them. Empty unless asked for. */
  readonly words: readonly bigint[]
}

const FAILED: Outcome = { isSuccess: false, output: new Uint8Array(0), words: [] }

/** One survey's way to try things out. What it does stays until the caller goes back. */
export class Experiments {
  readonly world: World
  #callsLeft = CALLS_MAX
  #callsMade = 0
  #gasLeft = GAS_OF_ALL_MAX
  #wasteLeft = WASTED_GAS_MAX
  /** How often a function took all gas, by account and selector. */
  readonly #endless = new Map<string, number>()

  constructor(world: World) {
    this.world = world
  }

  /** Calls made so far. */
  get calls(): number {
    return this.#callsMade
  }
  /** Nothing more is tried: every further call fails. */
  get isExhausted(): boolean {
    return this.#callsLeft <= 0 || this.#gasLeft <= 0n || this.#wasteLeft <= 0n
  }

  /** Tries something with a part of what is left only: further calls fail. */
  within<T>(callsMax: number, run: () => T): T {
    const kept = Math.max(0, this.#callsLeft - callsMax)
    this.#callsLeft -= kept
    try {
      return run()
    } finally {
      this.#callsLeft += kept
    }
  }

  /** Lets time pass, and blocks with it. */
  wait(seconds: number): void {
    letPass(this.world, BigInt(seconds))
  }

  /** Lets the time before it pass and makes the call. A failed one leaves the state as it was, but for the time. */
  send(call: PlainCall, keepsWords = false): Outcome {
    this.wait(call.seconds)
    const { from, to, value, data } = call
    return this.#call({ from, to, value, data, gasMax: GAS_MAX, static: false }, keepsWords)
  }

  /** A call of the attacker's contract, which was admitted and plays the reactions: those calls of them that went well. */
  play(
    call: PlainCall,
    reactions: readonly Reaction[],
  ): { readonly isSuccess: boolean; readonly succeeded: readonly ScriptedCall[] } {
    const { from, to, value, data } = call
    const { isSuccess } = this.#call({ from, to, value, data, gasMax: GAS_MAX, static: false, reactions })
    return { isSuccess, succeeded: isSuccess ? this.world.reactionCalls : [] }
  }

  /** The same of a function with arguments; fails if they do not fit. */
  sendAbi(
    call: Omit<PlainCall, 'data' | 'value' | 'seconds'> & {
      readonly abi: AbiFunction
      readonly values: readonly AbiValue[]
      readonly value?: bigint
    },
  ): Outcome {
    const data = encoded(call.abi, call.values)
    if (data === undefined) return FAILED
    return this.send({ from: call.from, to: call.to, value: call.value ?? 0n, data, seconds: 0 })
  }

  /** What a function returns to a static call; undefined if it fails or answers something else. */
  ask(
    to: Address,
    abi: AbiFunction,
    values: readonly AbiValue[] = [],
    from?: Address,
  ): readonly AbiValue[] | undefined {
    const data = encoded(abi, values)
    if (data === undefined) return undefined
    const { isSuccess, output } = this.#call({
      ...(from !== undefined && { from }),
      to,
      data,
      gasMax: ASK_GAS_MAX,
      static: true,
    })
    if (!isSuccess || (output.length === 0 && abi.outputs.length > 0)) return undefined
    return decoded(abi, output)
  }

  /** The one number or address that a function returns, as a number; undefined if it does not. */
  askWord(to: Address, abi: AbiFunction, values: readonly AbiValue[] = []): bigint | undefined {
    const answer = this.ask(to, abi, values)?.[0]
    if (typeof answer === 'bigint') return answer
    if (typeof answer === 'boolean') return answer ? 1n : 0n
    return typeof answer === 'string' && /^0x[0-9a-f]{40}$/.test(answer) ? BigInt(answer) : undefined
  }

  /** Does something and undoes it. */
  undone<T>(run: () => T): T {
    const mark = this.world.mark()
    try {
      return run()
    } finally {
      this.world.rollback(mark)
    }
  }

  #call(message: Message, keepsWords = false): Outcome {
    if (this.isExhausted) return FAILED
    const name = `${message.to}${bytesToHex(message.data.subarray(0, 4))}`
    const wasted = this.#endless.get(name) ?? 0
    if (wasted >= ENDLESS_MAX) return FAILED
    const gasMax = wasted > 0 && ENDLESS_GAS_MAX < message.gasMax ? ENDLESS_GAS_MAX : message.gasMax
    this.#callsLeft--
    this.#callsMade++
    try {
      const result = this.world.call({ ...message, gasMax })
      const isSuccess = result.status === 'success' && result.verdict === 'ran'
      const outcome = { isSuccess, output: result.output.slice(), words: keepsWords ? wordsOf(result) : [] }
      const hasGivenUp = this.#hasGivenUp(result, message)
      this.#gasLeft -= hasGivenUp ? GIVING_UP_GAS_MAX : result.gasUsed
      if (!hasGivenUp && result.gasUsed * 10n > gasMax * 9n) this.#waste(name, result.gasUsed)
      return outcome
    } catch {
      // A cheatcode that is not there, or a limit of the Machine: the state is as before the call.
      this.#waste(name, gasMax)
      return FAILED
    }
  }

  /** assert and throw of old compilers take all gas and no time. Asked by calling again with little gas: what was done is undone. */
  #hasGivenUp({ status, halt }: WorldResult, message: Message): boolean {
    if (status !== 'halt' || (halt !== 'invalidOpcode' && halt !== 'invalidJump')) return false
    const again = this.world.call({ ...message, gasMax: GIVING_UP_GAS_MAX })
    return again.status === 'halt' && again.halt === halt
  }

  #waste(name: string, gas: bigint): void {
    this.#wasteLeft -= gas
    this.#endless.set(name, (this.#endless.get(name) ?? 0) + 1)
  }
}

function wordsOf({ output, logs }: WorldResult): readonly bigint[] {
  const words = new Set<bigint>()
  const addAll = (bytes: Uint8Array): void => {
    for (let at = 0; at + 32 <= bytes.length && words.size < WORDS_MAX; at += 32)
      words.add(readWord(bytes, at))
  }
  addAll(output)
  for (const { topics, data } of logs) {
    for (const topic of topics.slice(1)) if (words.size < WORDS_MAX) words.add(topic)
    addAll(data)
  }
  return [...words]
}

/** Calldata; undefined if the values do not fit. */
export function encoded(abi: AbiFunction, values: readonly AbiValue[]): Uint8Array | undefined {
  try {
    return encodeCall(abi, values)
  } catch (error) {
    if (error instanceof AbiEncodeError) return undefined
    throw error
  }
}

/** Return values; undefined if they are none of these types. */
export function decoded(abi: AbiFunction, output: Uint8Array): readonly AbiValue[] | undefined {
  return decodedAs(abi.outputs, output)
}

/** Arguments in calldata; undefined if they are none of these types. */
export function decodedInputs(abi: AbiFunction, data: Uint8Array): readonly AbiValue[] | undefined {
  return decodedAs(abi.inputs, data.subarray(4))
}

function decodedAs(parameters: readonly AbiParameter[], bytes: Uint8Array): readonly AbiValue[] | undefined {
  try {
    return decodeArguments(typesOf(parameters), bytes)
  } catch (error) {
    if (error instanceof AbiDecodeError) return undefined
    throw error
  }
}
