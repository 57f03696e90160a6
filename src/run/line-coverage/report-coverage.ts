// Coverage in the fields of the report. Pure.

import type { CampaignResult } from '../../attack/coordinator.ts'
import type { NeverReached, ReportCampaign, ReportFunction } from '../../report/schema.ts'

/** The functions that were called, each with its counts and how much of it ran. */
export function reportFunctions({ prepared, progress, coverage }: CampaignResult): ReportFunction[] {
  const { counts } = progress
  return (prepared?.functions ?? []).map(({ contract, name }, i) => {
    const covered = coverage?.functions[i]
    return {
      contract,
      signature: name,
      path: covered?.path ?? null,
      line: covered?.line ?? null,
      calls: counts[3 * i] ?? 0,
      reverts: counts[3 * i + 1] ?? 0,
      discards: counts[3 * i + 2] ?? 0,
      coverage:
        covered === undefined || covered.lines === 0
          ? null
          : { reached: covered.linesReached, total: covered.lines },
    }
  })
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
  const called = reportFunctions(result).flatMap(
    ({ contract, signature, path, line, calls, reverts, discards }, i): NeverReached[] => {
      if (calls > reverts + discards || broken.has(i)) return []
      const { reasons = [] } = coverage?.functions[i] ?? {}
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
