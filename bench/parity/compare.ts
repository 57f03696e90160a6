/** Compares two runs of the same tests, test by test. */

import type { Outcome, TestKind, TestStatus } from './outcome.ts'

/**
 * 'agreed': the same status. 'disagreed': another one, or only one of the two knows the test. 'unsupported': we stopped
 * at something that we do not do, and said what. 'luck': a search with random inputs found a failure that the other's
 * search did not; settle.ts finds out whether that is all.
 */
export type Verdict = 'agreed' | 'disagreed' | 'unsupported' | 'luck'

/** One test. `missing`: the other one does not have it. */
export type ParityRow = {
  /** Suite and test: 'test/Vault.t.sol:VaultTest.test_deposit()'. */
  readonly case: string
  readonly suite: string
  readonly test: string
  readonly kind: TestKind
  readonly forge: TestStatus | 'missing'
  readonly faultline: TestStatus | 'missing'
  readonly verdict: Verdict
  readonly forgeReason: string
  readonly faultlineReason: string
  /** Whether a failed test failed for the same reason; null unless both failed. */
  readonly sameReason: boolean | null
  /** Gas of a passed unit test: ours minus forge's; null where it cannot be compared. */
  readonly gasDifference: number | null
}

export type ParitySummary = {
  readonly tests: number
  readonly agreed: number
  readonly disagreed: number
  readonly unsupported: number
  readonly luck: number
  /** Of the tests that failed in both: how many gave the same reason. */
  readonly sameReason: number
  readonly otherReason: number
  /** Of the unit tests that passed in both: how many used exactly the same gas. */
  readonly sameGas: number
  readonly otherGas: number
  /** What is not supported, and how many tests each stops. */
  readonly missingFeatures: Readonly<Record<string, number>>
}

const SETUP_TESTS: readonly string[] = ['setUp()', 'constructor()']

/** Rows of all tests that either side has, sorted. */
export function compareOutcomes(forge: readonly Outcome[], faultline: readonly Outcome[]): ParityRow[] {
  const rows: ParityRow[] = []
  const suites = new Set([...forge, ...faultline].map((outcome) => outcome.suite))
  for (const suite of suites) {
    const theirs = byTest(forge, suite)
    const ours = byTest(faultline, suite)
    // A suite that could not be set up has this one result instead of those of its tests.
    const failedSetup = SETUP_TESTS.map((test) => ours.get(test)).find((each) => each !== undefined)
    for (const test of new Set([...theirs.keys(), ...ours.keys()])) {
      const their = theirs.get(test)
      const our = ours.get(test) ?? (failedSetup?.status === 'unsupported' ? failedSetup : undefined)
      const isStandIn = their === undefined && our === failedSetup && theirs.size > 0
      if (isStandIn && our?.status === 'unsupported') continue
      rows.push(compareTest(suite, test, their, our))
    }
  }
  return rows.sort((a, b) => (a.case < b.case ? -1 : 1))
}

function byTest(outcomes: readonly Outcome[], suite: string): Map<string, Outcome> {
  return new Map(outcomes.filter((each) => each.suite === suite).map((each) => [each.test, each]))
}

function compareTest(
  suite: string,
  test: string,
  their: Outcome | undefined,
  our: Outcome | undefined,
): ParityRow {
  const bothFailed = their?.status === 'failed' && our?.status === 'failed'
  return {
    case: `${suite}.${test}`,
    suite,
    test,
    kind: their?.kind ?? our?.kind ?? 'unit',
    forge: their?.status ?? 'missing',
    faultline: our?.status ?? 'missing',
    verdict: judge(their, our),
    forgeReason: their?.reason ?? '',
    faultlineReason: our?.reason ?? '',
    sameReason: bothFailed ? their.reason === our.reason : null,
    gasDifference: their?.gas === undefined || our?.gas === undefined ? null : our.gas - their.gas,
  }
}

function judge(their: Outcome | undefined, our: Outcome | undefined): Verdict {
  if (our?.status === 'unsupported') return 'unsupported'
  if (their === undefined || our === undefined) return 'disagreed'
  if (their.status === our.status) return 'agreed'
  const isSearch = their.kind === 'fuzz' || their.kind === 'invariant'
  const isFailureOfOne = [their.status, our.status].sort().join() === 'failed,passed'
  return isSearch && isFailureOfOne ? 'luck' : 'disagreed'
}

/** Counts over rows. */
export function summarize(rows: readonly ParityRow[]): ParitySummary {
  const count = (matches: (row: ParityRow) => boolean): number => rows.filter(matches).length
  const missingFeatures: Record<string, number> = {}
  for (const { verdict, faultlineReason } of rows) {
    if (verdict !== 'unsupported') continue
    missingFeatures[faultlineReason] = (missingFeatures[faultlineReason] ?? 0) + 1
  }
  return {
    tests: rows.length,
    agreed: count((row) => row.verdict === 'agreed'),
    disagreed: count((row) => row.verdict === 'disagreed'),
    unsupported: count((row) => row.verdict === 'unsupported'),
    luck: count((row) => row.verdict === 'luck'),
    sameReason: count((row) => row.sameReason === true),
    otherReason: count((row) => row.sameReason === false),
    sameGas: count((row) => row.gasDifference === 0),
    otherGas: count((row) => row.gasDifference !== null && row.gasDifference !== 0),
    missingFeatures,
  }
}
