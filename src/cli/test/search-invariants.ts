// The invariants of a contract: one short search on one thread, the one that `faultline attack` makes at length.

import { campaignTarget } from '../../attack/campaign-target.ts'
import { Engine } from '../../attack/engine.ts'
import { type Entry, numberEntries, ROOT_ENTRY } from '../../attack/entry.ts'
import { reenact } from '../../attack/reenact.ts'
import { shrink } from '../../attack/shrink/shrink.ts'
import type { Call, CallSequence, CampaignTarget, Property } from '../../attack/types.ts'
import { BaseError } from '../../primitives/errors.ts'
import { bytesToHex } from '../../primitives/hex.ts'
import { checksumAddress } from '../../project/abi/checksum-address.ts'
import { decodeArguments } from '../../project/abi/decode.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import type { InlineConfig } from '../../project/inline-config.ts'
import type { TestContract, TestFunction } from '../../project/test-contracts.ts'
import { makeCall, propertyCalldata } from '../../attack/arena.ts'
import { formatForgeValue } from '../../world/forge-value.ts'
import { reasonOf, runTest } from '../../world/run-test.ts'
import { TargetError } from '../../world/target-getters.ts'
import { selectTargets } from '../../world/targets.ts'
import type { World, WorldResult } from '../../world/types.ts'
import type { TestCall, TestResult } from './document.ts'
import { type SuiteOptions, unsupportedReason } from './test-run.ts'

export type InvariantRun = {
  readonly world: World
  readonly contract: TestContract
  readonly config: InlineConfig
  readonly options: SuiteOptions
}

/** `before`: calls before shrinking. */
type Found = { readonly sequence: CallSequence; readonly before: number; readonly reason: string }

type Search = {
  readonly broken: ReadonlyMap<string, Found>
  readonly best: ReadonlyMap<string, bigint>
  readonly calls: number
  readonly reverts: number
}

const EXECUTIONS_FIRST = 128
const EXECUTIONS_MAX = 4_096
const GAS_MAX = 600_000_000
const SEED_BITS = 64
const SELECTOR_BYTES = 4
/** Sequences that are tried to make one shorter. */
const SHRINK_TRIES_MAX = 2_000

/** One result per invariant of the contract. The search is as long as the longest of them asks for. */
export function searchInvariants(run: InvariantRun): TestResult[] {
  const invariants = run.contract.tests.filter(({ kind }) => kind === 'invariant' || kind === 'optimize')
  if (invariants.length === 0) return []
  const started = run.options.nowMs()
  const seconds = (): number => (run.options.nowMs() - started) / 1000
  const withoutCalls = (
    list: readonly TestFunction[],
    status: 'failed' | 'skipped' | 'unsupported',
    reason: string,
  ): TestResult[] =>
    list.map(({ abi }) => ({
      name: abi.signature,
      kind: 'invariant',
      status,
      ...(reason !== '' && { reason }),
      logs: [],
      seconds: seconds(),
    }))
  let searched: readonly TestFunction[] = invariants
  let skipped: TestResult[] = []
  try {
    const reasons = skippedAtOnce(run.world, invariants)
    searched = invariants.filter((invariant) => !reasons.has(invariant))
    skipped = [...reasons].flatMap(([each, reason]) => withoutCalls([each], 'skipped', reason))
    if (searched.length === 0) return skipped
    const { runs, depth } = lengthOf(searched, run)
    const { broken, best, calls, reverts } = search(run, searched, runs * depth)
    const results = searched.map(({ abi }): TestResult => {
      const found = broken.get(abi.signature)
      const value = best.get(abi.signature)
      return {
        name: abi.signature,
        kind: 'invariant',
        status: found === undefined ? 'passed' : 'failed',
        ...(found !== undefined && {
          reason: found.reason,
          sequence: found.sequence.map((call) => callOf(call, run)),
          sequenceBefore: found.before,
        }),
        ...(value !== undefined && { best: String(value) }),
        runs: Math.ceil(calls / depth),
        calls,
        reverts,
        logs: [],
        seconds: seconds(),
      }
    })
    return [...skipped, ...results]
  } catch (error) {
    if (!(error instanceof TargetError))
      return [...skipped, ...withoutCalls(searched, 'unsupported', unsupportedReason(error))]
    const reason = `failed to set up invariant testing environment: ${error.message}`
    return [...skipped, ...withoutCalls(searched, 'failed', reason)]
  }
}

/** Invariants that vm.skip ends on the state after setup, before anything is called, with the reason. */
function skippedAtOnce(world: World, invariants: readonly TestFunction[]): ReadonlyMap<TestFunction, string> {
  const skipped = new Map<TestFunction, string>()
  for (const invariant of invariants) {
    if (invariant.abi.inputs.length > 0) continue
    const { status, reason } = runTest(world, invariant.abi, [])
    if (status === 'skipped') skipped.set(invariant, reason)
  }
  return skipped
}

function lengthOf(
  invariants: readonly TestFunction[],
  { config, options }: InvariantRun,
): { readonly runs: number; readonly depth: number } {
  const { invariant } = options.project.config
  const settings = invariants.map(({ abi }) => config.of(abi.signature).invariant)
  return {
    runs: Math.max(...settings.map(({ runs }) => runs ?? invariant.runs)),
    depth: Math.max(1, ...settings.map(({ depth }) => depth ?? invariant.depth)),
  }
}

