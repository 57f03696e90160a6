// What a campaign's calls covered, by line of the contracts' own sources, and what was noticed on the way. Made once, when the search
// is over.

import type { Engine } from '../attack/engine.ts'
import { lookForUnnoticed } from '../attack/look-for-unnoticed.ts'
import type { CoverageSummary, UnreachedFunction } from '../attack/tasks.ts'
import {
  type ContractCoverage,
  contractCoverage,
  type FunctionCoverage,
} from './line-coverage/contract-coverage.ts'
import { IN_CALLS } from './line-coverage/hit-edges.ts'
import { ownSources } from './line-coverage/own-sources.ts'
import { functionKey, revertReasons } from './line-coverage/revert-reasons.ts'
import { type ShownContract, shownContracts } from './line-coverage/shown-contracts.ts'
import type { SourceFunction } from './line-coverage/source-functions.ts'

type Looked = ShownContract & { readonly coverage: ContractCoverage }

/**
 * Coverage with all entries that the engine has: of the contracts that the search calls, and of those in the project's source
 * folder that it can reach. The engine is afterwards as it was.
 */
export function summarizeCoverage(engine: Engine): CoverageSummary {
  const { success, failure } = engine.edges
  const { isOwn } = ownSources(engine.world.project)
  const test = engine.world.test.artifact.id
  const wanted = new Map<string, Set<number>>()
  for (const { artifact, abi } of engine.target.functions) {
    const selectors = wanted.get(artifact.id) ?? new Set()
    wanted.set(artifact.id, selectors.add(abi.selector))
  }
  const looked = new Map<string, Looked>()
  for (const [id, shown] of shownContracts(engine)) {
    const { artifact, code, hits } = shown
    const coverage = contractCoverage({
      artifact,
      code,
      hits,
      counts: isOwn,
      wanted: wanted.get(id) ?? new Set(),
      ...(id === test && { leavesOut: notOfCampaign(engine) }),
    })
    looked.set(id, { ...shown, coverage })
  }
  const others = new Map([...looked].map(([id, contract]) => [id, otherUnreached(contract, isOwn)] as const))
  const reasons = revertReasons(engine, wantedReasons(engine, others))
  const reasonsOf = (id: string, selector: number | undefined): readonly string[] =>
    selector === undefined ? [] : (reasons.get(functionKey(id, selector)) ?? [])
  return {
    edgesSuccess: success,
    edgesFailure: failure,
    states: engine.corpus.stateCount,
    functions: engine.target.functions.map(({ artifact, abi }) => {
      const found = functionOf(looked.get(artifact.id), abi.selector)
      return {
        path: found?.source?.path ?? null,
        line: found?.source?.line ?? null,
        lines: found?.lines ?? 0,
        linesReached: found?.linesReached ?? 0,
        reasons: reasonsOf(artifact.id, abi.selector),
      }
    }),
    contracts: [...looked.values()].flatMap(({ artifact, isListed, coverage: { lines, linesReached } }) => {
      if (!isListed) return []
      const unreached = others.get(artifact.id)!.map((fn): UnreachedFunction => ({
        signature: fn.signature,
        why: fn.state === 'undone' ? 'always reverted' : 'never called',
        path: fn.source?.path ?? null,
        line: fn.source?.line ?? null,
        reasons: fn.state === 'undone' ? reasonsOf(artifact.id, fn.abi?.selector) : setupNote(fn),
      }))
      return [{ name: artifact.name, path: artifact.source, lines, linesReached, unreached }]
    }),
    sources: sourceLines([...looked.values()]),
    unnoticed: lookForUnnoticed(engine),
  }
}

/** By file, in any order. A line that several contracts have ran if it ran in one of them. */
function sourceLines(looked: readonly Looked[]): CoverageSummary['sources'] {
  const files = new Map<string, Map<number, boolean>>()
  for (const { isListed, coverage } of looked) {
    if (!isListed) continue
    for (const [path, byLine] of coverage.byPath) {
      const lines = files.get(path) ?? new Map<number, boolean>()
      files.set(path, lines)
      for (const [line, bits] of byLine) lines.set(line, lines.get(line) === true || (bits & IN_CALLS) !== 0)
    }
  }
  return [...files].map(([path, lines]) => {
    const of = (wanted: boolean): number[] =>
      [...lines].flatMap(([line, ran]) => (ran === wanted ? [line] : []))
    return { path, reached: of(true), missed: of(false) }
  })
}

/** Of a test contract that is called itself: its setup, and tests that are no part of the campaign. */
function notOfCampaign({ target, world }: Engine): (fn: SourceFunction) => boolean {
  const { artifact } = world.test
  const called = new Set(
    target.functions.filter((each) => each.artifact.id === artifact.id).map(({ abi }) => abi.name),
  )
  for (const { abi } of target.properties) if (abi !== undefined) called.add(abi.name)
  const left = new Set(artifact.abi.functions.map(({ name }) => name).filter((name) => !called.has(name)))
  return ({ name }) => left.has(name) || /^setup$/i.test(name)
}

function setupNote({ isOfSetup }: FunctionCoverage): readonly string[] {
  return isOfSetup ? ['only by the setup'] : []
}

function functionOf(contract: Looked | undefined, selector: number): FunctionCoverage | undefined {
  return contract?.coverage.functions.find(({ abi }) => abi?.selector === selector)
}

/**
 * Functions that change something and that nobody entered, or left without a revert. Those that the search calls are told
 * apart by its own counts; of a target the rest of the interface is what its test does not want to be called.
 */
function otherUnreached(
  { isListed, isTarget, coverage }: Looked,
  isOwn: (path: string) => boolean,
): readonly FunctionCoverage[] {
  if (!isListed) return []
  return coverage.functions.filter(({ abi, source, state }) => {
    if (state !== 'never entered' && state !== 'undone') return false
    if (source === undefined || !isOwn(source.path) || source.isView) return false
    return abi === undefined || !isTarget
  })
}

/** Functions whose reverts are worth a look: nobody left them in another way, or only properties did. */
function wantedReasons(
  { target, corpus }: Engine,
  others: ReadonlyMap<string, readonly FunctionCoverage[]>,
): ReadonlySet<string> {
  const wanted = new Set<string>()
  const succeeded = new Set<number>()
  for (const { calls, isReverted } of corpus.entries)
    for (const { target: index } of isReverted ? calls.slice(0, -1) : calls) succeeded.add(index)
  for (const { index, artifact, abi } of target.functions)
    if (!succeeded.has(index)) wanted.add(functionKey(artifact.id, abi.selector))
  for (const [id, functions] of others) {
    for (const { abi, state } of functions) {
      if (abi !== undefined && state === 'undone') wanted.add(functionKey(id, abi.selector))
    }
  }
  return wanted
}
