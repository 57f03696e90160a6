/** What the collections bench reports: one row per case, flat, and what they come to. */

import type { ReportFinding, UnnoticedFailureNote } from '../../src/report/schema.ts'
import type { CaseRun } from './run-case.ts'
import type { CollectionCase } from './types.ts'

export type CollectionRow = {
  readonly collection: string
  readonly case: string
  readonly group: string
  readonly label: string
  /** 'right', 'noted', 'other', 'missed'; 'not run' if no contract could be compiled and deployed. */
  readonly result: 'right' | 'noted' | 'other' | 'missed' | 'not run'
  /** What was found that is not right, in short: 'theft', 'takeover'. */
  readonly others: readonly string[]
  /** Of the right finding, else of the first other one: 'theft at Vault.sol:41'. */
  readonly said: string | null
  /** What it says about the way: 'the attacker took ETH from Vault'. */
  readonly mechanism: string | null
  /** Wall time until the right finding; of the whole run if there was none. */
  readonly seconds: number
  /** Calls of its campaign until the right finding; of all campaigns if there was none. */
  readonly executions: number
  readonly publishedSeconds: number | null
  /** Contracts that were not deployed, and warnings. */
  readonly problems: readonly string[]
  /** Functions that no call left without reverting. */
  readonly neverReached: readonly string[]
}

export type GroupSummary = {
  readonly group: string
  readonly cases: number
  readonly right: number
  /** Without a right finding, but with a note that answers. */
  readonly noted: number
  /** With any finding, the right ones included. */
  readonly any: number
  readonly notRun: number
  /** With a finding that is not right, whether there is a right one or not. */
  readonly other: number
}

export function rowOf(collection: string, wanted: CollectionCase, run: CaseRun): CollectionRow {
  const right = run.findings.find(({ verdict }) => verdict === 'right')
  const note = run.searched
    .flatMap(({ unnoticedFailures }) => unnoticedFailures)
    .find((each) => wanted.judgeNote?.(each) === true)
  const shown = right ?? run.findings.find(({ verdict }) => verdict === 'other')
  const isRun = run.searched.length > 0 || run.findings.length > 0 || run.executions > 0
  return {
    collection,
    case: wanted.name,
    group: wanted.group,
    label: wanted.label,
    result: right ? 'right' : note ? 'noted' : shown ? 'other' : isRun ? 'missed' : 'not run',
    others: [
      ...new Set(
        run.findings.flatMap(({ verdict, finding }) => (verdict === 'other' ? finding.property.name : [])),
      ),
    ],
    said: right === undefined && note !== undefined ? noteText(note) : findingText(shown?.finding),
    mechanism: shown?.finding.signature.mechanism ?? null,
    seconds: round(right?.seconds ?? run.seconds),
    executions: right?.finding.executions ?? run.executions,
    publishedSeconds: wanted.publishedSeconds ?? null,
    problems: run.problems,
    neverReached: run.searched.flatMap(({ neverReached }) =>
      neverReached.map(({ contract, signature, why }) => `${contract}.${signature}: ${why}`),
    ),
  }
}

function noteText({ place }: UnnoticedFailureNote): string {
  return `unnoticed failure at ${place}`
}

function findingText(finding: ReportFinding | undefined): string | null {
  return finding === undefined ? null : `${finding.property.name} at ${finding.signature.place}`
}

/** By group, in the order of the rows. */
export function summarizeGroups(rows: readonly CollectionRow[]): readonly GroupSummary[] {
  return [...new Set(rows.map(({ group }) => group))].map((group) =>
    summarize(
      group,
      rows.filter((row) => row.group === group),
    ),
  )
}

/** All rows as one group. */
export function summarize(group: string, rows: readonly CollectionRow[]): GroupSummary {
  const count = (...results: readonly string[]): number =>
    rows.filter(({ result }) => results.includes(result)).length
  return {
    group,
    cases: rows.length,
    right: count('right'),
    noted: count('noted'),
    any: rows.filter(({ result, others }) => result === 'right' || others.length > 0).length,
    notRun: count('not run'),
    other: rows.filter(({ others }) => others.length > 0).length,
  }
}

function round(value: number): number {
  return Number(value.toFixed(2))
}
