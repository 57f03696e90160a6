// What incidents/README.md says of the folders there, and the search: the flaw is found, and nothing in the repaired version. The quick
// ones in every run, all of them in `npm run test:long`.

import { readFile } from 'node:fs/promises'
import path from 'node:path'

import { describe, expect, test } from 'vitest'

import { MECHANISM_IDS } from '../../src/attack/mechanisms/types.ts'
import { createManualClock } from '../../src/primitives/clock.ts'
import { isLineRight, isMechanismRight, isRight, isVectorRight, rightVectors } from '../exploits/judge.ts'
import { DETECTORS, flawLines, unmarked } from '../exploits/scenario.ts'
import { searchScenario } from '../exploits/search.ts'
import { INCIDENTS_FOLDER, incidentNames, readIncident } from './incident.ts'

const searchesAll = process.env['FAULTLINE_EXPLOITS'] === 'all'
/** Calls of a search: in `npm test`, and in `npm run test:long`. */
const EXECUTIONS = searchesAll ? 400_000 : 8000
/** Luck decides how soon a flaw is found, by a factor of ten and more: a million calls take a minute, and a search ends with the finding. */
const EXECUTIONS_UNTIL_FOUND = searchesAll ? 1_000_000 : EXECUTIONS
const SEARCH_LIMIT_MS = 600_000
const SEED = 1n
const PAGE_SECTIONS = ['## What happened', '## How the rebuild differs', '## The repair', '## Sources']

const incidents = await Promise.all((await incidentNames()).map(readIncident))

test('the page lists every incident', async () => {
  const page = await readFile(path.join(INCIDENTS_FOLDER, 'README.md'), 'utf8')
  for (const { name, date } of incidents) expect(page).toContain(`| [${name}](${name}/README.md) | ${date} |`)
})

describe.each(incidents)('$name', (incident) => {
  test('has what the page says', async () => {
    const { name, date, lossUsd, detectors, file, about, sources, repaired } = incident
    expect(date).toMatch(/^20\d\d-\d\d-\d\d$/)
    expect(lossUsd).toBeGreaterThan(0)
    expect(about).toMatch(/^[A-Z].*\.$/)
    expect(detectors.length).toBeGreaterThan(0)
    for (const each of detectors) expect(DETECTORS).toContain(each)
    for (const id of [incident.mechanism].flat()) expect([undefined, ...MECHANISM_IDS]).toContain(id)
    expect(rightVectors(incident).length).toBeGreaterThan(0)

    expect([...flawLines(incident)].map((place) => place.replace(/:\d+$/, ''))).toContain(file)
    expect(Object.keys(repaired)).toContain(file)
    for (const [each, text] of Object.entries(repaired)) {
      expect(Object.keys(sources)).toContain(each)
      expect(unmarked(text)).toBe(text)
      expect(text).not.toBe(unmarked(sources[each]!))
    }

    const page = await readFile(path.join(INCIDENTS_FOLDER, name, 'README.md'), 'utf8')
    for (const section of PAGE_SECTIONS) expect(page).toContain(section)
    expect(page).toMatch(/https:\/\//)
  })

  test.runIf(incident.isQuick || searchesAll)(
    'is found by search, and nothing in the repaired version',
    async () => {
      const options = { seed: SEED, executions: EXECUTIONS, clock: createManualClock() }
      const { findings } = await searchScenario(incident, 'flawed', {
        ...options,
        executions: EXECUTIONS_UNTIL_FOUND,
      })
      const right = findings.filter((finding) => isRight(incident, finding))
      expect(right.map(({ property }) => property.name)).not.toEqual([])
      expect(right.some((finding) => isLineRight(incident, finding))).toBe(true)
      expect(right.some((finding) => isMechanismRight(incident, finding))).toBe(true)
      expect(right.some((finding) => isVectorRight(incident, finding))).toBe(true)

      const repaired = await searchScenario(incident, 'repaired', options)
      expect(repaired.findings.map(({ reason }) => reason)).toEqual([])
      expect(repaired.executions).toBeGreaterThanOrEqual(EXECUTIONS)
    },
    SEARCH_LIMIT_MS,
  )
})
