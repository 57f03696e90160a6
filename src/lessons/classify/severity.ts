// How bad a finding is, by what was measured: never by its kind. The steps are those of the usual bug bounties (direct theft or lasting
// loss of what users have put in is critical), with a line below which it is not worth doing again and again.

/** Worst first. */
export type Severity = 'critical' | 'high' | 'medium' | 'low'

/** Of what those had who lost: from here on it is critical. */
const CRITICAL_SHARE = 0.01
/** From here on it is high; below, medium. */
const HIGH_SHARE = 0.0001

/** Detectors that say that somebody has taken control: nothing needs to be lost yet. */
const CONTROL: ReadonlySet<string> = new Set(['takeover', 'destruction'])
/** Detectors of faults by which nobody was seen to lose anything. */
const FAULTS: ReadonlySet<string> = new Set(['wrap', 'ignored-failure'])

/**
 * @param detector Its name: 'theft'.
 * @param share The greatest part of what somebody had of an asset that was lost, 0 to 1; 0 if nothing was seen to be lost.
 */
export function severityOf(detector: string, share: number): Severity {
  if (share >= CRITICAL_SHARE) return 'critical'
  if (share >= HIGH_SHARE || CONTROL.has(detector)) return 'high'
  if (share > 0 || !FAULTS.has(detector)) return 'medium'
  return 'low'
}
