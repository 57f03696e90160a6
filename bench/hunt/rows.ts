/** What a hunt reports: each run flat, and one row per property over its seeds. */

/** One run of one tool on one property. */
export type HuntRun = {
  readonly case: string
  readonly tool: 'faultline' | 'forge'
  readonly seed: number
  readonly found: boolean
  /** Until the property broke, shrinking not included; null if it did not. */
  readonly seconds: number | null
  /** Calls until it broke, or in all if it did not. */
  readonly executions: number
  /** Calls after shrinking, and before; null if it did not break. */
  readonly steps: number | null
  readonly originalSteps: number | null
  /** Null for runs that were too short to say, among them all that broke it. */
  readonly callsPerSecond: number | null
  /**
   * Faultline's findings: forge, given the same calls, says so too. Null: forge cannot be asked (it does not know the
   * property, or could not be given the calls).
   */
  readonly confirmed: boolean | null
  /** How it broke, or why the run says nothing. */
  readonly reason: string
}

export type HuntRow = {
  readonly case: string
  readonly kind: string
  readonly seeds: number
  /** In how many seeds Faultline broke it. */
  readonly found: number
  /** The same of forge; null if forge does not know the property. */
  readonly forgeFound: number | null
  /** Medians over the seeds; null if most of them did not break it. */
  readonly seconds: number | null
  readonly forgeSeconds: number | null
  readonly executions: number | null
  readonly forgeExecutions: number | null
  readonly steps: number | null
  readonly forgeSteps: number | null
  readonly callsPerSecond: number | null
  readonly forgeCallsPerSecond: number | null
  /** Calls per second: ours over forge's. */
  readonly ratio: number | null
  /** Findings that forge did not repeat. */
  readonly unconfirmed: number
}

export type HuntSummary = {
  readonly properties: number
  readonly found: number
  readonly forgeFound: number
  readonly onlyFaultline: readonly string[]
  readonly onlyForge: readonly string[]
  /** Of the properties that both broke in most seeds: median of the medians. */
  readonly seconds: number | null
  readonly forgeSeconds: number | null
  readonly slower: readonly string[]
  /** Medians over the properties that either broke: who did not break one would have taken longer than the limit. Null: the median is such a one. */
  readonly secondsOfAny: number | null
  readonly forgeSecondsOfAny: number | null
  /** Properties for which our shortest sequence is longer than forge's. */
  readonly longer: readonly string[]
  /** Median over the properties of ours over forge's calls per second. */
  readonly ratio: number | null
  readonly unconfirmed: readonly string[]
}

export type HuntProperty = {
  /** 'test/Vault.t.sol:VaultTest.invariant_solvency()'. */
  readonly case: string
  readonly kind: string
  /** Whether `forge test` runs it too, and would notice that it breaks. */
  readonly isForges: boolean
}

/** The row of one property from its runs. */
export function rowOf(property: HuntProperty, runs: readonly HuntRun[]): HuntRow {
  const ours = runs.filter((run) => run.case === property.case && run.tool === 'faultline')
  const theirs = runs.filter((run) => run.case === property.case && run.tool === 'forge')
  const callsPerSecond = medianOfKnown(ours.map((run) => run.callsPerSecond))
  const forgeCallsPerSecond = medianOfKnown(theirs.map((run) => run.callsPerSecond))
  return {
    case: property.case,
    kind: property.kind,
    seeds: ours.length,
    found: ours.filter((run) => run.found).length,
    forgeFound: property.isForges ? theirs.filter((run) => run.found).length : null,
    seconds: medianOfFound(ours, (run) => run.seconds),
    forgeSeconds: medianOfFound(theirs, (run) => run.seconds),
    executions: medianOfFound(ours, (run) => run.executions),
    forgeExecutions: medianOfFound(theirs, (run) => run.executions),
    steps: medianOfFound(ours, (run) => run.steps),
    forgeSteps: medianOfFound(theirs, (run) => run.steps),
    callsPerSecond,
    forgeCallsPerSecond,
    ratio:
      callsPerSecond === null || forgeCallsPerSecond === null
        ? null
        : round(callsPerSecond / forgeCallsPerSecond, 2),
    unconfirmed: ours.filter((run) => run.confirmed === false).length,
  }
}

/** Over all properties. */
export function summarizeHunt(rows: readonly HuntRow[]): HuntSummary {
  const names = (matches: (row: HuntRow) => boolean): string[] => rows.filter(matches).map((row) => row.case)
  const both = rows.filter((row) => row.seconds !== null && row.forgeSeconds !== null)
  const any = rows.filter((row) => row.seconds !== null || row.forgeSeconds !== null)
  return {
    properties: rows.length,
    found: rows.filter((row) => row.found > 0).length,
    forgeFound: rows.filter((row) => (row.forgeFound ?? 0) > 0).length,
    onlyFaultline: names((row) => row.found > 0 && row.forgeFound === 0),
    onlyForge: names((row) => row.found === 0 && (row.forgeFound ?? 0) > 0),
    seconds: medianOfKnown(both.map((row) => row.seconds)),
    forgeSeconds: medianOfKnown(both.map((row) => row.forgeSeconds)),
    secondsOfAny: medianOfAll(any.map((row) => row.seconds)),
    forgeSecondsOfAny: medianOfAll(any.map((row) => row.forgeSeconds)),
    slower: both.filter((row) => row.seconds! > row.forgeSeconds!).map((row) => row.case),
    longer: names((row) => row.steps !== null && row.forgeSteps !== null && row.steps > row.forgeSteps),
    ratio: medianOfKnown(rows.map((row) => row.ratio)),
    unconfirmed: names((row) => row.unconfirmed > 0),
  }
}

// A run that did not break it is one that would have taken longer than all others.
function medianOfFound(runs: readonly HuntRun[], value: (run: HuntRun) => number | null): number | null {
  return medianOfAll(runs.map((run) => (run.found ? value(run) : null)))
}

/** Null counts as longer than all others. */
function medianOfAll(values: readonly (number | null)[]): number | null {
  const middle = median(values.map((value) => value ?? Number.POSITIVE_INFINITY))
  return middle === undefined || !Number.isFinite(middle) ? null : middle
}

function medianOfKnown(values: readonly (number | null)[]): number | null {
  return median(values.filter((value) => value !== null)) ?? null
}

/** Of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[sorted.length >> 1]
  if (upper === undefined) return undefined
  return sorted.length % 2 === 1 ? upper : round((sorted[(sorted.length >> 1) - 1]! + upper) / 2, 3)
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
