// Ctrl-C and its relatives. The first asks for an end with what there is; the second does not ask.

import type { Clock } from '../../primitives/clock.ts'

/** Where signals come from: `process`. */
export type SignalSource = {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown
  off(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown
}

// SIGHUP: the terminal was closed; what was found is still kept.
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** One signal often comes twice: `timeout` and others send it to the process, and to the group that it is in. No finger is that fast. */
const ECHO_MS = 200

export type StopListeners = {
  readonly clock: Clock
  readonly onFirst: () => void
  readonly onSecond: () => void
}

/** Calls `onFirst` at the first of these signals and `onSecond` at every further one, until the returned function is called. */
export function listenForStops(
  source: SignalSource,
  { clock, onFirst, onSecond }: StopListeners,
): () => void {
  let first: { readonly signal: NodeJS.Signals; readonly atMs: number } | undefined
  const listener = (signal: NodeJS.Signals): void => {
    if (first === undefined) {
      first = { signal, atMs: clock.nowMs() }
      return onFirst()
    }
    if (signal !== first.signal || clock.nowMs() - first.atMs >= ECHO_MS) onSecond()
  }
  for (const signal of SIGNALS) source.on(signal, listener)
  return () => {
    for (const signal of SIGNALS) source.off(signal, listener)
  }
}
