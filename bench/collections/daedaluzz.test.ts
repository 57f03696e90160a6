import { expect, test } from 'vitest'

import { sitesOf } from './daedaluzz.ts'
import type { MazeRun } from './daedaluzz-search.ts'
import { mazeLines } from './daedaluzz-table.ts'

const RUN: MazeRun = {
  maze: 'maze-0',
  tool: 'forge',
  seed: 1,
  limitSeconds: 60,
  workers: 2,
  found: ['invariant_1', 'invariant_2'],
  sites: 3,
  calls: 1000,
  lastSeconds: null,
}

test('an invariant counts if there is an assertion that breaks it', () => {
  const source =
    'found[1] = true; found[12] = true; function invariant_1() {} function invariant_2() {} function invariant_12() {}'
  expect(sitesOf(source)).toEqual(['invariant_1', 'invariant_12'])
})

test('the newest run of each tool is compared, with the same limit only', () => {
  const lines = mazeLines([
    { ...RUN, found: [] },
    RUN,
    { ...RUN, tool: 'faultline', found: ['invariant_2', 'invariant_3'], calls: 2000 },
    { ...RUN, limitSeconds: 600 },
  ])
  expect(lines).toEqual([
    ['maze-0', '60', '3', '2', '2', '1', '1', '2,000', '1,000'],
    ['maze-0', '600', '3', '-', '2', '-', '-', '-', '1,000'],
  ])
})
