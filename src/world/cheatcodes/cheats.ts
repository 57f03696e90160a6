// The cheatcodes of one world: what they remember, who answers their account, and what listens to the Machine for them.

import type { Host, HostFrame, HostOutcome } from '../../evm/host.ts'
import type { Machine } from '../../evm/machine.ts'
import type { Impersonation } from '../../evm/impersonations.ts'
import type { Address, BlockEnv, Log } from '../../evm/types.ts'
import { AbiDecodeError, decodeArguments } from '../../project/abi/decode.ts'
import { AbiEncodeError, encodeArguments } from '../../project/abi/encode.ts'
import { selectorIn, selectorText } from '../../project/abi/selector.ts'
import type { AbiType } from '../../project/abi/types.ts'
import type { Project } from '../../project/types.ts'
import { CONSOLE_ADDRESS, FAILED_SLOT, VM_ADDRESS } from '../addresses.ts'
import type { ErrorLookup } from '../revert-reason.ts'
import type { SetupOptions } from '../types.ts'
import { cheatcodeErrorBytes } from './cheatcode-error.ts'
import { type CheatContext, CheatcodeError, type CheatOutcome, type CheatSlot, cheatSlot } from './context.ts'
import { contractsSlot } from './hooks/contracts.ts'
import { createInterceptor, neededHooks } from './hooks/interceptor.ts'
import { setLabel } from './hooks/labels.ts'
import { askedPrank, type Prank, PRANK_SELECTORS, pranksAfter, pranksSlot } from './hooks/prank.ts'
import { hasFailedBeforeSlot } from './hooks/snapshot.ts'
import { type CheatValues, NO_VALUES, slotValue, withSlotValue } from './memory.ts'
import { AssertionFailedError } from './plain/assert.ts'
import { createRegistry, type CheatRegistry, type KnownCheatcode } from './registry.ts'
import { CHEAT_TABLES } from './tables.ts'

/** Set once somebody may have marked the run as failed: only then is it worth to look. */
const mayHaveFailedSlot: CheatSlot<boolean> = cheatSlot('mayHaveFailed', false)

export type CheatParts = {
  readonly machine: Machine
  readonly project: Project
  readonly options: SetupOptions
  readonly test: Address
  readonly errorsOf: ErrorLookup
  /** Makes the error for a cheatcode that nobody runs. */
  readonly unsupported: (cheatcode: string, selector: number, frame: HostFrame) => Error
}

let registry: CheatRegistry | undefined

type Prepared = KnownCheatcode & {
  readonly inputTypes: readonly AbiType[]
  readonly outputTypes: readonly AbiType[]
  readonly isAssertion: boolean
}

/** By selector; what was asked for once. The same for all worlds. */
const prepared = new Map<number, Prepared>()

const RETURN_NOTHING: HostOutcome = { status: 'return' }

export class Cheats implements CheatContext {
  readonly machine: Machine
  readonly project: Project
  readonly options: SetupOptions
  readonly test: Address
  readonly errorsOf: ErrorLookup
  allowsInternalReverts = false
  /** Revert data of the last assertion cheatcode that failed since somebody set it to undefined. */
  failedAssertion: Uint8Array | undefined
  readonly #unsupported: CheatParts['unsupported']
  #values: CheatValues = NO_VALUES
  #block: BlockEnv
  /** The prank that the core plays by itself: what became of it is not in the values until somebody looks. */
  #played: Prank | undefined
  /** Pranks that the core answered and that are in the values. */
  #answered = 0
  /** Somebody wants to see logs besides the cheatcodes. */
  #showsLogs = false
  #effects = 0

  constructor(parts: CheatParts) {
    this.machine = parts.machine
    this.project = parts.project
    this.options = parts.options
    this.test = parts.test
    this.errorsOf = parts.errorsOf
    this.#unsupported = parts.unsupported
    this.#block = parts.machine.block
    registry ??= createRegistry(CHEAT_TABLES)
    parts.machine.impersonations.prepareAnswers(EXEMPT, PRANK_SELECTORS)
    parts.machine.impersonations.warm(parts.options.rules === 'forge')
    this.#answered = parts.machine.impersonations.answered
  }

