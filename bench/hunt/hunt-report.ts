/** The document of a hunt. */

import type { ReportHead } from '../command/report-head.ts'
import type { HuntRow, HuntRun, HuntSummary } from './rows.ts'

/** One line of bench/results/hunt.ndjson. */
export type HuntReport = ReportHead & {
  /** Name of the project's folder. */
  readonly project: string
  readonly quick: boolean
  readonly limitSeconds: number
  readonly seeds: readonly number[]
  readonly seconds: number
  readonly rows: readonly HuntRow[]
  readonly runs: readonly HuntRun[]
  readonly summary: HuntSummary
}

/** The bars: nothing that only forge breaks, sooner at the median, never a longer sequence. */
export function isMet({ onlyForge, longer, seconds, forgeSeconds }: HuntSummary): boolean {
  const isSooner = seconds === null || forgeSeconds === null || seconds <= forgeSeconds
  return onlyForge.length === 0 && longer.length === 0 && isSooner
}
