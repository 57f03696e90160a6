// What was written since a mark, as a search wants to know it: whether it is new, whom it concerns, which code came with it.

import type { Core } from './core/core.ts'
import * as L from './core/layout.gen.ts'
import type { Address, Mark } from './types.ts'

const NO_ADDRESSES: readonly Address[] = []

/** Who read what: half a megabyte. Of one Machine. */
export type Watched = { readonly masks: Uint8Array; readonly balance: bigint; readonly block: bigint }

/** Judges what executions of one Machine wrote. */
export class Feedback {
  readonly #core: Core
  readonly #setFlags: (flags: number) => void

  constructor(core: Core, setFlags: (flags: number) => void) {
    this.#core = core
    this.#setFlags = setFlags
  }

  // ---- features: which sizes of values were seen -----------------------------------------------------------------

  /**
   * Adds the features of what was written since the mark, by the last execution, to those seen: pairs of a variable (entries
   * of one mapping count as one) and the size of its value. `isNew`: how many were not seen before. `changes`: values that
   * were written. Both stop at 65,535. Two features in half a million share a place, so a new one may be missed.
   */
  addFeatures(mark: Mark): { readonly isNew: number; readonly changes: number } {
    const packed = this.#core.doors.addFeatures(mark.position)
    return { isNew: packed & 0xffff, changes: packed >>> 16 }
  }

  /** The features seen, 64 KiB; a copy. */
  getFeatures(): Uint8Array {
    return this.#core.view(L.FEATURES, L.FEATURES_BYTES).slice()
  }
  /** Replaces the features seen. */
  setFeatures(features: Uint8Array): void {
    this.#core.refresh()
    this.#core.bytes.set(features.subarray(0, L.FEATURES_BYTES), L.FEATURES)
  }

  // ---- watchers: who read what was written -----------------------------------------------------------------------

  /**
   * From now on slots that executions read are noted for this watcher, 0 to 63; undefined: no longer. See watchersSince.
   */
  watch(watcher: number | undefined): void {
    if (watcher !== undefined) this.#core.doors.setWatcher(watcher)
    this.#setFlags(watcher === undefined ? 0 : L.OBSERVE_WATCH)
  }

  /**
   * The watchers, as bits, that read something which was written since the mark, ever since reset(): what they looked at may
   * be different now, and of all others it is the same. Balances count as one thing, codes as read by all; what host code looked up by
   * itself is not noted. May name a watcher in vain (two slots of 65,536 share a place).
   */
  watchersSince(mark: Mark): bigint {
    return BigInt.asUintN(64, this.#core.doors.watchersOf(mark.position))
  }

  /** The watchers that read anything of the block: time, number, fees. */
  get blockWatchers(): bigint {
    return BigInt.asUintN(64, this.#core.doors.blockWatchers.value)
  }

  /** Who read what, so far; a copy. */
  getWatched(): Watched {
    const { doors } = this.#core
    return {
      masks: this.#core.view(L.WATCHED, L.WATCHED_MASKS * Uint32Array.BYTES_PER_ELEMENT * 2).slice(),
      balance: doors.balanceWatchers.value,
      block: doors.blockWatchers.value,
    }
  }
  /** Replaces who read what. */
  setWatched({ masks, balance, block }: Watched): void {
    this.#core.refresh()
    const { doors, bytes } = this.#core
    bytes.set(masks, L.WATCHED)
    doors.balanceWatchers.value = balance
    doors.blockWatchers.value = block
  }

  // ---- codes -----------------------------------------------------------------------------------------------------

  /** Accounts whose code changed since the mark and what was done since is still there: contracts that were created, mostly. */
  codeChangesSince(mark: Mark): readonly Address[] {
    const { doors } = this.#core
    const top = doors.journalNow()
    let at = doors.firstCodeSince(mark.position)
    if (at >= top) return NO_ADDRESSES
    this.#core.refresh()
    const found = new Set<Address>()
    while (at < top) {
      found.add(this.#core.address(this.#core.u32[(at + L.J_POINTER) >> 2]! + L.ACC_ADDRESS))
      at = doors.firstCodeSince(at + L.JOURNAL_BYTES)
    }
    return [...found]
  }
}
