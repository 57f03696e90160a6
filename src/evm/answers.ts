// What the core asks TypeScript while it executes: precompiles, host accounts, block hashes, a fork's accounts and slots;
// and what it reports while it is traced. See wasm/core/host.ts.

import type { CompiledCodes } from './compiler.ts'
import { Core, coreModule, type CoreImports } from './core/core.ts'
import * as L from './core/layout.gen.ts'
import { MachineInputError, MachineLimitError } from './errors.ts'
import type { ForkSource } from './fork-source.ts'
import { EndedFrame, InterceptedCall, type InterceptAnswer, type Interceptor } from './intercept.ts'
import { readLog } from './logs.ts'
import type { Fork } from './forks.ts'
import { Guard } from './guard.ts'
import { type Host, HostFrame } from './host.ts'
import type { Precompiles } from './precompiles/precompiles.ts'
import type { Tracer } from './trace.ts'

export type AnswerParts = {
  readonly fork: Fork
  readonly precompiles: Precompiles
  readonly forkSource: ForkSource | undefined
  /** The present block's function, if it has one. */
  readonly blockHash: () => ((number: bigint) => bigint) | undefined
}

const NO_BYTES = new Uint8Array(0)

/** A core and everybody who answers it. */
export class Answers {
  readonly core: Core
  readonly guard: Guard
  /** Host code by number, from 1. */
  readonly hosts: Host[] = []
  tracer: Tracer | undefined
  interceptor: Interceptor | undefined
  /** INTERCEPT_* flags that are on. */
  intercepts = 0
  /** Compiled codes, if codes are compiled. */
  compiled: CompiledCodes | undefined
  readonly #parts: AnswerParts

