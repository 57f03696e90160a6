// What `--jsonl` prints while a run goes on: one object per line, in order. The rules of schema.ts apply.

import type { ReportCampaign, ReportFinding, Report, ReportRun } from './schema.ts'

export type RunEvent =
  | CampaignStarted
  | Progress
  | FindingFound
  | Shrinking
  | FindingShrunk
  | CampaignEnded
  | RunEnded

/** Fields that every event has. */
type Event<Kind extends string> = {
  readonly event: Kind
  readonly schemaVersion: 1
  /** Since the run began. */
  readonly seconds: number
}

export type CampaignStarted = Event<'campaign-started'> & {
  readonly target: string
  readonly properties: readonly string[]
  readonly functions: number
  readonly seed: string
}

export type Progress = Event<'progress'> & {
  readonly target: string
  readonly executions: number
  readonly executionsPerSecond: number
  readonly edges: number
  readonly corpus: number
  readonly findings: number
  /** Until the budget ends; null if it is not in seconds. */
  readonly secondsLeft: number | null
}

/** Something broke; its sequence is not shrunk yet. */
export type FindingFound = Event<'finding'> & {
  readonly target: string
  /** ReportProperty.name. */
  readonly property: string
  readonly calls: number
  readonly executions: number
}

export type Shrinking = Event<'shrinking'> & {
  readonly target: string
  readonly property: string
  /** Now, and when shrinking began. */
  readonly calls: number
  readonly originalCalls: number
}

export type FindingShrunk = Event<'finding-shrunk'> & { readonly finding: ReportFinding }

export type CampaignEnded = Event<'campaign-ended'> & { readonly campaign: ReportCampaign }

/** Always the last, also after an interrupt. */
export type RunEnded = Event<'run-ended'> & {
  readonly run: ReportRun
  readonly findings: number
  readonly warnings: Report['warnings']
}
