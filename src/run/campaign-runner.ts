// One campaign in a worker: sets its world up, runs its lanes, shrinks and describes its failures.

import { campaignTarget, type TargetNotes } from '../attack/campaign-target.ts'
import { Engine } from '../attack/engine.ts'
import type { TaskProgress } from '../attack/pool/types.ts'
import type { Reenactment } from '../attack/reenact.ts'
import type {
  BegunSearch,
  CampaignAnswer,
  CampaignWork,
  EntryPart,
  LaneAnswer,
  LaneResult,
  LaneTask,
  PreparedCampaign,
  RunnerStart,
} from '../attack/tasks.ts'
import type { CampaignTarget } from '../attack/types.ts'
import type { Compiler } from '../evm/compiler.ts'
import type { Clock } from '../primitives/clock.ts'
import type { TestContract } from '../project/test-contracts.ts'
import type { Project } from '../project/types.ts'
import { keepCompiledCode } from '../world/code-cache.ts'
import { setUpWorld } from '../world/create-world.ts'
import { accountNames } from '../world/describe/account-names.ts'
import { formatTrace } from '../world/describe/format-trace.ts'
import type { CampaignWorld } from '../world/script/set-up-campaign.ts'
import type { SetupOptions, World, WorldFiles } from '../world/types.ts'
import { digestOf, fingerprintWithoutTest } from './world-fingerprint.ts'

export type CampaignRunnerOptions = {
  /** As reports name it. Default: the id of the test contract. */
  readonly id?: string
  readonly start: RunnerStart
  readonly project: Project
  /** A test contract that is to be set up, or a campaign of the configuration that was. */
  readonly test: TestContract | CampaignWorld
  /** Says what an attacker's campaign is about; absent: the test says so. */
  readonly attackerTarget?: (world: World) => TargetNotes
  readonly files: WorldFiles | undefined
  /** Compiles what runs often. */
  readonly compiler?: Compiler
  /** Says how long ago failures were found; decides nothing. */
  readonly clock: Clock
}

/** Lanes that came with the preparation are begun for so long after it: then others can help. */
const BEGUN_SECONDS = 0.05

/** A campaign whose world is set up. */
export type Ready = {
  readonly engine: Engine
  readonly parts: Reenactment
  readonly prepared: PreparedCampaign
}

export class CampaignRunner {
  readonly #options: CampaignRunnerOptions
  #ready: Ready | undefined
  #failed: Extract<CampaignAnswer, { readonly kind: 'setupFailed' | 'skipped' }> | undefined

  constructor(options: CampaignRunnerOptions) {
    this.#options = options
  }

  /** Sets the world up, once; or says why that cannot be. */
  open(): Ready | Extract<CampaignAnswer, { readonly kind: 'setupFailed' | 'skipped' }> {
    return this.#ready ?? this.#prepare() ?? this.#failed!
  }

  run(work: CampaignWork, progress: TaskProgress): CampaignAnswer | Promise<CampaignAnswer> {
    const ready = this.open()
    if ('kind' in ready) return ready
    switch (work.kind) {
      case 'prepare':
        return { ...ready.prepared, ...this.#begun(ready, work.lanes ?? [], progress) }
      case 'lanes':
        return (
          catchUp(ready.engine, work.corpus) ?? {
            kind: 'lanes',
            lanes: this.#runLanes(ready.engine, work.lanes, progress),
          }
        )
      case 'shrink':
        return this.#shrink(ready, work, progress)
      case 'summarize':
        return catchUp(ready.engine, work.corpus) ?? summarize(ready.engine)
      case 'prove':
        throw new TypeError('Proofs begin with a world of their own: the task runner makes them.')
    }
  }

  /**
   * Runs lanes of the first epoch, so that who prepared the campaign need not wait to be told, until others may help. Not an attacker's: there
   * may be others with the same setup, of which one is searched.
   */
  #begun(
    { engine, prepared }: Ready,
    lanes: readonly LaneTask[],
    progress: TaskProgress,
  ): { readonly begun?: BegunSearch } {
    const { clock, attackerTarget } = this.#options
    const { brokenAtRoot, functions } = prepared
    const isNew = engine.corpus.length === 1
    if (!isNew || attackerTarget !== undefined || brokenAtRoot.length > 0 || functions.length === 0) return {}
    const beganMs = clock.nowMs()
    const secondsAgo = (): number => (clock.nowMs() - beganMs) / 1000
    const answers = this.#runLanes(engine, lanes, progress, () => secondsAgo() >= BEGUN_SECONDS)
    return answers.length === 0 ? {} : { begun: { lanes: answers, secondsAgo: secondsAgo() } }
  }

