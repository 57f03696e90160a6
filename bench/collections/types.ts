/** A public collection of flawed contracts that the user has on disk, and how its answers are judged. */

import type { ReportFinding, UnnoticedFailureNote } from '../../src/report/schema.ts'

export type Collection = {
  /** As the command line calls it: `--smartbugs <folder>`. */
  readonly name: string
  /** Its name and what is in it, as the documents say it. */
  readonly title: string
  /** What counts as found: sentences for those who read the table. */
  readonly rule: string
  /** Where 'right' and 'other' are two measures of their own, what they are called, and both together. */
  readonly measures?: Measures
  /** The cases in a folder of the user's, in a fixed order. @throws CollectionError */
  cases(folder: string): Promise<readonly CollectionCase[]>
}

/** Headings: 'own check', 'somebody loses', 'either'. */
export type Measures = { readonly right: string; readonly other: string; readonly any: string }

/** One run of `faultline attack`. */
export type CollectionCase = {
  /** Unique in its collection. */
  readonly name: string
  /** Cases are counted by it: the class of the flaw, the category of the challenge. */
  readonly group: string
  /** What the collection says is wrong, in few words: 'lines 31, 38'. */
  readonly label: string
  /** Where the command is started. */
  readonly folder: string
  /** What follows `faultline attack`: paths, --match-contract. */
  readonly args: readonly string[]
  /** How well a finding answers. The search ends with the first 'right' one. */
  judge(finding: ReportFinding): Verdict
  /** Whether a note answers, where no finding does: what the collection says is wrong was shown, and that somebody loses by it was not. */
  judgeNote?(note: UnnoticedFailureNote): boolean
  /** Seconds that others have published for it; undefined if there are none. */
  readonly publishedSeconds?: number
}

/**
 * 'right': what the collection says is wrong, in the right place. 'other': something else that is proven, which may be another
 * symptom of the same flaw or another flaw. 'none': does not count.
 */
export type Verdict = 'right' | 'other' | 'none'

/** The folder is not what it should be. */
export class CollectionError extends Error {
  readonly code = 'BENCH_COLLECTION'
}
