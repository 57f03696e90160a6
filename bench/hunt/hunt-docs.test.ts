import { expect, test } from 'vitest'

import { withHunt } from './hunt-docs.ts'
import type { HuntReport } from './hunt-report.ts'
import { rowOf, summarizeHunt } from './rows.ts'

function report(project: string, limitSeconds: number): HuntReport {
  const rows = [rowOf({ case: 'test/A.t.sol:A.invariant_x()', kind: 'invariant', isForges: true }, [])]
  return {
    date: '2026-01-01T00:00:00.000Z',
    version: '0.0.0',
    node: '24.0.0',
    machine: { cpu: 'cpu', cores: 2, platform: 'linux-x64' },
    project,
    quick: false,
    limitSeconds,
    seeds: [1, 2, 3],
    seconds: 1,
    rows,
    runs: [],
    summary: summarizeHunt(rows),
  }
}

test('a project gets its table once, and a later run replaces it', () => {
  const first = withHunt('intro\n<!-- hunt:end -->\nend\n', report('vault', 60))
  const second = withHunt(first, report('token', 60))
  const third = withHunt(second, report('vault', 90))
  expect(third).toContain('**token**: 60 s')
  expect(third).toContain('**vault**: 90 s')
  expect(third).not.toContain('**vault**: 60 s')
  expect(third.indexOf('intro')).toBeLessThan(third.indexOf('**vault**'))
  expect(third.endsWith('<!-- hunt:end -->\nend\n')).toBe(true)
})

test('a file without the marker is an error', () => {
  expect(() => withHunt('nothing here', report('vault', 60))).toThrow('<!-- hunt:end -->')
})
