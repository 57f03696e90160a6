/** smartbugs-curated: lone contracts of Solidity 0.4, with the lines of their flaws in vulnerabilities.json. */

import { readFile } from 'node:fs/promises'
import path from 'node:path'

import type { ReportFinding, UnnoticedFailureNote } from '../../src/report/schema.ts'
import { functionAt, functionsOf, type SourceFunction, usersOf } from './functions-of.ts'
import { type Collection, type CollectionCase, CollectionError, type Verdict } from './types.ts'

const LABELS_FILE = 'vulnerabilities.json'

type Labelled = {
  readonly path: string
  readonly vulnerabilities: readonly { readonly lines: readonly number[]; readonly category: string }[]
}

/** What a class may be seen by: detectors, and mechanisms whatever the detector. */
type Fit = { readonly detectors: readonly string[]; readonly mechanisms: readonly string[] }

const MONEY = ['theft', 'loss', 'frozen'] as const
const FITS: Readonly<Record<string, Fit>> = {
  access_control: { detectors: [...MONEY, 'takeover', 'destruction'], mechanisms: [] },
  arithmetic: { detectors: [...MONEY, 'wrap'], mechanisms: ['integer-wrap'] },
  bad_randomness: { detectors: ['theft', 'loss'], mechanisms: ['weak-randomness'] },
  denial_of_service: { detectors: ['frozen', 'loss', 'blocked'], mechanisms: [] },
  front_running: { detectors: MONEY, mechanisms: [] },
  other: { detectors: [...MONEY, 'takeover', 'destruction', 'wrap', 'ignored-failure'], mechanisms: [] },
  // By calls that are nested in calls, whatever the detector says: see judge.
  reentrancy: { detectors: [], mechanisms: ['reentrancy/'] },
  short_addresses: { detectors: MONEY, mechanisms: [] },
  time_manipulation: { detectors: MONEY, mechanisms: [] },
  unchecked_low_level_calls: { detectors: ['ignored-failure'], mechanisms: ['ignored-failure'] },
}

export const smartbugs: Collection = {
  name: 'smartbugs',
  title: 'smartbugs-curated',
  rule:
    'The command gets one file, nothing else. A contract is *found* if a finding fits both the place and the class of a label. ' +
    'Place: a step calls the labelled function or one that uses it, or the finding gives way inside it; a line outside of functions or in a constructor, which nobody can call any more, fits everywhere. ' +
    'Class: for access_control theft, loss, frozen, takeover or destruction; for arithmetic theft, loss, frozen or a number that wrapped; for unchecked_low_level_calls a payment whose failure nobody noticed; ' +
    'for reentrancy theft, loss, frozen or a number that wrapped, with calls nested in calls; for bad_randomness theft or loss; for denial_of_service frozen, loss or a function that works for nobody any more; for others theft, loss or frozen. ' +
    'For arithmetic, bad_randomness, reentrancy and unchecked_low_level_calls a finding also fits, whatever its detector, if it was shown to work by that. ' +
    'An unchecked call is *noted* if no finding fits, as nobody was seen to lose anything, but the report notes, by trying, that the call at such a place may fail and nobody notices. ' +
    '*Any* counts contracts with any finding at all: another symptom, or another flaw.',
  cases: readCases,
}

async function readCases(folder: string): Promise<readonly CollectionCase[]> {
  const labels = JSON.parse(await read(path.join(folder, LABELS_FILE))) as readonly Labelled[]
  return await Promise.all(
    labels.map(async ({ path: file, vulnerabilities }) => {
      const source = await read(path.join(folder, file))
      const group = file.split('/').at(-2) ?? ''
      const lines = vulnerabilities.flatMap((each) => each.lines)
      const places = placesOf(functionsOf(source), lines)
      return {
        name: path.basename(file, '.sol'),
        group,
        label: `${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}`,
        folder: path.dirname(path.join(folder, file)),
        args: [path.basename(file)],
        judge: (finding: ReportFinding): Verdict => judge(finding, group, places),
        judgeNote: (note: UnnoticedFailureNote): boolean =>
          group === 'unchecked_low_level_calls' && isInside(note.place, places),
      }
    }),
  )
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    throw new CollectionError(`${file} cannot be read: is this the folder of smartbugs-curated?`)
  }
}

export type Places = {
  /** Undefined: some label is outside of functions. */
  readonly names: ReadonlySet<string> | undefined
  readonly functions: readonly SourceFunction[]
}

/** Exported for tests. */
export function placesOf(all: readonly SourceFunction[], lines: readonly number[]): Places {
  const inside = lines.map((line) => functionAt(all, line))
  const functions = inside.flatMap((each) =>
    each === undefined || each.kind === 'constructor' ? [] : [each],
  )
  return { functions, names: functions.length < lines.length ? undefined : usersOf(all, functions) }
}

/** Exported for tests. */
export function judge(finding: ReportFinding, group: string, places: Places): Verdict {
  if (finding.property.kind !== 'detector') return 'none'
  const { detectors, mechanisms } = FITS[group] ?? { detectors: [], mechanisms: [] }
  const isClass =
    detectors.includes(finding.property.name) ||
    finding.mechanisms.some(({ id }) => mechanisms.some((each) => id.startsWith(each))) ||
    (group === 'reentrancy' && isNested(finding))
  return isClass && isPlace(finding, places) ? 'right' : 'other'
}

function isNested({ steps, property }: ReportFinding): boolean {
  return [...MONEY, 'wrap'].includes(property.name) && steps.some(({ reactions }) => reactions.length > 0)
}

function isPlace({ steps, signature }: ReportFinding, { names, functions }: Places): boolean {
  if (names === undefined) return true
  if (isInside(signature.place, { names, functions })) return true
  // Fallback functions have no name in old sources.
  return steps.some(
    (step) =>
      names.has(step.function) ||
      (names.has('') && step.function === 'receive') ||
      step.reactions.some((text) => [...names].some((name) => name !== '' && text.includes(`.${name}(`))),
  )
}

/** A place in a labelled function; any place if some label is outside of functions. */
function isInside(place: string, { names, functions }: Places): boolean {
  if (names === undefined) return true
  const line = Number(/:(\d+)$/.exec(place)?.[1])
  return functions.some(({ from, to }) => from <= line && line <= to)
}
