// What `faultline attack` was asked to do.

import type { TestFilterPatterns } from '../../project/types.ts'
import type { Attacked } from '../../run/attacked.ts'
import type { Fork } from '../fork-options.ts'
import type { ReportFiles } from '../report/report-files.ts'

export type AttackOptions = {
  /** Folders or source files in one project; none: the current folder. */
  readonly paths: readonly string[]
  readonly patterns: TestFilterPatterns
  /** 0 to 2^64-1; undefined: that of the project's configuration, of what is resumed, or any. */
  readonly seed: bigint | undefined
  /** Of the whole run; undefined: no limit if `executions` is given, else run/budget.ts. */
  readonly timeoutSeconds: number | undefined
  /** Calls for each test contract. */
  readonly executions: number | undefined
  /** undefined: one per processor. */
  readonly workers: number | undefined
  /** Contracts are interpreted only. */
  readonly isInterpreted: boolean
  readonly isResumed: boolean
  readonly output: 'text' | 'json' | 'jsonl'
  /** 0 to 5, as often as -v was given. */
  readonly verbosity: number
  readonly colour: 'auto' | 'always' | 'never'
  /** No live line and no messages about what goes on. */
  readonly isQuiet: boolean
  readonly fork: Fork | undefined
  /** Stop at the first failure. */
  readonly isFailFast: boolean
  /** Whether findings are proved. */
  readonly hasProofs: boolean
  /** Say what would be attacked, and end. */
  readonly isList: boolean
  /** What attackers search, beside the properties that somebody wrote. */
  readonly attacked: Attacked
  /** Where the report goes beside the output. */
  readonly reports: ReportFiles
  /** Findings become lessons. */
  readonly isLearning?: boolean
  /** Folder of the lessons; absent: that of the project. */
  readonly lessons?: string
  /** Failures do not make the exit code 1. */
  readonly isFailureAllowed: boolean
}
