/** The text of a comparison. */

import { columns } from './columns.ts'
import type { ParityRow, ParitySummary, Verdict } from './compare.ts'

/** What does not agree in one block per verdict, then counts. Agreed tests are only counted. */
export function formatParity(rows: readonly ParityRow[], summary: ParitySummary): string {
  const blocks = (['disagreed', 'luck', 'unsupported'] satisfies Verdict[]).flatMap((verdict) => {
    const lines = rows
      .filter((row) => row.verdict === verdict)
      .map((row) => [
        row.kind,
        row.case,
        said(row.forge, row.forgeReason),
        said(row.faultline, row.faultlineReason),
      ])
    return lines.length === 0
      ? []
      : [`${verdict}\n${columns([['kind', 'test', 'forge', 'faultline'], ...lines])}`]
  })
  return [...blocks, formatSummary(summary)].join('\n')
}

function said(status: string, reason: string): string {
  return reason === '' ? status : `${status}: ${reason}`
}

function formatSummary(summary: ParitySummary): string {
  const { tests, agreed, disagreed, unsupported, luck } = summary
  const lines = [
    `${tests} tests: ${agreed} agreed, ${disagreed} disagreed, ${unsupported} unsupported, ${luck} only one search broke`,
    `failed in both: ${summary.sameReason} with the same reason, ${summary.otherReason} with another`,
    `gas of passed unit tests: ${summary.sameGas} the same, ${summary.otherGas} not`,
  ]
  const missing = Object.entries(summary.missingFeatures).sort(([, a], [, b]) => b - a)
  for (const [feature, count] of missing) lines.push(`unsupported, ${count} tests: ${feature}`)
  return `${lines.join('\n')}\n`
}
