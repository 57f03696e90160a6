import { describe, expect, test } from 'vitest'

import { createEmptyReport, createReport, formatReport, reproductionLine, type RunFacts } from './report.ts'
import type { FileResult, ForkCounts } from './run-file.ts'

const FACTS: RunFacts = { quick: false, engine: 'fast', seconds: 1.26, absentArchives: ['b.tar.gz'] }
const NAME = 'archive/osaka/eip1/x.json'

function counts(part: Partial<ForkCounts>): ForkCounts {
  return { passed: 0, failed: 0, unsupported: 0, leftOut: 0, ...part }
}

function result(fileName: string, forks: FileResult['forks'], part: Partial<FileResult> = {}): FileResult {
  return { fileName, forks, failures: [], undecodable: [], ...part }
}

const RESULTS: readonly FileResult[] = [
  result('archive/osaka/eip1/w.json', { Berlin: counts({ unsupported: 4 }), Osaka: counts({ passed: 2 }) }),
  result(
    NAME,
    { Osaka: counts({ passed: 1, failed: 1, leftOut: 5 }), Cancun: counts({ passed: 3 }) },
    {
      failures: [
        { id: `${NAME}::it's::Osaka::0`, forkName: 'Osaka', differences: ['balance: expected 1, got 2'] },
      ],
    },
  ),
  result('archive/paris/y.json', { Osaka: counts({ passed: 7 }) }),
  result('archive/paris/z.json', {}, { skipped: 'not JSON' }),
]

describe('the report', () => {
  test('has a row for each folder and fork, oldest fork first', () => {
    expect(createReport(RESULTS, FACTS).rows).toEqual([
      { case: 'archive/osaka/eip1', fork: 'Berlin', passed: 0, failed: 0, skipped: 4, leftOut: 0 },
      { case: 'archive/osaka/eip1', fork: 'Cancun', passed: 3, failed: 0, skipped: 0, leftOut: 0 },
      { case: 'archive/osaka/eip1', fork: 'Osaka', passed: 3, failed: 1, skipped: 0, leftOut: 5 },
      { case: 'archive/paris', fork: 'Osaka', passed: 7, failed: 0, skipped: 0, leftOut: 0 },
    ])
  })

  test('sums up all cases and says why some were skipped', () => {
    expect(createReport(RESULTS, FACTS).summary).toMatchObject({
      found: true,
      files: 3,
      ran: 14,
      passed: 13,
      failed: 1,
      skipped: 4,
      leftOut: 5,
      seconds: 1.3,
      skipReasons: { 'fork not supported: Berlin': 4 },
      skippedFiles: [{ file: 'archive/paris/z.json', reason: 'not JSON' }],
      absentArchives: ['b.tar.gz'],
      byArchiveAndFork: [
        { archive: 'archive', fork: 'Berlin', skipped: 4 },
        { archive: 'archive', fork: 'Cancun', passed: 3 },
        { archive: 'archive', fork: 'Osaka', passed: 10, failed: 1, leftOut: 5 },
      ],
    })
  })

  test('shows a failure with the line that runs it again, quoted for a shell', () => {
    const text = formatReport(createReport(RESULTS, FACTS))
    expect(text).toContain(`FAILED ${NAME}::it's::Osaka::0\n  balance: expected 1, got 2\n`)
    expect(text).toContain(`npm run -s vectors -- --match '${NAME}::it'\\''s::Osaka::0'`)
    expect(text).toContain('14 cases of 3 files ran on fast in 1.3 s: 13 passed, 1 failed; 4 skipped.')
    expect(reproductionLine('a')).toBe("npm run -s vectors -- --match 'a'")
  })

  test('shows twenty failures whole and counts the others by file', () => {
    const failures = Array.from({ length: 25 }, (_, index) => ({
      id: `${NAME}::t::Osaka::${index}`,
      forkName: 'Osaka',
      differences: Array.from({ length: 30 }, (_unused, line) => `difference ${line}`),
    }))
    const text = formatReport(
      createReport([result(NAME, { Osaka: counts({ failed: 25 }) }, { failures })], FACTS),
    )
    expect(text.match(/^FAILED/gm)).toHaveLength(20)
    expect(text).toContain(
      'And 5 more cases failed, all listed with --json:\n  5 of archive/osaka/eip1/x.json',
    )
    expect(text).toContain('and 18 more\n  difference 29')
  })

  test('without vectors says where they are to be had', () => {
    const report = createEmptyReport()
    expect(report).toMatchObject({ rows: [], summary: { found: false, ran: 0 } })
    expect(formatReport(report)).toMatch(
      /FAULTLINE_VECTORS is not set.*ethereum\/execution-spec-tests.*ethereum\/tests/,
    )
  })
})
