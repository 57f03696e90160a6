import { expect, test } from 'vitest'
import { sampleReport } from '../../tests/helpers/sample-report.ts'
import { readReport } from './read-report.ts'

test('a report is read, also after JSON and with fields of a later version', () => {
  const report = JSON.parse(JSON.stringify({ ...sampleReport(), later: 1 })) as unknown
  expect(readReport(report)).toEqual({ report })
})

test('what is no report is told with the place where it is not', () => {
  const [campaign] = sampleReport().campaigns
  const [finding] = sampleReport().findings
  const wrongs: readonly (readonly [unknown, string])[] = [
    [null, 'it'],
    [[], 'schemaVersion'],
    [{ ...sampleReport(), run: {} }, 'run.version'],
    [
      { ...sampleReport(), findings: [finding, { ...finding, steps: [{}] }] },
      'findings[1].steps[0].contract',
    ],
    [
      {
        ...sampleReport(),
        campaigns: [{ ...campaign, properties: [{ name: '', kind: '', status: 'held' }] }],
      },
      'campaigns[0].properties[0].executions',
    ],
    [
      {
        ...sampleReport(),
        campaigns: [{ ...campaign, properties: [{ name: '', kind: '', status: 'safe' }] }],
      },
      'campaigns[0].properties[0].status',
    ],
  ]
  for (const [value, place] of wrongs)
    expect(readReport(value)).toEqual({ wrong: `${place} is missing or of another kind` })
  expect(readReport({ ...sampleReport(), schemaVersion: 2 })).toMatchObject({
    wrong: expect.stringContaining('schemaVersion is 2'),
  })
})
