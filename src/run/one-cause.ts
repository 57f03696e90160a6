// What a theft takes, somebody loses, and what was taken cannot be withdrawn: one cause, which is told once. So is what a takeover opens.

import type { ShrunkFinding } from '../attack/tasks.ts'
import type { ReportFinding } from '../report/schema.ts'

/** The first tells what the later ones would say again. */
const TOLD_FIRST: readonly string[] = ['theft', 'loss', 'frozen', 'insolvency']

/**
 * For each finding the one that tells its cause: mostly itself; of a loss, or of frozen funds, a theft or loss of the same campaign
 * that gives way at the same place, or makes calls of the same functions in the same order; of a debt that cannot be paid also one
 * whose calls are among its own: what was taken is missing; of a takeover, and of all that needs the
 * calls of that takeover, the worst of what was found behind it.
 */
export function tellersOf(findings: readonly ShrunkFinding[]): ReadonlyMap<ShrunkFinding, ShrunkFinding> {
  const worst = new Map<ShrunkFinding, ShrunkFinding>()
  for (const takeover of findings.filter(isTakeover)) {
    const behind = findings
      .filter((other) => isDetector(other) && !isTakeover(other) && isBehind(other, takeover))
      .toSorted((a, b) => greatestShare(b) - greatestShare(a))
    for (const each of [takeover, ...behind]) if (!worst.has(each)) worst.set(each, behind[0] ?? takeover)
  }
  return new Map(
    findings.map((finding) => {
      const own = rankOf(finding)
      const earlier = findings
        .filter((other) => rankOf(other) < own && hasSameCause(other, finding))
        .toSorted((a, b) => rankOf(a) - rankOf(b))
      const teller = earlier[0] ?? finding
      return [finding, worst.get(finding) ?? worst.get(teller) ?? teller]
    }),
  )
}

function isDetector(finding: ShrunkFinding): boolean {
  return reportOf(finding).property.kind === 'detector'
}

function isTakeover(finding: ShrunkFinding): boolean {
  return isDetector(finding) && reportOf(finding).property.name === 'takeover'
}

/** It makes the other's calls, and more. Sequences are as short as they can be: it needs them. */
function isBehind(finding: ShrunkFinding, other: ShrunkFinding): boolean {
  const all = functionsOf(finding)
  const left = [...functionsOf(other)]
  if (all.length === left.length) return false
  for (const each of all) if (each === left[0]) left.shift()
  return left.length === 0
}

function greatestShare(finding: ShrunkFinding): number {
  return Math.max(0, ...reportOf(finding).losses.map(({ share }) => share))
}

/** -1: it tells only of itself. */
function rankOf(finding: ShrunkFinding): number {
  const { name, kind } = reportOf(finding).property
  return kind === 'detector' ? TOLD_FIRST.indexOf(name) : -1
}

function hasSameCause(left: ShrunkFinding, right: ShrunkFinding): boolean {
  if (rankOf(left) < 0) return false
  if (reportOf(right).property.name === 'insolvency' && isBehind(right, left)) return true
  return (
    left.signature.place === right.signature.place || functionsOf(left).join() === functionsOf(right).join()
  )
}

function functionsOf(finding: ShrunkFinding): readonly string[] {
  return reportOf(finding).steps.map(
    ({ address, function: name, signature }) => `${address}.${signature ?? name}`,
  )
}

function reportOf({ report }: ShrunkFinding): ReportFinding {
  return report as ReportFinding
}
