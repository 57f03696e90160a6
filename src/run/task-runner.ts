// What a worker does: opens the project once and runs tasks of its campaigns. Loaded by the pool in every worker.

import type { TaskProgress, TaskRunner } from '../attack/pool/types.ts'
import type { CampaignAnswer, CampaignWork, RunnerStart } from '../attack/tasks.ts'
import { CampaignOpener } from './campaign-opener.ts'
import type { CampaignRunner } from './campaign-runner.ts'
import { type ConfiguredProject, openConfigured } from './config/open-configured.ts'
import { diskFiles } from './disk-files.ts'
import { emptyWorld, readyWorld } from './fresh-worlds.ts'
import { keepCompiledCode } from '../world/code-cache.ts'
import { setUpWorld } from '../world/create-world.ts'

/** Campaigns whose worlds a worker keeps: each takes some 20 MB and can be made again. */
const CAMPAIGNS_MAX = 8

/** The task runner of one worker. */
export async function createTaskRunner(
  start: RunnerStart,
): Promise<TaskRunner<CampaignWork, CampaignAnswer>> {
  const { root, env, files } = start
  const opened = await openConfigured({
    root,
    env,
    build: 'as-before',
    ...(files !== undefined && { files }),
  })
  return new AttackTaskRunner(start, opened)
}

class AttackTaskRunner implements TaskRunner<CampaignWork, CampaignAnswer> {
  readonly #start: RunnerStart
  readonly #opened: ConfiguredProject
  readonly #opener: CampaignOpener
  /** Least recently used first. */
  readonly #campaigns = new Map<string, CampaignRunner>()

  constructor(start: RunnerStart, opened: ConfiguredProject) {
    this.#start = start
    this.#opened = opened
    this.#opener = new CampaignOpener(start, opened)
  }

  async run(work: CampaignWork, progress: TaskProgress): Promise<CampaignAnswer> {
    if (work.kind === 'prove') return await this.#prove(work)
    return (await this.#campaign(work.contract)).run(work, progress)
  }

  /** Writes, compiles and runs the proofs of a campaign. */
  async #prove({ plans }: Extract<CampaignWork, { kind: 'prove' }>): Promise<CampaignAnswer> {
    const { proveFindings } = await import('../lessons/proof/prove.ts')
    const { compileProofsOf } = await import('../lessons/proof/compile-proofs.ts')
    const { planFromText } = await import('../lessons/proof/plan.ts')
    const { hardhatRunner } = await import('../lessons/proof/run-hardhat.ts')
    const { project } = this.#opened
    const { env, seed, fork } = this.#start
    const setup = { project, env, seed, files: diskFiles, ...(fork !== undefined && { fork }) }
    const known = plans.flatMap((text) => planFromText(text) ?? [])
    const findings = await proveFindings(known, {
      ...setup,
      setUp: async ({ test }) =>
        test === undefined
          ? await emptyWorld(setup)
          : readyWorld(setUpWorld({ ...setup, artifact: project.contracts.get(test.id) })),
      empty: () => emptyWorld(setup),
      compile: compileProofsOf(project, env),
      ...(project.kind === 'hardhat3' && { runHardhat: hardhatRunner(project.root, env) }),
    })
    keepCompiledCode()
    return { kind: 'proved', findings }
  }

  async #campaign(contract: string): Promise<CampaignRunner> {
    let campaign = this.#campaigns.get(contract)
    if (campaign === undefined) {
      campaign = await this.#opener.open(contract)
      keepCompiledCode()
      if (this.#campaigns.size >= CAMPAIGNS_MAX) {
        const [oldest] = this.#campaigns.keys()
        if (oldest !== undefined) this.#campaigns.delete(oldest)
      }
    } else this.#campaigns.delete(contract)
    this.#campaigns.set(contract, campaign)
    return campaign
  }
}
