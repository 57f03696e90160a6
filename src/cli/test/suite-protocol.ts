// What goes between the command and its workers.

import type { ErrorJson } from '../../primitives/errors.ts'
import type { TestFilterPatterns } from '../../project/types.ts'
import type { SuiteResult } from './document.ts'

export type SuiteWorkerData = {
  readonly root: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly patterns: TestFilterPatterns
  readonly seed: bigint
  readonly fuzzRuns: number | undefined
  readonly traces: 'none' | 'failed' | 'all'
}

/** Open the project, once, before anything else. Or run this suite; one at a time. */
export type SuiteRequest = { readonly begin: SuiteWorkerData } | { readonly id: string }

export type SuiteReply =
  | { readonly id: string; readonly suite: SuiteResult }
  | { readonly id: string; readonly error: ErrorJson }
