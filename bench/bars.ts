/** The bars: what the engine has to reach, judged on the rows of one run. A bar holds if it holds in every row. */

import type { Row } from './rows.ts'

/** How one bar stands. */
export type BarResult = {
  readonly name: string
  /** The bar in words. */
  readonly bar: string
  readonly limit: number
  /** The worst figure among the rows of this bar, and the case it belongs to. Null: no row could be measured. */
  readonly worst: number | null
  readonly worstCase: string | null
  /** Every case that misses the bar, worst first. */
  readonly missed: readonly string[]
  /** Mean of the figures, geometric for ratios; null if there are none. */
  readonly mean: number | null
  /** Rows that counted. */
  readonly rows: number
  /** Null: cannot be said, because nothing was measured. */
  readonly met: boolean | null
}

type Bar = {
  readonly name: string
  readonly bar: string
  readonly limit: number
  readonly direction: 'at least' | 'at most'
  readonly applies: (row: Row) => boolean
  readonly figure: (row: Row) => number | null | undefined
}

const BARS: readonly Bar[] = [
  {
    name: 'ethereumjs',
    bar: 'at least 100 times as fast as @ethereumjs/evm, per inner and per top-level call',
    limit: 100,
    direction: 'at least',
    applies: (row) => row.peer === 'ethereumjs' && row.memo === 'on' && /^(inner|call)\//.test(row.case),
    figure: (row) => row.ratio,
  },
  {
    name: 'forge-memo-off',
    bar: 'at least 2.5 times as fast as forge per inner call, without its memory of hashes',
    limit: 2.5,
    direction: 'at least',
    applies: (row) => row.case.startsWith('inner/') && row.peer === 'forge' && row.memo === 'off',
    figure: (row) => row.ratio,
  },
  {
    name: 'forge-memo-on',
    bar: 'at least 4 times as fast as forge per inner call, with its memory of hashes',
    limit: 4,
    direction: 'at least',
    applies: (row) => row.case.startsWith('inner/') && row.peer === 'forge' && row.memo === 'on',
    figure: (row) => row.ratio,
  },
  {
    name: 'compiled-interpreter',
    bar: 'compiled code is never slower than the interpreter',
    limit: 1,
    direction: 'at least',
    applies: (row) => row.peer === 'interpreter',
    figure: (row) => row.ratio,
  },
  ...compiledBars(),
  {
    name: 'storage-rollback',
    bar: 'at most 60 ns to write a storage slot and take it back',
    limit: 60,
    direction: 'at most',
    applies: (row) => row.case === 'storage-rollback' && row.peer === 'ethereumjs',
    figure: (row) => row.ours_ns,
  },
  {
    name: 'coverage',
    bar: 'coverage adds at most 10 % to the time',
    limit: 10,
    direction: 'at most',
    applies: (row) => row.case.startsWith('coverage/'),
    figure: (row) => row.overhead_percent,
  },
  {
    name: 'full-speed',
    bar: 'at most 300 ms from the start until a contract runs at full speed',
    limit: 300,
    direction: 'at most',
    applies: (row) => row.case.startsWith('start/full-speed/'),
    figure: milliseconds,
  },
  {
    name: 'translation',
    bar: 'at most 150 ms to translate a contract of 24 KB',
    limit: 150,
    direction: 'at most',
    applies: (row) => row.case.startsWith('start/translation/'),
    figure: milliseconds,
  },
  {
    name: 'memory',
    bar: 'at most 64 MiB resident for a fresh Machine',
    limit: 64,
    direction: 'at most',
    applies: (row) => row.case === 'memory',
    figure: (row) => row.ours_mib,
  },
]

function milliseconds({ ours_ns: time }: Row): number | null {
  return time === null ? null : Number((time / 1e6).toFixed(1))
}

/** What compiled code has to reach against forge: with our memory of hashes, and without. */
function compiledBars(): readonly Bar[] {
  return (
    [
      ['transfer', 'on', 15],
      ['transfer', 'off', 4],
      ['swap', 'on', 8],
      ['swap', 'off', 5],
      ['arith', 'on', 20],
    ] as const
  ).map(([name, memo, limit]) => ({
    name: `compiled-${name}-memo-${memo}`,
    bar: `compiled code is at least ${limit} times as fast as forge on ${name}, ${memo === 'on' ? 'with' : 'without'} its memory of hashes`,
    limit,
    direction: 'at least',
    applies: (row) => row.case === `compiled/${name}` && row.peer === 'forge' && row.memo === memo,
    figure: (row) => row.ratio,
  }))
}

/** Judges every bar on the rows. */
export function judgeBars(rows: readonly Row[]): readonly BarResult[] {
  return BARS.map((bar) => judge(bar, rows))
}

function judge({ name, bar, limit, direction, applies, figure }: Bar, rows: readonly Row[]): BarResult {
  const figures = rows.filter(applies).flatMap((row) => {
    const value = figure(row)
    return value === null || value === undefined
      ? []
      : [{ value, case: row.optimizer === 'off' ? `${row.case}, optimizer off` : row.case }]
  })
  figures.sort((a, b) => (direction === 'at least' ? a.value - b.value : b.value - a.value))
  const worst = figures[0]
  const values = figures.map(({ value }) => value)
  const isMet = (value: number): boolean => (direction === 'at least' ? value >= limit : value <= limit)
  return {
    name,
    bar,
    limit,
    worst: worst?.value ?? null,
    worstCase: worst?.case ?? null,
    missed: figures.filter(({ value }) => !isMet(value)).map((each) => each.case),
    mean: direction === 'at least' ? round(geometricMean(values)) : round(arithmeticMean(values)),
    rows: figures.length,
    met: worst === undefined ? null : isMet(worst.value),
  }
}

function geometricMean(values: readonly number[]): number | null {
  const logs = arithmeticMean(values.map(Math.log))
  return logs === null ? null : Math.exp(logs)
}

function arithmeticMean(values: readonly number[]): number | null {
  if (values.length === 0) return null
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function round(value: number | null): number | null {
  return value === null ? null : Number(value.toFixed(2))
}
