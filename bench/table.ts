/** The tables of a report, as text for a terminal and as Markdown. Both are made of the same rows. */

import type { BenchReport } from './report.ts'
import type { Row } from './rows.ts'

type Table = {
  readonly title: string
  readonly header: readonly string[]
  readonly lines: readonly (readonly string[])[]
}

const SCOPE_TITLES: readonly (readonly [prefix: string, title: string])[] = [
  ['inner/', 'Per nested call, in a loop inside one call'],
  ['call/', 'Per top-level call, state restored after each'],
  ['transact/', 'Per transaction'],
  ['compiled/', 'Compiled, per nested call, in a loop inside one call'],
  ['compiled-call/', 'Compiled, per top-level call, state restored after each'],
  ['storage-rollback', 'Per storage slot, written and taken back'],
]

/** Aligned columns, ready to print. */
export function formatText(report: BenchReport): string {
  return `${tablesOf(report).map(textTable).join('\n\n')}\n\n${notes(report).join('\n')}\n`
}

/** GitHub Markdown, ready to put between the markers of docs/benchmarks.md. */
export function formatMarkdown(report: BenchReport): string {
  const tables = tablesOf(report).map(({ title, header, lines }) => {
    const rule = header.map((_, column) => (column === 0 ? '---' : '---:'))
    const body = [header, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`)
    return `**${title}**\n\n${body.join('\n')}`
  })
  const list = notes(report).map((note) => `- ${note}`)
  return `${tables.join('\n\n')}\n\n${list.join('\n')}\n`
}

function tablesOf({ rows, summary }: BenchReport): readonly Table[] {
  const tables = SCOPE_TITLES.map(([prefix, title]) => timeTable(title, prefix, rows))
  tables.push(
    {
      title: 'Coverage, per nested call',
      header: ['case', 'with', 'without', 'added'],
      lines: rows
        .filter((row) => row.case.startsWith('coverage/'))
        .map((row) => [row.case, time(row.ours_ns), time(row.peer_ns), percent(row.overhead_percent)]),
    },
    {
      title:
        'At the start, each in fresh processes: until a contract runs at full speed; to translate a code of 24 KB',
      header: ['case', 'time'],
      lines: rows.filter((row) => row.case.startsWith('start/')).map((row) => [row.case, time(row.ours_ns)]),
    },
    {
      title: 'Resident memory of a fresh engine',
      header: ['case', 'ours', 'peer', 'peer uses'],
      lines: rows
        .filter((row) => row.case === 'memory')
        .map((row) => [row.case, mebibytes(row.ours_mib), row.peer, mebibytes(row.peer_mib)]),
    },
    {
      title: 'Bars, each judged by its worst case',
      header: ['bar', 'worst', 'in', 'mean', 'met'],
      lines: summary.bars.map(({ bar, worst, worstCase, mean, met }) => [
        bar,
        worst === null ? '-' : String(worst),
        worstCase ?? '-',
        mean === null ? '-' : String(mean),
        met === null ? 'not judged' : met ? 'yes' : 'no',
      ]),
    },
  )
  return tables.filter(({ lines }) => lines.length > 0)
}

// One line per case, bytecode and peer, with the rows for memo on and off side by side.
function timeTable(title: string, prefix: string, rows: readonly Row[]): Table {
  const wanted = rows.filter((row) => row.case.startsWith(prefix))
  const lines = wanted
    .filter((row) => row.memo !== 'off')
    .map((row) => {
      const plain = wanted.find(
        ({ memo, ...other }) =>
          memo === 'off' &&
          other.case === row.case &&
          other.peer === row.peer &&
          other.optimizer === row.optimizer,
      )
      const bytecode = row.optimizer === 'off' ? `${row.case}, optimizer off` : row.case
      const times = [time(row.ours_ns), time(plain?.ours_ns), row.peer, time(row.peer_ns)]
      return [bytecode, ...times, ratio(row.ratio), ratio(plain?.ratio)]
    })
  return {
    title,
    header: ['case', 'ours', 'ours, no memo', 'peer', 'peer takes', 'ratio', 'ratio, no memo'],
    lines,
  }
}

function notes({ date, version, node, machine, quick, seconds, summary }: BenchReport): string[] {
  const kind = quick ? 'quick run' : 'full run'
  return [
    `${kind} of ${Math.round(seconds)} s on ${date.slice(0, 10)}: faultline ${version}, Node ${node}, ${machine.cpu} (${machine.cores} cores, ${machine.platform})`,
    'every answer of every engine was checked',
    ...summary.missing.map(({ engine, reason }) => `${engine} was not measured: ${reason}`),
  ]
}

function textTable({ title, header, lines }: Table): string {
  const widths = header.map((cell, column) =>
    Math.max(cell.length, ...lines.map((line) => line[column]?.length ?? 0)),
  )
  const body = [header, ...lines].map((cells) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  )
  return `${title}\n${body.join('\n')}`
}

function time(ns: number | null | undefined): string {
  if (ns === null || ns === undefined) return '-'
  if (ns < 1000) return `${threeDigits(ns)} ns`
  if (ns < 1e6) return `${threeDigits(ns / 1e3)} µs`
  return `${threeDigits(ns / 1e6)} ms`
}

function ratio(value: number | null | undefined): string {
  return value === null || value === undefined ? '-' : `${threeDigits(value)}x`
}

function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? '-' : `${value.toFixed(1)} %`
}

function mebibytes(value: number | undefined): string {
  return value === undefined ? '-' : `${value.toFixed(1)} MiB`
}

function threeDigits(value: number): string {
  if (value >= 100) return String(Math.round(value))
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
