// Everything that is said about a failure: its sequence in words, what it changed, what the property saw, where it gave way. The
// result has the shape of the report's fields of the same names (src/report/schema.ts), bigints already as text.

import type { TraceCall } from '../../evm/trace.ts'
import type { Hex } from '../../primitives/hex.ts'
import { clippedText } from '../../primitives/plain-text.ts'
import { decodeArguments } from '../../project/abi/decode.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import { VM_ADDRESS } from '../addresses.ts'
import { parseParameters } from '../cheatcodes/signature.ts'
import type { KnownContract, World, WorldResult } from '../types.ts'
import type { Names } from './account-names.ts'
import { cheatcodeSignature } from './cheatcode-names.ts'
import {
  type DescribedArgument,
  describeCall,
  type DescribedMessage,
  describeReactions,
} from './describe-call.ts'
import { dsTestReason } from './ds-test-reason.ts'
import { explainFailure } from './explain-failure.ts'
import type { FailurePlace } from './failure-place.ts'
import { formatTrace } from './format-trace.ts'
import { knownNames } from './known-errors.ts'
import { readableArguments, readableValue } from './readable-values.ts'
import { solidityLines } from './solidity-lines.ts'
import { pictureOf, stateChanges } from './state-changes.ts'

export type FailureToDescribe = {
  readonly names: Names
  /** The minimal sequence; the world is in the state before its first call. */
  readonly messages: readonly DescribedMessage[]
  /** For each, what happens without it: 'holds'. */
  readonly without: readonly string[]
  /** Makes the call of this index, time included. */
  readonly make: (index: number) => WorldResult
  /** Asks the property; absent if the last call is the failure itself. */
  readonly ask?: () => WorldResult
  readonly place: FailurePlace
  /** Call tree: 'calls' as forge at -vvv, 'storage' as at -vvvvv. Default: none. */
  readonly trace?: 'calls' | 'storage'
  /** Whether the frames of asking are in it (default). Those of a detector are the search's own: nobody wrote them. */
  readonly isAskTraced?: boolean
}

export type DescribedFailure = {
  readonly reason: string
  readonly steps: readonly DescribedStep[]
  readonly source: {
    readonly path: string
    readonly line: number
    readonly excerpt: readonly { readonly line: number; readonly text: string }[]
  } | null
  readonly changes: readonly {
    readonly kind: 'storage' | 'balance' | 'code'
    readonly account: string
    readonly address: Hex
    readonly variable: string
    readonly before: string
    readonly after: string
    readonly slot: Hex | null
    readonly exactBefore: string
    readonly exactAfter: string
  }[]
  readonly compared: readonly { readonly name: string; readonly value: string }[]
  readonly trace: string | null
  readonly console: readonly string[]
  readonly solidity: readonly string[]
}

export type DescribedStep = {
  readonly contract: string
  readonly address: Hex
  readonly code: string | null
  readonly function: string
  readonly signature: string | null
  readonly arguments: readonly DescribedArgument[]
  readonly calldata: Hex
  readonly sender: string
  readonly senderAddress: Hex
  readonly valueWei: string
  readonly delaySeconds: number
  readonly delayBlocks: number
  readonly words: string
  readonly delay: string
  readonly payment: string
  /** What the sender does when it is called in the middle of it, a line for each time. */
  readonly reactions: readonly string[]
  /** Empty: of a theft's steps the story says it. */
  readonly moved: readonly string[]
  readonly without: string
}

const MARKED = 'marked as failed'
const CONSOLE_LINES_MAX = 1_000
const CONSOLE_LINE_MAX = 2_000
const COMPARED_MAX = 12
const LINES_AROUND = 2
const CREATED_SHOWN_MAX = 4

/** Plays the sequence once more, traced; the world is afterwards where that leaves it. */
export function describeFailure(world: World, failure: FailureToDescribe): DescribedFailure {
  const { messages, names } = failure
  const before = pictureOf(world)
  const steps: DescribedStep[] = []
  const solidity: string[] = []
  world.takeConsole()
  world.keepConsole(true)
  let reason = ''
  let after = before
  const note = (result: WorldResult): void => {
    // The output is a view that the next execution overwrites.
    reason = reasonOf(world, result)
  }
  const { trace } = world.trace(() => {
    for (const [index, message] of messages.entries()) {
      // Decoded right before it runs: contracts come into being and go.
      const step = stepOf(world, message, names, failure.without[index] ?? '')
      solidity.push(...solidityLines(world, [message]))
      const existed = world.created
      note(failure.make(index))
      steps.push({ ...step, words: step.words + creationWords(existed, world.created, names) })
    }
    after = pictureOf(world)
    if (failure.ask !== undefined) note(failure.ask())
  })
  const lines = world.takeConsole()
  world.keepConsole(false)
  const last = trace.calls.at(-1)
  const isAskHidden = failure.ask !== undefined && failure.isAskTraced === false
  const shown = isAskHidden ? { ...trace, calls: trace.calls.slice(0, -1) } : trace
  if (reason === MARKED && last !== undefined) reason = dsTestReason(last) ?? MARKED
  return {
    reason,
    steps,
    source: sourceOf(world, failure.place),
    changes: stateChanges(world, before, after, names).map(({ words, kind, ...change }) => ({
      ...change,
      kind,
      slot: kind === 'storage' ? `0x${words.slot.toString(16).padStart(64, '0')}` : null,
      exactBefore: words.before.toString(),
      exactAfter: words.after.toString(),
    })),
    compared: last === undefined ? [] : comparedBy(world, last, names, failure.ask !== undefined),
    trace:
      failure.trace === undefined
        ? null
        : formatTrace(world, shown, { names, storage: failure.trace === 'storage' }),
    console: lines.slice(0, CONSOLE_LINES_MAX).map(({ text }) => clippedText(text, CONSOLE_LINE_MAX)),
    solidity,
  }
}

