// Tracing: what an execution did, for a person. A separate, slower way to run; results are the same.

import type { Core } from './core/core.ts'
import * as L from './core/layout.gen.ts'
import { type HaltReason, haltReason } from './halts.ts'
import { CALL_KINDS, type CallKind, isCreation } from './host.ts'
import { readLog } from './logs.ts'
import { opcodeName, opcodeOf } from './opcodes.ts'
import type { Address, Log } from './types.ts'

/** A slot that a frame changed; a write of the same value is none. Frames that fail later show theirs too. */
export type StorageChange = {
  readonly address: Address
  readonly slot: bigint
  readonly before: bigint
  readonly after: bigint
}

/** One thing that happened in a frame, in order. */
export type TraceEvent =
  | { readonly kind: 'call'; readonly call: TraceCall }
  | { readonly kind: 'log'; readonly log: Log }
  | { readonly kind: 'storage'; readonly change: StorageChange }

/** A frame: a call, a creation, a precompile or a host account. */
export type TraceCall = {
  readonly kind: CallKind
  readonly depth: number
  readonly from: Address
  /** Whose storage it acts on; for a creation the new account. */
  readonly to: Address
  /** Whose code it runs. */
  readonly codeAddress: Address
  /** 'code', or what answered instead: nothing, a precompile, or host code. */
  readonly runs: 'code' | 'none' | 'precompile' | 'host'
  /** Wei. */
  readonly value: bigint
  /** Calldata; initcode for a creation. */
  readonly input: Uint8Array
  /** Gas that the frame began with. */
  readonly gas: bigint
  readonly isStatic: boolean
  readonly events: readonly TraceEvent[]
  readonly status: 'success' | 'revert' | 'halt'
  /** Absent with status 'halt': host code threw before the frame ended. */
  readonly halt?: HaltReason
  /** Before refunds. */
  readonly gasUsed: bigint
  /** Return or revert data; nothing for a creation that succeeded. */
  readonly output: Uint8Array
}

/** One opcode about to run (EIP-3155). */
export type TraceStep = {
  readonly pc: number
  readonly opcode: number
  /** Gas left before it. */
  readonly gas: bigint
  readonly depth: number
  /** Bottom first; empty if stacks are not kept. */
  readonly stack: readonly bigint[]
  /** Bytes of memory. */
  readonly memoryBytes: number
}

/** What was traced. Everything in it is a copy and stays. */
export type Trace = {
  /** Outermost frames, in order: one per call that was made while tracing. */
  readonly calls: readonly TraceCall[]
  /** Empty unless steps were asked for. */
  readonly steps: readonly TraceStep[]
  /** True if steps were left out because there were more than `stepsMax`. */
  readonly stepsCut: boolean
  /** True if there was more than `eventsMax`: the first are there, and the way to the last. */
  readonly eventsCut: boolean
}

export type TraceOptions = {
  /** Note every opcode with its stack. Default false. */
  readonly steps?: boolean
  /** Keep the stack of each step. Default true; without, steps cost little. */
  readonly stacks?: boolean
  /**
   * Read only so many words on top of each stack; those below are 0, which saves most of the time. 'taken': those that the opcode
   * takes away, of DUP and SWAP none. Default: all.
   */
  readonly stackWordsMax?: number | 'taken'
  /** Keep the stacks of steps of this opcode only. Default: of all. */
  readonly stacksOf?: number
  /** At most this many steps are kept. Default 1,000,000. */
  readonly stepsMax?: number
  /** At most this many bytes of each input, output and log are kept. Default 65,536. Of all together 256 MiB. */
  readonly bytesMax?: number
  /**
   * At most this many calls, logs and storage changes are kept. Default 1,000,000. Of what comes then, only the last call
   * of each open frame stays: it may be the one that fails.
   */
  readonly eventsMax?: number
  /**
   * For asking what would be otherwise: called before each opcode of this kind, if steps are asked for; what it answers is on top of the
   * stack instead. The execution is another one then. Default: nothing is changed.
   */
  readonly replaceTop?: { readonly opcode: number; readonly by: (operands: Operands) => bigint | undefined }
}

/** What an opcode is about to take. */
export type Operands = {
  /** Whose code it is. */
  readonly codeAddress: Address
  readonly pc: number
  /** On top of the stack. */
  readonly top: bigint
  /** Below it. */
  readonly second: bigint
  /** So many words below that: 1 is next; undefined if there is none. Only while it is asked. */
  below(words: number): bigint | undefined
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type OpenCall = Mutable<Omit<TraceCall, 'events'>> & { events: TraceEvent[] }

const BYTES_OF_ALL_MAX = 2 ** 28
/** Words on a stack. */
const STACK_MAX = 1_024

const DUP1 = 0x80
const SWAP16 = 0x9f
let wordsTaken: Uint8Array | undefined

function countTaken(): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, op) =>
    op >= DUP1 && op <= SWAP16 ? 0 : (opcodeOf(op)?.pops ?? 0),
  )
}

