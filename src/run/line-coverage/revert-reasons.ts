// Why functions revert that nobody left otherwise: found when it is asked for, by making kept calls again and some new ones.
// Noting it during the search would cost every call that reverts.

import { makeCall, tryCall } from '../../attack/arena.ts'
import type { Engine } from '../../attack/engine.ts'
import type { Call } from '../../attack/types.ts'
import type { TraceCall } from '../../evm/trace.ts'
import { BaseError } from '../../primitives/errors.ts'
import { createPrng } from '../../primitives/prng.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import { failureMechanism } from '../../world/describe/explain-failure.ts'
import { type KnownNames, knownNames } from '../../world/describe/known-errors.ts'
import type { WorldState } from '../../world/types.ts'

/** Names a function: the artifact's id and the selector. */
export function functionKey(artifact: string, selector: number): string {
  return `${artifact} ${selector}`
}

const ENTRIES_MAX = 96
const FUNCTIONS_MAX = 16
const CALLS_PER_FUNCTION = 16
/** Of all calls together: some setups have functions that take a whole block. */
const GAS_MAX = 40_000_000n
const REASONS_MAX = 3

/**
 * Reasons by `functionKey`, the most frequent first, without values: 'sale ended', 'panic 0x11', 'custom error Paused'.
 * The world is afterwards in the state after setup; what this covers is dropped.
 * @param wanted keys of the functions that are asked about
 */
export function revertReasons(
  engine: Engine,
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  if (wanted.size === 0) return new Map()
  const counts = new Map<string, Map<string, number>>()
  const known = knownNames(engine.world)
  try {
    let gas = 0n
    for (const { state, calls } of callsToMake(engine, wanted)) {
      gas += note(engine, wanted, { state, calls, counts, known })
      if (gas > GAS_MAX) break
    }
  } catch (error) {
    // A call that the search did not make, and that cannot be made (a cheatcode that is unknown): there are fewer reasons.
    if (!(error instanceof BaseError)) throw error
  } finally {
    engine.world.machine.coverage.merge('drop')
    engine.world.load(engine.root)
  }
  return new Map(
    [...counts].map(([key, byReason]) => [
      key,
      [...byReason]
        .sort((a, b) => b[1] - a[1])
        .slice(0, REASONS_MAX)
        .map(([reason]) => reason),
    ]),
  )
}

/** Of one call with all frames noted. */
const TRACED_GAS = 5_000_000n

type Attempt = { readonly state: WorldState; readonly calls: readonly Call[] }

function* callsToMake(engine: Engine, wanted: ReadonlySet<string>): Generator<Attempt> {
  const { corpus, target, writer, root } = engine
  const targets = target.functions.filter(({ artifact, abi }) =>
    wanted.has(functionKey(artifact.id, abi.selector)),
  )
  const isWanted = new Set(targets.map(({ index }) => index))
  // What the functions were called with first; then whatever reverted, since they may be called from there; then the rest.
  const rank = ({ calls, isReverted }: { calls: readonly Call[]; isReverted: boolean }): number =>
    isWanted.has(calls.at(-1)?.target ?? -1) ? 0 : isReverted ? 1 : 2
  const entries = corpus.entries
    .filter(({ calls }) => calls.length > 0)
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, ENTRIES_MAX)
  for (const { parent, stateless, calls } of entries) {
    const state = stateless >= 0 ? root : corpus.stateOf(parent)
    if (state !== undefined) yield { state, calls }
  }
  const prng = createPrng(0n)
  for (let i = 0; i < CALLS_PER_FUNCTION; i++) {
    for (const { index } of targets.slice(0, FUNCTIONS_MAX)) {
      const state = corpus.stateOf(prng.nextBelow(corpus.length)) ?? root
      yield { state, calls: [writer.write(prng, corpus, index, undefined)] }
    }
  }
}

type Notes = Attempt & { readonly counts: Map<string, Map<string, number>>; readonly known: KnownNames }

/** Makes the calls, the last with a trace, and counts the frames of wanted functions that failed. Result: its gas. */
function note(
  { world }: Engine,
  wanted: ReadonlySet<string>,
  { state, calls, counts, known }: Notes,
): bigint {
  world.load(state)
  for (const call of calls.slice(0, -1)) tryCall(world, call)
  const { result, trace } = world.trace(() => {
    // What has no end says so in the gas of a transaction.
    const { verdict, gasUsed } = makeCall(world, calls.at(-1)!, TRACED_GAS)
    return { verdict, gasUsed }
  })
  const open = [...trace.calls]
  for (let frame = open.pop(); frame !== undefined; frame = open.pop()) {
    for (const event of frame.events) if (event.kind === 'call') open.push(event.call)
    const key =
      frame.status === 'success' ? undefined : keyOf(frame, (address) => world.artifactAt(address)?.id)
    if (key === undefined || !wanted.has(key)) continue
    const reason =
      frame.depth === 0 && result.verdict === 'assume' ? 'vm.assume was not met' : reasonOf(frame, known)
    const byReason = counts.get(key) ?? new Map<string, number>()
    counts.set(key, byReason.set(reason, (byReason.get(reason) ?? 0) + 1))
  }
  return result.gasUsed
}

function keyOf(
  { kind, runs, codeAddress, input }: TraceCall,
  idAt: (address: TraceCall['codeAddress']) => string | undefined,
): string | undefined {
  const selector = runs === 'code' && !kind.startsWith('create') ? selectorIn(input) : undefined
  const id = selector === undefined ? undefined : idAt(codeAddress)
  return id === undefined ? undefined : functionKey(id, selector!)
}

function reasonOf(frame: TraceCall, known: KnownNames): string {
  const mechanism = failureMechanism(frame, known)
  return mechanism === 'reverted' ? 'no reason given' : mechanism.replace(/^reverted: /, '')
}
