// What `faultline replay --json` prints: each lesson, and what it comes to on the current code. The rules of schema.ts apply.

import type { ReportSignature, ReportWarning } from './schema.ts'

export const REPLAY_SCHEMA_VERSION = 1

export type ReplayReport = {
  readonly schemaVersion: typeof REPLAY_SCHEMA_VERSION
  readonly run: {
    /** Of Faultline. */
    readonly version: string
    readonly seconds: number
    /** Calls made around lessons that do no harm any more. */
    readonly executions: number
    /** The command line that does this run again. */
    readonly reproduce: string
  }
  readonly project: { readonly name: string }
  /** In the order of their files. */
  readonly lessons: readonly ReplayedLesson[]
  readonly warnings: readonly ReportWarning[]
}

export type ReplayStatus = 'still fails' | 'fixed' | 'cannot be replayed'

export type ReplayedLesson = {
  readonly id: string
  readonly title: string
  /** Name of its file. */
  readonly file: string
  readonly campaign: string
  readonly status: ReplayStatus
  /**
   * Of what still fails. 'same': its own steps break the same. 'otherwise': they break something else. 'variant': its own steps are
   * stopped, and others like them are not. Else null.
   */
  readonly how: 'same' | 'otherwise' | 'variant' | null
  /** One sentence. */
  readonly words: string
  /** Of what still fails: how it fails now. */
  readonly failing: ReplayFailing | null
  /** Of a variant, what is different: 'callers', 'amounts', 'callbacks', 'functions', 'orders'; empty if a search found it. */
  readonly differs: readonly string[]
  /** Of what is fixed: the first step that is refused; null if all are carried out and do no harm. */
  readonly refusal: { readonly step: number; readonly mechanism: string; readonly place: string } | null
  /** Of what cannot be replayed: what changed. */
  readonly reasons: readonly {
    /** From 1; null: it is not about a step. */
    readonly step: number | null
    readonly message: string
    readonly hint: string | null
  }[]
  /** Failures of another kind that were met on the way. */
  readonly others: readonly ReplayFailing[]
  readonly tried: {
    readonly variants: number
    readonly executions: number
    /** Ways of honest users that work. */
    readonly honest: number
  }
}

export type ReplayFailing = {
  readonly property: string
  readonly signature: ReportSignature
  /** A line for each step, and behind it, with two spaces before, for what happens in the middle of it. */
  readonly steps: readonly string[]
}
