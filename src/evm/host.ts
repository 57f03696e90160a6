// Host accounts: addresses whose code is a function of ours. Cheatcodes, attacker contracts and faulty components are
// host accounts.

import {
  F_ADDRESS,
  F_CALLER,
  F_CODE_ADDRESS,
  F_GAS,
  F_INPUT,
  F_INPUT_BYTES,
  F_KIND,
  F_STATIC,
  F_VALUE,
} from './core/layout.gen.ts'
import type { Core } from './core/core.ts'
import type { Address } from './types.ts'

/** How a frame was entered. */
export type CallKind = 'call' | 'callcode' | 'delegatecall' | 'staticcall' | 'create' | 'create2'

export const CALL_KINDS: readonly CallKind[] = [
  'call',
  'callcode',
  'delegatecall',
  'staticcall',
  'create',
  'create2',
]

/** It runs initcode, and its target is the new account. */
export function isCreation(kind: CallKind): boolean {
  return kind === 'create' || kind === 'create2'
}

/** What host code decides. */
export type HostOutcome =
  | {
      readonly status: 'return' | 'revert'
      /** Copied before the caller goes on. Default: nothing. */
      readonly output?: Uint8Array
      /** Gas that the frame costs; more than it has makes it run out. Default 0: what nested calls used is not charged. */
      readonly gasUsed?: bigint
    }
  /** Fails and takes all gas of the frame, as an exceptional halt does. */
  | { readonly status: 'halt' }

/** Host code. It must be deterministic. What it throws ends the outermost execution and reaches its caller. */
export type Host = (frame: HostFrame) => HostOutcome

/** The call that host code answers. Valid until the host returns; fields are read from the Machine when asked for. */
export class HostFrame {
  readonly #core: Core
  readonly #at: number
  /** Nesting: 0 is the frame of the transaction itself. */
  readonly depth: number

  constructor(core: Core, at: number, depth: number) {
    this.#core = core
    this.#at = at
    this.depth = depth
  }

  get kind(): CallKind {
    return CALL_KINDS[this.#core.u32[(this.#at + F_KIND) >> 2]!]!
  }
  /** MSG.SENDER. */
  get caller(): Address {
    return this.#core.address(this.#at + F_CALLER)
  }
  /** Whose storage and balance the frame acts on: the host's own address, unless it was called by delegatecall. */
  get address(): Address {
    return this.#core.address(this.#at + F_ADDRESS)
  }
  /** The account whose code was called: the host, or an account that delegates to it (EIP-7702). */
  get codeAddress(): Address {
    return this.#core.address(this.#at + F_CODE_ADDRESS)
  }
  /** Wei; already moved to `address` for a call. */
  get value(): bigint {
    return this.#core.word(this.#at + F_VALUE)
  }
  /** A view: valid until the host returns or executes something; `.slice()` to keep. */
  get input(): Uint8Array {
    const u32 = this.#core.u32
    return this.#core.view(u32[(this.#at + F_INPUT) >> 2]!, u32[(this.#at + F_INPUT_BYTES) >> 2]!)
  }
  /** Gas of the frame, the stipend of a transfer (2,300) included. */
  get gas(): bigint {
    return this.#core.words[(this.#at + F_GAS) >> 3]!
  }
  /**
   * Gives the caller gas beside what is left of this frame's: back what something cost, never more than it had, or the
   * transaction would have used less than nothing.
   */
  addGas(gas: bigint): void {
    this.#core.words[(this.#at + F_GAS) >> 3]! += gas
  }
  /** Changes are forbidden (EIP-214): calls that the host makes are static too. Its own setters are not refused. */
  get isStatic(): boolean {
    return this.#core.u32[(this.#at + F_STATIC) >> 2] !== 0
  }
}
