/** The attacker let loose on a sound protocol: whatever it says is wrong. On this thread, without a project on disk. */

import { attackerTarget } from '../../src/attack/attacker/attacker-target.ts'
import type { CampaignResult } from '../../src/attack/campaign.ts'
import { runCampaign } from '../../src/attack/coordinator.ts'
import { createInProcessPool } from '../../src/attack/pool/in-process-pool.ts'
import type { CampaignAnswer, CampaignWork, RunnerStart } from '../../src/attack/tasks.ts'
import type { CampaignTarget, Property } from '../../src/attack/types.ts'
import type { Clock } from '../../src/primitives/clock.ts'
import { setUpContracts } from '../../src/project/attackable-contracts.ts'
import type { Project } from '../../src/project/types.ts'
import type { ReportFinding } from '../../src/report/schema.ts'
import { attackerId } from '../../src/run/attacker-campaigns.ts'
import { CampaignRunner } from '../../src/run/campaign-runner.ts'
import type { Survey } from '../../src/world/survey/types.ts'

/** Lanes of an epoch: fixed, so that a seed repeats. */
const LANES = 2

export type SetupOptions = {
  readonly seed: bigint
  /** Calls at most; undefined: no limit. */
  readonly executions: number | undefined
  /** Of searching; undefined: no limit. */
  readonly seconds: number | undefined
  readonly clock: Clock
  /** Which detectors are asked, by name. Default: all. */
  readonly isAsked?: (detector: string) => boolean
}

export type SetupRun = {
  readonly findings: readonly ReportFinding[]
  readonly executions: number
  /** Of searching: compiling and setting up are not part of it. */
  readonly seconds: number
  readonly survey: Survey
  /** 'Vault.withdraw(uint256): ERC20InsufficientBalance()': functions that no call of the search succeeded in, and why. */
  readonly neverSucceeded: readonly string[]
  readonly warnings: readonly string[]
}

/**
 * Searches until the budget is used up, and does not stop at findings.
 * @throws Error if the campaign failed, or the project has not exactly one setup
 */
export async function runSetup(project: Project, options: SetupOptions): Promise<SetupRun> {
  const { seed, executions, seconds, clock, isAsked } = options
  const [test, another] = setUpContracts(project)
  if (test === undefined || another !== undefined) throw new Error('There is not exactly one setup.')
  const id = attackerId(test.artifact.id)
  const start: RunnerStart = { root: project.root, env: {}, seed, verbosity: 0 }
  let survey: Survey | undefined
  const runner = new CampaignRunner({
    id,
    start,
    project,
    test,
    attackerTarget: (world) => {
      const found = attackerTarget(world)
      survey = found.survey
      return isAsked === undefined ? found : { ...found, target: askedOf(found.target, isAsked) }
    },
    files: undefined,
    clock,
  })
  const search = new AbortController()
  let endMs = Infinity
  const isOver = (): boolean => clock.nowMs() >= endMs
  const pool = createInProcessPool<CampaignWork, CampaignAnswer>({
    run: (work, progress) => {
      if (work.kind !== 'lanes') return runner.run(work, progress)
      // On this thread no timer fires while a lane runs: the time is looked at.
      return runner.run(work, { ...progress, isCancelled: () => progress.isCancelled() || isOver() })
    },
  })
  const began = clock.nowMs()
  const result: CampaignResult = await runCampaign({
    contract: id,
    pool,
    lanes: LANES,
    executionsMax: executions,
    searchSignal: search.signal,
    hardSignal: new AbortController().signal,
    secondsSoFar: () => (clock.nowMs() - began) / 1000,
    stopAfter: undefined,
    checkpoint: undefined,
    onEvent: ({ kind }) => {
      if (kind === 'prepared' && seconds !== undefined) endMs = clock.nowMs() + seconds * 1000
      if (isOver()) search.abort()
    },
  })
  if ((result.status !== 'done' && result.status !== 'stopped') || survey === undefined)
    throw new Error(`${result.status}: ${result.reason}\n${result.trace}`)
  return {
    findings: result.findings.map(({ report }) => report as ReportFinding),
    executions: result.progress.executions,
    seconds: result.seconds,
    survey,
    neverSucceeded: neverSucceeded(result),
    warnings: result.warnings,
  }
}

/** The target with some of its detectors only. */
function askedOf(target: CampaignTarget, isAsked: (detector: string) => boolean): CampaignTarget {
  const kept = target.properties.filter(({ kind, name }) => kind !== 'detector' || isAsked(name))
  const properties = kept.map(({ readsWith, ...property }, index): Property => {
    const partner = kept.findIndex((each) => each.index === readsWith)
    return { ...property, index, ...(partner >= 0 && { readsWith: partner }) }
  })
  return { ...target, properties }
}

function neverSucceeded({ prepared, progress, coverage }: CampaignResult): string[] {
  return (prepared?.functions ?? []).flatMap(({ contract, name }, i) => {
    const [calls = 0, reverts = 0, discards = 0] = progress.counts.slice(i * 3)
    if (calls > reverts + discards) return []
    const [reason] = coverage?.functions[i]?.reasons ?? []
    return [`${contract}.${name}${reason === undefined ? '' : `: ${reason}`}`]
  })
}
