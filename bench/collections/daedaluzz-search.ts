/** Both tools' searches of one maze, each until its time is up. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

import type { Report } from '../../src/report/schema.ts'
import { runFaultline } from '../parity/faultline-process.ts'
import { runForge } from '../parity/forge-process.ts'
import { type Maze, mazeProject } from './daedaluzz.ts'

export type MazeOptions = {
  readonly seed: number
  readonly seconds: number
  /** Processes of ours, threads of forge's. */
  readonly workers: number
}

export type MazeRun = {
  readonly maze: string
  readonly tool: 'faultline' | 'forge'
  readonly seed: number
  readonly limitSeconds: number
  readonly workers: number
  /** Invariants that were broken, of `sites`. */
  readonly found: readonly string[]
  readonly sites: number
  readonly calls: number
  /** Ours: of the search, until the last of them was broken. */
  readonly lastSeconds: number | null
}

// What compiling, starting and shrinking may take beside the search.
const EXTRA_SECONDS = 300
/** As deep as the collection's own script for forge. */
const DEPTH = '100'
const RUNS_MAX = '4294967295'
/** A round that would take a little longer than what is left is made nevertheless: it is forge's to gain. */
const FIT = 1.2
/** Between the seeds of two runs, for the rounds of one. */
const SEEDS_APART = 1_000

export async function searchWithFaultline(maze: Maze, options: MazeOptions): Promise<MazeRun> {
  const { seed, seconds, workers } = options
  const args = [
    ...['attack', '--json', '--allow-failure', '--match-path', `test/${maze.name}.t.sol`],
    ...['--seed', String(seed), '--timeout', String(seconds), '--workers', String(workers)],
  ]
  const { document } = await runFaultline(await mazeProject(maze), args, {
    limitSeconds: seconds + EXTRA_SECONDS,
  })
  const { run, campaigns, findings } = document as Report
  // What broke when the time was nearly up was made again, but may not have been shrunk to a finding.
  const broken = campaigns.flatMap(({ properties }) => properties.filter(({ status }) => status === 'broken'))
  const last = Math.max(0, ...findings.map(({ seconds }) => seconds))
  return {
    ...rowOf(maze, 'faultline', options),
    found: sorted(broken.map(({ name }) => nameOf(name))),
    calls: run.executions,
    lastSeconds: findings.length === 0 ? null : Number(last.toFixed(1)),
  }
}

/**
 * forge searches for each invariant by itself and stops at the first failure of it. As in the collection's own script, it is
 * started over and over with other seeds; but only what is not broken yet is asked again, and the time is dealt out evenly among
 * that, half of what is left in each round. Every other round keeps a corpus, which has forge follow coverage.
 */
export async function searchWithForge(maze: Maze, options: MazeOptions): Promise<MazeRun> {
  const { seed, seconds, workers } = options
  const project = await mazeProject(maze)
  const corpus = await mkdtemp(path.join(tmpdir(), 'faultline-daedaluzz-'))
  const found = new Set<string>()
  let calls = 0
  try {
    // Compiling is not searching.
    await runForge(project, { flags: ['--mt', '^nothing$'], limitSeconds: EXTRA_SECONDS }).catch(
      () => undefined,
    )
    const started = performance.now()
    for (let round = 0; ; round++) {
      const left = seconds - (performance.now() - started) / 1000
      const open = maze.sites.filter((site) => !found.has(site))
      const each = Math.max(1, Math.floor((left * workers) / open.length / 2))
      if (open.length === 0 || left <= 0 || (each * open.length) / workers > left * FIT) break
      const { report } = await runForge(project, {
        flags: [
          ...['--mt', `^(${open.join('|')})\\(`, '--threads', String(workers)],
          ...['--fuzz-seed', `0x${(seed * SEEDS_APART + round).toString(16)}`],
        ],
        env: {
          FOUNDRY_INVARIANT_DEPTH: DEPTH,
          FOUNDRY_INVARIANT_RUNS: RUNS_MAX,
          FOUNDRY_INVARIANT_FAIL_ON_REVERT: 'false',
          FOUNDRY_INVARIANT_TIMEOUT: String(each),
          ...(round % 2 === 1 && { FOUNDRY_INVARIANT_CORPUS_DIR: corpus }),
        },
        limitSeconds: Math.ceil(left) + EXTRA_SECONDS,
      })
      for (const suite of Object.values(report)) {
        for (const [signature, { status, kind }] of Object.entries(suite.test_results)) {
          if (status === 'Failure') found.add(nameOf(signature))
          calls += kind.Invariant?.calls ?? 0
        }
      }
    }
  } finally {
    await rm(corpus, { recursive: true, force: true })
  }
  return {
    ...rowOf(maze, 'forge', options),
    found: sorted([...found].filter((name) => maze.sites.includes(name))),
    calls,
    lastSeconds: null,
  }
}

function rowOf(
  maze: Maze,
  tool: MazeRun['tool'],
  { seed, seconds, workers }: MazeOptions,
): Omit<MazeRun, 'found' | 'calls' | 'lastSeconds'> {
  return { maze: maze.name, tool, seed, limitSeconds: seconds, workers, sites: maze.sites.length }
}

function nameOf(signature: string): string {
  return signature.replace(/\(.*$/, '')
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}
