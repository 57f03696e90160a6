/** Where time comes from. The core is given one, so that a test or a replay decides what time it is. */
export type Clock = {
  /** Milliseconds since the Unix epoch, with fractions; never goes back. */
  readonly nowMs: () => number
}

/** A clock that stands still until it is told to move. */
export type ManualClock = Clock & {
  /**
   * Moves time forward.
   * @throws RangeError unless `durationMs` is a finite number of at least 0.
   */
  readonly advanceMs: (durationMs: number) => void
}

/** A clock for tests and replays that starts at `startMs`. */
export function createManualClock(startMs = 0): ManualClock {
  let now = startMs
  return {
    nowMs: () => now,
    advanceMs: (durationMs) => {
      if (!Number.isFinite(durationMs) || durationMs < 0) {
        throw new RangeError(`A clock moves forward by a finite time, not by ${durationMs} ms.`)
      }
      now += durationMs
    },
  }
}
