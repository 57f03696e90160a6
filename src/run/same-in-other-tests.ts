// The setups of a project's tests put up the same contracts again and again: what is wrong with them is found in each, and told once.

import type { ShrunkFinding } from '../attack/tasks.ts'
import type { ReportFinding } from '../report/schema.ts'
import { greatestShare, tellersOf } from './one-cause.ts'

/** What of a campaign's results is needed here. */
export type CampaignFindings = { readonly contract: string; readonly findings: readonly ShrunkFinding[] }

/**
 * For each finding of all campaigns the one that tells it: that of its campaign (tellersOf), or, of what detectors found with one
 * signature in several campaigns, the worst of them, of equals the first. The same functions were called last, in whatever order the
 * others; what the user wrote (a test, an invariant) is each test contract's own.
 */
export function tellersOfRun(
  campaigns: readonly CampaignFindings[],
): ReadonlyMap<ShrunkFinding, ShrunkFinding> {
  const own = new Map(campaigns.flatMap(({ findings }) => [...tellersOf(findings)]))
  const bySignature = Map.groupBy(new Set(own.values()), signatureOf)
  const worst = new Map(
    [...bySignature.values()].flatMap((same) => {
      const [first] = same.toSorted((a, b) => greatestShare(b) - greatestShare(a))
      return same.map((each) => [each, first!] as const)
    }),
  )
  return new Map([...own].map(([finding, teller]) => [finding, worst.get(teller)!]))
}

/** 'the same in VaultTest and RouterTest': test contracts whose setup had it too. Undefined if there are none. */
export function alsoIn(contracts: readonly string[]): string | undefined {
  const names = [...new Set(contracts)].map((contract) => contract.slice(contract.lastIndexOf(':') + 1))
  if (names.length === 0) return undefined
  const shown = names.slice(0, NAMES_MAX)
  const left = names.length - shown.length
  const last = left > 0 ? `${left} more` : shown.pop()!
  return `the same in ${shown.length === 0 ? last : `${shown.join(', ')} and ${last}`}`
}

const NAMES_MAX = 4

/** Findings with the same one are one; of what is no detector's, each is its own. */
function signatureOf(finding: ShrunkFinding): string | ShrunkFinding {
  const { property, steps } = finding.report as ReportFinding
  if (property.kind !== 'detector') return finding
  const { mechanism, place } = finding.signature
  const last = steps.at(-1)
  return JSON.stringify([property.name, mechanism, place, last?.signature ?? last?.function])
}
