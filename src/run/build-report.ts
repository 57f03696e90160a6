// Results of campaigns as the document of a run.

import type { PreparedCampaign, ShrunkFinding } from '../attack/tasks.ts'
import {
  type PropertyKind,
  REPORT_SCHEMA_VERSION,
  type Report,
  type ReportCampaign,
  type ReportFinding,
  type ReportProof,
  type ReportProject,
  type ReportProperty,
  type ReportRun,
  type ReportWarning,
  type UnnoticedFailureNote,
} from '../report/schema.ts'
import { attackedContract } from './attacker-campaigns.ts'
import { tried } from './tried-executions.ts'
import { reportContracts, reportFunctions, reportNeverReached } from './line-coverage/report-coverage.ts'
import { reportSources } from './line-coverage/report-sources.ts'
import { isSameElsewhere, tellersOf } from './one-cause.ts'
import type { RunResult } from './run-campaigns.ts'
import { alsoIn, tellersOfRun } from './same-in-other-tests.ts'

const ELSEWHERE_MAX = 8
/** Fewer calls do not show that nothing of a contract works. */
const CLOSED_CALLS_MIN = 500

/** What the results do not say. */
export type RunFacts = {
  readonly run: Omit<ReportRun, 'executions' | 'seconds'>
  readonly project: ReportProject
  readonly seconds: number
  /** Beside those of the campaigns. */
  readonly warnings: readonly ReportWarning[]
  /** The command line that does the campaign of one contract again. */
  readonly reproduce: (contract: string) => string
  /** Of a source file, by its path from the project's root; undefined: it cannot be read. */
  readonly readSource?: (path: string) => string | undefined
  /** By campaign and id of a finding. */
  readonly proofsOf?: (contract: string, finding: string) => readonly ReportProof[]
}

/** The report of a run: campaigns in the order of `results`, findings in that of the calls it took, which a seed repeats. */
export function buildReport(results: readonly RunResult[], facts: RunFacts): Report {
  const executions = results.reduce((sum, { progress }) => sum + progress.executions, 0)
  const tellers = tellersOfRun(results)
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    run: { ...facts.run, executions, seconds: facts.seconds },
    project: facts.project,
    campaigns: results.map((result) => campaignOf(result, tellers)),
    findings: results
      .flatMap(({ contract, findings }) =>
        findings.flatMap((finding) =>
          tellers.get(finding) === finding
            ? [
                {
                  ...findingOf(finding),
                  ...withElsewhere(finding, results, tellers),
                  proofs: facts.proofsOf?.(contract, finding.report.id) ?? findingOf(finding).proofs,
                  reproduce: facts.reproduce(contract),
                },
              ]
            : [],
        ),
      )
      .sort((a, b) => a.executions - b.executions || (a.id < b.id ? -1 : 1)),
    sources: reportSources(
      results.flatMap(({ coverage }) => coverage ?? []),
      facts.readSource ?? (() => undefined),
    ),
    lessons: [],
    warnings: [...facts.warnings, ...warningsOfAll(results)],
  }
}

/**
 * The story, with the same flaw in other contracts and tests: 'the same elsewhere: the attacker took ETH from Vault 2 (5 ETH)',
 * 'the same in RouterTest'.
 */
function withElsewhere(
  finding: ShrunkFinding,
  results: readonly RunResult[],
  tellers: ReadonlyMap<ShrunkFinding, ShrunkFinding>,
): Partial<Pick<ReportFinding, 'story'>> {
  const isOther = (other: ShrunkFinding): boolean => other !== finding && tellers.get(other) === finding
  const own = results.find(({ findings }) => findings.includes(finding))!
  const same = own.findings.filter((other) => isOther(other) && isSameElsewhere(other, finding))
  const lines = same.slice(0, ELSEWHERE_MAX).map((other) => {
    const [loss] = findingOf(other).losses
    return `the same elsewhere: ${other.signature.mechanism}${loss === undefined ? '' : ` (${loss.text})`}`
  })
  const left = same.length - lines.length
  const more = left === 0 ? [] : [`the same elsewhere, ${left} more`]
  const tests = alsoIn(
    results.flatMap((result) => (result !== own && result.findings.some(isOther) ? [result.contract] : [])),
  )
  const told = [...lines, ...more, ...(tests === undefined ? [] : [tests])]
  return told.length === 0 ? {} : { story: [...findingOf(finding).story, ...told] }
}

/**
 * One campaign of the report.
 *
 * @param tellers which finding tells each of its; those of other campaigns among them
 */
export function campaignOf(
  result: RunResult,
  tellers: ReadonlyMap<ShrunkFinding, ShrunkFinding> = tellersOf(result.findings),
): ReportCampaign {
  const { contract: target, prepared, progress, coverage } = result
  const attacked = attackedContract(target)
  const contract = attacked ?? target
  const colon = contract.lastIndexOf(':')
  return {
    target,
    kind: attacked === undefined ? 'properties' : 'attacker',
    contract: contract.slice(colon + 1),
    path: contract.slice(0, colon),
    executions: progress.executions,
    seconds: result.seconds,
    edges: coverage?.edgesSuccess ?? 0,
    // Without the state after setup.
    corpus: Math.max(0, result.entries - 1),
    properties: (prepared?.properties ?? []).map((property) => propertyOf(property, result, tellers)),
    functions: reportFunctions(result),
    contracts: reportContracts(result),
    neverReached: reportNeverReached(result),
    unnoticedFailures: notesOf(result),
    failedSetup: result.status === 'setupFailed' ? { reason: result.reason, trace: result.trace } : null,
    sameAs: result.sameAs ?? null,
  }
}

