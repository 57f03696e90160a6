// What a campaign works on, from a test contract that was set up: which functions it calls, who calls them, what must hold.

import type { Address } from '../evm/types.ts'
import { isView } from '../project/abi/mutability.ts'
import { RECEIVE } from '../project/abi/plain-ether.ts'
import type { AbiFunction } from '../project/abi/types.ts'
import { inlineConfig } from '../project/inline-config.ts'
import { isTargetNamed } from '../project/search-settings.ts'
import type { TestContract } from '../project/test-contracts.ts'
import { creatableArtifacts } from '../world/creatable.ts'
import { readFixtures } from '../world/fixtures.ts'
import { knownAccounts } from '../world/known-accounts.ts'
import { TargetError } from '../world/target-getters.ts'
import { selectTargets, type TargetContract, type Targets } from '../world/targets.ts'
import type { World } from '../world/types.ts'
import { askProperty } from './arena.ts'
import { hasSilentAssertions } from './silent-assertions.ts'
import { canGenerate } from './values/value-pools.ts'
import type { CampaignTarget, Property, TargetFunction } from './types.ts'

/** Echidna's and Medusa's senders: nobody in particular. */
const OUTSIDERS: readonly Address[] = [
  '0x0000000000000000000000000000000000010000',
  '0x0000000000000000000000000000000000020000',
  '0x0000000000000000000000000000000000030000',
]
const OUTSIDER_BALANCE = 10n ** 20n
/**
 * A week: what Echidna and Medusa let pass between two calls at most. In a Foundry test time stands still unless the project
 * says otherwise, as in forge: its mocks (price feeds, mostly) are not made for time that passes by itself.
 */
const SECONDS_MAX = 604_800
const BLOCKS_MAX = 60_480
const VALUE_MAX = 10n ** 20n
const KNOWN_SENDERS_MAX = 8
/** A setup that deploys a contract ten thousand times means no one of them in particular. */
const FUNCTIONS_MAX = 5_000

export type TargetNotes = {
  readonly target: CampaignTarget
  /** Sentences for the user: what is left out and why. */
  readonly warnings: readonly string[]
}

const SILENT_ASSERTIONS =
  "Its ds-test is so old that assertions only set the test's variable 'failed', which is not looked at (nor does forge): a newer ds-test or forge-std makes them count."

/**
 * The campaign of a test contract. Gives outsiders ether in the world, so it is part of the setup.
 * @throws TargetError if the test names targets that are not there; InlineConfigError
 */
export function campaignTarget(world: World, test: TestContract): TargetNotes {
  const { config } = world.project
  const warnings: string[] = hasSilentAssertions(world) ? [SILENT_ASSERTIONS] : []
  // A Foundry test that inherits an Echidna harness asks its properties through invariants of its own.
  const tests = test.isHarness ? test.tests : test.tests.filter(({ kind }) => kind !== 'property')
  const settings = inlineConfig(test.artifact, config.profile, config.profiles)
  const stateful = tests.filter(
    ({ kind }) => kind === 'invariant' || kind === 'property' || kind === 'optimize',
  )
  const search = { ...config.search, ...test.search }
  const needsTargets = stateful.length > 0 || test.isHarness || test.search !== undefined
  const targets = needsTargets ? targetsOf(world, test, warnings) : undefined
  const functions: TargetFunction[] = []
  for (const contract of targets === undefined
    ? []
    : [...targets.contracts, ...newContracts(world, targets)]) {
    // Somebody must be there to create the others.
    if (contract.address === undefined && functions.length === 0) break
    if (functions.length >= FUNCTIONS_MAX) {
      warnings.push(`The setup has more than ${FUNCTIONS_MAX} functions to call: the others are left out.`)
      break
    }
    for (const abi of contract.functions) {
      if (!isTargetNamed(search.targets, contract.artifact, abi)) continue
      if (!canGenerate(abi.inputs.map(({ type }) => type))) {
        warnings.push(
          `${contract.artifact.name}.${abi.signature} is not called: its arguments are too large.`,
        )
        continue
      }
      functions.push({
        index: functions.length,
        to: contract.address,
        artifact: contract.artifact,
        abi,
        senders: [],
        isTest: false,
      })
    }
    if (contract.address !== undefined && takesPlainEther(contract, world.test.address))
      functions.push({
        index: functions.length,
        to: contract.address,
        artifact: contract.artifact,
        abi: RECEIVE,
        senders: [],
        isTest: false,
      })
  }
  if (search.targets !== undefined && targets !== undefined && functions.length === 0)
    warnings.push('None of the functions that could be called is among the targets of faultline.config.ts.')
  const properties: Property[] = []
  const add = (property: Omit<Property, 'index' | 'to'>): void => {
    properties.push({ index: properties.length, to: world.test.address, ...property })
  }
  for (const { kind, abi, isBoolean } of tests) {
    if (kind === 'fuzz') {
      if (!canGenerate(abi.inputs.map(({ type }) => type))) {
        warnings.push(`${abi.signature} is not run: its arguments are too large.`)
        continue
      }
      const target = functions.length
      functions.push({
        index: target,
        to: world.test.address,
        artifact: test.artifact,
        abi,
        senders: [world.sender],
        isTest: true,
      })
      add({ kind: 'stateless', name: abi.signature, abi, isAtEnd: false, target })
    } else if (kind === 'invariant' || kind === 'property') {
      add({ kind: isBoolean ? 'boolean' : 'invariant', name: abi.signature, abi, isAtEnd: false, target: -1 })
    } else if (kind === 'optimize')
      add({ kind: 'optimize', name: abi.signature, abi, isAtEnd: false, target: -1 })
  }
  if (test.afterInvariant !== undefined && stateful.length > 0) {
    const abi = test.afterInvariant
    add({ kind: 'invariant', name: abi.signature, abi, isAtEnd: true, target: -1 })
    // It asks for something that calls must have done. forge asks it after long sequences only; ours may be short.
    if (askProperty(world, world.sender, properties.at(-1)!).isBroken) {
      properties.pop()
      warnings.push(`${abi.signature} is not asked: it does not hold before any call is made.`)
    }
  }
  const isStateful = functions.some(({ isTest }) => !isTest)
  if (isStateful) {
    add({ kind: 'assertion', name: 'assertions', abi: undefined, isAtEnd: false, target: -1 })
    if (
      stateful.some(
        ({ abi }) => settings.of(abi.signature).invariant.failOnRevert ?? config.invariant.failOnRevert,
      )
    )
      add({ kind: 'noRevert', name: 'no reverts', abi: undefined, isAtEnd: false, target: -1 })
  }
  const senders =
    isStateful && targets !== undefined ? sendersOf(world, targets, test, search.senders) : [world.sender]
  const { harness } = test
  return {
    target: {
      functions,
      properties,
      senders,
      maxSeconds:
        search.maxTimeDelaySeconds ??
        harness?.maxTimeDelaySeconds ??
        config.invariant.maxTimeDelaySeconds ??
        (test.isHarness || test.search !== undefined ? SECONDS_MAX : 0),
      maxBlocks:
        search.maxBlockDelay ??
        harness?.maxBlockDelay ??
        config.invariant.maxBlockDelay ??
        (test.isHarness || test.search !== undefined ? BLOCKS_MAX : 0),
      fixtures: readFixtures(world),
      maxValueWei: search.maxValueWei ?? harness?.maxValueWei ?? VALUE_MAX,
      logsAssertions: [
        test.artifact,
        ...functions.map(({ artifact }) => artifact),
        ...world.contracts().flatMap(({ artifact }) => artifact ?? []),
      ].some(({ abi }) => abi.events.some(({ name }) => name === 'AssertionFailed')),
      depth: depthOf(
        stateful.map(({ abi }) => abi),
        test,
        settings,
        search.depth ?? config.invariant.depth,
        search.depth !== undefined,
      ),
    },
    warnings,
  }
}

