/** The tables of the collections bench, for the terminal and as Markdown. */

import { columns } from '../parity/columns.ts'
import type { Collection, Measures } from './types.ts'
import { type CollectionRow, type GroupSummary, summarize, summarizeGroups } from './rows.ts'

const HEAD = ['case', 'class', 'label', 'result', 'said', 'seconds', 'calls']
const PROBLEM_CHARACTERS_MAX = 160
const RESULTS: Readonly<Record<CollectionRow['result'], string>> = {
  right: 'found',
  noted: 'noted',
  other: 'other',
  missed: 'MISSED',
  'not run': 'NOT RUN',
}

/** All rows of one collection, reasons, and what they come to. */
export function formatCollection(
  { title, rule, measures }: Pick<Collection, 'title' | 'rule' | 'measures'>,
  rows: readonly CollectionRow[],
): string {
  const problems = rows.flatMap((row) =>
    row.problems.map((text) => `${row.case}: ${text.replaceAll('\n', ' ').slice(0, PROBLEM_CHARACTERS_MAX)}`),
  )
  return [
    title,
    columns([HEAD, ...rows.map(cells)]),
    ...problems,
    ...(measures === undefined
      ? [columns([groupHead(rows), ...groupRows(rows)])]
      : [columns([measuredHead(measures), ...measuredRows(rows)]), `${measuredSum(measures, rows)}\n`]),
    rule.replaceAll('*', ''),
    '',
  ].join('\n')
}

/** The same as Markdown. `about`: 'up to 50,000 calls each, seed 1; AMD EPYC, 2 cores'. */
export function collectionMarkdown(
  { title, rule, measures }: Pick<Collection, 'title' | 'rule' | 'measures'>,
  rows: readonly CollectionRow[],
  about: string,
): string {
  if (measures !== undefined)
    return [
      `**${title}**: ${measuredSum(measures, rows)} (${about}).`,
      '',
      rule,
      '',
      ...markdownTable(measuredHead(measures), measuredRows(rows), 3),
      '',
    ].join('\n')
  const all = summarize('all', rows)
  const left = rows.filter(({ result }) => result !== 'right')
  return [
    `**${title}**: found ${all.right} of ${all.cases} (${percent(all.right, all.cases)}), ${notedText(all)}any finding in ${all.any}, not run ${all.notRun} (${about}).`,
    '',
    rule,
    '',
    ...markdownTable(groupHead(rows), groupRows(rows), 1),
    '',
    ...(rows.some(({ publishedSeconds }) => publishedSeconds !== null)
      ? [
          ...markdownTable(
            ['case', 'result', 'seconds', 'published', 'calls'],
            rows.map((row) => [
              row.case,
              RESULTS[row.result],
              row.seconds.toFixed(1),
              row.publishedSeconds === null ? '-' : String(row.publishedSeconds),
              row.executions.toLocaleString('en-US'),
            ]),
            2,
          ),
          '',
        ]
      : [
          ...markdownTable(
            ['not found', 'class', 'label', 'said instead'],
            left.map((row) => [row.case, row.group, row.label, row.said ?? RESULTS[row.result]]),
            4,
          ),
          '',
        ]),
  ].join('\n')
}

function measuredHead({ right, other }: Measures): string[] {
  return ['case', right, other, 'calls']
}

function measuredRows(rows: readonly CollectionRow[]): readonly (readonly string[])[] {
  return rows.map((row) => [
    row.case,
    row.result === 'right' ? 'broken' : row.result === 'not run' ? RESULTS[row.result] : '-',
    row.others.join(', ') || '-',
    row.executions.toLocaleString('en-US'),
  ])
}

function measuredSum(measures: Measures, rows: readonly CollectionRow[]): string {
  const { cases, right, other, any, notRun } = summarize('all', rows)
  const part = (name: string, count: number): string => `${name} ${count} (${percent(count, cases)})`
  return `${part(measures.right, right)}, ${part(measures.other, other)}, ${part(measures.any, any)} of ${cases}, not run ${notRun}`
}

function cells(row: CollectionRow): string[] {
  return [
    row.case,
    row.group,
    row.label.length > 24 ? `${row.label.slice(0, 23)}…` : row.label,
    RESULTS[row.result],
    row.said ?? '-',
    row.publishedSeconds === null
      ? row.seconds.toFixed(1)
      : `${row.seconds.toFixed(1)} of ${row.publishedSeconds}`,
    row.executions.toLocaleString('en-US'),
  ]
}

/** Notes are a column where there are such. */
function groupHead(rows: readonly CollectionRow[]): string[] {
  return ['class', 'cases', 'found', ...(hasNotes(rows) ? ['noted', 'together'] : []), 'any', 'not run']
}

function hasNotes(rows: readonly CollectionRow[]): boolean {
  return rows.some(({ result }) => result === 'noted')
}

function notedText({ right, noted, cases }: GroupSummary): string {
  return noted === 0 ? '' : `noted ${noted}, together ${right + noted} (${percent(right + noted, cases)}), `
}

function groupRows(rows: readonly CollectionRow[]): readonly (readonly string[])[] {
  const noted = hasNotes(rows)
  const line = ({ group, cases, right, noted: notes, any, notRun }: GroupSummary): string[] => [
    group,
    String(cases),
    `${right} (${percent(right, cases)})`,
    ...(noted ? [String(notes), `${right + notes} (${percent(right + notes, cases)})`] : []),
    String(any),
    String(notRun),
  ]
  return [...summarizeGroups(rows).map(line), line(summarize('all', rows))]
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${Math.round((100 * part) / whole)} %`
}

/** @param words so many columns at the left are text */
function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  words: number,
): readonly string[] {
  const line = (each: readonly string[]): string => `| ${each.join(' | ')} |`
  return [line(head), line(head.map((_, i) => (i < words ? '---' : '---:'))), ...rows.map(line)]
}
