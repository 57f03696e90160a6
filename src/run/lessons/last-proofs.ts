// Proofs of the last run, out of its report: the store has findings as they were before they were proved.

import type { ReportProof } from '../../report/schema.ts'
import { lastReportFiles } from '../../store/state-folder.ts'
import { readReport } from '../read-report.ts'
import { readSmallFile } from '../read-small-file.ts'

const BYTES_MAX = 400_000_000

/** By id of the finding. What cannot be read counts as no report. */
export function lastProofs(root: string): ReadonlyMap<string, readonly ReportProof[]> {
  try {
    const read = readReport(JSON.parse(readSmallFile(lastReportFiles(root).document, BYTES_MAX)))
    return new Map('wrong' in read ? [] : read.report.findings.map(({ id, proofs }) => [id, proofs]))
  } catch {
    return new Map()
  }
}
