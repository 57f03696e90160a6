// A detector: a property that nobody had to write. It compares the present state with the state after setup.

/** What a detector found, in words. */
export type Verdict = {
  /** What happened, with names and without amounts: the same however much it was. Part of the failure's signature. */
  readonly words: string
  /** The same with amounts: a sentence for the report. */
  readonly details: string
}

export type DetectorName = 'theft' | 'loss' | 'frozen' | 'takeover' | 'destruction'

export type Detector = {
  readonly name: DetectorName
  /** What it reports and what it does not, in one sentence for the user. */
  readonly rule: string
  /**
   * Judges the present state; undefined: nothing to report. Works outside of executions and in host code. Leaves the state
   * as it is.
   */
  judge(): Verdict | undefined
  /**
   * How near the present state, which `judge` has just let pass, is to what it reports: greater is nearer. Coarse: states are kept
   * for being the nearest so far, and there should be few.
   */
  score?(): bigint
  /**
   * Reads once, through contract code, what `judge` reads by itself at every asking: the Machine notes only what code reads,
   * and who watches a property asks again only if something that was noted has been written.
   */
  touch(): void
}