function stepOf(world: World, message: DescribedMessage, names: Names, without: string): DescribedStep {
  const { signature, ...described } = describeCall(world, message, names)
  const artifact = world.artifactAt(message.to)
  return {
    ...described,
    signature: signature ?? null,
    address: message.to,
    code: artifact === undefined ? null : `${artifact.source}:${artifact.name}`,
    senderAddress: message.from,
    valueWei: message.value.toString(),
    delaySeconds: message.seconds,
    delayBlocks: message.blocks,
    reactions: describeReactions(world, message, names),
    moved: [],
    without,
  }
}

/** ', which creates Pair': the contracts that a step brought into being, as far as they have names. */
function creationWords(
  before: readonly KnownContract[],
  after: readonly KnownContract[],
  names: Names,
): string {
  if (before === after) return ''
  const existed = new Set(before.map(({ address }) => address))
  const created = after.flatMap(({ address }) =>
    existed.has(address) ? [] : (names.knownName(address) ?? []),
  )
  if (created.length === 0) return ''
  const more = created.length - CREATED_SHOWN_MAX
  return `, which creates ${created.slice(0, CREATED_SHOWN_MAX).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function reasonOf(world: World, result: WorldResult): string {
  if (result.status === 'success') return result.isFailed ? MARKED : ''
  const { status, output, halt } = result
  return explainFailure({ status, output, ...(halt !== undefined && { halt }) }, knownNames(world))
}

/** What the property learned from others: both sides of the assertion that failed, and what the calls that it made gave back. */
function comparedBy(
  world: World,
  call: TraceCall,
  names: Names,
  isProperty: boolean,
): { name: string; value: string }[] {
  const out: { name: string; value: string }[] = []
  if (isProperty) {
    for (const event of call.events) {
      if (out.length >= COMPARED_MAX) break
      if (event.kind === 'call' && event.call.status === 'success')
        out.push(...answerOf(world, event.call, names))
    }
  }
  const assertion = failedAssertion(call)
  if (assertion !== undefined) out.push(...sidesOf(assertion, names))
  return out
}

function answerOf(world: World, call: TraceCall, names: Names): { name: string; value: string }[] {
  const selector = selectorIn(call.input)
  const abi = world.artifactAt(call.codeAddress)?.abi.functions.find((each) => each.selector === selector)
  if (abi === undefined || abi.outputs.length === 0) return []
  try {
    const inputs = decodeArguments(
      abi.inputs.map(({ type }) => type),
      call.input.subarray(4),
    )
    const outputs = decodeArguments(
      abi.outputs.map(({ type }) => type),
      call.output,
    )
    const unnamed = abi.inputs.map(({ type }) => ({ name: '', type }))
    const name = `${names.nameOf(call.to)}.${clippedText(abi.name, 80)}(${readableArguments(inputs, unnamed, names)})`
    return [{ name, value: readableArguments(outputs, abi.outputs, names) }]
  } catch {
    return []
  }
}

function failedAssertion(call: TraceCall): TraceCall | undefined {
  for (const event of call.events.toReversed()) {
    if (event.kind !== 'call' || event.call.status === 'success') continue
    if (event.call.codeAddress !== VM_ADDRESS) return failedAssertion(event.call)
    return cheatcodeSignature(event.call.input)?.startsWith('assert') === true ? event.call : undefined
  }
  return undefined
}

function sidesOf(assertion: TraceCall, names: Names): { name: string; value: string }[] {
  const signature = cheatcodeSignature(assertion.input)!
  const open = signature.indexOf('(')
  const parameters = parseParameters(signature.slice(open + 1, -1))
  if (parameters.length < 2) return []
  try {
    const values = decodeArguments(
      parameters.map(({ type }) => type),
      assertion.input.subarray(4),
    )
    const name = signature.slice(0, open)
    return ['left', 'right'].map((side, index) => ({
      name: `${side} of ${name}`,
      value: readableValue(values[index]!, parameters[index]!.type, names),
    }))
  } catch {
    return []
  }
}

function sourceOf(world: World, { line: place }: FailurePlace): DescribedFailure['source'] {
  if (place === undefined) return null
  const lines = textOf(world, place.path)?.split(/\r\n|[\r\n]/) ?? []
  const excerpt: { line: number; text: string }[] = []
  for (let line = place.line - LINES_AROUND; line <= place.line + LINES_AROUND; line++) {
    const text = lines[line - 1]
    if (text !== undefined) excerpt.push({ line, text: clippedText(text.replaceAll('\t', '    '), 400) })
  }
  if (excerpt.length === 0) excerpt.push({ line: place.line, text: place.text })
  return { path: place.path, line: place.line, excerpt }
}

function textOf(world: World, path: string): string | undefined {
  const own = world.test.artifact.sources.textOf(path)
  if (own !== undefined) return own
  for (const { artifact } of world.contracts()) {
    const text = artifact?.sources.textOf(path)
    if (text !== undefined) return text
  }
  return undefined
}
