/** The table of the bench of sound protocols, for the terminal. */

import { columns } from '../parity/columns.ts'

export type SoundRow = {
  readonly name: string
  readonly executions: number
  readonly seconds: number
  /** False alarms, all of them. */
  readonly findings: readonly string[]
  /** Functions that no call of the search succeeded in. */
  readonly neverSucceeded: readonly string[]
  /** How much the survey found of each kind; null if it was not made. */
  readonly survey: {
    readonly contracts: number
    readonly assets: number
    readonly actors: number
    readonly gates: number
    readonly gifts: number
    readonly positions: number
  } | null
  /** Which package is missing. */
  readonly skipped: string | null
  readonly problem: string | null
}

const HEAD = [
  'setup',
  'calls',
  'seconds',
  'findings',
  'contracts',
  'assets',
  'actors',
  'gates',
  'gifts',
  'positions',
  'never succeeded',
]
/** The names of so many fit on a line. */
const NAMES_MAX = 3

/** All rows, and what they come to. */
export function formatSound(rows: readonly SoundRow[]): string {
  const searched = rows.filter(({ survey }) => survey !== null)
  const loud = searched.filter(({ findings }) => findings.length > 0)
  const lines = [`${searched.length} sound protocols searched: ${loud.length} with a false alarm`]
  for (const { name, findings } of loud) lines.push(...findings.map((each) => `${name}: ${each}`))
  for (const { name, skipped, problem } of rows) {
    if (skipped !== null) lines.push(`${name} was left out: ${skipped}`)
    if (problem !== null) lines.push(`${name} could not be searched: ${problem}`)
  }
  return `${columns([HEAD, ...searched.map(cells)])}\n${lines.join('\n')}\n`
}

function cells({ name, executions, seconds, findings, neverSucceeded, survey }: SoundRow): string[] {
  const names = neverSucceeded.slice(0, NAMES_MAX).map((each) => each.replace(/\(.*$/, ''))
  const more = neverSucceeded.length > NAMES_MAX ? ', ...' : ''
  return [
    name,
    executions.toLocaleString('en-US'),
    seconds.toFixed(1),
    findings.length === 0 ? '0' : `${findings.length} FALSE`,
    ...(survey === null ? [] : Object.values(survey).map(String)),
    neverSucceeded.length === 0 ? '0' : `${neverSucceeded.length}: ${names.join(', ')}${more}`,
  ]
}