  get<Value>(slot: CheatSlot<Value>): Value {
    this.#notePlayed()
    return slotValue(this.#values, slot)
  }

  set<Value>(slot: CheatSlot<Value>, value: Value): void {
    this.#notePlayed()
    this.#values = withSlotValue(this.#values, slot, value, slot.index === pranksSlot.index)
  }

  get block(): BlockEnv {
    return this.#block
  }

  setBlock(change: Partial<BlockEnv>): void {
    this.machine.setBlock(change)
    this.#block = { ...this.#block, ...change }
  }
  /** The same of what changes most. */
  setTime(number: bigint, timestamp: bigint): void {
    this.#block = { ...this.#block, number, timestamp }
    this.machine.setBlock(this.#block)
  }

  /** How many calls of cheatcodes there were that may see or change more than their arguments: all but assertions. */
  get effects(): number {
    return this.#effects + this.machine.impersonations.answered
  }
  /** Something else did what such a cheatcode does. */
  noteEffect(): void {
    this.#effects++
  }

  label(address: Address, name: string): void {
    setLabel(this, address, name)
  }

  /** Whether contracts that are created or called belong to the setup from now on. */
  watchContracts(on: boolean): void {
    this.set(contractsSlot, { ...this.get(contractsSlot), isWatching: on })
    this.updateHooks()
  }

  /** All that cheatcodes remember; a value. */
  get values(): CheatValues {
    this.#notePlayed()
    return this.#values
  }

  /** Goes back to what was remembered, and to a block. Free if nothing changed. */
  goBack(values: CheatValues, block: BlockEnv): void {
    this.#notePlayed()
    if (block !== this.#block) {
      this.machine.setBlock(block)
      this.#block = block
    }
    if (values !== this.#values) {
      this.#values = values
      this.updateHooks()
    }
  }

  /** Whether an assertion marked the run as failed. */
  get hasFailed(): boolean {
    const { values } = this
    if (slotValue(values, hasFailedBeforeSlot)) return true
    return slotValue(values, mayHaveFailedSlot) && this.machine.getStorage(VM_ADDRESS, FAILED_SLOT) !== 0n
  }

  /** Begins to listen to the Machine. @param onLog is shown every log while `showLogs` is on. */
  listen(onLog: (log: Log) => void): void {
    const { before, after, log, access } = createInterceptor(this, onLog)
    this.machine.setInterceptor({
      before,
      after: (frame) => {
        const { values } = this
        const answer = after(frame)
        if (values !== this.#values) this.updateHooks()
        return answer
      },
      log,
      access,
    })
    this.updateHooks()
  }

  showLogs(on: boolean): void {
    this.#showsLogs = on
    this.updateHooks()
  }

  /** Switches on what the present state needs. */
  updateHooks(): void {
    this.#notePlayed()
    const { prank, frames, logs, accesses, isOnlyPranks } = neededHooks(this.#values)
    const { impersonations } = this.machine
    const isPlayed = prank !== undefined && impersonations.set(impersonationOf(prank), prank.isUsed)
    if (!isPlayed && this.#played !== undefined) impersonations.clear()
    this.#played = isPlayed ? prank : undefined
    impersonations.answer(isOnlyPranks && (isPlayed || !frames))
    this.machine.intercept({ frames: frames && !isPlayed, logs: logs || this.#showsLogs, accesses })
  }

  /** Takes into the values what the core made of the prank that it plays, and what it was asked for. */
  #notePlayed(): void {
    const { impersonations } = this.machine
    if (impersonations.answered !== this.#answered) this.#noteAnswered()
    const prank = this.#played
    if (prank === undefined) return
    const { state } = impersonations
    if (state !== 'over' && (state !== 'applied' || prank.isUsed)) return
    const pranks = pranksAfter(prank, state)
    this.#values = withSlotValue(this.#values, pranksSlot, pranks, true)
    this.#played = pranks[0]
    if (state === 'over') impersonations.clear()
  }

  /** The core was asked for pranks, or to end one: only the last can be there still. */
  #noteAnswered(): void {
    const { impersonations } = this.machine
    this.#answered = impersonations.answered
    const pranks = impersonations.isActive ? [askedPrank(impersonations.asked, this.machine.origin)] : []
    if (pranks.length === 0 && this.#played !== undefined) impersonations.clear()
    this.#played = pranks[0]
    // Mostly there was none before and is none after.
    if (pranks.length > 0 || slotValue(this.#values, pranksSlot).length > 0)
      this.#values = withSlotValue(this.#values, pranksSlot, pranks, true)
  }

  /** Answers calls to the cheatcode account. */
  readonly host: Host = (frame) => {
    this.#notePlayed()
    const before = this.#values
    const outcome = this.#dispatch(frame)
    if (before !== this.#values) this.updateHooks()
    return outcome
  }

  #dispatch(frame: HostFrame): HostOutcome {
    const { input } = frame
    const selector = selectorIn(input)
    if (selector === undefined) return failed('type check failed for cheatcode calldata')
    const cheatcode = prepared.get(selector) ?? this.#prepare(selector, frame)
    if (cheatcode === undefined)
      return failed(`unknown cheatcode with selector ${selectorText(selector)}; ${MISMATCH}`)
    try {
      if (!cheatcode.isAssertion) this.#effects++
      const args = decodeArguments(cheatcode.inputTypes, input, 4)
      const outcome = cheatcode.run(this, args, frame)
      if (cheatcode.signature === STORE && args[0] === VM_ADDRESS) this.set(mayHaveFailedSlot, true)
      return this.#answer(cheatcode, outcome)
    } catch (error) {
      if (error instanceof CheatcodeError) {
        const outcome = failed(nameIn(cheatcode.name, error.message))
        if (error instanceof AssertionFailedError) this.failedAssertion = outcome.output
        return outcome
      }
      // Longer than memory would be.
      if (error instanceof AbiEncodeError)
        return failed(nameIn(cheatcode.name, `its result cannot be encoded: ${error.message}`))
      if (error instanceof AbiDecodeError) return failed(`ABI decoding failed for ${cheatcode.signature}`)
      throw error
    }
  }

  #answer(cheatcode: Prepared, outcome: CheatOutcome): HostOutcome {
    if (outcome === undefined) return RETURN_NOTHING
    if (outcome instanceof Uint8Array) return { status: 'return', output: outcome }
    if ('revert' in outcome) return { status: 'revert', output: outcome.revert }
    return { status: 'return', output: encodeArguments(cheatcode.outputTypes, outcome) }
  }

  /** Undefined for what Foundry does not know either: anybody may send anything to the account of the cheatcodes. */
  #prepare(selector: number, frame: HostFrame): Prepared | undefined {
    const cheatcode = registry!.find(selector)
    if (cheatcode === undefined) {
      const signature = registry!.signatureOf(selector)
      if (signature === undefined) return undefined
      throw this.#unsupported(`vm.${signature}`, selector, frame)
    }
    const complete = {
      ...cheatcode,
      isAssertion: cheatcode.name.startsWith('assert'),
      inputTypes: cheatcode.inputs.map(({ type }) => type),
      outputTypes: cheatcode.outputs.map(({ type }) => type),
    }
    prepared.set(selector, complete)
    return complete
  }
}

/** Cheatcodes and console are called as ever, also between a prank and the call that it is for. */
const EXEMPT = [VM_ADDRESS, CONSOLE_ADDRESS] as const

function impersonationOf({ by, sender, depth, isSingle }: Prank): Impersonation {
  return { of: by, as: sender, depth, isOnce: isSingle, exempt: EXEMPT }
}

/** The words are forge's. */
const MISMATCH =
  'you may have a mismatch between the `Vm` interface (likely in `forge-std`) and the `forge` version'
const STORE = 'store(address,bytes32,bytes32)'

function failed(message: string): HostOutcome & { readonly output: Uint8Array } {
  return { status: 'revert', output: cheatcodeErrorBytes(message) }
}

/** Assertions say by themselves what they are; forge-std reads the message of rpcUrl. */
function nameIn(name: string, message: string): string {
  return name.includes('assert') || name === 'rpcUrl' ? message : `vm.${name}: ${message}`
}
