// A program as calls of a world: every name looked up in it, every function encoded as it has it now. The world is another one than
// that in which the program was written: what is missing there is said, and never guessed.

import type { Address } from '../../evm/types.ts'
import { makeCall } from '../../attack/arena.ts'
import type { Reenactment } from '../../attack/reenact.ts'
import type { Call, CallReaction, CampaignTarget, TargetFunction } from '../../attack/types.ts'
import { concatBytes, equalBytes } from '../../primitives/bytes.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { typeName } from '../../project/abi/parse-abi.ts'
import { RECEIVE } from '../../project/abi/plain-ether.ts'
import type { AbiFunction, AbiType, AbiValue } from '../../project/abi/types.ts'
import { LURE } from '../../attack/attacker/lure.ts'
import type { World, WorldResult } from '../../world/types.ts'
import { AccountFinder } from './account-finder.ts'
import { findFunction } from './find-function.ts'
import { parseFunctionText } from './function-text.ts'
import { textToNumber } from './number-text.ts'
import { type Problem, shown, StepProblem } from './problems.ts'
import { readArguments, readParts, type ValueSources } from './read-value.ts'
import { Results } from './results.ts'
import { SeenValues } from './seen-values.ts'
import type { Program, ProgramCall, ProgramReaction, ProgramSeen, ProgramStep } from './types.ts'

export type ReadProgram = {
  readonly calls: readonly Call[]
  /** Empty if all calls could be read. */
  readonly problems: readonly Problem[]
  /** Steps that honest users were about to take, and are not any more: their calls are made as they were. */
  readonly unexpected: readonly Problem[]
}

/**
 * Reads a program from the state after setup, making its calls on the way: contracts that it creates are found as they come to be.
 * The world is anywhere afterwards.
 */
export function readProgram({ world, root, target }: Reenactment, program: Program): ReadProgram {
  world.load(root)
  const reader = new ProgramReader(world, target, program)
  const calls: Call[] = []
  const problems: Problem[] = []
  const unexpected: Problem[] = []
  for (const [i, step] of program.steps.entries()) {
    try {
      const call = reader.step(step)
      if (step.isPending === true && target.functions[call.target]?.fixed === undefined)
        unexpected.push({
          kind: 'pending call gone',
          step: i + 1,
          message: `${shown(step.from)} is not seen to call ${shown(step.to)}.${shown(step.function ?? '')} by itself any more.`,
          hint: 'The lesson is about what an attacker does around that call.',
        })
      calls.push(call)
      // Behind a step that is missing the others are only looked at.
      if (problems.length === 0) reader.note(i + 1, call, makeCall(world, call))
    } catch (error) {
      if (!(error instanceof StepProblem)) throw error
      problems.push({ kind: error.kind, step: i + 1, message: error.message, hint: error.hint })
    }
  }
  return { calls, problems, unexpected }
}

class ProgramReader {
  readonly #world: World
  readonly #target: CampaignTarget
  readonly #finder: AccountFinder
  readonly #seen: SeenValues
  readonly #sources: ValueSources
  readonly #results = new Results()
  /** Functions of its steps. */
  readonly #named: ReadonlySet<string>

