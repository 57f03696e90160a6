// One campaign in a worker: sets its world up, runs its lanes, shrinks and describes its failures.

import { campaignTarget, type TargetNotes } from '../attack/campaign-target.ts'
import { propertyCalldata, makeCall } from '../attack/arena.ts'
import { Engine } from '../attack/engine.ts'
import type { TaskProgress } from '../attack/pool/types.ts'
import { judgeLast, reenact, signatureOf, type Reenactment } from '../attack/reenact.ts'
import { amplify, type Growth } from '../attack/amplify.ts'
import { type CapitalStory, capitalStory } from '../attack/capital-story.ts'
import { findMechanisms } from '../attack/mechanisms/find-mechanisms.ts'
import { findingPlace } from '../attack/mechanisms/finding-place.ts'
import type { Mechanism } from '../attack/mechanisms/types.ts'
import { largestStory, theftStory } from '../attack/theft-story.ts'
import { shrink, type Shrunk } from '../attack/shrink.ts'
import type {
  CampaignAnswer,
  CampaignWork,
  EntryPart,
  FailureToShrink,
  PreparedCampaign,
  RunnerStart,
} from '../attack/tasks.ts'
import { type CallSequence, type CampaignTarget, isAskedAfterCalls, type Property } from '../attack/types.ts'
import type { Clock } from '../primitives/clock.ts'
import type { TestContract } from '../project/test-contracts.ts'
import type { Project } from '../project/types.ts'
import { findingId } from '../report/finding-id.ts'
import type { ReportFinding } from '../report/schema.ts'
import { setUpWorld } from '../world/create-world.ts'
import { accountNames, type Names } from '../world/describe/account-names.ts'
import { describeFailure } from '../world/describe/describe-failure.ts'
import { formatTrace } from '../world/describe/format-trace.ts'
import type { CampaignWorld } from '../world/script/set-up-campaign.ts'
import type { SetupOptions, World, WorldFiles } from '../world/types.ts'
import { summarizeCoverage } from './summarize-coverage.ts'
import { digestOf, fingerprintWithoutTest } from './world-fingerprint.ts'

/** From this verbosity on findings carry a call trace, and from the second on storage changes too: forge's ladder. */
const TRACE_VERBOSITY = 3
const STORAGE_VERBOSITY = 5

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
  /** Says how long ago failures were found; decides nothing. */
  readonly clock: Clock
}

type Ready = {
  readonly engine: Engine
  readonly parts: Reenactment
  readonly prepared: PreparedCampaign
}

export class CampaignRunner {
  readonly #options: CampaignRunnerOptions
  #ready: Ready | undefined
  #failed: CampaignAnswer | undefined

  constructor(options: CampaignRunnerOptions) {
    this.#options = options
  }

  run(work: CampaignWork, progress: TaskProgress): CampaignAnswer {
    const ready = this.#ready ?? this.#prepare()
    if (ready === undefined) return this.#failed!
    switch (work.kind) {
      case 'prepare':
        return ready.prepared
      case 'lane': {
        const behind = catchUp(ready.engine, work.corpus)
        if (behind !== undefined) return behind
        let told = 0
        const isStopped = (executions: number): boolean => {
          progress.executed(executions - told)
          told = executions
          return progress.isCancelled()
        }
        const { clock } = this.#options
        const foundMs: number[] = []
        const result = ready.engine.runLane(work.lane, isStopped, () => foundMs.push(clock.nowMs()))
        const endMs = clock.nowMs()
        return { kind: 'lane', result, failureAges: foundMs.map((ms) => (endMs - ms) / 1000) }
      }
      case 'shrink':
        return this.#shrink(ready, work.failure, work.triesMax, progress)
      case 'summarize':
        return (
          catchUp(ready.engine, work.corpus) ?? {
            kind: 'summary',
            summary: summarizeCoverage(ready.engine),
          }
        )
    }
  }

  // ---- setup -----------------------------------------------------------------------------------------------------

  #prepare(): Ready | undefined {
    const { start, project, files } = this.#options
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
    const { target, warnings } = attackerTarget?.(world) ?? campaignTarget(world, test)
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

  // ---- findings --------------------------------------------------------------------------------------------------

