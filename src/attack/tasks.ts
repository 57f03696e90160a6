// What a campaign asks of its workers, and what they answer: plain data that goes from process to process.

import type { UnnoticedFailure } from './detectors/unnoticed-failures.ts'
import type { Entry } from './entry.ts'
import type { LaneFailure, LaneResult, LaneTask } from './lane-task.ts'
import type { CallSequence, FailureSignature } from './types.ts'

/** What a worker is started with. */
export type RunnerStart = {
  /** The project's root, absolute. */
  readonly root: string
  /** As OpenOptions.files. */
  readonly files?: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** 0 to 2^64-1. */
  readonly seed: bigint
  readonly fork?: { readonly url: string; readonly block?: bigint }
  /** Only tests and properties whose name matches (foundry's --match-test), as a regular expression; and those that must not. */
  readonly matchTest?: string
  readonly noMatchTest?: string
  readonly verbosity: number
  /** Nothing is compiled: everything is interpreted. */
  readonly isInterpreted?: boolean
}

/** Entries of a campaign from number `first` on, so that the worker's engine can catch up. */
export type EntryPart = { readonly first: number; readonly entries: readonly Entry[] }

export type CampaignWork =
  /**
   * Sets the world up and tells what there is to search. `lanes`: of the first epoch; those at the beginning that take no time are run
   * at once, unless a property is broken before any call.
   */
  | { readonly kind: 'prepare'; readonly contract: string; readonly lanes?: readonly LaneTask[] }
  /** Lanes of one epoch, one after the other: each gives what it would give by itself. */
  | {
      readonly kind: 'lanes'
      readonly contract: string
      readonly corpus: EntryPart
      readonly lanes: readonly LaneTask[]
    }
  | {
      readonly kind: 'shrink'
      readonly contract: string
      readonly failure: FailureToShrink
      readonly triesMax: number
    }
  /** Makes proofs from plans (ShrunkFinding.proof). */
  | { readonly kind: 'prove'; readonly contract: string; readonly plans: readonly string[] }
  /** What was covered with these entries, for the report. */
  | { readonly kind: 'summarize'; readonly contract: string; readonly corpus: EntryPart }

export type FailureToShrink = {
  readonly property: number
  readonly sequence: CallSequence
  /** Calls of the campaign until it was found. */
  readonly executions: number
  readonly seconds: number
}

/** What the coordinator knows of a prepared campaign. */
export type PreparedCampaign = {
  readonly kind: 'prepared'
  /** Changes when code or configuration do: stored entries of another fingerprint do not fit. */
  readonly fingerprint: string
  readonly functions: readonly {
    readonly contract: string
    readonly name: string
    readonly isTest: boolean
  }[]
  readonly properties: readonly {
    readonly index: number
    readonly kind: string
    readonly name: string
    readonly isExplicit: boolean
  }[]
  /** Properties that do not hold before any call. */
  readonly brokenAtRoot: readonly number[]
  readonly warnings: readonly string[]
}

/** The first lanes of those that came with the preparation: what they gave, and how long ago the world was ready. */
export type BegunSearch = { readonly lanes: readonly LaneAnswer[]; readonly secondsAgo: number }

export type CampaignAnswer =
  | (PreparedCampaign & { readonly begun?: BegunSearch })
  | { readonly kind: 'setupFailed'; readonly stage: string; readonly reason: string; readonly trace: string }
  | { readonly kind: 'skipped'; readonly reason: string }
  /** In the order in which they were asked for. */
  | { readonly kind: 'lanes'; readonly lanes: readonly LaneAnswer[] }
  /** The worker's engine has fewer entries than the part begins with: send from here. */
  | { readonly kind: 'behind'; readonly length: number }
  | { readonly kind: 'shrunk'; readonly finding: ShrunkFinding }
  /** The sequence did not break the property when it was made again. */
  | { readonly kind: 'notReproduced'; readonly property: number }
  | { readonly kind: 'summary'; readonly summary: CoverageSummary }
  /** By finding, in the words of the report: passed on, not looked into. */
  | {
      readonly kind: 'proved'
      readonly findings: readonly { readonly finding: string; readonly proofs: readonly object[] }[]
    }

/** What a lane came to. */
export type LaneAnswer = {
  readonly result: LaneResult
  /** How many seconds before the answer each of its failures was found. */
  readonly failureAges: readonly number[]
}

export type ShrunkFinding = {
  readonly property: number
  readonly signature: FailureSignature
  readonly calls: number
  readonly shrinkExecutions: number
  /** The finding in the words of the report: passed on, not looked into. */
  readonly report: { readonly id: string }
  /** How to prove it, as text that lessons/proof/plan.ts reads; or why that is not known. */
  readonly proof?: { readonly plan: string } | { readonly problem: string }
}

/** What a campaign covered. */
export type CoverageSummary = {
  readonly edgesSuccess: number
  readonly edgesFailure: number
  readonly states: number
  /** As PreparedCampaign.functions. */
  readonly functions: readonly {
    /** Where it is defined; null if that is not known. */
    readonly path: string | null
    readonly line: number | null
    /** Lines with code in the function itself; 0 if they are not known. */
    readonly lines: number
    readonly linesReached: number
    /** Why it reverts if it always does, the most frequent first. */
    readonly reasons: readonly string[]
  }[]
  /** The contracts that are called, and those of the project's own that these call. */
  readonly contracts: readonly {
    readonly name: string
    readonly path: string
    readonly lines: number
    readonly linesReached: number
    /** Functions that change something and that the search does not call itself. */
    readonly unreached: readonly UnreachedFunction[]
  }[]
  /** Lines with code of the same contracts' own sources, by file: those that ran in a call, and the others. */
  readonly sources: readonly {
    readonly path: string
    readonly reached: readonly number[]
    readonly missed: readonly number[]
  }[]
  /** Of an attacker's campaign. */
  readonly unnoticed: readonly UnnoticedFailure[]
}

/** A function that nobody entered, or that nobody left without a revert. */
export type UnreachedFunction = {
  readonly signature: string
  readonly why: 'never called' | 'always reverted'
  readonly path: string | null
  readonly line: number | null
  readonly reasons: readonly string[]
}

export type { LaneFailure, LaneResult, LaneTask }
