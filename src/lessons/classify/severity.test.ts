import { expect, test } from 'vitest'

import { severityOf } from './severity.ts'

test('what was lost says how bad it is, whatever the detector', () => {
  expect(severityOf('theft', 1)).toBe('critical')
  expect(severityOf('wrap', 0.5)).toBe('critical')
  expect(severityOf('theft', 0.001)).toBe('high')
  expect(severityOf('theft', 0.000_001)).toBe('medium')
})

test('control over others is high before anything is lost', () => {
  expect(severityOf('takeover', 0)).toBe('high')
  expect(severityOf('destruction', 0)).toBe('high')
})

test('a fault by which nobody was seen to lose is low', () => {
  expect(severityOf('ignored-failure', 0)).toBe('low')
  expect(severityOf('wrap', 0)).toBe('low')
  expect(severityOf('blocked', 0)).toBe('medium')
})
