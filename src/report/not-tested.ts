// What a run says nothing about, for reports: the other half of every verdict.

import { detectorWords } from './detector-words.ts'
import type { NeverReached, Report, ReportCampaign, ReportFunction } from './schema.ts'

export type NotTested = {
  /** Contracts that could not be set up: nothing of them was tried. */
  readonly setups: readonly { readonly target: string; readonly reason: string }[]
  /** What was set up and never asked, by campaign and reason. */
  readonly properties: readonly {
    readonly campaign: string
    /** As people read them: detectors in words. */
    readonly names: readonly string[]
    readonly reason: string
  }[]
  /** Functions that no campaign called in a way that went through. */
  readonly functions: readonly NeverReached[]
  /** Contracts of which lines did not run, those with the most first. */
  readonly lines: readonly {
    readonly contract: string
    readonly lines: number
    readonly linesReached: number
  }[]
  /** Somebody ended the run before its budget. */
  readonly isInterrupted: boolean
}

/** What of the report's project was not tried, all campaigns taken together. */
export function notTested({ campaigns, run }: Report): NotTested {
  const searched = campaigns.filter(({ sameAs }) => sameAs === null)
  return {
    setups: searched.flatMap(({ target, failedSetup }) =>
      failedSetup === null ? [] : [{ target, reason: failedSetup.reason }],
    ),
    properties: searched.flatMap(neverAsked),
    functions: unreached(searched),
    lines: [...bestCoverage(searched).values()]
      .filter(({ lines, linesReached }) => linesReached < lines)
      .sort((left, right) => right.lines - right.linesReached - (left.lines - left.linesReached)),
    isInterrupted: run.endedBy === 'interrupted',
  }
}

/** Those that have the same reason together. */
function neverAsked({ target, properties }: ReportCampaign): NotTested['properties'] {
  const byReason = new Map<string, string[]>()
  for (const property of properties) {
    if (property.status !== 'not run') continue
    const name = property.kind === 'detector' ? detectorWords(property.name) : property.name
    byReason.set(property.reason, [...(byReason.get(property.reason) ?? []), name])
  }
  return [...byReason].map(([reason, names]) => ({ campaign: target, names, reason }))
}

/** How much of each contract ran, by name: the best of the campaigns that reached it. */
export function bestCoverage(
  campaigns: readonly ReportCampaign[],
): ReadonlyMap<string, ReportCampaign['contracts'][number]> {
  const best = new Map<string, ReportCampaign['contracts'][number]>()
  for (const contract of campaigns.flatMap(({ contracts }) => contracts)) {
    const known = best.get(contract.contract)
    if (known === undefined || contract.linesReached > known.linesReached)
      best.set(contract.contract, contract)
  }
  return best
}

/**
 * Each once, without those that another campaign called with success. The code behind a proxy, which nobody calls by itself, was called
 * by the name of the proxy.
 */
function unreached(campaigns: readonly ReportCampaign[]): readonly NeverReached[] {
  const called = campaigns.flatMap(({ functions }) => functions)
  const worked = called.filter(({ calls, reverts, discards }) => calls > reverts + discards)
  const done = new Set(worked.map(keyOf))
  const places = new Set(called.filter(({ calls }) => calls > 0).flatMap(placeOf))
  const found = new Map<string, NeverReached>()
  for (const each of campaigns.flatMap(({ neverReached }) => neverReached)) {
    const key = keyOf(each)
    const known = found.get(key)
    // That it was called in vain tells more than that it was not called.
    const tellsMore = known?.why === 'never called' && each.why === 'always reverted'
    if (!done.has(key) && (known === undefined || tellsMore)) found.set(key, each)
  }
  return [...found.values()].filter(
    (each) => each.why !== 'never called' || !placeOf(each).some((place) => places.has(place)),
  )
}

/** One function of the sources, or none where that is not known. */
function placeOf({
  path,
  line,
  signature,
}: Pick<ReportFunction, 'path' | 'line' | 'signature'>): readonly string[] {
  return path === null || line === null ? [] : [JSON.stringify([path, line, signature])]
}

function keyOf({ contract, signature }: Pick<ReportFunction, 'contract' | 'signature'>): string {
  return JSON.stringify([contract, signature])
}
