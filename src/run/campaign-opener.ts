// Makes campaigns of a project by their ids: from a test contract, from faultline.config.ts, or from what an attacker begins with.

import type { RunnerStart } from '../attack/tasks.ts'
import { Jit } from '../jit/jit.ts'
import { testContracts, type TestContract } from '../project/test-contracts.ts'
import { createTestFilter, type TestFilter } from '../project/test-filter.ts'
import { type CampaignWorld, setUpCampaign } from '../world/script/set-up-campaign.ts'
import { attackedContract } from './attacker-campaigns.ts'
import { setUpAttackedById } from './attacker-worlds.ts'
import { CampaignRunner } from './campaign-runner.ts'
import type { ConfiguredProject } from './config/open-configured.ts'
import { diskFiles } from './disk-files.ts'

export class CampaignOpener {
  readonly #start: RunnerStart
  readonly #opened: ConfiguredProject
  readonly #filter: TestFilter
  /** One for all campaigns: they deploy the same contracts. */
  readonly #compiler: Jit | undefined
  readonly #tests = new Map<string, TestContract>()

  constructor(start: RunnerStart, opened: ConfiguredProject) {
    this.#start = start
    this.#compiler = start.isInterpreted === true ? undefined : new Jit()
    this.#opened = opened
    const { config, root } = opened.project
    const { matchTest = config.filter.matchTest, noMatchTest = config.filter.noMatchTest } = start
    const patterns = {
      ...(matchTest !== undefined && { matchTest }),
      ...(noMatchTest !== undefined && { noMatchTest }),
    }
    this.#filter = createTestFilter(patterns, {}, root)
  }

  /** Whether the project has it. */
  has(id: string): boolean {
    const { project, campaigns } = this.#opened
    const contract = attackedContract(id) ?? id
    if (campaigns.some((each) => each.id === contract)) return true
    return attackedContract(id) === undefined
      ? this.#testOf(contract) !== undefined
      : project.contracts.ids.includes(contract)
  }

  /**
   * @throws TypeError if the project does not have it
   * @throws as setUpCampaign and setUpAttackedById, if it is not set up by a test contract
   */
  async open(id: string): Promise<CampaignRunner> {
    // Most runs of properties need none of it.
    const attackerTarget =
      attackedContract(id) === undefined ? undefined : (await import('./attacker-notes.ts')).attackerNotes
    return new CampaignRunner({
      id,
      start: this.#start,
      project: this.#opened.project,
      test: (await this.#attacked(id)) ?? (await this.#declared(id)) ?? this.#test(id),
      ...(attackerTarget !== undefined && { attackerTarget }),
      ...(this.#compiler !== undefined && { compiler: this.#compiler }),
      files: diskFiles,
      clock: { nowMs: () => performance.now() },
    })
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
      ...(this.#compiler !== undefined && { compiler: this.#compiler }),
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
      ...(this.#compiler !== undefined && { compiler: this.#compiler }),
      ...(fork !== undefined && { fork }),
      isPropertyWanted: (signature) => this.#filter.matchesTest(signature),
    })
  }

  #test(contract: string): TestContract {
    const test = this.#testOf(contract)
    if (test === undefined) throw new TypeError(`The project has no test contract ${contract}.`)
    return test
  }

  #testOf(contract: string): TestContract | undefined {
    if (this.#tests.size === 0) {
      const { project } = this.#opened
      for (const test of testContracts(project, this.#filter)) this.#tests.set(test.artifact.id, test)
    }
    return this.#tests.get(contract)
  }
}
