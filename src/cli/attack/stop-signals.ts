// Ctrl-C and its relatives. The first asks for an end with what there is; the second does not ask.

/** Where signals come from: `process`. */
export type SignalSource = {
  on(signal: NodeJS.Signals, listener: () => void): unknown
  off(signal: NodeJS.Signals, listener: () => void): unknown
}

// SIGHUP: the terminal was closed; what was found is still kept.
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Calls `onFirst` at the first of these signals and `onSecond` at every further one, until the returned function is called. */
export function listenForStops(source: SignalSource, onFirst: () => void, onSecond: () => void): () => void {
  let isFirst = true
  const listener = (): void => {
    if (!isFirst) return onSecond()
    isFirst = false
    onFirst()
  }
  for (const signal of SIGNALS) source.on(signal, listener)
  return () => {
    for (const signal of SIGNALS) source.off(signal, listener)
  }
}