  constructor(parts: AnswerParts) {
    this.#parts = parts
    this.core = new Core(this.#createImports(), coreModule())
    this.guard = new Guard(this.core)
  }

  #createImports(): CoreImports {
    return {
      precompile: (address, input, bytes, gas) => {
        const core = this.core
        const outcome = this.guard.ask(() =>
          this.#parts.precompiles.run(address, core.view(input, bytes), gas, this.#parts.fork),
        )
        if (outcome.kind === 'outOfGas') return -1n
        if (outcome.kind === 'failed') return -2n
        this.#writeReturn(outcome.output)
        return gas - outcome.gasUsed
      },
      call: (number, at) => {
        const core = this.core
        core.refresh()
        const host = this.hosts[number - 1]!
        const outcome = host(new HostFrame(core, at, core.doors.depthNow() - 1))
        core.refresh()
        if (outcome.status === 'halt') {
          this.#writeReturn(NO_BYTES)
          return L.STATUS_HALT | (L.HALT_HOST << 8)
        }
        const gasIndex = (at + L.F_GAS) >> 3
        if (outcome.status !== 'return' && outcome.status !== 'revert')
          throw new MachineInputError(
            `Host code must return 'return', 'revert' or 'halt' as status, at once; it returned ${describe(outcome)}.`,
          )
        const gasUsed = outcome.gasUsed ?? 0n
        if (gasUsed < 0n) throw new MachineInputError(`Host code cannot use ${gasUsed} gas.`)
        if (gasUsed > core.words[gasIndex]!) {
          this.#writeReturn(NO_BYTES)
          return L.STATUS_HALT | (L.HALT_OUT_OF_GAS << 8)
        }
        core.words[gasIndex] = core.words[gasIndex]! - gasUsed
        this.#writeReturn(outcome.output ?? NO_BYTES)
        return outcome.status === 'return' ? L.STATUS_SUCCESS : L.STATUS_REVERT
      },
      blockHash: (number) => {
        const hash = this.#parts.blockHash()
        this.core.refresh()
        const word = hash === undefined ? 0n : this.guard.ask(() => hash(BigInt.asUintN(64, number)))
        this.core.setWord(L.WORDS, BigInt.asUintN(256, word))
      },
      forkAccount: (entry) => {
        const core = this.core
        core.refresh()
        const account = this.guard.ask(() => this.#parts.forkSource!.account(core.address(entry)))
        if (account === undefined) return
        core.setWord(entry + L.ACC_BALANCE, account.balance)
        core.words[(entry + L.ACC_NONCE) >> 3] = checkNonce(account.nonce)
        if (account.code.length > 0) {
          const room = L.FORK_CODE_END - L.FORK_CODE
          if (account.code.length > room)
            throw new MachineLimitError('bytes of input', room, account.code.length)
          core.bytes.set(account.code, L.FORK_CODE)
          core.u32[(entry + L.ACC_CODE) >> 2] = core.doors.internCode(L.FORK_CODE, account.code.length)
        }
      },
      forkSlot: (account, slot) => {
        const core = this.core
        core.refresh()
        core.setWord(
          slot + L.SLOT_VALUE,
          this.guard.ask(() => this.#parts.forkSource!.storage(core.address(account), core.word(slot))),
        )
      },
      enter: (frame) => {
        this.core.refresh()
        this.tracer?.enter(frame)
      },
      leave: (frame, status, halt, gasLeft, bytes) => {
        this.core.refresh()
        this.tracer?.leave(frame, status, halt, gasLeft, bytes)
      },
      step: (frame, pc, opcode, sp, gas) => {
        this.core.refresh()
        this.tracer?.step(frame, pc, opcode, sp, gas)
      },
      effect: (kind, pointer, value) => {
        this.core.refresh()
        this.tracer?.effect(kind, pointer, value)
        if (kind === 0 && this.intercepts & L.INTERCEPT_LOGS)
          this.interceptor?.log?.(readLog(this.core, pointer), this.core.doors.depthNow() - 1)
      },
      before: (frame, kind, input, bytes, gas) => {
        const core = this.core
        core.refresh()
        return this.#answer(
          this.interceptor?.before?.(new InterceptedCall(core, frame, kind, input, bytes, gas)),
        )
      },
      after: (frame, status, _halt, bytes) => {
        const core = this.core
        core.refresh()
        return this.#answer(this.interceptor?.after?.(new EndedFrame(core, frame, status, bytes)))
      },
      access: (frame, write, key, value) => {
        const core = this.core
        core.refresh()
        this.interceptor?.access?.({
          kind: write === 1 ? 'write' : 'read',
          address: core.address(frame + L.F_ADDRESS),
          slot: core.word(key),
          value: write === 1 ? core.word(value) : undefined,
          depth: core.doors.depthNow() - 1,
        })
      },
      compile: (entry, notes) => this.compiled?.compile(entry, notes !== 0),
    }
  }

  /** What the core is told: 0, or a status and 1. */
  #answer(answer: InterceptAnswer | undefined): number {
    this.core.refresh()
    if (answer === undefined) return 0
    this.#writeReturn(answer.output ?? NO_BYTES)
    if (answer.created !== undefined)
      this.core.setAddress(L.INTERCEPTED + L.INTERCEPTED_CREATED, answer.created)
    return (answer.status === 'return' ? L.STATUS_SUCCESS : L.STATUS_REVERT) + 1
  }

  #writeReturn(output: Uint8Array): void {
    const core = this.core
    core.refresh()
    const room = L.RETURN_END - L.RETURN
    if (output.length > room) throw new MachineLimitError('bytes of one frame', room, output.length)
    core.bytes.set(output, L.RETURN)
    core.u32[(L.RESULT + L.RES_OUTPUT_BYTES) >> 2] = output.length
  }
}

/** A value in words, for a message. */
function describe(value: unknown): string {
  return value instanceof Promise ? 'a promise' : (JSON.stringify(value)?.slice(0, 80) ?? typeof value)
}

function checkNonce(nonce: bigint): bigint {
  if (nonce < 0n || nonce >= 1n << 64n)
    throw new MachineInputError(`The fork source gave the nonce ${nonce}.`)
  return nonce
}
