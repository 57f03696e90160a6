// One attack run: every test contract gets a campaign, all of them share the workers, the report says what came out. What the
// command and the library both do; opening the project and the store is theirs.

import { availableParallelism } from 'node:os'
import type { CampaignEvent, Checkpoint } from '../attack/campaign.ts'
import { createInProcessPool } from '../attack/pool/in-process-pool.ts'
import { createPool } from '../attack/pool/pool.ts'
import type { WorkerProcess } from '../attack/pool/worker-process.ts'
import type { Pool, PoolEvent } from '../attack/pool/types.ts'
import type { CampaignAnswer, CampaignWork, RunnerStart } from '../attack/tasks.ts'
import type { Clock } from '../primitives/clock.ts'
import type { Project, TestFilterPatterns } from '../project/types.ts'
import type { Report, ReportWarning } from '../report/schema.ts'
import { buildReport, isAllBroken } from './build-report.ts'
import { type ProofsOfRun, proveFindings } from './prove-findings.ts'
import { readSource } from './read-source.ts'
import { reportProject } from './report-project.ts'
import { type RunResult, runCampaigns } from './run-campaigns.ts'
import { TASK_RUNNER } from './task-runner-entry.ts'

/** Lanes of a campaign are part of what a seed repeats: with up to this many workers their number does not follow theirs. */
export const LANES_LEAST = 4
/** Campaigns that share the workers at one time: each has a world in every worker that took part. */
const AT_ONCE_MAX = 8

export type RunAttackOptions = {
  readonly project: Project
  /** As the project was opened with: OpenOptions.files. */
  readonly files?: readonly string[]
  /** Ids of its campaigns (select-contracts.ts), in the order in which they begin. */
  readonly contracts: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** 0 to 2^64-1. The same seed and number of executions give the same findings. */
  readonly seed: bigint
  /** Time for searching, all contracts together; or `executionsMax`. */
  readonly secondsMax: number | undefined
  /** Calls per test contract. */
  readonly executionsMax: number | undefined
  /** Worker processes; 0 runs everything in this thread. Default: one per core. */
  readonly workers?: number
  readonly patterns?: TestFilterPatterns
  readonly fork?: { readonly url: string; readonly block?: bigint }
  /** 0 to 5: from 3 on findings carry traces. */
  readonly verbosity?: number
  /** Nothing is compiled: everything is interpreted. Changes the time and nothing else. */
  readonly isInterpreted?: boolean
  /** All searches end with the first failure. */
  readonly isFailFast?: boolean
  /** Findings are proved after the search: programs that do it again are written, compiled and run. Default: no. */
  readonly proofs?: boolean
  readonly clock: Clock
  /** Where campaigns are kept. */
  readonly checkpointOf?: (contract: string) => Checkpoint | undefined
  /** Aborted: searching ends, findings are shrunk, the report comes. */
  readonly searchSignal?: AbortSignal
  /** Aborted: shrinking ends too. */
  readonly hardSignal?: AbortSignal
  readonly onEvent?: (event: CampaignEvent) => void
  readonly onEnd?: (result: RunResult) => void
  /** Told before the findings of a campaign are proved. */
  readonly onProving?: (contract: string) => void
  readonly onWorker?: (event: PoolEvent) => void
  readonly warnings?: readonly ReportWarning[]
  readonly version: string
  /** The command line that does the run again, or the campaign of one contract. */
  readonly reproduce: (contract: string | undefined) => string
  /** Module of the workers' task runner; for tests. */
  readonly runner?: URL
  /** As PoolOptions.early. */
  readonly early?: WorkerProcess
}

export type AttackOutcome = { readonly report: Report; readonly results: readonly RunResult[] }

/** Runs the campaigns. Rejects only for errors of our own. */
export async function runAttack(options: RunAttackOptions): Promise<AttackOutcome> {
  const { project, clock, secondsMax, executionsMax, seed } = options
  const workers = options.workers ?? availableParallelism()
  const searchSignal = options.searchSignal ?? new AbortController().signal
  const hardSignal = options.hardSignal ?? new AbortController().signal
  const startMs = clock.nowMs()
  const pool = await openPool(options, workers)
  try {
    const results = await runCampaigns({
      contracts: options.contracts,
      pool,
      lanes: Math.max(LANES_LEAST, workers),
      atOnceMax: AT_ONCE_MAX,
      executionsMax,
      secondsMax,
      isFailFast: options.isFailFast === true,
      clock,
      checkpointOf: options.checkpointOf ?? (() => undefined),
      searchSignal,
      hardSignal,
      onEvent: options.onEvent ?? (() => {}),
      onEnd: options.onEnd ?? (() => {}),
    })
    // Who stopped the search still wants to see it proved; who stops now does not.
    const proving = searchSignal.aborted ? hardSignal : AbortSignal.any([searchSignal, hardSignal])
    const proofs =
      options.proofs === true
        ? await proveFindings(results, pool, proving, options.onProving)
        : (new Map() as ProofsOfRun)
    const isInterrupted = searchSignal.aborted || hardSignal.aborted
    const report = buildReport(results, {
      run: {
        version: options.version,
        seed: String(seed),
        budget:
          executionsMax === undefined
            ? { kind: 'seconds', amount: secondsMax ?? 0 }
            : { kind: 'executions', amount: executionsMax },
        workers,
        endedBy: isInterrupted ? 'interrupted' : results.every(isAllBroken) ? 'all broken' : 'budget',
        reproduce: options.reproduce(undefined),
      },
      project: reportProject(project),
      readSource: (path) => readSource(project.root, path),
      seconds: (clock.nowMs() - startMs) / 1_000,
      warnings: options.warnings ?? [],
      reproduce: options.reproduce,
      proofsOf: (contract, finding) => proofs.get(contract)?.get(finding) ?? [],
    })
    return { report, results }
  } finally {
    await pool.close()
  }
}

async function openPool(
  options: RunAttackOptions,
  workers: number,
): Promise<Pool<CampaignWork, CampaignAnswer>> {
  const { patterns, onWorker } = options
  const start: RunnerStart = {
    root: options.project.root,
    ...(options.files !== undefined && { files: options.files }),
    // process.env is no plain object.
    env: { ...options.env },
    seed: options.seed,
    ...(options.fork !== undefined && { fork: options.fork }),
    ...(patterns?.matchTest !== undefined && { matchTest: patterns.matchTest }),
    ...(patterns?.noMatchTest !== undefined && { noMatchTest: patterns.noMatchTest }),
    verbosity: options.verbosity ?? 0,
    ...(options.isInterpreted === true && { isInterpreted: true }),
  }
  if (workers === 0) {
    // All that searches: who has workers does not load it.
    const { createTaskRunner } = await import('./task-runner.ts')
    return createInProcessPool(await createTaskRunner(start))
  }
  return createPool<RunnerStart, CampaignWork, CampaignAnswer>({
    workers,
    runner: options.runner ?? TASK_RUNNER,
    start,
    ...(options.early !== undefined && { early: options.early }),
    ...(onWorker !== undefined && { onEvent: onWorker }),
  })
}