  #shrink(ready: Ready, failure: FailureToShrink, triesMax: number, progress: TaskProgress): CampaignAnswer {
    const { engine, parts } = ready
    const property = parts.target.properties[failure.property]!
    // Told as progress: the calls that are left.
    let told = 0
    try {
      const least =
        failure.sequence.length === 0
          ? withoutCalls(parts, property)
          : shrink({
              parts,
              writer: engine.writer,
              property,
              sequence: failure.sequence,
              triesMax,
              grow: (calls) => this.#grown(ready, property, calls, 'amounts'),
              onProgress: (_tries, calls) => {
                progress.executed(calls - told)
                told = calls
                return progress.isCancelled()
              },
            })
      if (least === undefined) return { kind: 'notReproduced', property: property.index }
      const mechanisms = mechanismsOf(parts, property, least)
      const shrunk = withPlace(least, property, mechanisms)
      return {
        kind: 'shrunk',
        finding: {
          property: property.index,
          signature: shrunk.signature,
          calls: shrunk.steps.length,
          shrinkExecutions: shrunk.executions,
          report: this.#describe(ready, property, failure, shrunk, mechanisms),
        },
      }
    } finally {
      parts.world.machine.coverage.merge('drop')
      parts.world.load(parts.root)
    }
  }

  /** The same theft, but greater. */
  #grown(
    { engine, parts }: Pick<Ready, 'engine' | 'parts'>,
    property: Property,
    calls: CallSequence,
    growth: Growth,
  ): CallSequence | undefined {
    const { attacker } = parts.target
    if (attacker === undefined || property.kind !== 'detector' || property.name !== 'theft') return undefined
    return amplify(parts, attacker, engine.writer, property, calls, growth)
  }

  /** What the same steps take if they are made again and again, as far as that was found. */
  #largest(ready: Ready, property: Property, names: Names, calls: CallSequence): string[] {
    const { attacker } = ready.parts.target
    const largest = this.#grown(ready, property, calls, 'repetitions')
    if (attacker === undefined || largest === undefined) return []
    const capital = this.#capital(ready, property, names, largest, true)
    const lines = largestStory(ready.parts, attacker, names, largest)
    return capital === undefined ? lines : [...lines, `  ${capital.line}`]
  }

  /** What an attacker must have for these calls. */
  #capital(
    { engine, parts }: Pick<Ready, 'engine' | 'parts'>,
    property: Property,
    names: Names,
    calls: CallSequence,
    isFixed: boolean,
  ): CapitalStory | undefined {
    const facts = parts.target.attacker
    if (facts === undefined || property.kind !== 'detector') return undefined
    return capitalStory({ parts, facts, property }, engine.writer, names, calls, { isFixed })
  }

  #describe(
    ready: Ready,
    property: Property,
    failure: FailureToShrink,
    shrunk: Shrunk,
    mechanisms: readonly Mechanism[],
  ): ReportFinding {
    const { world, root, target } = ready.parts
    const { start, id = world.test.artifact.id } = this.#options
    const calls = shrunk.steps.map(({ call }) => call)
    // Contracts that the sequence creates have names at its end only.
    world.load(root)
    for (const call of calls) makeCall(world, call)
    const names = accountNames(world, { senders: target.senders.filter((sender) => sender !== world.sender) })
    world.load(root)
    const isAsked = isAskedAfterCalls(property) || property.kind === 'optimize'
    const described = describeFailure(world, {
      names,
      messages: calls,
      without: shrunk.steps.map(({ without }) => without),
      make: (index) => makeCall(world, calls[index]!),
      ...(isAsked && {
        ask: () => world.call({ from: world.sender, to: property.to, data: propertyCalldata(property) }),
      }),
      place: {
        mechanism: shrunk.signature.mechanism,
        place: shrunk.signature.place,
        ...(shrunk.line !== undefined && { line: shrunk.line }),
      },
      ...(start.verbosity >= TRACE_VERBOSITY && {
        trace: start.verbosity >= STORAGE_VERBOSITY ? 'storage' : 'calls',
      }),
    })
    const { attacker } = target
    const story =
      property.kind === 'detector' && attacker !== undefined
        ? theftStory(ready.parts, attacker, names, calls)
        : undefined
    const capital = this.#capital(ready, property, names, calls, false)
    const largest = this.#largest(ready, property, names, calls)
    return {
      id: findingId(shrunk.signature),
      campaign: id,
      property: { name: property.name, kind: property.kind },
      signature: shrunk.signature,
      originalCalls: failure.sequence.length,
      executions: failure.executions,
      shrinkExecutions: shrunk.executions,
      seconds: failure.seconds,
      value: shrunk.value === undefined ? null : shrunk.value.toString(),
      reproduce: '',
      ...described,
      steps: described.steps.map((step, i) => ({ ...step, moved: story?.steps[i] ?? [] })),
      story: [
        ...(property.isOfCall === true ? [judgeLast(ready.parts, property, calls)?.details ?? ''] : []),
        ...(story?.lines ?? []),
        ...(capital === undefined ? [] : [capital.line]),
        ...largest,
      ],
      capital: capital?.report ?? null,
      mechanisms: mechanisms.map(({ id, sentence, step, path, place }) => ({
        id,
        sentence,
        step: step + 1,
        path,
        source: place === undefined ? null : { path: place.path, line: place.line },
      })),
    }
  }
}

/** How a detector's finding works. */
function mechanismsOf(parts: Reenactment, property: Property, { steps }: Shrunk): readonly Mechanism[] {
  const { attacker } = parts.target
  if (attacker === undefined || property.kind !== 'detector') return []
  const calls = steps.map(({ call }) => call)
  return findMechanisms(parts, attacker, property, calls)
}

function withPlace(shrunk: Shrunk, property: Property, mechanisms: readonly Mechanism[]): Shrunk {
  const line = findingPlace(property.name, mechanisms)
  if (line === undefined) return shrunk
  return { ...shrunk, line, signature: { ...shrunk.signature, place: `${line.path}:${line.line}` } }
}

/** A property that does not hold before any call. */
function withoutCalls(parts: Reenactment, property: Property): Shrunk | undefined {
  const found = reenact(parts, property, [])
  if (found === undefined) return undefined
  const { line, ...signature } = signatureOf(parts, property, [])
  return {
    steps: [],
    signature,
    ...(line !== undefined && { line }),
    tries: 1,
    executions: 0,
    isMinimal: true,
    ...(found.value !== undefined && { value: found.value }),
  }
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
