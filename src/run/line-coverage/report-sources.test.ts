import { expect, test } from 'vitest'
import type { CoverageSummary } from '../../attack/tasks.ts'
import { reportSources } from './report-sources.ts'

const summary = (sources: CoverageSummary['sources']): CoverageSummary => ({
  edgesSuccess: 0,
  edgesFailure: 0,
  states: 0,
  functions: [],
  contracts: [],
  unnoticed: [],
  sources,
})

test('a line that ran in any campaign ran; the others did not', () => {
  const summaries = [
    summary([{ path: 'src/B.sol', reached: [1, 2, 3, 7], missed: [8, 9] }]),
    summary([
      { path: 'src/B.sol', reached: [9], missed: [1, 2, 3, 7, 8, 10] },
      { path: 'src/A.sol', reached: [], missed: [4] },
    ]),
  ]
  expect(reportSources(summaries, (path) => `text of ${path}`)).toEqual([
    { path: 'src/A.sol', reached: [], missed: [[4, 4]], text: 'text of src/A.sol' },
    {
      path: 'src/B.sol',
      reached: [
        [1, 3],
        [7, 7],
        [9, 9],
      ],
      missed: [
        [8, 8],
        [10, 10],
      ],
      text: 'text of src/B.sol',
    },
  ])
})

test('texts that cannot be read or are too long are left out, the lines are not', () => {
  const sources = Array.from({ length: 10 }, (_, index) => ({
    path: `${index}.sol`,
    reached: [1],
    missed: [],
  }))
  const texts = reportSources([summary(sources)], (path) =>
    path === '0.sol' ? undefined : 'x'.repeat(path === '1.sol' ? 500_001 : 500_000),
  ).map(({ text }) => text?.length)
  expect(texts).toEqual([undefined, undefined, ...Array<number>(6).fill(500_000), undefined, undefined])
})
