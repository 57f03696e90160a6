/** The tables of a hunt: for the terminal and for docs/benchmarks.md. */

import { columns } from '../parity/columns.ts'
import type { HuntRow, HuntSummary } from './rows.ts'

const HEAD = [
  'property',
  'broke: ours',
  'forge',
  'seconds: ours',
  'forge',
  'calls: ours',
  'forge',
  'steps: ours',
  'forge',
  'calls/s: ours',
  'forge',
  'ratio',
]

/** All rows, and what they come to. */
export function formatHunt(rows: readonly HuntRow[], summary: HuntSummary): string {
  return `${columns([HEAD, ...rows.map(cells)])}\n${formatHuntSummary(summary)}`
}

/** The same in Markdown. */
export function huntMarkdown(
  rows: readonly HuntRow[],
  summary: HuntSummary,
  about: {
    readonly project: string
    readonly limitSeconds: number
    readonly seeds: number
    readonly machine: string
  },
): string {
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [
    `**${about.project}**: ${about.limitSeconds} s per property and seed, ${about.seeds} seeds, medians; ${about.machine}`,
    '',
    line(HEAD),
    line(['---', ...HEAD.slice(1).map(() => '---:')]),
    ...rows.map((row) => line(cells(row))),
    '',
    ...formatHuntSummary(summary)
      .trimEnd()
      .split('\n')
      .map((text) => `- ${text}`),
  ].join('\n')
}

function cells(row: HuntRow): string[] {
  return [
    `${row.case.slice(row.case.lastIndexOf('/') + 1)}${row.kind === 'invariant' ? '' : ` (${row.kind})`}`,
    `${row.found}/${row.seeds}`,
    row.forgeFound === null ? 'n/a' : `${row.forgeFound}/${row.seeds}`,
    seconds(row.seconds),
    seconds(row.forgeSeconds),
    count(row.executions),
    count(row.forgeExecutions),
    count(row.steps),
    count(row.forgeSteps),
    count(row.callsPerSecond),
    count(row.forgeCallsPerSecond),
    row.ratio === null ? '-' : `${row.ratio.toFixed(1)}x`,
  ]
}

function seconds(value: number | null, digits: number = 2): string {
  return value === null ? '-' : value.toFixed(value < 10 ? digits : 0)
}

function count(value: number | null): string {
  return value === null ? '-' : Math.round(value).toLocaleString('en-US')
}

function formatHuntSummary(summary: HuntSummary): string {
  const lines = [
    `${summary.properties} properties: Faultline broke ${summary.found}, forge ${summary.forgeFound}`,
    `broken by both: median ${seconds(summary.seconds, 3)} s, forge ${seconds(summary.forgeSeconds, 3)} s`,
    `broken by either, who did not break one last: median ${seconds(summary.secondsOfAny, 3)} s, forge ${seconds(summary.forgeSecondsOfAny, 3)} s`,
    `calls per second, median of the ratios: ${summary.ratio === null ? '-' : `${summary.ratio.toFixed(1)}x`}`,
  ]
  for (const [what, names] of [
    ['only Faultline', summary.onlyFaultline],
    ['only forge', summary.onlyForge],
    ['slower than forge', summary.slower],
    ['longer than with forge', summary.longer],
    ['not repeated by forge', summary.unconfirmed],
  ] as const) {
    if (names.length > 0)
      lines.push(`${what}: ${names.map((name) => name.slice(name.lastIndexOf('/') + 1)).join(', ')}`)
  }
  return `${lines.join('\n')}\n`
}