/** Without those that a finding tells of. */
function notesOf({ coverage, findings }: RunResult): readonly UnnoticedFailureNote[] {
  const told = new Set(findings.map(({ signature }) => signature.place))
  return (coverage?.unnoticed ?? []).flatMap(({ place, line, words }) =>
    told.has(place) ? [] : [{ place, path: line?.path ?? null, line: line?.line ?? null, words }],
  )
}

/** The finding in the words of the report, as the worker that shrank it wrote it. */
export function findingOf(finding: ShrunkFinding): ReportFinding {
  return finding.report as ReportFinding
}

/** Whether every property that somebody wrote is broken: then a search ends before its budget. */
export function isAllBroken({ prepared, findings, unshrunk }: RunResult): boolean {
  const broken = new Set([...findings, ...unshrunk].map(({ property }) => property))
  const written = (prepared?.properties ?? []).filter(({ isExplicit }) => isExplicit)
  return written.length > 0 && written.every(({ index }) => broken.has(index))
}

function propertyOf(
  property: PreparedCampaign['properties'][number],
  result: RunResult,
  tellers: ReadonlyMap<ShrunkFinding, ShrunkFinding>,
): ReportProperty {
  const { name, index } = property
  const kind = property.kind as PropertyKind
  const told = result.findings.flatMap((finding) =>
    finding.property === index ? [tellers.get(finding)!.report.id] : [],
  )
  const findings = [...new Set(told)]
  const best = result.progress.best.find(({ property: of }) => of === index)
  if (kind === 'optimize' && best !== undefined) {
    return { name, kind, status: 'optimised', best: best.value, findings }
  }
  if (findings.length > 0 || result.unshrunk.some(({ property: of }) => of === index)) {
    return { name, kind, status: 'broken', findings }
  }
  const { executions, reason } = tried(property, result)
  return executions === 0
    ? { name, kind, status: 'not run', reason }
    : { name, kind, status: 'held', executions }
}

/** The contract that was attacked, deployed by nobody's setup, if each call of each of its functions reverted. */
function closedContract(result: RunResult): string | undefined {
  const attacked = attackedContract(result.contract)
  if (attacked === undefined) return undefined
  const name = attacked.slice(attacked.lastIndexOf(':') + 1)
  const own = reportFunctions(result).filter(
    ({ contract, signature }) => contract === name && !/^(?:receive|fallback)\(/.test(signature),
  )
  const calls = own.reduce((sum, each) => sum + each.calls, 0)
  return calls >= CLOSED_CALLS_MIN && own.every((each) => each.reverts === each.calls) ? name : undefined
}

/** What is to be said of several campaigns in the same words is said once: the setups of a project's tests have much in common. */
function warningsOfAll(results: readonly RunResult[]): readonly ReportWarning[] {
  const all = results.flatMap((result) =>
    warningsOf(result).map((warning) => ({ ...warning, contract: result.contract })),
  )
  const groups = Map.groupBy(all, ({ code, message, hint }) => JSON.stringify([code, message, hint]))
  return [...groups.values()].map((same) => {
    const [{ code, message, hint, contract }] = same as [(typeof same)[number]]
    const others = same.length === 1 ? '' : ` and ${same.length - 1} more`
    return { code, message: `${contract}${others}: ${message}`, hint }
  })
}

/** Without the name of the campaign. */
function warningsOf(result: RunResult): ReportWarning[] {
  const { status, reason, unshrunk, prepared } = result
  const warn = (code: string, message: string): ReportWarning => ({ code, message, hint: null })
  const warnings = result.warnings.map((message) => warn('CAMPAIGN_WARNING', message))
  const closed = closedContract(result)
  if (closed !== undefined)
    warnings.push({
      ...warn(
        'CAMPAIGN_CLOSED',
        `no call of a function of ${closed} went well, so hardly anything of it was tried.`,
      ),
      hint: 'If its owner opens it first, say so: in setUp() of a test, or in a campaign of faultline.config.ts.',
    })
  if (status === 'setupFailed') warnings.unshift(warn('CAMPAIGN_SETUP_FAILED', reason))
  if (status === 'skipped' && result.sameAs === undefined) warnings.unshift(warn('CAMPAIGN_SKIPPED', reason))
  if (status === 'failed') warnings.unshift(warn('CAMPAIGN_FAILED', reason))
  for (const { property, sequence } of unshrunk) {
    const name = prepared?.properties.find(({ index }) => index === property)?.name ?? 'a property'
    warnings.push(
      warn('FINDING_NOT_SHRUNK', `${name} broke after ${sequence.length} calls, which were not shrunk.`),
    )
  }
  return warnings
}
