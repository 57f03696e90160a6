// What a worker does: opens the project once and runs tasks of its campaigns. Loaded by the pool in every worker.

import type { TaskProgress, TaskRunner } from '../attack/pool/types.ts'
import type { CampaignAnswer, CampaignWork, RunnerStart } from '../attack/tasks.ts'
import { testContracts, type TestContract } from '../project/test-contracts.ts'
import { createTestFilter, type TestFilter } from '../project/test-filter.ts'
import { type CampaignWorld, setUpCampaign } from '../world/script/set-up-campaign.ts'
import { attackedContract, setUpAttackedById } from './attacker-campaigns.ts'
import { CampaignRunner } from './campaign-runner.ts'
import { type ConfiguredProject, openConfigured } from './config/open-configured.ts'
import { diskFiles } from './disk-files.ts'
import { emptyWorlds, readyWorld } from './fresh-worlds.ts'
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
  readonly #filter: TestFilter
  readonly #tests = new Map<string, TestContract>()
  /** Least recently used first. */
  readonly #campaigns = new Map<string, CampaignRunner>()

  constructor(start: RunnerStart, opened: ConfiguredProject) {
    this.#start = start
    this.#opened = opened
    const { config, root } = opened.project
    const { matchTest = config.filter.matchTest, noMatchTest = config.filter.noMatchTest } = start
    const patterns = {
      ...(matchTest !== undefined && { matchTest }),
      ...(noMatchTest !== undefined && { noMatchTest }),
    }
    this.#filter = createTestFilter(patterns, {}, root)
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
    const { project } = this.#opened
    const { env, seed, fork } = this.#start
    const setup = { project, env, seed, files: diskFiles, ...(fork !== undefined && { fork }) }
    const known = plans.flatMap((text) => planFromText(text) ?? [])
    const empty = known.some(({ test }) => test === undefined) ? await emptyWorlds(setup) : undefined
    const findings = await proveFindings(known, {
      ...setup,
      setUp: ({ test }) =>
        test === undefined
          ? empty!()
          : readyWorld(setUpWorld({ ...setup, artifact: project.contracts.get(test.id) })),
      compile: compileProofsOf(project, env),
    })
    return { kind: 'proved', findings }
  }

  async #campaign(contract: string): Promise<CampaignRunner> {
    let campaign = this.#campaigns.get(contract)
    if (campaign === undefined) {
      // Most runs of properties need none of it.
      const attackerTarget =
        attackedContract(contract) === undefined
          ? undefined
          : (await import('./attacker-notes.ts')).attackerNotes
      campaign = new CampaignRunner({
        id: contract,
        start: this.#start,
        project: this.#opened.project,
        test: (await this.#attacked(contract)) ?? (await this.#declared(contract)) ?? this.#test(contract),
        ...(attackerTarget !== undefined && { attackerTarget }),
        files: diskFiles,
        clock: { nowMs: () => performance.now() },
      })
      if (this.#campaigns.size >= CAMPAIGNS_MAX) {
        const [oldest] = this.#campaigns.keys()
        if (oldest !== undefined) this.#campaigns.delete(oldest)
      }
    } else this.#campaigns.delete(contract)
    this.#campaigns.set(contract, campaign)
    return campaign
  }

  /** The attacker campaign that has this id, set up. */
  async #attacked(id: string): Promise<CampaignWorld | undefined> {
    const contract = attackedContract(id)
    if (contract === undefined) return undefined
    const { env, seed, fork } = this.#start
    return await setUpAttackedById(this.#opened, contract, {
      env,
      seed,
      files: diskFiles,
      ...(fork !== undefined && { fork }),
    })
  }

  /** The campaign of the configuration that has this id, set up. */
  async #declared(id: string): Promise<CampaignWorld | undefined> {
    const { project, campaigns } = this.#opened
    const campaign = campaigns.find((each) => each.id === id)
    if (campaign === undefined) return undefined
    const { env, seed, fork } = this.#start
    return await setUpCampaign({
      campaign,
      project,
      env,
      seed,
      files: diskFiles,
      ...(fork !== undefined && { fork }),
      isPropertyWanted: (signature) => this.#filter.matchesTest(signature),
    })
  }

  #test(contract: string): TestContract {
    if (this.#tests.size === 0) {
      const { project } = this.#opened
      for (const test of testContracts(project, this.#filter)) this.#tests.set(test.artifact.id, test)
    }
    const test = this.#tests.get(contract)
    if (test === undefined) throw new TypeError(`The project has no test contract ${contract}.`)
    return test
  }
}
