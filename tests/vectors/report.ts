import { VECTORS_MISSING } from './archives.ts'
import type { Failure, FileResult, ForkCounts } from './run-file.ts'

/** One folder of vectors and one fork, by its name in the files. */
export type VectorRow = {
  /** Archive and folder. */
  readonly case: string
  readonly fork: string
  readonly passed: number
  readonly failed: number
  /** Cases of a fork that we do not have. */
  readonly skipped: number
  /** Cases outside the quick sample. */
  readonly leftOut: number
}

/** Counts of one archive and fork. */
export type ArchiveForkCounts = Omit<VectorRow, 'case'> & { readonly archive: string }

/** The whole of a run. */
export type VectorReport = {
  readonly rows: readonly VectorRow[]
  readonly summary: {
    readonly found: boolean
    readonly quick: boolean
    readonly engine: string
    /** Files of which at least one case ran. */
    readonly files: number
    readonly ran: number
    readonly passed: number
    readonly failed: number
    readonly skipped: number
    readonly leftOut: number
    readonly seconds: number
    readonly byArchiveAndFork: readonly ArchiveForkCounts[]
    /** Why cases were skipped, and how many. */
    readonly skipReasons: Readonly<Record<string, number>>
    /** Files that hold no state tests, and why. */
    readonly skippedFiles: readonly { readonly file: string; readonly reason: string }[]
    /** Cases judged by decoding their bytes alone. */
    readonly undecodable: readonly { readonly id: string; readonly reason: string }[]
    readonly absentArchives: readonly string[]
    readonly failures: readonly Failure[]
  }
}

/** What a report needs besides the results. */
export type RunFacts = {
  readonly quick: boolean
  readonly engine: string
  /** Wall time. */
  readonly seconds: number
  readonly absentArchives: readonly string[]
}

const FAILURES_SHOWN_MAX = 20
const DIFFERENCES_SHOWN_MAX = 12
// From the oldest; forks that are not in the list come first, by name.
const FORK_ORDER = ['London', 'Paris', 'Merge', 'Shanghai', 'Cancun', 'Prague', 'Osaka']

/** Results, counted. */
export function createReport(results: readonly FileResult[], facts: RunFacts): VectorReport {
  const rows = countBy(results, (fileName) => fileName.slice(0, fileName.lastIndexOf('/')))
  const archives = countBy(results, (fileName) => fileName.slice(0, fileName.indexOf('/')))
  const total = (field: 'passed' | 'failed' | 'skipped' | 'leftOut'): number =>
    archives.reduce((sum, row) => sum + row[field], 0)
  const skipReasons: Record<string, number> = {}
  for (const row of archives)
    if (row.skipped > 0) {
      const reason = `fork not supported: ${row.fork}`
      skipReasons[reason] = (skipReasons[reason] ?? 0) + row.skipped
    }
  return {
    rows,
    summary: {
      found: true,
      quick: facts.quick,
      engine: facts.engine,
      files: results.filter(hasRun).length,
      ran: total('passed') + total('failed'),
      passed: total('passed'),
      failed: total('failed'),
      skipped: total('skipped'),
      leftOut: total('leftOut'),
      seconds: Math.round(facts.seconds * 10) / 10,
      byArchiveAndFork: archives.map(({ case: archive, ...counts }) => ({ archive, ...counts })),
      skipReasons,
      skippedFiles: results
        .filter((result) => result.skipped !== undefined)
        .map((result) => ({ file: result.fileName, reason: result.skipped! })),
      undecodable: results.flatMap((result) => result.undecodable),
      absentArchives: facts.absentArchives,
      failures: results.flatMap((result) => result.failures),
    },
  }
}

/** The report of a run for which there are no vectors. */
export function createEmptyReport(): VectorReport {
  const report = createReport([], { quick: false, engine: 'none', seconds: 0, absentArchives: [] })
  return { rows: [], summary: { ...report.summary, found: false } }
}

