/** Our search for one property: `faultline attack` as a user would call it. */

import { escapeRegExp } from '../parity/ask-forge.ts'
import { runFaultline } from '../parity/faultline-process.ts'
import type { ForgeCall } from '../parity/forge-process.ts'
import type { HuntTarget } from './find-properties.ts'
import { readAttack, WrongFindingError, type AttackFinding } from './attack-document.ts'
import type { HuntRun } from './rows.ts'

// What compiling, starting and shrinking may take beside the search.
const EXTRA_SECONDS = 120
const SECONDS_FOR_RATE = 0.5

export type FaultlineHunt = {
  readonly run: HuntRun
  /** The calls of the finding, as forge writes them; undefined if there is none. */
  readonly calls: readonly ForgeCall[] | undefined
}

/**
 * One search.
 * @throws FaultlineError if it did not print a report, WrongFindingError if the report contradicts itself.
 */
export async function huntWithFaultline(
  project: string,
  target: HuntTarget,
  seed: number,
  limitSeconds: number,
  flags: readonly string[],
): Promise<FaultlineHunt> {
  const args = [
    'attack',
    '--json',
    ...['--match-path', target.source],
    ...['--match-contract', `^${escapeRegExp(target.contract)}$`],
    ...['--match-test', `^${escapeRegExp(target.name)}\\(`],
    ...['--seed', String(seed), '--timeout', String(limitSeconds)],
    ...flags,
  ]
  const { document, exitCode } = await runFaultline(project, args, {
    limitSeconds: limitSeconds + EXTRA_SECONDS,
  })
  const attack = readAttack(document)
  const finding = attack.findings.find(({ property }) => property === target.signature)
  check(target, finding, exitCode)
  const found = finding !== undefined
  return {
    run: {
      case: target.case,
      tool: 'faultline',
      seed,
      found,
      seconds: finding === undefined ? null : Number(finding.seconds.toFixed(3)),
      executions: finding?.executions ?? attack.executions,
      steps: finding?.calls.length ?? null,
      originalSteps: finding?.originalCalls ?? null,
      // A run that ends at its finding is mostly starting and shrinking.
      callsPerSecond:
        found || attack.seconds < SECONDS_FOR_RATE ? null : Math.round(attack.executions / attack.seconds),
      confirmed: null,
      reason: finding?.mechanism ?? attack.statusOf(target.signature) ?? 'not attacked',
    },
    calls: finding?.calls,
  }
}

function check(target: HuntTarget, finding: AttackFinding | undefined, exitCode: number): void {
  if (finding !== undefined && exitCode !== 1) {
    throw new WrongFindingError(`${target.case}: a finding, but exit code ${exitCode}`)
  }
  if (finding !== undefined && finding.calls.length === 0 && target.kind === 'stateless') {
    throw new WrongFindingError(`${target.case}: broken without a call`)
  }
}