/** Collects what the core reports. */
export class Tracer {
  readonly #core: Core
  readonly #stepsMax: number
  readonly #keepsStacks: boolean
  readonly #stacksOf: number | undefined
  /** By opcode: words on top of the stack that are read. */
  readonly #stackWords: ArrayLike<number>
  readonly #bytesMax: number
  readonly #replaceTop: TraceOptions['replaceTop']
  readonly #calls: OpenCall[] = []
  readonly #open: OpenCall[] = []
  readonly #steps: TraceStep[] = []
  #stepsCut = false
  #eventsLeft: number
  #bytesLeft = BYTES_OF_ALL_MAX
  /** Calls beyond the limit: the next one of the same frame takes its place. */
  readonly #excess = new WeakSet<TraceCall>()
  /** Frames that were open when tracing began: a host may trace what it calls. */
  readonly #depthBefore: number

  constructor(core: Core, options: TraceOptions) {
    this.#core = core
    this.#stepsMax = options.stepsMax ?? 1_000_000
    this.#keepsStacks = options.stacks !== false
    this.#stacksOf = options.stacksOf
    const { stackWordsMax = STACK_MAX } = options
    this.#stackWords =
      stackWordsMax === 'taken' ? (wordsTaken ??= countTaken()) : new Uint32Array(256).fill(stackWordsMax)
    this.#bytesMax = options.bytesMax ?? 65_536
    this.#eventsLeft = options.eventsMax ?? 1_000_000
    this.#replaceTop = options.replaceTop
    this.#depthBefore = core.doors.depthNow()
  }

  finish(): Trace {
    return {
      calls: this.#calls,
      steps: this.#steps,
      stepsCut: this.#stepsCut,
      eventsCut: this.#eventsLeft < 0,
    }
  }

  /** A throw may have left frames open that will never be reported as ended. */
  #dropAbove(depth: number): void {
    while (this.#open.length > depth - this.#depthBefore) this.#open.pop()
  }

  #copy(at: number, bytes: number): Uint8Array {
    const kept = Math.min(bytes, this.#bytesMax, this.#bytesLeft)
    this.#bytesLeft -= kept
    return this.#core.view(at, kept).slice()
  }

  enter(frame: number): void {
    const core = this.#core
    const u32 = core.u32
    const depth = core.doors.depthNow() - 1
    this.#dropAbove(depth)
    const kind = CALL_KINDS[u32[(frame + L.F_KIND) >> 2]!]!
    const creates = isCreation(kind)
    const hasCode = u32[(frame + L.F_MODE) >> 2] !== 2
    // A host account's number, or a precompile's with the top bit set.
    const answering = u32[(frame + L.F_HOST) >> 2]!
    const codeAddress = core.address(frame + L.F_CODE_ADDRESS)
    const call: OpenCall = {
      kind,
      depth,
      from: core.address(frame + L.F_CALLER),
      to: core.address(frame + L.F_ADDRESS),
      codeAddress,
      runs: hasCode ? 'code' : answering >= 0x80000000 ? 'precompile' : answering !== 0 ? 'host' : 'none',
      value: core.word(frame + L.F_VALUE),
      input: creates
        ? this.#copy(u32[(frame + L.F_CODE) >> 2]!, u32[(frame + L.F_CODE_BYTES) >> 2]!)
        : this.#copy(u32[(frame + L.F_INPUT) >> 2]!, u32[(frame + L.F_INPUT_BYTES) >> 2]!),
      gas: core.words[(frame + L.F_GAS) >> 3]!,
      isStatic: u32[(frame + L.F_STATIC) >> 2] !== 0,
      events: [],
      status: 'halt',
      gasUsed: 0n,
      output: new Uint8Array(0),
    }
    const parent = this.#open.at(-1)
    if (--this.#eventsLeft < 0 && parent) {
      const last = parent.events.at(-1)
      if (last?.kind === 'call' && this.#excess.has(last.call)) parent.events.pop()
      this.#excess.add(call)
    }
    if (parent) parent.events.push({ kind: 'call', call })
    else this.#calls.push(call)
    this.#open.push(call)
  }

  leave(_frame: number, status: number, halt: number, gasLeft: bigint, bytes: number): void {
    this.#dropAbove(this.#core.doors.depthNow())
    const call = this.#open.pop()
    if (!call) return
    call.status = status === 0 ? 'success' : status === 1 ? 'revert' : 'halt'
    if (status === 2) call.halt = haltReason(halt)
    call.gasUsed = call.gas - gasLeft
    call.output = this.#copy(L.RETURN, bytes)
  }

  step(frame: number, pc: number, opcode: number, sp: number, gas: bigint): void {
    if (opcode === this.#replaceTop?.opcode) this.#replace(frame, pc, sp)
    if (this.#steps.length >= this.#stepsMax) {
      this.#stepsCut = true
      return
    }
    const core = this.#core
    this.#steps.push({
      pc,
      opcode,
      gas,
      depth: core.doors.depthNow() - 1,
      stack:
        this.#keepsStacks && (this.#stacksOf ?? opcode) === opcode ? this.#stackOf(frame, opcode, sp) : [],
      memoryBytes: core.u32[(frame + L.F_MEM_BYTES) >> 2]!,
    })
  }

