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

/** One that the core was asked for. */
export type AskedImpersonation = Omit<Impersonation, 'exempt'>

/** First four bytes, the first most significant, of the calls by which an account is asked for an impersonation of its caller. */
export type ImpersonationSelectors = {
  /** For one call, with the address to call as. */
  readonly once: number
  /** For all calls, with the address. */
  readonly start: number
  /** Ends the one of the caller's depth. */
  readonly end: number
}

/** 'waiting': it changed no call yet. 'over': it was for one call, which has ended, or somebody ended it. */
export type ImpersonationState = 'none' | 'waiting' | 'applied' | 'over'

const STATES: readonly ImpersonationState[] = ['none', 'waiting', 'applied', 'over']

/** The impersonation of a Machine: one at most. It is no state: it survives rollbacks. */
export class Impersonations {
  readonly #core: Core
  readonly #setFlags: (flags: number) => void
  #isSet = false
  #isRefused = false
  #isAnswering = false
  #exempt: Impersonation['exempt'] | undefined

  /** @param setFlags takes IMPERSONATING and ANSWERS_IMPERSONATION, or 0 */
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
    this.#setExempt(exempt)
    const { u32 } = core
    u32[(L.IMPERSONATION + L.IMPERSONATION_DEPTH) >> 2] = depth
    u32[(L.IMPERSONATION + L.IMPERSONATION_ONCE) >> 2] = isOnce ? 1 : 0
    u32[AT_STATE] = isApplied ? L.IMPERSONATION_APPLIED : L.IMPERSONATION_WAITS
    this.#isSet = true
    this.#update()
    return true
  }

  clear(): void {
    this.#core.u32[AT_STATE] = 0
    this.#isSet = false
    this.#update()
  }

  /**
   * Whether the core answers plain calls of the first exempt account that ask for an impersonation, with success and nothing else, while
   * there is none: its host code is not asked then. Behind `prepareAnswers`.
   */
  answer(isOn: boolean): void {
    if (isOn === this.#isAnswering) return
    this.#isAnswering = isOn
    this.#update()
  }
  /** What the core is to answer if `answer` says so, and whom. */
  prepareAnswers(exempt: Impersonation['exempt'], selectors: ImpersonationSelectors): void {
    this.#setExempt(exempt)
    const { u32 } = this.#core
    u32[(L.IMPERSONATION + L.IMPERSONATION_ASK_ONCE) >> 2] = asInMemory(selectors.once)
    u32[(L.IMPERSONATION + L.IMPERSONATION_ASK) >> 2] = asInMemory(selectors.start)
    u32[(L.IMPERSONATION + L.IMPERSONATION_END) >> 2] = asInMemory(selectors.end)
  }

  /** Whether whoever is to call in the place of another, also by an interceptor, is warm from then on. At first not. */
  warm(isOn: boolean): void {
    this.#core.u32[(L.IMPERSONATION + L.IMPERSONATION_WARMS) >> 2] = isOn ? 1 : 0
  }

  /** How often the core has answered such calls, modulo 2^32. */
  get answered(): number {
    return this.#core.u32[AT_ASKED]!
  }

  /** The impersonation that somebody asked the core for last, while it waits or applies. */
  get asked(): AskedImpersonation {
    const core = this.#core
    return {
      of: core.address(L.IMPERSONATION + L.IMPERSONATION_OF),
      as: core.address(L.IMPERSONATION + L.IMPERSONATION_AS),
      depth: core.u32[(L.IMPERSONATION + L.IMPERSONATION_DEPTH) >> 2]!,
      isOnce: core.u32[(L.IMPERSONATION + L.IMPERSONATION_ONCE) >> 2] === 1,
    }
  }

  /** What became of it. */
  get state(): ImpersonationState {
    return STATES[this.#core.u32[AT_STATE]!]!
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

  // The same for all of them, mostly.
  #setExempt(exempt: Impersonation['exempt']): void {
    if (exempt === this.#exempt) return
    this.#core.setAddress(L.IMPERSONATION + L.IMPERSONATION_NOT, exempt[0])
    this.#core.setAddress(L.IMPERSONATION + L.IMPERSONATION_NOT_EITHER, exempt[1])
    this.#exempt = exempt
  }

  #update(): void {
    const ofAnswers = this.#isAnswering ? L.IMPERSONATING | L.ANSWERS_IMPERSONATION : 0
    this.#setFlags(this.#isRefused ? 0 : ofAnswers | (this.#isSet ? L.IMPERSONATING : 0))
  }
}

const AT_STATE = (L.IMPERSONATION + L.IMPERSONATION_STATE) >> 2
const AT_ASKED = (L.IMPERSONATION + L.IMPERSONATION_ASKED) >> 2

/** Bytes of a number, first the most significant, as the core reads them at once. */
function asInMemory(selector: number): number {
  return (
    ((selector & 0xff) << 24) | ((selector & 0xff00) << 8) | ((selector >>> 8) & 0xff00) | (selector >>> 24)
  )
}
