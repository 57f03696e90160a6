// Proofs are run by ourselves before they are shown. Here the user's own tool runs them, unedited: forge, with the protocol as it is
// and with its repaired twin. Of those that are found quickly in every run, of all in `npm run test:long`.

import { describe, expect, test } from 'vitest'
import { findForge, ForgeError } from '../../bench/forge-binary.ts'
import { runForge } from '../../bench/parity/forge-process.ts'
import { scratchProject } from '../../bench/scratch-project.ts'
import { createManualClock } from '../../src/primitives/clock.ts'
import { isRight } from '../exploits/judge.ts'
import { proveInScenario } from '../exploits/prove.ts'
import { readScenario, scenarioNames, type Scenario, sourcesOf, type Variant } from '../exploits/scenario.ts'
import { searchScenario } from '../exploits/search.ts'
import { incidentNames, readIncident } from '../incidents/incident.ts'

const searchesAll = process.env['FAULTLINE_EXPLOITS'] === 'all'
/** At most; a search ends with the finding. */
const EXECUTIONS = searchesAll ? 1_000_000 : 20_000
const LIMIT_SECONDS = 300

const protocols = await Promise.all((await scenarioNames()).map(readScenario))
const incidents = await Promise.all((await incidentNames()).map(readIncident))
const tried: readonly Scenario[] = [protocols, incidents].flatMap((all) =>
  searchesAll ? all : all.filter(({ isQuick }) => isQuick),
)

describe.skipIf(!hasForge())('forge says the same of the proof of', () => {
  test.each(tried.map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    async (_, scenario) => {
      const { findings, shrunk } = await searchScenario(scenario, 'flawed', {
        seed: 1n,
        executions: EXECUTIONS,
        clock: createManualClock(),
      })
      const right = findings.find((finding) => isRight(scenario, finding))
      const told = shrunk.find(({ report }) => report.id === right?.id)
      expect(told).toBeDefined()
      const result = await proveInScenario(scenario, told!)
      if ('problem' in result) throw new Error(result.problem)
      const { file, text } = result.proof
      const [, name] = /^ {4}function (test_\w+)\(/m.exec(text)!
      const ends = async (variant: Variant): Promise<string> =>
        await statusUnderForge(scenario, variant, { file, text, name: name! })
      expect([await ends('flawed'), await ends('repaired')]).toEqual(['Success', 'Failure'])
    },
    2 * LIMIT_SECONDS * 1_000,
  )
})

/** How the proof ends in a Foundry project that has the protocol and the proof, and nothing else. */
async function statusUnderForge(
  scenario: Scenario,
  variant: Variant,
  { file, text, name }: { readonly file: string; readonly text: string; readonly name: string },
): Promise<string> {
  const evm = scenario.fork === undefined ? [] : [`evm_version = "${scenario.fork}"`]
  const files = { ...sourcesOf(scenario, variant), [`proofs/${file}`]: text }
  const project = await scratchProject('proof', Object.entries(files), ['test = "proofs"', ...evm])
  const { report } = await runForge(project, { flags: ['--match-test', name], limitSeconds: LIMIT_SECONDS })
  const [suite] = Object.values(report)
  return suite?.test_results[`${name}()`]?.status ?? 'not run'
}

function hasForge(): boolean {
  try {
    return findForge() !== ''
  } catch (error) {
    if (error instanceof ForgeError) return false
    throw error
  }
}