  /** Runs the lanes one after the other; the ages of their failures are those at the end of all. */
  #runLanes(
    engine: Engine,
    lanes: readonly LaneTask[],
    progress: TaskProgress,
    isEnough = (): boolean => false,
  ): LaneAnswer[] {
    const { clock } = this.#options
    const runs: { readonly result: LaneResult; readonly foundMs: readonly number[] }[] = []
    for (const lane of lanes) {
      if (isEnough()) break
      let told = 0
      const isStopped = (executions: number): boolean => {
        progress.executed(executions - told)
        told = executions
        return progress.isCancelled()
      }
      const foundMs: number[] = []
      runs.push({ result: engine.runLane(lane, isStopped, () => foundMs.push(clock.nowMs())), foundMs })
    }
    const endMs = clock.nowMs()
    return runs.map(({ result, foundMs }) => ({
      result,
      failureAges: foundMs.map((ms) => (endMs - ms) / 1000),
    }))
  }

  async #shrink(
    { engine, parts }: Ready,
    { failure, triesMax }: Extract<CampaignWork, { kind: 'shrink' }>,
    progress: TaskProgress,
  ): Promise<CampaignAnswer> {
    const { shrinkFailure } = await import('./shrink-failure.ts')
    keepCompiledCode()
    const { start, id: campaign = parts.world.test.artifact.id } = this.#options
    const { verbosity } = start
    return shrinkFailure(failure, { engine, parts, campaign, verbosity, triesMax }, progress)
  }

  // ---- setup -----------------------------------------------------------------------------------------------------

  #prepare(): Ready | undefined {
    const { start, project, files, compiler } = this.#options
    if ('setup' in this.#options.test) return this.#begin(this.#options.test)
    const { test } = this.#options
    if (test.problem !== undefined) {
      this.#failed = { kind: 'setupFailed', stage: 'setUp', reason: test.problem, trace: '' }
      return undefined
    }
    const options: SetupOptions = {
      project,
      artifact: test.artifact,
      env: start.env,
      seed: start.seed,
      // What it did is what everybody has seen.
      traceSetup: this.#options.attackerTarget !== undefined,
      ...(files !== undefined && { files }),
      ...(compiler !== undefined && { compiler }),
      ...(start.fork !== undefined && { fork: start.fork }),
    }
    return this.#begin({ setup: setUpWorld(options), test })
  }

  #begin({ setup, test }: CampaignWorld): Ready | undefined {
    const { start, attackerTarget } = this.#options
    if (setup.status === 'skipped') {
      this.#failed = { kind: 'skipped', reason: setup.reason }
      return undefined
    }
    if (setup.status === 'failed') {
      const { stage, reason, trace, world } = setup
      const text =
        trace === undefined ? '' : formatTrace(world, trace, { names: accountNames(world), storage: false })
      this.#failed = { kind: 'setupFailed', stage, reason, trace: text }
      return undefined
    }
    const { world } = setup
    world.setupRecord.isOn = true
    const { target, warnings } = attackerTarget?.(world) ?? campaignTarget(world, test)
    world.setupRecord.isOn = false
    world.commit()
    const engine = new Engine({ world, target, seed: start.seed })
    const broken = engine.brokenAtRoot()
    const names = accountNames(world, { senders: target.senders.filter((sender) => sender !== world.sender) })
    const explicit = new Set(['invariant', 'boolean', 'stateless'])
    const prepared: PreparedCampaign = {
      kind: 'prepared',
      fingerprint: fingerprintOf(world, target, attackerTarget !== undefined),
      functions: target.functions.map(({ to, artifact, abi, isTest }) => ({
        contract: to === undefined ? `${artifact.name} (created)` : names.nameOf(to),
        name: abi.signature,
        isTest,
      })),
      properties: target.properties.map(({ index, kind, name }) => ({
        index,
        kind,
        name,
        isExplicit: explicit.has(kind),
      })),
      brokenAtRoot: broken.map(({ index }) => index),
      warnings,
    }
    this.#ready = { engine, prepared, parts: { world, root: engine.root, target } }
    return this.#ready
  }
}

async function summarize(engine: Engine): Promise<CampaignAnswer> {
  const { summarizeCoverage } = await import('./summarize-coverage.ts')
  keepCompiledCode()
  return { kind: 'summary', summary: summarizeCoverage(engine) }
}

/** Appends what the engine lacks of the part; an answer if the part does not reach back far enough. */
function catchUp(engine: Engine, { first, entries }: EntryPart): CampaignAnswer | undefined {
  const { length } = engine.corpus
  if (length < first) return { kind: 'behind', length }
  engine.append(entries.slice(length - first))
  return undefined
}

/**
 * Equal if the same search would do the same: state after setup, what is called, what must hold. To an attacker the test that
 * deployed everything is no part of it: tests with the same setup have the same fingerprint.
 */
function fingerprintOf(world: World, target: CampaignTarget, isAttacker: boolean): string {
  const { machine, test } = world
  const text = JSON.stringify([
    ...(isAttacker
      ? [fingerprintWithoutTest(world)]
      : [
          machine.stateHash().toString(16),
          [...machine.dump()].map(([address]) => [address, machine.getCodeHash(address).toString(16)]),
        ]),
    machine.block.timestamp.toString(),
    target.functions.map(({ to, artifact, abi, isTest }) => [to ?? artifact.id, abi.signature, isTest]),
    target.properties.map(({ kind, name }) => [kind, name]),
    isAttacker ? '' : test.artifact.runtime.object,
    target.senders,
    [target.maxSeconds, target.maxBlocks, target.maxValueWei.toString(), target.depth],
  ])
  return digestOf(text)
}
