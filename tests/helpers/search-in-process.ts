// An attacker's campaign on this thread, without a project on disk: the real world, survey, detectors, engine and coordinator.

import type { CampaignResult } from '../../src/attack/campaign.ts'
import { runCampaign } from '../../src/attack/coordinator.ts'
import { createInProcessPool } from '../../src/attack/pool/in-process-pool.ts'
import type { CampaignAnswer, CampaignWork, RunnerStart } from '../../src/attack/tasks.ts'
import type { Clock } from '../../src/primitives/clock.ts'
import { setUpContractOf } from '../../src/project/attackable-contracts.ts'
import type { Project } from '../../src/project/types.ts'
import type { ReportFinding } from '../../src/report/schema.ts'
import { attackerId } from '../../src/run/attacker-campaigns.ts'
import { attackerNotes } from '../../src/run/attacker-notes.ts'
import { CampaignRunner } from '../../src/run/campaign-runner.ts'

export type InProcessSearch = {
  readonly project: Project
  /** Id of the test contract whose setup makes the world. */
  readonly setup: string
  readonly seed: bigint
  /** Calls at most. */
  readonly executions: number
  readonly clock: Clock
  /** The search ends with a finding of which this is true. */
  readonly isEnough: (finding: ReportFinding) => boolean
}

/** @throws Error if the campaign failed */
export async function searchInProcess(options: InProcessSearch): Promise<CampaignResult> {
  const { project, setup, seed, executions, clock, isEnough } = options
  const start: RunnerStart = { root: project.root, env: {}, seed, verbosity: 0 }
  const id = attackerId(setup)
  const test = setUpContractOf(project.contracts.get(setup), project)
  if (test === undefined) throw new Error(`${setup} is not a test contract that sets something up.`)
  const runner = new CampaignRunner({
    id,
    start,
    project,
    test,
    attackerTarget: attackerNotes,
    files: undefined,
    clock,
  })
  const pool = createInProcessPool<CampaignWork, CampaignAnswer>({
    run: (work, progress) => runner.run(work, progress),
  })
  const search = new AbortController()
  const began = clock.nowMs()
  const result = await runCampaign({
    contract: id,
    pool,
    lanes: 2,
    executionsMax: executions,
    searchSignal: search.signal,
    hardSignal: new AbortController().signal,
    secondsSoFar: () => (clock.nowMs() - began) / 1000,
    stopAfter: undefined,
    checkpoint: undefined,
    onEvent: (event) => {
      if (event.kind === 'shrunk' && isEnough(event.finding.report as ReportFinding)) search.abort()
    },
  })
  if (result.status !== 'done' && result.status !== 'stopped') throw new Error(result.reason)
  return result
}
