// What a cheatcode may use, and where it keeps what it remembers.
//
// Everything that cheatcodes remember is state of the world: a search goes back to stored states hundreds of thousands of
// times per second. So it lives in slots whose values are never changed in place, only replaced: saving a state takes one
// reference, going back puts it back.

import type { HostFrame } from '../../evm/host.ts'
import type { Machine } from '../../evm/machine.ts'
import type { Address, BlockEnv } from '../../evm/types.ts'
import { BaseError } from '../../primitives/errors.ts'
import type { AbiValue } from '../../project/abi/types.ts'
import type { Project } from '../../project/types.ts'
import type { ErrorLookup } from '../revert-reason.ts'
import type { SetupOptions } from '../types.ts'

/** A named place in the cheatcodes' state. Make one per concept, at the top of a module. */
export type CheatSlot<Value> = { readonly name: string; readonly index: number; readonly initial: Value }

let slotCount = 0

/** A new slot; `initial` is what it holds in a new world. Values are immutable: replace them, never change them. */
export function cheatSlot<Value>(name: string, initial: Value): CheatSlot<Value> {
  return { name, index: slotCount++, initial }
}

/** What a cheatcode may use. Throwing CheatcodeError reverts the calling frame with its message. */
export type CheatContext = {
  readonly machine: Machine
  readonly project: Project
  readonly options: SetupOptions
  /** The test contract. */
  readonly test: Address
  get<Value>(slot: CheatSlot<Value>): Value
  /** Replaces a slot's value; undone when the world goes back to an earlier state. */
  set<Value>(slot: CheatSlot<Value>, value: Value): void
  /** The block as executions see it now. */
  readonly block: BlockEnv
  /** Changes the block, also for what is running; undone when the world goes back. */
  setBlock(change: Partial<BlockEnv>): void
  /** vm.expectRevert also takes a revert of the frame that calls it. */
  readonly allowsInternalReverts: boolean
  /** The custom errors of the project that a selector may mean. */
  readonly errorsOf: ErrorLookup
  /** Gives an account a name for traces and reports. */
  label(address: Address, name: string): void
}

/**
 * What `run` of a cheatcode gives back: values in order of the outputs; bytes that are already encoded; or a revert with
 * these bytes as they are (cheaper than a throw). Nothing: no outputs.
 */
export type CheatOutcome = readonly AbiValue[] | Uint8Array | { readonly revert: Uint8Array } | void

/** A cheatcode's body: decoded arguments in, values to return out. `frame` is the call to the cheatcode: its `caller` asks. */
export type CheatRun = (context: CheatContext, args: readonly AbiValue[], frame: HostFrame) => CheatOutcome

/** The cheatcodes of one file: signature, as Solidity writes it for selectors, to body. */
export type CheatTable = Readonly<Record<string, CheatRun>>

/**
 * The calling frame reverts with CheatcodeError(string). The text is Foundry's own; 'vm.<name>: ' is put in front of it,
 * except for assertions.
 */
export class CheatcodeError extends BaseError {
  readonly code = 'CHEATCODE_FAILED'
}
