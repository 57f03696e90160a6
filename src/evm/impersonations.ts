// Impersonation: calls of one account are made in the name of another, by the core alone. What an interceptor that only changes callers does takes
// two ways out of the core for each frame; this takes none.

import type { Core } from './core/core.ts'
import * as L from './core/layout.gen.ts'
import type { Address } from './types.ts'

/** In whose name an account calls and creates. */
export type Impersonation = {
  /** Who calls. */
  readonly of: Address
  /** MSG.SENDER of what it calls, who pays, whose nonce a creation uses. DELEGATECALL and CALLCODE keep their sender. */
  readonly as: Address
  /** Calls that are made at this depth only: 1 for those of the transaction's own frame. */
  readonly depth: number
  /** Until a call at this depth has ended, whoever made it. */
  readonly isOnce: boolean
  /** Called as ever, and no call that ends anything. */
  readonly exempt: readonly [Address, Address]
}

/** 'waiting': it changed no call yet. 'over': it was for one call, which has ended. */
export type ImpersonationState = 'none' | 'waiting' | 'applied' | 'over'

const STATES: readonly ImpersonationState[] = ['none', 'waiting', 'applied', 'over']

/** The impersonation of a Machine: one at most. It is no state: it survives rollbacks. */
export class Impersonations {
  readonly #core: Core
  readonly #setFlags: (flags: number) => void
  #isSet = false
  #isRefused = false
  #exempt: Impersonation['exempt'] | undefined

  /** @param setFlags takes IMPERSONATING or 0 */
  constructor(core: Core, setFlags: (flags: number) => void) {
    this.#core = core
    this.#setFlags = setFlags
  }

  /**
   * Replaces the impersonation, at any time, also from host code. It comes behind what an interceptor does to a call.
   * @param isApplied it has changed a call before
   * @returns false if it is refused, because another interceptor listens for now that should see every frame
   */
  set(impersonation: Impersonation, isApplied: boolean): boolean {
    if (this.#isRefused) return false
    const core = this.#core
    const { of, as, depth, isOnce, exempt } = impersonation
    core.setAddress(L.IMPERSONATION + L.IMPERSONATION_OF, of)
    core.setAddress(L.IMPERSONATION + L.IMPERSONATION_AS, as)
    // The same for all of them, mostly.
    if (exempt !== this.#exempt) {
      core.setAddress(L.IMPERSONATION + L.IMPERSONATION_NOT, exempt[0])
      core.setAddress(L.IMPERSONATION + L.IMPERSONATION_NOT_EITHER, exempt[1])
      this.#exempt = exempt
    }
    const { u32 } = core
    u32[(L.IMPERSONATION + L.IMPERSONATION_DEPTH) >> 2] = depth
    u32[(L.IMPERSONATION + L.IMPERSONATION_ONCE) >> 2] = isOnce ? 1 : 0
    u32[(L.IMPERSONATION + L.IMPERSONATION_STATE) >> 2] = isApplied
      ? L.IMPERSONATION_APPLIED
      : L.IMPERSONATION_WAITS
    this.#isSet = true
    this.#update()
    return true
  }

  clear(): void {
    this.#isSet = false
    this.#update()
  }

  /** What became of it. */
  get state(): ImpersonationState {
    return this.#isSet ? STATES[this.#core.u32[(L.IMPERSONATION + L.IMPERSONATION_STATE) >> 2]!]! : 'none'
  }

  /** Whether it may change a call that comes. */
  get isActive(): boolean {
    const { state } = this
    return state === 'waiting' || state === 'applied'
  }

  /** Runs as if there were none, and refuses to set one. */
  without<T>(run: () => T): T {
    const before = this.#isRefused
    this.#isRefused = true
    this.#update()
    try {
      return run()
    } finally {
      this.#isRefused = before
      this.#update()
    }
  }

  #update(): void {
    this.#setFlags(this.#isSet && !this.#isRefused ? L.IMPERSONATING : 0)
  }
}