  constructor(world: World, target: CampaignTarget, program: Program) {
    this.#world = world
    this.#target = target
    this.#finder = new AccountFinder(world, program.accounts)
    this.#seen = new SeenValues(world, target)
    this.#named = new Set(program.steps.map((step) => step.function ?? ''))
    this.#sources = {
      addressOf: (name) => this.#finder.find(name),
      functionOf: (to, text) => this.#function(this.#finder.find(to), text, to).abi,
      resultOf: (step, output) => this.#results.get(step, output),
      seen: (place, type) => this.#seenValue(place, type),
    }
  }

  /** After a step was made: what it gave back. @param step from 1 */
  note(step: number, { target }: Call, result: WorldResult): void {
    this.#results.add(step, this.#target, target, result)
  }

  /** In the present state. @throws StepProblem */
  step(step: ProgramStep): Call {
    const from = this.#finder.find(step.from)
    const { seconds, blocks, reactions } = step
    const call = { ...this.#call(step, from), from, seconds, blocks }
    return {
      ...(step.isPending === true ? this.#pending(call, step) : call),
      ...(reactions !== undefined && { reactions: reactions.map((each) => this.#reaction(each, from)) }),
    }
  }

  #reaction({ calls, output, fails }: ProgramReaction, from: Address): CallReaction {
    const reactor = this.#reactorOf(from)
    return {
      calls: calls.map((call) => ({ ...this.#call(call, reactor), from: reactor, seconds: 0, blocks: 0 })),
      ...(output !== undefined && { output: readParts(output, this.#sources) }),
      ...(fails !== undefined && { fails }),
    }
  }

  /** Only the attacker's contract reacts, whoever sends the call. */
  #reactorOf(from: Address): Address {
    return this.#target.attacker?.attackers.at(-1) ?? from
  }

  #call(call: ProgramCall, from: Address): Pick<Call, 'target' | 'to' | 'value' | 'data'> {
    const to = this.#finder.find(call.to)
    const value = textToNumber(call.value)
    if (value === undefined || value < 0n)
      throw new StepProblem('not understood', `'${shown(call.value)}' is no amount of wei.`)
    const { function: text, calldata } = call
    if (text === null) return { target: -1, to, value, data: readParts(calldata ?? [], this.#sources) }
    const plain = this.#plain(text, to, from, call.to)
    if (plain !== undefined) return { target: plain.index, to, value, data: new Uint8Array(0) }
    const { target, abi } = this.#function(to, text, call.to)
    const data =
      calldata === undefined
        ? encodeCall(abi, readArguments(abi, call.arguments, this.#sources))
        : concatBytes(selectorBytes(abi), readParts(calldata, this.#sources))
    return { target, to, value, data }
  }

  /** Ether and nothing else, or what somebody does who is lured. */
  #plain(text: string, to: Address, from: Address, contract: string): TargetFunction | undefined {
    const signature = parseFunctionText(text)?.signature
    const [kind] = [RECEIVE, LURE].filter((each) => each.signature === signature)
    if (kind === undefined) return undefined
    const found = this.#target.functions.find(
      (fn) =>
        fn.abi === kind &&
        (fn.to === to || (fn.to === undefined && this.#isCreatedOf(fn, to))) &&
        (fn.senders.length === 0 || fn.senders.includes(from)),
    )
    if (found !== undefined) return found
    // A function of the contract's own may have the name.
    if (this.#world.artifactAt(to)?.abi.functions.some((each) => each.signature === signature))
      return undefined
    throw kind === LURE
      ? new StepProblem(
          'account gone',
          'Nobody can be lured any more: no contract asks who sent a transaction, or the user is gone.',
        )
      : new StepProblem('function gone', `${shown(contract)} does not take plain ether any more.`)
  }

  #isCreatedOf(fn: TargetFunction, to: Address): boolean {
    return this.#world.created.some((each) => each.address === to && each.artifact?.id === fn.artifact.id)
  }

  #function(
    to: Address,
    text: string,
    contract: string,
  ): { readonly target: number; readonly abi: AbiFunction } {
    return findFunction({ world: this.#world, target: this.#target }, to, text, contract, this.#named)
  }

  /** What that user is about to send now: the same call, else the first of the same function, else what it was. */
  #pending(call: Call, step: ProgramStep): Call {
    const signature = parseFunctionText(step.function ?? '')?.signature
    const pending = this.#target.functions.filter(
      (fn) =>
        fn.fixed !== undefined &&
        fn.to === call.to &&
        fn.senders.includes(call.from) &&
        fn.abi.signature === signature,
    )
    const found = pending.find(({ fixed }) => equalBytes(fixed!.data, call.data)) ?? pending[0]
    if (found?.fixed === undefined) return call
    return { ...call, target: found.index, value: found.fixed.value, data: found.fixed.data }
  }

  #seenValue({ to, function: text, number, parameter }: ProgramSeen['seen'], type: AbiType): AbiValue {
    const signature = parseFunctionText(text)?.signature ?? text
    const found = this.#seen.read(this.#finder.find(to), signature, number, parameter)
    if (found === undefined)
      throw new StepProblem(
        'value gone',
        `The setup no longer calls ${shown(to)}.${shown(signature)} (call ${number}), whose argument ${parameter} the attacker uses.`,
      )
    if (typeName(found.type) !== typeName(type))
      throw new StepProblem(
        'value gone',
        `Argument ${parameter} of ${shown(signature)} is a ${typeName(found.type)} now, and no ${typeName(type)}.`,
      )
    return found.value
  }
}

function selectorBytes({ selector }: AbiFunction): Uint8Array {
  return Uint8Array.of(selector >>> 24, (selector >>> 16) & 255, (selector >>> 8) & 255, selector & 255)
}
