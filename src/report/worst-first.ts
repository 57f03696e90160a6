import type { ReportFinding } from './schema.ts'

const SEVERITIES = ['critical', 'high', 'medium', 'low']

/**
 * Findings by how bad they are, those that are alike in that in the order of before. What breaks a property of the project itself
 * stands after what is critical: nobody measured it, and somebody said that it must not be. Reached values come last.
 */
export function worstFirst(findings: readonly ReportFinding[]): readonly ReportFinding[] {
  const rank = ({ severity, property }: ReportFinding): number => {
    if (severity !== null) return SEVERITIES.indexOf(severity)
    return property.kind === 'optimize' ? SEVERITIES.length : 0.5
  }
  return findings.toSorted((left, right) => rank(left) - rank(right))
}