function search(run: InvariantRun, invariants: readonly TestFunction[], executionsMax: number): Search {
  const { world, contract, options } = run
  // forge does not look at what an invariant returns, even if a harness elsewhere would.
  const tests = invariants.map((test) => ({ ...test, isBoolean: false }))
  // A campaign of `faultline attack` does with nothing to call what it can; in forge that is a failure.
  selectTargets(world, contract)
  const { maxTimeDelaySeconds, maxBlockDelay } = options.project.config.invariant
  const target: CampaignTarget = {
    ...campaignTarget(world, { ...contract, tests }).target,
    // In forge time stands still unless the project says otherwise, and calls bring no ether.
    maxSeconds: maxTimeDelaySeconds ?? 0,
    maxBlocks: maxBlockDelay ?? 0,
    maxValueWei: 0n,
  }
  const engine = new Engine({ world, target, seed: BigInt.asUintN(SEED_BITS, options.setup.seed) })
  const broken = new Map<string, { readonly property: Property; readonly sequence: CallSequence }>()
  const best = new Map<string, bigint>()
  const note = (property: Property, sequence: CallSequence): void => {
    for (const { abi } of invariantsOf(property, invariants))
      if (!broken.has(abi.signature)) broken.set(abi.signature, { property, sequence })
  }
  for (const property of engine.brokenAtRoot()) note(property, [])
  const entries: Entry[] = [ROOT_ENTRY]
  const knownFailures = new Set<string>()
  let executions = 0
  let reverts = 0
  for (let epoch = 0; executions < executionsMax && broken.size < invariants.length; epoch++) {
    const size = Math.min(
      EXECUTIONS_FIRST * 2 ** Math.min(epoch, 16),
      EXECUTIONS_MAX,
      executionsMax - executions,
    )
    const task = {
      epoch,
      lane: 0,
      executionsMax: size,
      gasMax: GAS_MAX,
      broken: target.properties.filter(({ name }) => broken.has(name)).map(({ index }) => index),
      knownFailures: [...knownFailures],
    }
    const result = engine.runLane(task, () => false)
    // A lane without anything to call ends at once.
    if (result.executions === 0) break
    executions += result.executions
    for (let index = 1; index < result.counts.length; index += 3) reverts += result.counts[index]!
    for (const failure of result.failures) {
      knownFailures.add(failure.key)
      note(target.properties[failure.property]!, failure.sequence)
    }
    for (const { property, value } of result.best) best.set(target.properties[property]!.name, value)
    const numbered = numberEntries(result.entries, entries.length)
    entries.push(...numbered)
    engine.append(numbered)
  }
  // What breaks all invariants is made shorter once.
  const short = new Map<Property, Found>()
  for (const { property, sequence } of broken.values())
    if (!short.has(property)) short.set(property, shortened(engine, property, sequence))
  return {
    broken: new Map([...broken].map(([name, { property }]) => [name, short.get(property)!])),
    best,
    calls: executions,
    reverts,
  }
}

function shortened(engine: Engine, property: Property, sequence: CallSequence): Found {
  const { world, target, root, writer } = engine
  const shrunk =
    sequence.length === 0
      ? undefined
      : shrink({
          parts: { world, root, target },
          writer,
          property,
          sequence,
          triesMax: SHRINK_TRIES_MAX,
          onProgress: () => false,
        })
  const short = shrunk?.steps.map(({ call }) => call) ?? sequence
  return { sequence: short, before: sequence.length, reason: reasonFor(engine, property, short) }
}

// A failure of a handler's assertion, or of any call under fail_on_revert, is one of every invariant, as in forge.
function invariantsOf(property: Property, invariants: readonly TestFunction[]): readonly TestFunction[] {
  const own = invariants.filter(({ abi }) => abi.signature === property.name)
  return own.length > 0 ? own : invariants
}

function reasonFor(engine: Engine, property: Property, sequence: CallSequence): string {
  const { world, target, root } = engine
  try {
    if (property.abi === undefined) return reasonOfLast(world, root, sequence)
    reenact({ world, root, target }, property, sequence)
    const result: WorldResult = world.call({ to: property.to, data: propertyCalldata(property) })
    return result.status === 'success' ? '' : reasonOf(world, result)
  } finally {
    world.load(root)
  }
}

/** What the last call said: its assertion failed, or it may not revert. */
function reasonOfLast(world: World, root: Engine['root'], sequence: CallSequence): string {
  world.load(root)
  const results = sequence.map((call) => makeCall(world, call))
  const last = results.at(-1)
  return last === undefined || last.status === 'success' ? 'assertion failed' : reasonOf(world, last)
}

function callOf(call: Call, { world }: InvariantRun): TestCall {
  const artifact = world.artifactAt(call.to)
  const selector = selectorIn(call.data)
  const fn = artifact?.abi.functions.find((each) => each.selector === selector)
  const name = artifact === undefined ? '' : `[${artifact.id}]`
  const value = call.value === 0n ? '' : ` value=${call.value}`
  const wait = call.seconds === 0 && call.blocks === 0 ? '' : `warp=${call.seconds} roll=${call.blocks} `
  const what =
    fn === undefined ? bytesToHex(call.data) : `${fn.signature} args=[${argumentsOf(fn, call.data)}]`
  return {
    text: `${wait}sender=${checksumAddress(call.from)} addr=${name}${checksumAddress(call.to)} calldata=${what}${value}`,
    sender: call.from,
    address: call.to,
    calldata: bytesToHex(call.data),
    valueWei: String(call.value),
    seconds: call.seconds,
    blocks: call.blocks,
  }
}

function argumentsOf({ inputs }: AbiFunction, data: Uint8Array): string {
  try {
    const values = decodeArguments(
      inputs.map(({ type }) => type),
      data.subarray(SELECTOR_BYTES),
    )
    return values.map((value, i) => formatForgeValue(value, inputs[i]!)).join(', ')
  } catch (error) {
    // A search sends what is no encoding, too.
    if (!(error instanceof BaseError)) throw error
    return bytesToHex(data.subarray(SELECTOR_BYTES))
  }
}
