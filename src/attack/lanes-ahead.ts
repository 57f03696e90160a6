// Lanes of the next epoch that run already while the last lanes of an epoch still do: else every worker but the slowest would have nothing
// to do until its end. They are run as if the lanes that are not over brought nothing new, which most do once a search has gone on
// for a while. If one does bring something, what was run ahead is thrown away: no result depends on who went ahead.

import type { LaneTask } from './tasks.ts'

type AheadLane<Result> = {
  readonly task: LaneTask
  readonly outcome: Promise<Result>
  readonly stop: AbortController
}

/** @typeParam Result What came of a lane. */
export class LanesAhead<Result> {
  /** In the order of the lanes, from the first one on. */
  #lanes: AheadLane<Result>[] = []
  #entries = 0
  /** Of all that run, those that were taken among them. */
  readonly #running = new Set<AbortController>()

  /** @param searchSignal aborted when all searching ends */
  constructor(searchSignal: AbortSignal) {
    // Not AbortSignal.any for each: a search may take days, and what it makes may live as long as the signal.
    searchSignal.addEventListener('abort', () => {
      for (const stop of this.#running) stop.abort()
    })
  }

  /** How many have been begun. */
  get count(): number {
    return this.#lanes.length
  }

  /**
   * @param entries how many of the corpus they start from: the same for all that are begun before the next `take`
   * @param run stopped by the signal when nobody wants the result any more
   */
  begin(task: LaneTask, entries: number, run: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const stop = new AbortController()
    this.#running.add(stop)
    const outcome = run(stop.signal).finally(() => this.#running.delete(stop))
    this.#entries = entries
    this.#lanes.push({ task, outcome, stop })
    return outcome
  }

  /**
   * The lanes that were begun of those of an epoch, the first first; all are thrown away if they would have been others.
   * @param entries how many of the corpus the epoch starts from
   */
  take(tasks: readonly LaneTask[], entries: number): readonly Promise<Result>[] {
    const fits = this.#lanes.every(({ task }, i) => isSameLane(task, tasks[i]))
    if (!fits || this.#entries !== entries) this.discard()
    const outcomes = this.#lanes.map(({ outcome }) => outcome)
    this.#lanes = []
    return outcomes
  }

  /** What came of those that were begun, when searching has ended. */
  async end(): Promise<Result[]> {
    const outcomes = this.#lanes.map(({ outcome }) => outcome)
    this.#lanes = []
    return await Promise.all(outcomes)
  }

  /** Ends those that run; nobody hears what came of them. */
  discard(): void {
    for (const { outcome, stop } of this.#lanes) {
      outcome.catch(() => undefined)
      stop.abort()
    }
    this.#lanes = []
  }
}

/** What is broken and what is known only grows in a campaign: as many are the same. */
function isSameLane(a: LaneTask, b: LaneTask | undefined): boolean {
  return (
    b !== undefined &&
    a.epoch === b.epoch &&
    a.lane === b.lane &&
    a.executionsMax === b.executionsMax &&
    a.gasMax === b.gasMax &&
    a.broken.length === b.broken.length &&
    a.knownFailures.length === b.knownFailures.length &&
    a.isStale === b.isStale
  )
}
