// Which lines of the project ran while a world was set up: what shows that a check lets somebody through.

import type { Engine } from '../../attack/engine.ts'
import { contractCoverage } from '../line-coverage/contract-coverage.ts'
import { IN_SETUP } from '../line-coverage/hit-edges.ts'
import { ownSources } from '../line-coverage/own-sources.ts'
import { shownContracts } from '../line-coverage/shown-contracts.ts'

export type Place = { readonly path: string; readonly line: number }

/**
 * Says of a line whether code behind it, in the same function, ran in the setup.
 * @param engine that of the campaign, before anything else ran
 */
export function setupLines(engine: Engine): (place: Place) => boolean {
  const { isOwn } = ownSources(engine.world.project)
  const ran = new Map<string, Set<number>>()
  /** First lines of functions. */
  const starts = new Map<string, Set<number>>()
  const of = (map: Map<string, Set<number>>, path: string): Set<number> => {
    const known = map.get(path) ?? new Set()
    map.set(path, known)
    return known
  }
  for (const { artifact, code, hits } of shownContracts(engine).values()) {
    const { byPath, functions } = contractCoverage({ artifact, code, hits, counts: isOwn })
    for (const [path, byLine] of byPath)
      for (const [line, bits] of byLine) if ((bits & IN_SETUP) !== 0) of(ran, path).add(line)
    for (const { source } of functions) if (source !== undefined) of(starts, source.path).add(source.line)
  }
  return ({ path, line }) => {
    const next = Math.min(...[...(starts.get(path) ?? [])].filter((start) => start > line))
    return [...(ran.get(path) ?? [])].some((each) => each > line && each < next)
  }
}
