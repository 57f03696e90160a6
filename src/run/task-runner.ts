// What a worker does: opens the project once and runs tasks of its campaigns. Loaded by the pool in every worker.

import type { TaskProgress, TaskRunner } from '../attack/pool/types.ts'
import type { CampaignAnswer, CampaignWork, RunnerStart } from '../attack/tasks.ts'
import { openProject } from '../project/open-project.ts'
import { testContracts, type TestContract } from '../project/test-contracts.ts'
import { createTestFilter } from '../project/test-filter.ts'
import type { Project } from '../project/types.ts'
import { CampaignRunner } from './campaign-runner.ts'
import { diskFiles } from './disk-files.ts'

/** Campaigns whose worlds a worker keeps: each takes some 20 MB and can be made again. */
const CAMPAIGNS_MAX = 8

/** The task runner of one worker. */
export async function createTaskRunner(
  start: RunnerStart,
): Promise<TaskRunner<CampaignWork, CampaignAnswer>> {
  const project = await openProject({ root: start.root, env: start.env, build: 'never' })
  return new AttackTaskRunner(start, project)
}

class AttackTaskRunner implements TaskRunner<CampaignWork, CampaignAnswer> {
  readonly #start: RunnerStart
  readonly #project: Project
  readonly #tests = new Map<string, TestContract>()
  /** Least recently used first. */
  readonly #campaigns = new Map<string, CampaignRunner>()

  constructor(start: RunnerStart, project: Project) {
    this.#start = start
    this.#project = project
  }

  run(work: CampaignWork, progress: TaskProgress): CampaignAnswer {
    return this.#campaign(work.contract).run(work, progress)
  }

  #campaign(contract: string): CampaignRunner {
    let campaign = this.#campaigns.get(contract)
    if (campaign === undefined) {
      campaign = new CampaignRunner({
        start: this.#start,
        project: this.#project,
        test: this.#test(contract),
        files: diskFiles,
      })
      if (this.#campaigns.size >= CAMPAIGNS_MAX) {
        const [oldest] = this.#campaigns.keys()
        if (oldest !== undefined) this.#campaigns.delete(oldest)
      }
    } else this.#campaigns.delete(contract)
    this.#campaigns.set(contract, campaign)
    return campaign
  }

  #test(contract: string): TestContract {
    if (this.#tests.size === 0) {
      const { matchTest, noMatchTest } = this.#start
      const filter = createTestFilter(
        {
          ...(matchTest !== undefined && { matchTest }),
          ...(noMatchTest !== undefined && { noMatchTest }),
        },
        {},
        this.#project.root,
      )
      for (const test of testContracts(this.#project, filter)) this.#tests.set(test.artifact.id, test)
    }
    const test = this.#tests.get(contract)
    if (test === undefined) throw new TypeError(`The project has no test contract ${contract}.`)
    return test
  }
}
