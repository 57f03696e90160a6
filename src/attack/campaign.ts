// The words of a campaign: what it is given, where it keeps what it must not lose, what it tells while it runs, what it comes to.

import type { Entry } from './entry.ts'
import type { Pool } from './pool/types.ts'
import type {
  CampaignAnswer,
  CampaignWork,
  CoverageSummary,
  FailureToShrink,
  PreparedCampaign,
  ShrunkFinding,
} from './tasks.ts'

export type CampaignOptions = {
  /** 'test/Vault.t.sol:VaultTest'. */
  readonly contract: string
  readonly pool: Pool<CampaignWork, CampaignAnswer>
  /** Fixed: part of what a seed repeats. */
  readonly lanes: number
  /** Calls in all; a whole number of lanes is made, so a few more may be. Undefined: until the signal. */
  readonly executionsMax: number | undefined
  /** Aborted when the time is up or somebody wants the results: searching ends, shrinking goes on. */
  readonly searchSignal: AbortSignal
  /** Aborted when even shrinking must end. */
  readonly hardSignal: AbortSignal
  /** Seconds since the campaign's beginning. */
  readonly secondsSoFar: () => number
  /** Stop when there are this many failures; undefined: when all properties are broken. */
  readonly stopAfter: number | undefined
  readonly checkpoint: Checkpoint | undefined
  readonly onEvent: (event: CampaignEvent) => void
}

/** Where a campaign keeps what it must not lose. */
export type Checkpoint = {
  /** Whether `load` may give something. */
  readonly mayResume: boolean
  /** What was stored for this fingerprint; undefined: begin anew. */
  load(fingerprint: string): StoredCampaign | undefined
  /** One complete epoch, in one transaction. */
  saveEpoch(epoch: StoredEpoch): void
  saveFinding(key: string, finding: ShrunkFinding): void
}

export type StoredEpoch = {
  readonly epoch: number
  readonly entries: readonly Entry[]
  readonly failures: readonly StoredFailure[]
  readonly progress: CampaignProgress
}

export type StoredFailure = FailureToShrink & { readonly key: string }

export type StoredCampaign = {
  /** The last complete epoch. */
  readonly epoch: number
  /** Without the root. */
  readonly entries: readonly Entry[]
  readonly failures: readonly StoredFailure[]
  readonly progress: CampaignProgress
  /** Findings of failures that were shrunk already, by the failure's key. */
  readonly shrunk: readonly { readonly key: string; readonly finding: ShrunkFinding }[]
}

/** Sums over all epochs. */
export type CampaignProgress = {
  readonly executions: number
  /** How many there were after the last epoch that brought something new. */
  readonly newsAt: number
  /** Per function: calls, reverts, discards. */
  readonly counts: readonly number[]
  /** Taken by successful calls of the corpus, as far as the lanes of the last epoch knew it. */
  readonly edges: number
  /** Greatest values of optimisations, in decimal, and how to get there. */
  readonly best: readonly {
    readonly property: number
    readonly value: string
    readonly failure: FailureToShrink
  }[]
}

export type CampaignEvent =
  | { readonly kind: 'prepared'; readonly contract: string; readonly prepared: PreparedCampaign }
  | {
      readonly kind: 'progress'
      readonly contract: string
      readonly executions: number
      readonly entries: number
      /** Taken by successful calls of the corpus. */
      readonly edges: number
      readonly epoch: number
    }
  | {
      readonly kind: 'found'
      readonly contract: string
      readonly property: number
      readonly calls: number
      readonly executions: number
      readonly seconds: number
    }
  | {
      readonly kind: 'shrinking'
      readonly contract: string
      readonly property: number
      readonly calls: number
    }
  | { readonly kind: 'shrunk'; readonly contract: string; readonly finding: ShrunkFinding }
  | {
      readonly kind: 'shrinkingEnded'
      readonly contract: string
      readonly property: number
      /** It was told as found, and shows what another finding shows, or nothing. */
      readonly isDropped: boolean
    }

/** How a campaign ended. */
export type CampaignResult = {
  readonly contract: string
  readonly status: 'done' | 'stopped' | 'setupFailed' | 'skipped' | 'failed'
  /** Why, unless 'done' or 'stopped'. */
  readonly reason: string
  /** The trace of a failed setup. */
  readonly trace: string
  readonly prepared: PreparedCampaign | undefined
  readonly findings: readonly ShrunkFinding[]
  /** Broken properties whose failure could not be shrunk or made again in time. */
  readonly unshrunk: readonly FailureToShrink[]
  readonly progress: CampaignProgress
  readonly epochs: number
  readonly entries: number
  readonly seconds: number
  readonly coverage: CoverageSummary | undefined
  readonly warnings: readonly string[]
}
