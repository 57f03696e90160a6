/** What both tools broke in the mazes, for the terminal and as Markdown. */

import { columns } from '../parity/columns.ts'
import type { MazeRun } from './daedaluzz-search.ts'

const HEAD = [
  'maze',
  'seconds',
  'sites',
  'ours',
  'forge',
  'only ours',
  'only forge',
  'our calls',
  'forge calls',
]

/** One line for each maze and limit: the newest run of each tool. */
export function mazeLines(runs: readonly MazeRun[]): readonly (readonly string[])[] {
  const keys = [...new Set(runs.map(keyOf))]
  return keys.map((key) => {
    const of = (tool: MazeRun['tool']): MazeRun | undefined =>
      runs.findLast((run) => run.tool === tool && keyOf(run) === key)
    const ours = of('faultline')
    const forge = of('forge')
    const any = (ours ?? forge)!
    const only = (mine: MazeRun | undefined, other: MazeRun | undefined): string =>
      mine && other ? String(mine.found.filter((name) => !other.found.includes(name)).length) : '-'
    return [
      any.maze,
      String(any.limitSeconds),
      String(any.sites),
      ours ? String(ours.found.length) : '-',
      forge ? String(forge.found.length) : '-',
      only(ours, forge),
      only(forge, ours),
      ours ? ours.calls.toLocaleString('en-US') : '-',
      forge ? forge.calls.toLocaleString('en-US') : '-',
    ]
  })
}

export function formatMazes(runs: readonly MazeRun[]): string {
  return columns([HEAD, ...mazeLines(runs)])
}

/** @param about 'seed 1, 2 workers; AMD EPYC, 2 cores' */
export function mazesMarkdown(runs: readonly MazeRun[], about: string): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [
    `**Daedaluzz**: broken invariants, the same test contracts for both, one after the other (${about}).`,
    '',
    'Each maze is its own form for forge: one `invariant_<n>` for each room with an assertion, some of which nobody can break. forge is started again and ' +
      'again with other seeds until the time is up, each time with what is not broken yet and half of the time that is left, every other time with a corpus that follows coverage; ' +
      'depth 100, no limit of runs, `fail_on_revert = false`. Ours is one run of the command.',
    '',
    line(HEAD),
    line(HEAD.map((_, i) => (i === 0 ? '---' : '---:'))),
    ...mazeLines(runs).map(line),
    '',
  ].join('\n')
}

function keyOf({ maze, limitSeconds, seed, workers }: MazeRun): string {
  return `${maze} ${limitSeconds} ${seed} ${workers}`
}
