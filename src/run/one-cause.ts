// What a theft takes, somebody loses, and what was taken cannot be withdrawn: one cause, which is told once. So is what a takeover opens,
// and what goes wrong in the same way with each of several contracts of the same code, or by the same calls in another order.

import type { ShrunkFinding } from '../attack/tasks.ts'
import type { ReportFinding } from '../report/schema.ts'

/** The first tells what the later ones would say again. */
const TOLD_FIRST: readonly string[] = ['theft', 'loss', 'frozen', 'insolvency']

/**
 * For each finding the one that tells its cause: mostly itself; of a loss, or of frozen funds, a theft or loss of the same campaign
 * that gives way at the same place, or makes calls of the same functions in the same order; of a debt that cannot be paid also one
 * whose calls are among its own: what was taken is missing; of a takeover, and of all that needs the
 * calls of that takeover, the worst of what was found behind it. Of those that are the same elsewhere, or in another order, the worst
 * tells all.
 */
export function tellersOf(findings: readonly ShrunkFinding[]): ReadonlyMap<ShrunkFinding, ShrunkFinding> {
  const worst = new Map<ShrunkFinding, ShrunkFinding>()
  for (const takeover of findings.filter(isTakeover)) {
    const behind = findings
      .filter((other) => isDetector(other) && !isTakeover(other) && isBehind(other, takeover))
      .toSorted((a, b) => greatestShare(b) - greatestShare(a))
    for (const each of [takeover, ...behind]) if (!worst.has(each)) worst.set(each, behind[0] ?? takeover)
  }
  const tellerOf = (finding: ShrunkFinding): ShrunkFinding => {
    const own = rankOf(finding)
    const earlier = findings
      .filter((other) => rankOf(other) < own && hasSameCause(other, finding))
      .toSorted((a, b) => rankOf(a) - rankOf(b))
    const teller = earlier[0] ?? finding
    return worst.get(finding) ?? worst.get(teller) ?? teller
  }
  const tellers = findings.map(tellerOf)
  const worstFirst = [...new Set(tellers)].toSorted((a, b) => greatestShare(b) - greatestShare(a))
  return new Map(
    findings.map((finding, i) => {
      const teller = tellers[i]!
      const isTold = (by: ShrunkFinding): boolean =>
        by === teller || isSameElsewhere(by, teller) || isReordered(by, teller)
      return [finding, worstFirst.find(isTold)!]
    }),
  )
}

/**
 * Whether two findings are one flaw in two contracts: the same functions of the same code, which give way at the same place, and it was
 * shown of both that they work in the same way.
 */
export function isSameElsewhere(left: ShrunkFinding, right: ShrunkFinding): boolean {
  const key = flawOf(left)
  return key !== undefined && key === flawOf(right)
}

/** Whether the same was lost by the same calls, made in another order: what pays last is another line, and the flaw is the same. */
function isReordered(left: ShrunkFinding, right: ShrunkFinding): boolean {
  if (!isDetector(left) || !isDetector(right)) return false
  const key = (finding: ShrunkFinding): string =>
    JSON.stringify([finding.signature.property, finding.signature.mechanism, functionsOf(finding).toSorted()])
  return key(left) === key(right)
}

/** Undefined if not enough is known to tell. */
function flawOf({ signature, report }: ShrunkFinding): string | undefined {
  const { property, mechanisms, steps } = report as ReportFinding
  // Stored by an earlier version, a step may have none.
  const isKnown = steps.every(({ code, signature: name }) => typeof code === 'string' && name !== null)
  if (property.kind !== 'detector' || mechanisms.length === 0 || !isKnown) return undefined
  return JSON.stringify([
    property.name,
    signature.place,
    steps.map((step) => [step.code, step.signature]),
    mechanisms.map(({ id, step, path, source }) => [id, step, path, source]),
  ])
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

/** Of what those had who lost, the greatest part that was lost: 0 to 1. */
export function greatestShare(finding: ShrunkFinding): number {
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