type NewContract = Omit<TargetContract, 'address'> & { readonly address: undefined }

/** What may be created while the search runs, if that is called too. */
function newContracts(world: World, targets: Targets): readonly NewContract[] {
  if (!targets.isOpen) return []
  const isTestCalled = targets.contracts.some(({ address }) => address === world.test.address)
  return creatableArtifacts(world, (address) => isTestCalled || address !== world.test.address)
    .map((artifact) => ({ address: undefined, artifact, functions: targets.functionsOfNew(artifact) }))
    .filter(({ functions }) => functions.length > 0)
}

/**
 * Whether anybody may send it ether: who attacks a vault does so, though no function says it. Not for a contract of which
 * the test chose functions.
 */
function takesPlainEther(
  { address, artifact, functions }: TargetContract | NewContract,
  test: Address,
): boolean {
  const { abi } = artifact
  if (address === test || !(abi.hasReceive || (abi.hasFallback && abi.isFallbackPayable))) return false
  return abi.functions.every((each) => isView(each) || functions.includes(each))
}

function targetsOf(world: World, test: TestContract, warnings: string[]): Targets | undefined {
  try {
    return selectTargets(world, test)
  } catch (error) {
    // Properties that hold before any call may still be asked; tests with arguments still run.
    if (!(error instanceof TargetError)) throw error
    warnings.push(error.hint === undefined ? error.message : `${error.message} ${error.hint}`)
    return undefined
  }
}

function depthOf(
  invariants: readonly AbiFunction[],
  test: TestContract,
  settings: ReturnType<typeof inlineConfig>,
  configured: number,
  isDepthSaid: boolean,
): number {
  if (test.harness?.sequenceLength !== undefined && !isDepthSaid)
    return Math.max(1, test.harness.sequenceLength)
  // One search asks all invariants: the longest of their depths.
  const depths = invariants.map(({ signature }) => settings.of(signature).invariant.depth ?? configured)
  return Math.max(1, ...depths)
}

/** Who sends: those that the test names, or outsiders first and then accounts that the setup knows. */
function sendersOf(
  world: World,
  targets: Targets,
  test: TestContract,
  chosen: readonly Address[] | undefined,
): readonly Address[] {
  const { machine } = world
  const { targeted, excluded } = targets.senders
  const senders =
    chosen !== undefined
      ? [...chosen]
      : targeted.length > 0
        ? [...targeted]
        : OUTSIDERS.filter((each) => !excluded.has(each))
  if (chosen === undefined && targeted.length === 0 && !test.isHarness) {
    for (const address of knownAccounts(world)) {
      if (senders.length >= OUTSIDERS.length + KNOWN_SENDERS_MAX) break
      if (!excluded.has(address) && !senders.includes(address)) senders.push(address)
    }
  }
  // Whoever attacks has ether. What the setup gave stays.
  for (const sender of senders) {
    if (machine.getBalance(sender) === 0n) world.setBalance(sender, OUTSIDER_BALANCE)
  }
  return senders.length > 0 ? senders : [world.sender]
}
