// What a theft takes, somebody loses, and what was taken cannot be withdrawn: one cause, which is told once.

import type { ShrunkFinding } from '../attack/tasks.ts'
import type { ReportFinding } from '../report/schema.ts'

/** The first tells what the later ones would say again. */
const TOLD_FIRST: readonly string[] = ['theft', 'loss', 'frozen']

/**
 * For each finding the one that tells its cause: mostly itself; of a loss, or of frozen funds, a theft or loss of the same campaign
 * that gives way at the same place, or makes calls of the same functions in the same order.
 */
export function tellersOf(findings: readonly ShrunkFinding[]): ReadonlyMap<ShrunkFinding, ShrunkFinding> {
  return new Map(
    findings.map((finding) => {
      const own = rankOf(finding)
      const earlier = findings
        .filter((other) => rankOf(other) < own && hasSameCause(other, finding))
        .toSorted((a, b) => rankOf(a) - rankOf(b))
      return [finding, earlier[0] ?? finding]
    }),
  )
}

/** -1: it tells only of itself. */
function rankOf(finding: ShrunkFinding): number {
  const { name, kind } = reportOf(finding).property
  return kind === 'detector' ? TOLD_FIRST.indexOf(name) : -1
}

function hasSameCause(left: ShrunkFinding, right: ShrunkFinding): boolean {
  if (rankOf(left) < 0) return false
  return left.signature.place === right.signature.place || functionsOf(left) === functionsOf(right)
}

function functionsOf(finding: ShrunkFinding): string {
  return reportOf(finding)
    .steps.map(({ address, function: name, signature }) => `${address}.${signature ?? name}`)
    .join()
}

function reportOf({ report }: ShrunkFinding): ReportFinding {
  return report as ReportFinding
}
