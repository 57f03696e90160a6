// What a call did, frame by frame, and what it would have done had one of its inner calls been answered otherwise.

import type { EndedFrame, InterceptAnswer, InterceptedCall, StorageTouch } from '../../evm/intercept.ts'
import type { Address, Log } from '../../evm/types.ts'
import { bytesToHex } from '../../primitives/hex.ts'
import type { World, WorldResult } from '../../world/types.ts'

/** A call that a contract made. */
export type InnerCall = {
  readonly kind: InterceptedCall['kind']
  /** Of the frame that called. */
  readonly depth: number
  readonly caller: Address
  /** Undefined for a creation. */
  readonly to: Address | undefined
  readonly value: bigint
  readonly input: Uint8Array
  /** How it ended; undefined if nobody heard of its end. */
  status: EndedFrame['status'] | undefined
  output: Uint8Array
  /** The frame that called ended with a failure, or one around it did: whatever it was answered, nothing is left of it. */
  isUndone: boolean
}

/** A call that no contract made: by an account without code, or a host. */
export type EnteredCall = {
  readonly caller: Address
  readonly to: Address
  readonly value: bigint
  readonly input: Uint8Array
}

/** A slot that is different after the call than before. */
export type NetWrite = {
  readonly address: Address
  readonly slot: bigint
  readonly before: bigint
  readonly after: bigint
}

/** One thing that happened, as text, and the inner calls in which it did. */
type Happened = { readonly text: string; readonly inside: readonly number[] }

/** A run of a call, as a list of what happened in it. */
export type CallRecord = {
  readonly isSuccess: boolean
  readonly output: Uint8Array
  /** In the order in which they began. */
  readonly calls: readonly InnerCall[]
  /** Frames that no contract began: the outermost, and what hosts called. */
  readonly entries: readonly EnteredCall[]
  readonly happened: readonly Happened[]
  readonly writes: readonly NetWrite[]
}

/** Answers one inner call in the place of whom it is made to. */
export type OtherAnswer = { readonly call: number; readonly answer: InterceptAnswer }

/** Loops that pay thousands are not looked at. */
const HAPPENED_MAX = 20_000

/**
 * Makes the call and notes what it does. Undefined if that cannot be known: cheatcodes listen themselves, or it does too much.
 */
export function recordCall(
  world: World,
  run: () => WorldResult,
  other?: OtherAnswer,
): CallRecord | undefined {
  const { machine } = world
  if (machine.isIntercepted) return undefined
  const effects = world.cheatcodeEffects
  const recorder = new Recorder(world, other)
  const flags = { frames: true, logs: true, accesses: true }
  const { status, output, verdict } = machine.withInterceptor(recorder, flags, run)
  if (recorder.isTooMuch || world.cheatcodeEffects !== effects) return undefined
  return {
    isSuccess: status === 'success' && verdict === 'ran',
    output: output.slice(),
    calls: recorder.calls,
    entries: recorder.entries,
    happened: recorder.happened,
    writes: recorder.netWrites(),
  }
}

/** Only the calls of a run, which is much faster. */
export function callsIn(world: World, run: () => WorldResult): Pick<CallRecord, 'calls' | 'entries'> {
  const { machine } = world
  if (machine.isIntercepted) {
    run()
    return { calls: [], entries: [] }
  }
  const recorder = new Recorder(world)
  const { status } = machine.withInterceptor(recorder, { frames: true }, run)
  return status === 'success' ? recorder : { calls: [], entries: [] }
}

/** Whether everything is the same in both runs but for what one inner call did itself. */
export function isSameBut(call: number, one: CallRecord, other: CallRecord): boolean {
  if (one.isSuccess !== other.isSuccess || bytesToHex(one.output) !== bytesToHex(other.output)) return false
  const [left, right] = [one, other].map(({ happened }) =>
    happened.filter(({ inside }) => !inside.includes(call)),
  ) as [Happened[], Happened[]]
  return left.length === right.length && left.every(({ text }, i) => text === right[i]!.text)
}

class Recorder {
  readonly calls: InnerCall[] = []
  readonly entries: EnteredCall[] = []
  readonly happened: Happened[] = []
  isTooMuch = false
  readonly #world: World
  readonly #other: OtherAnswer | undefined
  /** Inner calls that have not ended. */
  #open: readonly number[] = []
  /** By depth: how many calls there were when a frame of it ended last. */
  readonly #ended: number[] = []
  readonly #slots = new Map<
    string,
    { readonly address: Address; readonly slot: bigint; readonly before: bigint }
  >()

  constructor(world: World, other?: OtherAnswer) {
    this.#world = world
    this.#other = other
  }

  readonly before = (call: InterceptedCall): InterceptAnswer | undefined => {
    const { kind, depth, caller, to, value } = call
    const input = call.input.slice()
    // What was refused before it began has no end.
    this.#open = this.#open.filter((each) => this.calls[each]!.depth < depth)
    const index = this.calls.length
    this.calls.push({
      kind,
      depth,
      caller,
      to,
      value,
      input,
      status: undefined,
      output: NOTHING,
      isUndone: false,
    })
    this.#open = [...this.#open, index]
    this.#note(`${kind} ${caller} ${to} ${value} ${bytesToHex(input)}`)
    return this.#other?.call === index ? this.#other.answer : undefined
  }

  readonly after = (frame: EndedFrame): undefined => {
    const { depth, status } = frame
    const output = frame.output.slice()
    this.#note(`${status} ${bytesToHex(output)}`)
    if (status !== 'return') this.#undo(depth)
    this.#ended[depth] = this.calls.length
    const index = this.#open.at(-1)
    const call = index === undefined ? undefined : this.calls[index]!
    // Nobody announced the outermost frame, and those that a host began.
    if (call === undefined || call.depth + 1 !== depth) {
      const { caller, address, value } = frame
      this.entries.push({ caller, to: address, value, input: frame.input.slice() })
      return
    }
    call.status = status
    call.output = output
    this.#open = this.#open.slice(0, -1)
  }

  readonly log = (log: Log): void => this.#note(`log ${log.topics.join(' ')} ${bytesToHex(log.data)}`)

  readonly access = ({ kind, address, slot, value }: StorageTouch): void => {
    if (kind !== 'write') return
    this.#note(`write ${address} ${slot} ${value}`)
    const key = `${address} ${slot}`
    if (!this.#slots.has(key))
      this.#slots.set(key, { address, slot, before: this.#world.machine.getStorage(address, slot) })
  }

  /** All calls of the frame of this depth that ends, and inside of them. Hosts begin several frames of one depth in a row. */
  #undo(depth: number): void {
    const start = this.#ended[depth] ?? 0
    for (let i = this.calls.length - 1; i >= start && this.calls[i]!.depth >= depth; i--)
      this.calls[i]!.isUndone = true
  }

  netWrites(): NetWrite[] {
    const writes: NetWrite[] = []
    for (const { address, slot, before } of this.#slots.values()) {
      const after = this.#world.machine.getStorage(address, slot)
      if (after !== before) writes.push({ address, slot, before, after })
    }
    return writes
  }

  #note(text: string): void {
    if (this.happened.length >= HAPPENED_MAX) this.isTooMuch = true
    else this.happened.push({ text, inside: this.#open })
  }
}

const NOTHING = new Uint8Array(0)
