// Traces as forge prints them (foundry, crates/evm/traces; revm-inspectors, writer.rs): who reads forge's reads these. Where
// names come from contracts, they are made safe for a terminal.

import { isCreation } from '../../evm/host.ts'
import { precompileName } from './precompile-names.ts'
import type { Trace, TraceCall, TraceEvent } from '../../evm/trace.ts'
import type { Log } from '../../evm/types.ts'
import { bytesToHex } from '../../primitives/hex.ts'
import { clippedText, plainText } from '../../primitives/plain-text.ts'
import { checksumAddress } from '../../project/abi/checksum-address.ts'
import { decodeArguments } from '../../project/abi/decode.ts'
import { decodeLog } from '../../project/abi/decode-log.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import type { AbiParameter, AbiValue } from '../../project/abi/types.ts'
import { CONSOLE_ADDRESS, VM_ADDRESS } from '../addresses.ts'
import { parseParameters } from '../cheatcodes/signature.ts'
import { consoleParameters } from '../console/console-signatures.ts'
import type { World } from '../types.ts'
import type { Names } from './account-names.ts'
import { cheatcodeLine } from './cheatcode-names.ts'
import { explainFailure } from './explain-failure.ts'
import { calledFunction } from './called-function.ts'
import { type KnownNames, knownNames } from './known-errors.ts'
import { type TraceArtifacts, traceArtifacts } from './trace-artifacts.ts'
import { traceArguments, traceValue } from './trace-values.ts'

/** What marks text for a terminal; each gives its text back unchanged if there are no colours. */
export type TraceColours = {
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
}

export type FormatTraceOptions = {
  readonly names: Names
  /** Changes of storage too, as forge shows them from -vvvvv on. Default false. */
  readonly storage?: boolean
  readonly colours?: TraceColours
  /** What is longer is cut, and says so. Default 10,000. */
  readonly linesMax?: number
}

const ECRECOVER_INPUTS = parseParameters('bytes32,uint8,uint256,uint256')
const ECRECOVER_OUTPUTS = parseParameters('address')

const SAME = (text: string): string => text
const NO_COLOURS: TraceColours = { dim: SAME, red: SAME, green: SAME, yellow: SAME }
const LINES_MAX = 10_000
const RAW_BYTES_MAX = 1_024

type Context = {
  readonly world: World
  readonly options: FormatTraceOptions
  readonly colours: TraceColours
  readonly known: KnownNames
  readonly artifactOf: TraceArtifacts
  readonly lines: string[]
  readonly linesMax: number
  hidden: number
}

/** A trace as a tree, two spaces before its outermost calls, without a line break at its end. */
export function formatTrace(world: World, trace: Trace, options: FormatTraceOptions): string {
  const context: Context = {
    world,
    options,
    colours: options.colours ?? NO_COLOURS,
    known: knownNames(world),
    artifactOf: traceArtifacts(world, trace.calls),
    lines: [],
    linesMax: options.linesMax ?? LINES_MAX,
    hidden: 0,
  }
  for (const [index, call] of trace.calls.entries()) {
    if (index > 0) write(context, '')
    write(context, `  ${headOf(context, call)}`)
    body(context, call, '    ')
  }
  if (context.hidden > 0) context.lines.push(`  … ${context.hidden} more lines`)
  return context.lines.join('\n')
}

function write(context: Context, line: string): void {
  if (context.lines.length < context.linesMax) context.lines.push(line)
  else context.hidden++
}

function body(context: Context, call: TraceCall, indent: string): void {
  const { colours, options } = context
  for (const event of call.events) {
    if (event.kind === 'call') {
      write(context, `${indent}├─ ${headOf(context, event.call)}`)
      body(context, event.call, `${indent}│   `)
    } else if (event.kind === 'log') {
      write(context, `${indent}├─ ${colours.dim('emit')} ${eventText(context, event.log)}`)
    }
  }
  if (options.storage === true) {
    const changes = storageLines(call.events)
    if (changes.length > 0) {
      write(context, `${indent}├─  storage changes:`)
      for (const change of changes) write(context, `${indent}│   ${change}`)
    }
  }
  const paint = call.status === 'success' ? colours.green : colours.red
  write(context, `${indent}└─ ${paint('←')} ${endOf(context, call, paint)}`)
}

