// What a campaign's calls covered, by line of the contracts' own sources.

import type { Engine } from '../attack/engine.ts'
import type { CoverageSummary } from '../attack/tasks.ts'

/** Coverage of the target contracts with all entries that the engine has. */
export function summarizeCoverage(engine: Engine): CoverageSummary {
  const { success, failure } = engine.edges
  return {
    edgesSuccess: success,
    edgesFailure: failure,
    states: engine.corpus.stateCount,
    contracts: [],
  }
}