/** The report for a terminal. */
export function formatReport(report: VectorReport): string {
  const { summary } = report
  if (!summary.found) return `${VECTORS_MISSING}\nNothing was run.\n`
  const lines = [...formatFailures(summary.failures), ...formatTable(summary.byArchiveAndFork)]
  if (Object.keys(summary.skipReasons).length > 0) lines.push('', 'Skipped cases:')
  for (const [reason, count] of Object.entries(summary.skipReasons)) lines.push(`  ${count} ${reason}`)
  if (summary.skippedFiles.length > 0) lines.push('', 'Skipped files:')
  for (const { file, reason } of summary.skippedFiles) lines.push(`  ${file}: ${reason}`)
  if (summary.undecodable.length > 0) lines.push('', 'Judged by decoding the transaction bytes alone:')
  for (const { id, reason } of summary.undecodable) lines.push(`  ${id}: ${reason}`)
  for (const archive of summary.absentArchives) lines.push('', `Not in the folder of vectors: ${archive}`)
  const sample = summary.quick ? `, ${summary.leftOut} left out by the quick sample` : ''
  lines.push(
    '',
    `${summary.ran} cases of ${summary.files} files ran on ${summary.engine} in ${summary.seconds} s: ` +
      `${summary.passed} passed, ${summary.failed} failed; ${summary.skipped} skipped${sample}.`,
  )
  return `${lines.join('\n')}\n`
}

/** The line that runs one case again. */
export function reproductionLine(id: string): string {
  return `npm run -s vectors -- --match '${id.replaceAll("'", `'\\''`)}'`
}

function hasRun({ forks }: FileResult): boolean {
  return Object.values(forks).some(({ passed, failed }) => passed + failed > 0)
}

function countBy(
  results: readonly FileResult[],
  groupOf: (fileName: string) => string,
): readonly VectorRow[] {
  const groups = new Map<string, { group: string; fork: string; counts: ForkCounts }>()
  for (const { fileName, forks } of results) {
    const group = groupOf(fileName)
    for (const [fork, counts] of Object.entries(forks)) {
      const key = `${group}\n${fork}`
      const sum = groups.get(key) ?? {
        group,
        fork,
        counts: { passed: 0, failed: 0, unsupported: 0, leftOut: 0 },
      }
      groups.set(key, sum)
      for (const field of ['passed', 'failed', 'unsupported', 'leftOut'] as const)
        sum.counts[field] += counts[field]
    }
  }
  return [...groups.values()]
    .sort((left, right) => compareText(left.group, right.group) || compareForks(left.fork, right.fork))
    .map(({ group, fork, counts: { passed, failed, unsupported, leftOut } }) => ({
      case: group,
      fork,
      passed,
      failed,
      skipped: unsupported,
      leftOut,
    }))
}

function formatFailures(failures: readonly Failure[]): readonly string[] {
  const lines: string[] = []
  for (const { id, differences } of failures.slice(0, FAILURES_SHOWN_MAX)) {
    lines.push(`FAILED ${id}`)
    for (const difference of differences.slice(0, DIFFERENCES_SHOWN_MAX)) lines.push(`  ${difference}`)
    const more = differences.length - DIFFERENCES_SHOWN_MAX
    if (more > 0) lines.push(`  and ${more} more`, `  ${differences.at(-1)}`)
    lines.push(`  ${reproductionLine(id)}`, '')
  }
  const rest = failures.slice(FAILURES_SHOWN_MAX)
  if (rest.length === 0) return lines
  const perFile = new Map<string, number>()
  for (const { id } of rest) {
    const fileName = id.slice(0, `${id}::`.indexOf('::'))
    perFile.set(fileName, (perFile.get(fileName) ?? 0) + 1)
  }
  lines.push(`And ${rest.length} more cases failed, all listed with --json:`)
  for (const [fileName, count] of perFile) lines.push(`  ${count} of ${fileName}`)
  return [...lines, '']
}

function formatTable(counts: readonly ArchiveForkCounts[]): readonly string[] {
  const cells = [
    ['archive', 'fork', 'passed', 'failed', 'skipped', 'left out'],
    ...counts.map((row) =>
      [row.archive, row.fork, row.passed, row.failed, row.skipped, row.leftOut].map(String),
    ),
  ]
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
  return cells.map((row) =>
    row
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  '),
  )
}

function compareForks(left: string, right: string): number {
  return FORK_ORDER.indexOf(left) - FORK_ORDER.indexOf(right) || compareText(left, right)
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
