import type { CampaignResult } from '../../attack/campaign.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'

/**
 * The exit code of a run: what weighs most of interrupted, a failure found, a contract that could not be set up, one that
 * gave no verdict, clean.
 */
export function exitCodeOf(
  results: readonly CampaignResult[],
  {
    isInterrupted,
    isFailureAllowed,
  }: { readonly isInterrupted: boolean; readonly isFailureAllowed: boolean },
): ExitCode {
  if (isInterrupted) return EXIT.interrupted
  const hasFailure = results.some((result) => result.unshrunk.length > 0 || hasBrokenProperty(result))
  if (hasFailure && !isFailureAllowed) return EXIT.failureFound
  if (results.some(({ status }) => status === 'setupFailed')) return EXIT.notPrepared
  if (results.some(({ status }) => status === 'failed')) return EXIT.noVerdict
  // A contract where nothing was called says nothing; if all are so, nobody knows anything.
  return results.every(({ progress }) => progress.executions === 0) ? EXIT.noVerdict : EXIT.clean
}

/** An optimisation that reached a value is a finding, but nothing that broke. */
function hasBrokenProperty({ findings, prepared }: CampaignResult): boolean {
  const kinds = new Map(prepared?.properties.map(({ index, kind }) => [index, kind]))
  return findings.some(({ property }) => kinds.get(property) !== 'optimize')
}
