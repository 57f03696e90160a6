// What a run is doing at the moment, as far as one line can say.

/** Numbers of all campaigns together. */
export type LiveState = {
  /** What is searched: 'VaultTest'. Anybody's text. */
  readonly target: string
  readonly executions: number
  /** Of the last second or so. */
  readonly executionsPerSecond: number
  readonly edges: number
  readonly corpus: number
  readonly findings: number
  /** Findings that are shrunk at the moment, with the calls they have now. */
  readonly shrinking: readonly {
    readonly property: string
    readonly calls: number
    readonly originalCalls: number
  }[]
  /** Until the budget ends; undefined if it is not in seconds. */
  readonly secondsLeft?: number
  /** 0 to 1, if the budget is in executions. */
  readonly share?: number
  /** Instead of numbers: 'compiling', 'setting up VaultTest'. Anybody's text. */
  readonly stage?: string
}
