// Incidents on disk: incidents/README.md says what is in a folder. Searched and judged as the scenarios of tests/exploits are.

import path from 'node:path'

import { folderNames, readScenarioFolder, type Scenario } from '../exploits/scenario.ts'

/** What happened, and the scenario that it was rebuilt as. */
export type Incident = Scenario & {
  /** '2017-07-19': the day of the attack. */
  readonly date: string
  /** At the prices of that day, as reported. */
  readonly lossUsd: number
}

export const INCIDENTS_FOLDER: string = path.join(import.meta.dirname, '..', '..', 'incidents')

/** Names of all incidents, sorted. */
export function incidentNames(): Promise<string[]> {
  return folderNames(INCIDENTS_FOLDER)
}

/** One incident as it is on disk. */
export function readIncident(name: string): Promise<Incident> {
  return readScenarioFolder<Incident>(path.join(INCIDENTS_FOLDER, name), 'incident.json')
}