  /** Bottom first. */
  #stackOf(frame: number, opcode: number, sp: number): bigint[] {
    const core = this.#core
    const height = (core.u32[(frame + L.F_STACK_BASE) >> 2]! - sp) >> 5
    const stack = new Array<bigint>(height).fill(0n)
    const read = Math.min(height, this.#stackWords[opcode]!)
    for (let i = 0; i < read; i++) stack[height - 1 - i] = core.word(sp + 32 * i)
    return stack
  }

  /** Nothing where the stack is too low: the opcode fails then. */
  #replace(frame: number, pc: number, sp: number): void {
    const core = this.#core
    const base = core.u32[(frame + L.F_STACK_BASE) >> 2]!
    if (base - sp < 64) return
    const codeAddress = core.address(frame + L.F_CODE_ADDRESS)
    const second = sp + 32
    const below = (words: number): bigint | undefined =>
      second + 32 * words < base ? core.word(second + 32 * words) : undefined
    const word = this.#replaceTop!.by({
      codeAddress,
      pc,
      top: core.word(sp),
      second: core.word(second),
      below,
    })
    if (word !== undefined) core.setWord(sp, BigInt.asUintN(256, word))
  }

  effect(kind: number, pointer: number, value: number): void {
    const events = this.#open.at(-1)?.events
    if (!events || --this.#eventsLeft < 0) return
    const core = this.#core
    if (kind === 0) {
      const log = readLog(core, pointer)
      const kept = Math.min(log.data.length, this.#bytesMax, this.#bytesLeft)
      this.#bytesLeft -= kept
      events.push({
        kind: 'log',
        log: log.data.length > kept ? { ...log, data: log.data.slice(0, kept) } : log,
      })
    } else {
      events.push({
        kind: 'storage',
        change: {
          address: core.address(core.u32[(pointer + L.SLOT_ACCOUNT) >> 2]!),
          slot: core.word(pointer),
          before: core.word(pointer + L.SLOT_VALUE),
          after: core.word(value),
        },
      })
    }
  }
}

const quantity = (value: bigint | number): string => `0x${value.toString(16)}`

/** One step as a line of EIP-3155 JSON. */
export function formatStep(step: TraceStep): string {
  return JSON.stringify({
    pc: step.pc,
    op: step.opcode,
    gas: quantity(step.gas),
    memSize: step.memoryBytes,
    stack: step.stack.map(quantity),
    depth: step.depth + 1,
    opName: opcodeName(step.opcode),
  })
}

/** The call tree as indented text, one line per frame, log and storage change. Nothing in it is interpreted by a terminal. */
export function formatTrace(trace: Trace): string {
  const lines: string[] = []
  const write = (call: TraceCall, indent: string): void => {
    const value = call.value > 0n ? ` {${call.value} wei}` : ''
    const code = call.codeAddress === call.to ? '' : ` code ${call.codeAddress}`
    const by = call.runs === 'code' ? '' : ` [${call.runs}]`
    lines.push(`${indent}${call.kind} ${call.from} -> ${call.to}${code}${value} ${hexClip(call.input)}${by}`)
    for (const event of call.events) {
      if (event.kind === 'call') write(event.call, `${indent}  `)
      else if (event.kind === 'log') {
        lines.push(`${indent}  log ${event.log.topics.map(quantity).join(' ')} ${hexClip(event.log.data)}`)
      } else {
        const { slot, before, after } = event.change
        lines.push(`${indent}  store [${quantity(slot)}] ${quantity(before)} -> ${quantity(after)}`)
      }
    }
    const how = call.status === 'halt' ? `halt: ${call.halt ?? 'thrown by the host'}` : call.status
    lines.push(`${indent}<- ${how}, ${call.gasUsed} gas ${hexClip(call.output)}`)
  }
  for (const call of trace.calls) write(call, '')
  return lines.join('\n')
}

function hexClip(bytes: Uint8Array): string {
  const shown = bytes.subarray(0, 68)
  let text = '0x'
  for (const byte of shown) text += byte.toString(16).padStart(2, '0')
  return bytes.length > shown.length ? `${text}... (${bytes.length} bytes)` : text
}
