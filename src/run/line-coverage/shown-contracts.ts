// Whose coverage a report shows: the contracts that the search calls, and those of the project that they call in turn.

import type { Engine } from '../../attack/engine.ts'
import { templateBytes } from '../../project/bytecode-template.ts'
import type { ContractArtifact } from '../../project/types.ts'
import { FORCED_ETHER } from '../../world/attacker/forced-ether.ts'
import { bothHits, hitEdges, type HitEdges, NO_HITS } from './hit-edges.ts'
import { ownSources } from './own-sources.ts'

export type ShownContract = {
  readonly artifact: ContractArtifact
  /** As it was deployed, or as it was compiled if it never ran. */
  readonly code: Uint8Array
  readonly hits: HitEdges
  /** The search calls its functions. */
  readonly isTarget: boolean
  /** It is listed; others are here because tests with arguments are among their functions. */
  readonly isListed: boolean
}

type Ran = { readonly code: Uint8Array; readonly hits: HitEdges }

/** By ContractArtifact.id: targets first, then the project's own in order of their creation. */
export function shownContracts({
  world,
  target,
  seen,
  setupHits,
}: Engine): ReadonlyMap<string, ShownContract> {
  const { project, machine } = world
  const codes = machine.coverage.codes()
  const ran = new Map<string, Ran>()
  const artifacts = new Map<string, ContractArtifact>()
  for (const [hash, hits] of hitEdges(machine.coverage, { ...seen, setup: setupHits })) {
    const code = codes.get(hash)
    const artifact = code === undefined ? undefined : project.contracts.byRuntimeCode(code)
    if (code === undefined || artifact === undefined) continue
    // Deployed twice with other libraries or immutables: its jumps are at the same places.
    const before = ran.get(artifact.id)
    ran.set(artifact.id, before === undefined ? { code, hits } : { code, hits: bothHits(before.hits, hits) })
    artifacts.set(artifact.id, artifact)
  }
  const shown = new Map<string, ShownContract>()
  const add = (artifact: ContractArtifact, isTarget: boolean, isListed: boolean): void => {
    const before = shown.get(artifact.id)
    if (before === undefined) {
      const { code, hits } = ran.get(artifact.id) ?? { code: templateBytes(artifact.runtime), hits: NO_HITS }
      shown.set(artifact.id, { artifact, code, hits, isTarget, isListed })
    } else if (isListed && !before.isListed) shown.set(artifact.id, { ...before, isTarget, isListed })
  }
  // What forces ether on others is nobody's code.
  for (const { artifact, to, isTest } of target.functions)
    if (to !== FORCED_ETHER) add(artifact, !isTest, !isTest)
  const { isProduct } = ownSources(project)
  const isOthers = ({ id, source }: ContractArtifact): boolean =>
    id !== world.test.artifact.id && isProduct(source)
  for (const { artifact } of world.contracts())
    if (artifact !== undefined && isOthers(artifact)) add(artifact, false, true)
  for (const artifact of artifacts.values()) if (isOthers(artifact)) add(artifact, false, true)
  return shown
}
