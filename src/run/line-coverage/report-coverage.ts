// Coverage in the fields of the report. Pure.

import type { CampaignResult } from '../../attack/campaign.ts'
import type { NeverReached, ReportCampaign, ReportFunction } from '../../report/schema.ts'

/** The functions that were called, each once, with its counts and how much of it ran. */
export function reportFunctions(result: CampaignResult): ReportFunction[] {
  return countedFunctions(result).map(({ row }) => row)
}

type Counted = {
  /** Position in the campaign's functions. */
  readonly index: number
  readonly row: ReportFunction
}

/** A function that honest users are about to call, too, is two for the search and one for who reads. */
function countedFunctions({ prepared, progress, coverage }: CampaignResult): readonly Counted[] {
  const { counts } = progress
  const byName = new Map<string, Counted>()
  for (const [index, { contract, name: signature }] of (prepared?.functions ?? []).entries()) {
    const covered = coverage?.functions[index]
    const path = covered?.path ?? null
    const key = JSON.stringify([contract, signature, path])
    const known = byName.get(key)
    const countOf = (place: number, sum = 0): number => sum + (counts[3 * index + place] ?? 0)
    byName.set(key, {
      index: known?.index ?? index,
      row: {
        contract,
        signature,
        path,
        line: covered?.line ?? null,
        calls: countOf(0, known?.row.calls),
        reverts: countOf(1, known?.row.reverts),
        discards: countOf(2, known?.row.discards),
        coverage:
          covered === undefined || covered.lines === 0
            ? null
            : { reached: covered.linesReached, total: covered.lines },
      },
    })
  }
  return [...byName.values()]
}

/** Lines of whole contracts; those without any that count are left out. */
export function reportContracts({ coverage }: CampaignResult): ReportCampaign['contracts'] {
  return (coverage?.contracts ?? [])
    .filter(({ lines }) => lines > 0)
    .map(({ name, lines, linesReached }) => ({ contract: name, lines, linesReached }))
}

/** What was called in vain or not at all, then what is behind it and was not reached. */
export function reportNeverReached(result: CampaignResult): NeverReached[] {
  const { coverage } = result
  const broken = brokenTests(result)
  const called = countedFunctions(result).flatMap(
    ({ index, row: { contract, signature, path, line, calls, reverts, discards } }): NeverReached[] => {
      if (calls > reverts + discards || broken.has(index)) return []
      const { reasons = [] } = coverage?.functions[index] ?? {}
      const why = calls === 0 ? 'never called' : 'always reverted'
      return [{ contract, signature, why, path, line, reasons: calls === 0 ? [] : reasons }]
    },
  )
  const behind = (coverage?.contracts ?? []).flatMap(({ name, unreached }) =>
    unreached.map((fn): NeverReached => ({ contract: name, ...fn })),
  )
  return different([...called, ...behind])
}

/** Positions of tests that broke: that they reverted is what was found. */
function brokenTests({ prepared, findings, unshrunk }: CampaignResult): ReadonlySet<number> {
  const broken = new Set([...findings, ...unshrunk].map(({ property }) => property))
  const names = new Set(
    (prepared?.properties ?? []).flatMap(({ index, kind, name }) =>
      kind === 'stateless' && broken.has(index) ? [name] : [],
    ),
  )
  return new Set(
    (prepared?.functions ?? []).flatMap(({ isTest, name }, i) => (isTest && names.has(name) ? [i] : [])),
  )
}

/** A contract that was deployed twice is one for who reads. */
function different(all: readonly NeverReached[]): NeverReached[] {
  const known = new Set<string>()
  return all.filter(({ contract, signature, path, why }) => {
    const key = JSON.stringify([contract, signature, path, why])
    if (known.has(key)) return false
    known.add(key)
    return true
  })
}