function headOf(context: Context, call: TraceCall): string {
  const { options, colours } = context
  const { names } = options
  const paint =
    call.status !== 'success' ? colours.red : call.codeAddress === VM_ADDRESS ? colours.yellow : colours.green
  const gas = colours.dim(`[${call.gasUsed}]`)
  if (isCreation(call.kind)) {
    const artifact = context.artifactOf(call)
    const name = names.knownName(call.to) ?? safeName(artifact?.name ?? '<unknown>')
    return `${gas} ${colours.yellow('→ new')} ${paint(name)}@${checksumAddress(call.to)}`
  }
  const { contract, name, inside } = describe(context, call)
  const value = call.value > 0n && call.kind === 'call' ? `{value: ${call.value}}` : ''
  const kind = call.kind === 'call' ? '' : colours.yellow(` [${call.kind}]`)
  return `${gas} ${paint(contract)}::${paint(name)}${value}(${inside})${kind}`
}

type Described = { readonly contract: string; readonly name: string; readonly inside: string }

function describe(context: Context, call: TraceCall): Described {
  const { names } = context.options
  const { input } = call
  if (call.runs === 'precompile') {
    const name = precompileName(call.codeAddress)
    const inside = name === 'ecrecover' ? argumentsText(context, ECRECOVER_INPUTS, input) : rawBytes(input)
    return { contract: 'PRECOMPILES', name, inside }
  }
  const artifact = context.artifactOf(call)
  const contract =
    names.knownName(call.codeAddress) ??
    (artifact === undefined ? checksumAddress(call.codeAddress) : safeName(artifact.name))
  if (call.codeAddress === VM_ADDRESS) {
    const cheatcode = cheatcodeLine(input)
    if (cheatcode !== undefined) {
      const open = cheatcode.signature.indexOf('(')
      const name = cheatcode.signature.slice(0, open)
      const inputs = parseParameters(cheatcode.signature.slice(open + 1, -1))
      return {
        contract,
        name,
        inside: SECRETS.has(name) ? '<pk>' : argumentsText(context, inputs, input.subarray(4)),
      }
    }
  }
  if (call.codeAddress === CONSOLE_ADDRESS) {
    const selector = selectorIn(input)
    const inputs = selector === undefined ? undefined : consoleParameters(selector)
    if (inputs !== undefined)
      return { contract, name: 'log', inside: argumentsText(context, inputs, input.subarray(4)) }
  }
  if (input.length === 0) {
    const isFallback = artifact !== undefined && !artifact.abi.hasReceive && artifact.abi.hasFallback
    return { contract, name: isFallback ? 'fallback' : 'receive', inside: '' }
  }
  const found = calledFunction(context.world, artifact, input)
  if (found !== undefined)
    return {
      contract,
      name: safeName(found.name),
      inside: argumentsText(context, found.inputs, input.subarray(4)),
    }
  if (artifact !== undefined && artifact.abi.hasFallback)
    return { contract, name: 'fallback', inside: rawBytes(input) }
  return {
    contract,
    name: bytesToHex(input.subarray(0, 4)).slice(2),
    inside: rawBytes(input.subarray(4)).slice(2),
  }
}

// Their first argument is a private key, and traces get published.
const SECRETS: ReadonlySet<string> = new Set([
  'addr',
  'sign',
  'signCompact',
  'signP256',
  'rememberKey',
  'createWallet',
])

function argumentsText(context: Context, inputs: readonly AbiParameter[], data: Uint8Array): string {
  const values = decoded(inputs, data)
  return values === undefined ? rawBytes(data) : traceArguments(values, inputs, context.options.names)
}

function decoded(parameters: readonly AbiParameter[], data: Uint8Array): readonly AbiValue[] | undefined {
  try {
    return decodeArguments(
      parameters.map(({ type }) => type),
      data,
    )
  } catch {
    return undefined
  }
}

