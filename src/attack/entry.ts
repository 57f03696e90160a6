// What a campaign keeps. The ordered list of entries is its whole memory: corpus states, coverage, dictionary and scores
// are functions of the list, found again by running it. So workers exchange entries, and a stopped campaign goes on from
// the list on disk.

import type { Call, CallSequence } from './types.ts'

/** Calls worth keeping, made on the state that another entry left. */
export type Entry = {
  /**
   * Number of the entry on whose state the calls were made; 0 is the state after setup. In the result of a lane, -1, -2, ...
   * are the first, second, ... entry of that result.
   */
  readonly parent: number
  readonly calls: readonly Call[]
  /** The last call reverted: it left no state, but its arguments came further than others. */
  readonly isReverted: boolean
  /** Position of the stateless property that its one call is of, or -1. */
  readonly stateless: number
}

/** The state after setup: entry 0. */
export const ROOT_ENTRY: Entry = { parent: -1, calls: [], isReverted: false, stateless: -1 }

/** The list with the lane's own numbers replaced by those that its entries get when they are appended at `first`. */
export function numberEntries(entries: readonly Entry[], first: number): Entry[] {
  return entries.map((entry) => ({
    ...entry,
    parent: entry.parent < 0 ? first - 1 - entry.parent : entry.parent,
  }))
}

/** All calls from the state after setup to that of the entry, its own included. */
export function pathOf(entries: readonly Entry[], number: number): CallSequence {
  const parts: (readonly Call[])[] = []
  for (let at = number; at > 0;) {
    const entry: Entry = entries[at]!
    parts.push(entry.calls)
    at = entry.parent
  }
  return parts.reverse().flat()
}
