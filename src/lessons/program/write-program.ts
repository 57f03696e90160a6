// A call sequence of a world as a program, so that another world can make the same calls.

import type { Address } from '../../evm/types.ts'
import { makeCall } from '../../attack/arena.ts'
import type { Reenactment } from '../../attack/reenact.ts'
import type { Call, CallReaction, CallSequence, CampaignTarget } from '../../attack/types.ts'
import { equalBytes } from '../../primitives/bytes.ts'
import { RECEIVE } from '../../project/abi/plain-ether.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import type { AbiFunction, AbiValue } from '../../project/abi/types.ts'
import type { ScriptedCall } from '../../world/attacker/types.ts'
import type { World } from '../../world/types.ts'
import { AccountBook } from './account-book.ts'
import { functionText } from './function-text.ts'
import { numberToText } from './number-text.ts'
import { Results } from './results.ts'
import { SeenValues } from './seen-values.ts'
import type { Program, ProgramCall, ProgramReaction, ProgramStep } from './types.ts'
import { bytesInParts, decodedExactly, type ValueNames, writeValue } from './write-value.ts'

/**
 * Writes sequences of one world, which share the names of accounts. The world is anywhere afterwards. The same world and calls give
 * the same program.
 */
export class ProgramWriter {
  readonly #parts: Reenactment
  readonly #book: AccountBook
  readonly #seen: SeenValues

  /** @param calls those that create all contracts that are to have names */
  constructor(parts: Reenactment, calls: CallSequence) {
    const { world, root, target } = parts
    this.#parts = parts
    world.load(root)
    const contracts = world.contracts()
    for (const call of calls) makeCall(world, call)
    this.#book = new AccountBook(world, target, contracts)
    this.#seen = new SeenValues(world, target)
  }

  /** Those of all sequences so far. */
  get accounts(): Program['accounts'] {
    return this.#book.accounts
  }

  /** Of an account that is to be among them. */
  nameOf(address: Address): string {
    return this.#book.name(address)
  }

  /** The world is anywhere afterwards. */
  write(calls: CallSequence): readonly ProgramStep[] {
    const { world, root, target } = this.#parts
    world.load(root)
    const results = new Results()
    return calls.map((call, i) => {
      const writer = new StepWriter({ world, target, book: this.#book, seen: this.#seen, results })
      const written = writer.step(call)
      const { reactions } = call
      const result = makeCall(world, call)
      const made = new Set(world.reactionCalls)
      const step: ProgramStep = {
        ...written,
        outcome: result.status === 'success' ? 'success' : 'reverted',
        ...(reactions !== undefined && { reactions: writer.reactions(reactions, made) }),
      }
      results.add(i + 1, target, call.target, result)
      return step
    })
  }
}

type StepParts = {
  readonly world: World
  readonly target: CampaignTarget
  readonly book: AccountBook
  readonly seen: SeenValues
  /** Of the steps before. */
  readonly results: Results
}

type Written = Omit<ProgramCall, 'outcome'>

/** Writes one step, from the state before it. */
class StepWriter {
  readonly #parts: StepParts
  readonly #names: ValueNames

  constructor(parts: StepParts) {
    this.#parts = parts
    const { world, book, results } = parts
    const created = world.created.length
    this.#names = {
      nameOf: (address) => book.nameInValue(address, created),
      recognisable: [...book.recognisable(created)],
      resultOf: (value) => results.find(value),
      functionOf: (selector) => functionOfWorld(world, selector),
    }
  }

  step(call: Call): Omit<ProgramStep, 'outcome' | 'reactions'> {
    const { book, target } = this.#parts
    const { from, seconds, blocks } = call
    const fn = target.functions[call.target]
    const isPending = fn?.fixed !== undefined && call.data.length > 0
    return {
      from: book.name(from),
      ...this.#call(call),
      ...(isPending && { isPending: true }),
      seconds,
      blocks,
    }
  }

  reactions(reactions: readonly CallReaction[], made: ReadonlySet<ScriptedCall>): readonly ProgramReaction[] {
    return reactions.map(({ calls, output, fails }) => ({
      calls: calls.map((call) => ({ ...this.#call(call), outcome: made.has(call) ? 'success' : 'reverted' })),
      ...(output !== undefined && { output: bytesInParts(output, this.#names) }),
      ...(fails !== undefined && { fails }),
    }))
  }

  #call(call: Call): Written {
    const { book, seen } = this.#parts
    const { to, data, value } = call
    const common = { to: book.name(to), value: numberToText(value) }
    const abi = this.#functionOf(call)
    const text = abi && functionText(abi)
    if (abi === undefined || text === undefined)
      return { ...common, function: null, arguments: [], calldata: bytesInParts(data, this.#names) }
    // Neither has a selector.
    if (data.length === 0) return { ...common, function: text, arguments: [] }
    const values = decodedExactly(abi, data)
    if (values === undefined)
      return {
        ...common,
        function: text,
        arguments: [],
        calldata: bytesInParts(data.subarray(4), this.#names),
      }
    const borrowed = seen.find(to, abi, values, (address) => book.name(address))
    const written = values.map(
      (each: AbiValue, i) => borrowed[i] ?? writeValue(abi.inputs[i]!.type, each, this.#names),
    )
    return { ...common, function: text, arguments: written }
  }

  /** With its real parameters: what others send is fixed for the search, which sees none. */
  #functionOf({ target: index, to, data }: Call): AbiFunction | undefined {
    const { world, target } = this.#parts
    const fn = target.functions[index]
    const selector = selectorIn(data)
    if (fn !== undefined && (data.length === 0 || fn.fixed === undefined)) {
      const isPlain = fn.abi === RECEIVE || fn.fixed !== undefined
      return isPlain || selector === fn.abi.selector ? fn.abi : undefined
    }
    const artifacts = [fn?.artifact, world.artifactAt(to)]
    return artifacts
      .flatMap((artifact) => artifact?.abi.functions ?? [])
      .find((each) => selector !== undefined && each.selector === selector)
  }
}

/** The first contract of the world that has such a function. */
function functionOfWorld(world: World, selector: number): ReturnType<ValueNames['functionOf']> {
  for (const { address, artifact } of world.contracts()) {
    const abi = artifact?.abi.functions.find((each) => each.selector === selector)
    if (abi !== undefined) return { abi, to: address }
  }
  return undefined
}

/** Whether two sequences are the same calls. */
export function sameCalls(left: CallSequence, right: CallSequence): boolean {
  return left.length === right.length && left.every((call, i) => sameCall(call, right[i]!))
}

function sameCall(left: Call, right: Call): boolean {
  const [a, b] = [left.reactions ?? [], right.reactions ?? []]
  return (
    left.target === right.target &&
    left.to === right.to &&
    left.from === right.from &&
    left.value === right.value &&
    left.seconds === right.seconds &&
    left.blocks === right.blocks &&
    equalBytes(left.data, right.data) &&
    a.length === b.length &&
    a.every((each, i) => sameReaction(each, b[i]!))
  )
}

function sameReaction(left: CallReaction, right: CallReaction): boolean {
  const none = new Uint8Array(0)
  return (
    left.fails === right.fails &&
    (left.output === undefined) === (right.output === undefined) &&
    equalBytes(left.output ?? none, right.output ?? none) &&
    sameCalls(left.calls, right.calls)
  )
}