function endOf(context: Context, call: TraceCall, paint: (text: string) => string): string {
  const { names } = context.options
  if (call.status !== 'success') {
    const how = call.status === 'halt' ? `[${call.halt ?? 'Stopped'}]` : '[Revert]'
    const reason = explainFailure({ ...call, status: call.status }, context.known)
    return `${paint(how)} ${call.status === 'revert' && call.output.length === 0 ? 'EvmError: Revert' : reason}`
  }
  if (isCreation(call.kind)) {
    // A creation that was undone later left no code to measure.
    const size =
      context.world.machine.getCode(call.to).length ||
      (context.artifactOf(call)?.runtime.object.length ?? 0) / 2
    return size === 0 ? paint('[Return]') : `${paint('[Return]')} ${size} bytes of code`
  }
  if (call.output.length === 0) return paint(call.codeAddress === VM_ADDRESS ? '[Return]' : '[Stop]')
  const outputs = outputsOf(context, call)
  const values = outputs === undefined ? undefined : decoded(outputs, call.output)
  const text =
    outputs === undefined || values === undefined || outputs.length === 0
      ? rawBytes(call.output)
      : outputs.map((parameter, index) => traceValue(values[index]!, parameter, names)).join(', ')
  return `${paint('[Return]')} ${text}`
}

function outputsOf(context: Context, call: TraceCall): readonly AbiParameter[] | undefined {
  if (call.codeAddress === VM_ADDRESS) {
    const cheatcode = cheatcodeLine(call.input)
    return cheatcode === undefined ? undefined : parseParameters(cheatcode.outputs)
  }
  if (call.runs === 'precompile')
    return precompileName(call.codeAddress) === 'ecrecover' ? ECRECOVER_OUTPUTS : undefined
  return calledFunction(context.world, context.artifactOf(call), call.input)?.outputs
}

function eventText(context: Context, log: Log): string {
  const { names } = context.options
  const [topic] = log.topics
  const event = topic === undefined ? undefined : context.known.event(topic, log.topics.length - 1)
  if (event !== undefined) {
    try {
      const args = decodeLog(event, log.topics, log.data).map(({ parameter, type, value }) => {
        const name = parameter.name === '' ? '' : `${safeName(parameter.name)}: `
        return name + traceValue(value, { ...parameter, type }, names)
      })
      return `${context.colours.yellow(safeName(event.name))}(${args.join(', ')})`
    } catch {
      // Not what its first topic says.
    }
  }
  const topics = log.topics.map((each, index) => `topic ${index}: 0x${each.toString(16).padStart(64, '0')}`)
  return [...topics, `data: ${rawBytes(log.data)}`].join(', ')
}

/** Net changes of the frame itself, in order of the first. */
function storageLines(events: readonly TraceEvent[]): readonly string[] {
  const changes = new Map<bigint, { before: bigint; after: bigint }>()
  for (const event of events) {
    if (event.kind !== 'storage') continue
    const { slot, before, after } = event.change
    const known = changes.get(slot)
    if (known === undefined) changes.set(slot, { before, after })
    else known.after = after
  }
  const out: string[] = []
  for (const [slot, { before, after }] of changes)
    if (before !== after) out.push(`@ ${slotText(slot)}: ${wordText(before)} → ${wordText(after)}`)
  return out
}

function slotText(slot: bigint): string {
  return slot < 0x10000n ? slot.toString() : wordText(slot)
}

function wordText(word: bigint): string {
  return word === 0n ? '0' : `0x${word.toString(16).padStart(64, '0')}`
}

function rawBytes(bytes: Uint8Array): string {
  if (bytes.length <= RAW_BYTES_MAX) return bytesToHex(bytes)
  return `${bytesToHex(bytes.subarray(0, RAW_BYTES_MAX))}… (${bytes.length} bytes)`
}

function safeName(name: string): string {
  return plainText(clippedText(name, 80))
}
