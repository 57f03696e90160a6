import { expect, test } from 'vitest'
import { sampleFinding, sampleReport } from '../../tests/helpers/sample-report.ts'
import { findingId } from './finding-id.ts'
import { eventToJson, reportToJson, toJsonText } from './json.ts'

test('what is written is what was there', () => {
  const report = sampleReport()
  const text = reportToJson(report)
  expect(JSON.parse(text)).toEqual(report)
  expect(text.endsWith('}\n')).toBe(true)
})

test('text from contracts stays as it is, but can be looked at', () => {
  const hostile = '\u001b[2J\u202e\u2028\u200b\u007f\u009b\ud800"\\ 漢字 🚀 \u{e0041}'
  const report = sampleReport({ findings: [sampleFinding({ reason: hostile })] })
  const text = reportToJson(report)
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u)
  expect((JSON.parse(text) as typeof report).findings[0]!.reason).toBe(hostile)
  expect(text).toContain('漢字 🚀')
})

test('numbers that JSON would change are refused', () => {
  expect(() => toJsonText({ executions: 2 ** 60 })).toThrow(RangeError)
  expect(() => toJsonText({ seconds: Number.NaN })).toThrow(RangeError)
  expect(() => toJsonText({ value: 1n })).toThrow(/decimal text/)
})

test('an event is one line', () => {
  const line = eventToJson({
    event: 'finding-shrunk',
    schemaVersion: 1,
    seconds: 1.5,
    finding: sampleFinding({ console: ['a\nb'] }),
  })
  expect(line.indexOf('\n')).toBe(line.length - 1)
  expect(JSON.parse(line)).toMatchObject({ event: 'finding-shrunk', finding: { console: ['a\nb'] } })
})

test('the id of a finding is that of its signature', () => {
  const signature = { property: 'a', mechanism: 'b', place: 'c' }
  expect(findingId(signature)).toMatch(/^[0-9a-f]{12}$/)
  expect(findingId({ place: 'c', mechanism: 'b', property: 'a' })).toBe(findingId(signature))
  expect(findingId({ property: 'a', mechanism: 'b","c', place: '' })).not.toBe(
    findingId({ property: 'a', mechanism: 'b', place: 'c' }),
  )
  // In files and command lines of users: it may not change between versions.
  expect(findingId(signature)).toBe('fa1844c2988a')
})
