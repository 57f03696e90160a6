// Incidents on disk: incidents/README.md says what is in a folder. Searched and judged as the scenarios of tests/exploits are.

import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

import type { Scenario } from '../exploits/scenario.ts'

/** What happened, and the scenario that it was rebuilt as. */
export type Incident = Scenario & {
  /** '2017-07-19': the day of the attack. */
  readonly date: string
  /** At the prices of that day, as reported. */
  readonly lossUsd: number
}

export const INCIDENTS_FOLDER: string = path.join(import.meta.dirname, '..', '..', 'incidents')

/** Names of all incidents, sorted. */
export async function incidentNames(): Promise<string[]> {
  const entries = await readdir(INCIDENTS_FOLDER, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}

/** One incident as it is on disk. */
export async function readIncident(name: string): Promise<Incident> {
  const folder = path.join(INCIDENTS_FOLDER, name)
  const about = JSON.parse(await readFile(path.join(folder, 'incident.json'), 'utf8')) as Incident
  const [src, test, repaired] = await Promise.all(
    ['src', 'test', 'repaired'].map((each) => readFolder(path.join(folder, each))),
  )
  return {
    ...about,
    name,
    isQuick: about.isQuick ?? false,
    sources: { ...under('src', src!), ...under('test', test!) },
    repaired: under('src', repaired!),
  }
}

async function readFolder(folder: string): Promise<[file: string, text: string][]> {
  const files = await readdir(folder, { recursive: true })
  return await Promise.all(
    files
      .filter((file) => file.endsWith('.sol'))
      .sort()
      .map(async (file): Promise<[string, string]> => [
        file,
        await readFile(path.join(folder, file), 'utf8'),
      ]),
  )
}

function under(folder: string, texts: readonly [file: string, text: string][]): Record<string, string> {
  return Object.fromEntries(texts.map(([file, text]) => [`${folder}/${file}`, text]))
}
