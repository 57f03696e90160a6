// What the core observes while it executes. Several parts of a Machine want something observed, each without knowing of the
// others: every one has flags of its own, and the core has those of all.

import type { Core } from './core/core.ts'

export type Observer = 'observations' | 'trace' | 'watch' | 'intercept' | 'impersonations' | 'isolation'

export class ObserveFlags {
  readonly #core: Core
  readonly #always: number
  readonly #flags: Record<Observer, number> = {
    observations: 0,
    trace: 0,
    watch: 0,
    intercept: 0,
    impersonations: 0,
    isolation: 0,
  }

  /** @param always OBSERVE_* flags that stay on. */
  constructor(core: Core, always: number) {
    this.#core = core
    this.#always = always
    core.doors.setObserve(always)
  }

  /** OBSERVE_*, INTERCEPT_*, IMPERSONATING and ISOLATING flags of one observer. */
  of(observer: Observer): number {
    return this.#flags[observer]
  }

  /** Replaces the flags of one observer. */
  set(observer: Observer, flags: number): void {
    const all = this.#flags
    if (all[observer] === flags) return
    all[observer] = flags
    const { observations, trace, watch, intercept, impersonations, isolation } = all
    const asked = observations | trace | watch | intercept | impersonations | isolation
    this.#core.doors.setObserve(this.#always | asked)
  }
}
