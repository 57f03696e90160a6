import { expect, test } from 'vitest'
import { FINDING } from '../../tests/attack-command/report-finding.ts'
import { isReportFinding } from './is-report-finding.ts'

/** Copies of `value` in which one thing is of another kind or missing. */
function* damaged(value: unknown): Generator<unknown> {
  yield { surprise: true }
  yield undefined
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      for (const wrong of damaged(item)) yield value.with(index, wrong)
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, field] of Object.entries(value)) {
      for (const wrong of damaged(field)) yield { ...value, [name]: wrong }
    }
  }
}

test('a finding passes, also after JSON and with a field of a later version', () => {
  expect(isReportFinding(JSON.parse(JSON.stringify({ ...FINDING, later: 1 })))).toBe(true)
  expect(isReportFinding({ ...FINDING, source: null, steps: [] })).toBe(true)
})

test('whatever is missing or of another kind, it does not pass', () => {
  const wrongs = [...damaged(FINDING)]
  expect(wrongs.length).toBeGreaterThan(100)
  expect(wrongs.filter(isReportFinding)).toEqual([])
})
