// Calls prepared once and executed many times inside the core: no JavaScript between them.

import type { Core } from './core/core.ts'
import * as L from './core/layout.gen.ts'
import { MachineInputError, MachineLimitError } from './errors.ts'
import { type HaltReason, haltReason } from './halts.ts'
import type { Address, Message } from './types.ts'

/** A message with the time that passes before it. */
export type PreparedCall = Message & {
  /** Seconds added to the timestamp, 0 to 2^32-1. */
  readonly seconds?: number
  /** Blocks added to the number, 0 to 2^32-1. */
  readonly blocks?: number
}

export type BatchResult = {
  readonly status: 'success' | 'revert' | 'halt'
  readonly halt?: HaltReason
  readonly gasUsed: bigint
  readonly gasRefund: bigint
  /** Length of the output; its first 32 bytes are in `output`. */
  readonly outputBytes: number
  /** Copy of at most the first 32 bytes. */
  readonly output: Uint8Array
  readonly created?: Address
  /** Edges that this call covered first, if coverage was merged. */
  readonly newEdges: number
}

export type BatchOptions = {
  /** Merge coverage after each call, into success or failure as it ended. Default false. */
  readonly coverage?: boolean
  /** Stop behind the first call that does not succeed. Default false. */
  readonly stopAtFailure?: boolean
}

/**
 * Prepared calls. They lie in the Machine's memory, where capture, restore and other batches also write: prepare, run and read
 * one batch at a time. Not for host code.
 */
/** What a batch needs of its Machine. The region that it is prepared in is shared with other batches and captures. */
export type BatchDoor = {
  claim(batch: object): void
  isOwner(batch: object): boolean
  run(run: () => unknown): void
}

export class Batch {
  readonly #core: Core
  readonly #door: BatchDoor
  #end = L.TRANSFER
  #gas: bigint[] = []

  constructor(core: Core, door: BatchDoor) {
    this.#core = core
    this.#door = door
  }

  /** Calls in the batch. */
  get length(): number {
    return this.#gas.length
  }

  /**
   * Adds a call. Each is a transaction of its own, as Machine.call outside of executions.
   * @throws MachineLimitError; MachineInputError for values out of range, inside an execution, and if the batch was overwritten.
   */
  add(call: PreparedCall): void {
    const core = this.#core
    core.refresh()
    const { u32 } = core
    if (this.length === 0) this.#door.claim(this)
    else this.#assertOwner()
    const data = call.data ?? new Uint8Array(0)
    if (data.length > L.INPUT_END - L.INPUT)
      throw new MachineLimitError('bytes of input', L.INPUT_END - L.INPUT, data.length)
    const bytes = (L.CALL_INPUT + data.length + 31) & ~31
    const at = this.#end
    if (at + bytes > L.TRANSFER_END)
      throw new MachineLimitError(
        'bytes of capture or batch',
        L.TRANSFER_END - L.TRANSFER,
        at + bytes - L.TRANSFER,
      )
    const gas = call.gas ?? 1n << 40n
    if (gas < 0n || gas >= 1n << 63n) throw new MachineInputError(`Gas must be 0 to 2^63-1, not ${gas}.`)
    const { seconds = 0, blocks = 0 } = call
    for (const delay of [seconds, blocks]) {
      if (!Number.isInteger(delay) || delay < 0 || delay > 0xffffffff)
        throw new MachineInputError(`A delay must be 0 to 2^32-1, not ${delay}.`)
    }
    u32[(at + L.CALL_BYTES) >> 2] = bytes
    u32[(at + L.CALL_KIND) >> 2] = call.to === undefined ? 1 : 0
    core.words[(at + L.CALL_GAS) >> 3] = gas
    u32[(at + L.CALL_INPUT_BYTES) >> 2] = data.length
    u32[(at + L.CALL_STATIC) >> 2] = call.static ? 1 : 0
    u32[(at + L.CALL_SECONDS) >> 2] = seconds
    u32[(at + L.CALL_BLOCKS) >> 2] = blocks
    core.setAddress(at + L.CALL_FROM, call.from)
    if (call.to !== undefined) core.setAddress(at + L.CALL_TO, call.to)
    core.setWord(at + L.CALL_VALUE, call.value ?? 0n)
    core.bytes.set(data, at + L.CALL_INPUT)
    this.#end = at + bytes
    this.#gas.push(gas)
  }

  /** Empties the batch. */
  clear(): void {
    this.#end = L.TRANSFER
    this.#gas = []
  }

  /**
   * Executes the calls in order on the Machine's state. Can be run again; the prepared calls stay. Delays move the block's
   * time and number, and going back does not undo that: setBlock does.
   * @returns how many calls ran.
   * @throws as Machine.call; then the state is as before the first call.
   */
  run(options: BatchOptions = {}): number {
    if (this.length === 0) return 0
    this.#assertOwner()
    let ran = 0
    const flags = (options.coverage ? L.BATCH_COVERS : 0) | (options.stopAtFailure ? L.BATCH_STOPS : 0)
    this.#door.run(() => {
      ran = this.#core.doors.executeBatch(this.#end, flags)
    })
    return ran
  }

  /** Results of the last run, copied, in order. `ran` is what `run` returned. */
  results(ran: number): BatchResult[] {
    if (ran > 0) this.#assertOwner()
    const core = this.#core
    const { u32 } = core
    const out: BatchResult[] = []
    let at = L.TRANSFER
    for (let i = 0; i < ran; i++) {
      const status = u32[(at + L.CALL_STATUS) >> 2]!
      const bytes = u32[(at + L.CALL_OUTPUT_BYTES) >> 2]!
      out.push({
        status: status === 0 ? 'success' : status === 1 ? 'revert' : 'halt',
        ...(status === 2 && { halt: haltReason(u32[(at + L.CALL_HALT) >> 2]!) }),
        gasUsed: this.#gas[i]! - core.words[(at + L.CALL_GAS_LEFT) >> 3]!,
        gasRefund: BigInt.asIntN(64, core.words[(at + L.CALL_REFUND) >> 3]!),
        outputBytes: bytes,
        output: core.view(at + L.CALL_OUTPUT, Math.min(bytes, 32)).slice(),
        ...(status === 0 &&
          u32[(at + L.CALL_KIND) >> 2] === 1 && { created: core.address(at + L.CALL_CREATED) }),
        newEdges: u32[(at + L.CALL_NEW_EDGES) >> 2]!,
      })
      at += u32[(at + L.CALL_BYTES) >> 2]!
    }
    return out
  }

  #assertOwner(): void {
    if (!this.#door.isOwner(this))
      throw new MachineInputError(
        'The batch was overwritten by another batch, capture() or restore(): clear it and add its calls again.',
      )
  }
}
