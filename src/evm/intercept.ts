// Interception: host code that is asked before a contract calls or creates, told when frames end, and shown logs and
// storage accesses as they happen. Cheatcodes that change the sender of the next call or expect it to fail are made of it.

import { CALL_KINDS, type CallKind, isCreation } from './host.ts'
import type { Core } from './core/core.ts'
import * as L from './core/layout.gen.ts'
import type { Address, Log } from './types.ts'

/** A contract is about to call or create. Valid until the interceptor returns; fields are read when asked for. */
export class InterceptedCall {
  readonly #core: Core
  readonly #input: number
  readonly #inputBytes: number
  readonly #frame: number
  readonly kind: CallKind
  /** Of the frame that calls: 0 is the transaction's own. */
  readonly depth: number
  /** Gas that the new frame gets. */
  readonly gas: bigint
  readonly isStatic: boolean

  constructor(core: Core, frame: number, kind: number, input: number, inputBytes: number, gas: bigint) {
    this.#core = core
    this.#input = input
    this.#inputBytes = inputBytes
    this.#frame = frame
    this.kind = CALL_KINDS[kind]!
    this.depth = core.doors.depthNow() - 1
    this.gas = gas
    this.isStatic = core.u32[(frame + L.F_STATIC) >> 2] !== 0 || this.kind === 'staticcall'
  }

  /** Who calls: the account that the calling frame acts for. */
  get caller(): Address {
    return this.#core.address(L.INTERCEPTED + L.INTERCEPTED_CALLER)
  }
  /** MSG.SENDER of the new frame: the caller, but a delegatecall keeps that of the frame which calls. */
  get sender(): Address {
    const { caller } = this
    if (this.kind !== 'delegatecall') return caller
    // Unless its caller was changed.
    const isOwn = caller === this.#core.address(this.#frame + L.F_ADDRESS)
    return isOwn ? this.#core.address(this.#frame + L.F_CALLER) : caller
  }
  /** Whose code is called; undefined for a creation. */
  get to(): Address | undefined {
    return isCreation(this.kind) ? undefined : this.#core.address(L.INTERCEPTED + L.INTERCEPTED_TO)
  }
  /** Wei; 0 for kinds that move none. */
  get value(): bigint {
    return this.#core.word(L.INTERCEPTED + L.INTERCEPTED_VALUE)
  }
  /** Calldata or initcode. A view: valid until the interceptor returns; `.slice()` to keep. */
  get input(): Uint8Array {
    return this.#core.view(this.#input, this.#inputBytes)
  }

  /**
   * Makes another account the caller: MSG.SENDER of the new frame, who pays the value, whose nonce a creation uses; for a
   * delegatecall also whose state the frame acts on. No effect on callcode.
   */
  setCaller(address: Address): void {
    this.#core.setAddress(L.INTERCEPTED + L.INTERCEPTED_CALLER, address)
  }
}

/** A frame that ended. Valid until the interceptor returns. What a failed frame changed is undone already. */
export class EndedFrame {
  readonly #core: Core
  readonly #at: number
  readonly #bytes: number
  readonly status: 'return' | 'revert' | 'halt'
  /** Its own: 0 is the transaction's. */
  readonly depth: number

  constructor(core: Core, at: number, status: number, bytes: number) {
    this.#core = core
    this.#at = at
    this.#bytes = bytes
    this.status = status === L.STATUS_SUCCESS ? 'return' : status === L.STATUS_REVERT ? 'revert' : 'halt'
    this.depth = core.doors.depthNow() - 1
  }

  get kind(): CallKind {
    return CALL_KINDS[this.#core.u32[(this.#at + L.F_KIND) >> 2]!]!
  }
  get caller(): Address {
    return this.#core.address(this.#at + L.F_CALLER)
  }
  /** Whose state it acted on; for a creation the new account. */
  get address(): Address {
    return this.#core.address(this.#at + L.F_ADDRESS)
  }
  /** Whose code it ran. */
  get codeAddress(): Address {
    return this.#core.address(this.#at + L.F_CODE_ADDRESS)
  }
  get value(): bigint {
    return this.#core.word(this.#at + L.F_VALUE)
  }
  /** Calldata; empty for a creation. A view. */
  get input(): Uint8Array {
    const u32 = this.#core.u32
    return this.#core.view(u32[(this.#at + L.F_INPUT) >> 2]!, u32[(this.#at + L.F_INPUT_BYTES) >> 2]!)
  }
  /** Return or revert data. A view: valid until the interceptor returns. */
  get output(): Uint8Array {
    return this.#core.view(L.RETURN, this.#bytes)
  }
  /** Gas left. */
  get gas(): bigint {
    return this.#core.words[(this.#at + L.F_GAS) >> 3]!
  }
  /** Gas that it, and what it called, added to what the transaction gets back; 0 or less if it failed or has undone refunds. */
  get refund(): bigint {
    const before = BigInt.asIntN(64, this.#core.words[(this.#at + L.F_REFUND) >> 3]!)
    return this.#core.doors.refund.value - before
  }
}

/** What the caller sees instead. `created`: address that a creation which 'returns' gives. */
export type InterceptAnswer = {
  readonly status: 'return' | 'revert'
  readonly output?: Uint8Array
  readonly created?: Address
}

/** A storage access that is about to happen, as often as it happens. */
export type StorageTouch = {
  readonly kind: 'read' | 'write'
  readonly address: Address
  readonly slot: bigint
  /** What is about to be written. */
  readonly value: bigint | undefined
  /** Of the frame. */
  readonly depth: number
}

/**
 * Host code that listens. It may read and set state, but may not execute. What it throws ends the outermost execution and
 * reaches its caller.
 */
export type Interceptor = {
  /** A contract is about to call or create; an answer is given to it instead (not to creations: only their caller can change). */
  before?(call: InterceptedCall): InterceptAnswer | undefined
  /**
   * A frame ended: of a contract, a host, a precompile, an account without code, or a call that was refused for depth or
   * balance. An answer replaces what the caller sees; one that is not 'return' undoes what the frame did.
   */
  after?(frame: EndedFrame): InterceptAnswer | undefined
  /** A log was written by the frame at `depth`. */
  log?(log: Log, depth: number): void
  access?(access: StorageTouch): void
}

/** What to intercept. */
export type InterceptFlags = {
  readonly frames?: boolean
  readonly logs?: boolean
  /** Of frames that begin while it is on; they run several times slower. */
  readonly accesses?: boolean
}

export function interceptBits(flags: InterceptFlags): number {
  return (
    (flags.frames ? L.INTERCEPT_FRAMES : 0) |
    (flags.logs ? L.INTERCEPT_LOGS : 0) |
    (flags.accesses ? L.INTERCEPT_ACCESS : 0)
  )
}
