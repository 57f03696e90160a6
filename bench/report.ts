/** The document that a run writes: one per line in bench/results/results.ndjson, and with --json on stdout. */

import type { BarResult } from './bars.ts'
import type { ReportHead } from './command/report-head.ts'
import type { Row } from './rows.ts'

/** One run. */
export type BenchReport = ReportHead & {
  /** Short batches: ratios are good to a fifth or so, not to a few percent. */
  readonly quick: boolean
  /** Cases asked for with --only; empty: all. */
  readonly only: readonly string[]
  /** Wall time of the run. */
  readonly seconds: number
  readonly rows: readonly Row[]
  readonly summary: {
    /** All bars met; null if one could not be judged and none was missed. */
    readonly met: boolean | null
    readonly bars: readonly BarResult[]
    /** Engines that did not run, with the reason. */
    readonly missing: readonly { readonly engine: string; readonly reason: string }[]
  }
}

/** True if all are met, false if one is not, null if one is unknown. */
export function allMet(bars: readonly BarResult[]): boolean | null {
  if (bars.some(({ met }) => met === false)) return false
  return bars.some(({ met }) => met === null) ? null : true
}
