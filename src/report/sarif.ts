// The report as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), in what GitHub's code scanning reads of it and within
// its limits (docs.github.com: "SARIF support for code scanning", "SARIF results exceed one or more limits").

import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '../primitives/hex.ts'
import { clippedText } from '../primitives/plain-text.ts'
import { checkoutPath } from './checkout-path.ts'
import { type FindingClass, findingClass } from './finding-classes.ts'
import { findingLine, type SourceLine } from './finding-line.ts'
import { findingHeadline, stepText } from './finding-words.ts'
import { toJsonText } from './json.ts'
import type { Report, ReportFinding, ReportSeverity, ReportStep } from './schema.ts'
import { worstFirst } from './worst-first.ts'

/** Of more results GitHub keeps the first 5,000 by severity. */
const RESULTS_MAX = 5_000
/** Of more tags GitHub keeps the first 10. */
const TAGS_MAX = 10
/** In the middle of what GitHub calls so: it shows the words. */
const SCORES: Readonly<Record<ReportSeverity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
}
/** Of more locations in a flow GitHub keeps the first 1,000. */
const STEPS_MAX = 1_000
const LINES_MAX = 60
const LINE_CHARACTERS_MAX = 400

/** The document, with a line break at its end. Findings that no line of the sources is known of stand at the attacked file. */
export function reportToSarif(report: Report): string {
  const findings = worstFirst(report.findings).slice(0, RESULTS_MAX)
  const rules = [...new Map(findings.map((each) => [findingClass(each).id, findingClass(each)])).values()]
  const { run, project } = report
  const document = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Faultline',
            semanticVersion: run.version,
            rules: rules.map((rule) =>
              ruleOf(
                rule,
                findings.filter((finding) => findingClass(finding).id === rule.id),
              ),
            ),
          },
        },
        automationDetails: { id: `faultline/attack/${project.folder === '' ? '' : `${project.folder}/`}` },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: run.endedBy !== 'interrupted',
            toolExecutionNotifications: report.warnings.map(({ code, message }) => ({
              level: 'warning',
              descriptor: { id: code },
              message: { text: lineText(message) },
            })),
          },
        ],
        results: withFingerprints(findings, (finding, fingerprint) =>
          resultOf(report, finding, {
            fingerprint,
            rule: rules.findIndex(({ id }) => id === findingClass(finding).id),
          }),
        ),
      },
    ],
  }
  return `${toJsonText(document, 2)}\n`
}

/** @param findings those of the rule, the worst first: GitHub shows how bad an alert is by its rule */
function ruleOf({ id, name, sentence }: FindingClass, findings: readonly ReportFinding[]): object {
  const [{ severity }] = findings as [ReportFinding]
  const kinds = findings.flatMap(({ vector }) =>
    vector === null ? [] : [vector.id, vector.owasp, vector.swc].filter((kind) => kind !== null),
  )
  return {
    id,
    name: name.replaceAll(' ', ''),
    shortDescription: { text: name },
    fullDescription: { text: sentence },
    help: {
      text: `${sentence} Faultline made it happen in simulation: the steps of each alert were executed.`,
      markdown: `${sentence} Faultline made it happen in simulation: the steps of each alert were executed.`,
    },
    defaultConfiguration: { level: levelOf(findings[0]!) },
    properties: {
      tags: [...new Set(['security', 'smart-contract', ...kinds])].slice(0, TAGS_MAX),
      // It was executed, and each step was shown to be needed.
      precision: 'very-high',
      ...(severity !== null && { 'security-severity': SCORES[severity] }),
    },
  }
}

/** Of properties that the project states itself nobody knows what they cost: that they broke is an error. */
function levelOf({ property, severity }: ReportFinding): 'error' | 'warning' | 'note' {
  if (property.kind === 'optimize' || severity === 'low') return 'note'
  return severity === 'medium' ? 'warning' : 'error'
}

function resultOf(
  report: Report,
  finding: ReportFinding,
  { rule, fingerprint }: { readonly rule: number; readonly fingerprint: string },
): object {
  const { id } = findingClass(finding)
  const place = findingLine(finding)
  const location =
    locationOf(report, place) ??
    locationOf(report, { path: pathOfCampaign(report, finding) ?? '', line: 1 }) ??
    NOWHERE
  const related = finding.mechanisms.flatMap(({ sentence, source }) =>
    source === null || (source.path === place?.path && source.line === place.line)
      ? []
      : (locationOf(report, source, sentence) ?? []),
  )
  const steps = finding.steps.slice(0, STEPS_MAX).map((step) => ({
    location: locationOf(report, lineOfStep(report, finding, step) ?? place, stepText(step)) ?? {
      ...location,
      message: { text: lineText(stepText(step)) },
    },
  }))
  return {
    ruleId: id,
    ruleIndex: rule,
    level: levelOf(finding),
    message: { text: messageOf(finding) },
    locations: [location],
    partialFingerprints: {
      primaryLocationLineHash: fingerprint,
      'faultlineFinding/v1': finding.id,
    },
    ...(related.length > 0 && {
      relatedLocations: related.map((each, index) => ({ id: index + 1, ...each })),
    }),
    ...(steps.length > 0 && { codeFlows: [{ threadFlows: [{ locations: steps }] }] }),
    properties: {
      finding: finding.id,
      ...(finding.vector !== null && { vector: finding.vector.id }),
      ...(finding.severity !== null && { severity: finding.severity }),
      mechanisms: finding.mechanisms.map((mechanism) => mechanism.id),
      reproduce: finding.reproduce,
    },
  }
}

function messageOf(finding: ReportFinding): string {
  const lines = [
    findingHeadline(finding),
    ...finding.steps.map((step, index) => `${index + 1}. ${stepText(step)}`),
    ...finding.story,
    ...finding.mechanisms.map(({ sentence }) => sentence),
    ...(finding.reproduce === '' ? [] : [`Reproduce: ${finding.reproduce}`]),
  ]
  const shown = lines.length > LINES_MAX ? [...lines.slice(0, LINES_MAX - 1), '…'] : lines
  return shown.map(lineText).join('\n')
}

/** One line of a message, in which nothing is a link (SARIF 3.11.6). */
function lineText(text: string): string {
  return clippedText(text, LINE_CHARACTERS_MAX).replaceAll('](', '] (')
}

// ---- places ------------------------------------------------------------------------------------------------------

type Location = {
  readonly physicalLocation: object
  readonly message?: { readonly text: string }
}

/** GitHub refuses a result without a file. This is the one where users say what is attacked. */
const NOWHERE: Location = {
  physicalLocation: {
    artifactLocation: { uri: 'faultline.config.ts', uriBaseId: '%SRCROOT%' },
    region: { startLine: 1 },
  },
}

function locationOf(
  { project }: Report,
  place: SourceLine | undefined,
  message?: string,
): Location | undefined {
  const path = place === undefined ? undefined : checkoutPath(project, place.path)
  if (place === undefined || path === undefined) return undefined
  return {
    physicalLocation: {
      artifactLocation: { uri: path.split('/').map(uriPart).join('/'), uriBaseId: '%SRCROOT%' },
      region: { startLine: Math.max(1, place.line) },
    },
    ...(message !== undefined && { message: { text: lineText(message) } }),
  }
}

function uriPart(part: string): string {
  return encodeURIComponent(part.toWellFormed())
}

/** Where the function is that a step calls. */
function lineOfStep(
  { campaigns }: Report,
  { campaign: target }: ReportFinding,
  { contract, signature }: ReportStep,
): SourceLine | undefined {
  const found = campaigns
    .find((campaign) => campaign.target === target)
    ?.functions.find((each) => each.contract === contract && each.signature === signature)
  if (found === undefined || found.path === null || found.line === null) return undefined
  return { path: found.path, line: found.line }
}

function pathOfCampaign({ campaigns }: Report, { campaign }: ReportFinding): string | undefined {
  return campaigns.find(({ target }) => target === campaign)?.path
}

// ---- identity ----------------------------------------------------------------------------------------------------

/**
 * What makes a finding the same in the next run: what failed, how, and the text of the line where, without its number, so that lines
 * above it may come and go. Findings that are alike in all of that are counted.
 */
function withFingerprints<Result>(
  findings: readonly ReportFinding[],
  make: (finding: ReportFinding, fingerprint: string) => Result,
): readonly Result[] {
  const counts = new Map<string, number>()
  return findings.map((finding) => {
    const { signature, source } = finding
    const line = source?.excerpt.find((each) => each.line === source.line)?.text.trim()
    const place = source === null || line === undefined ? [signature.place] : [source.path, line]
    const text = JSON.stringify([signature.property, signature.mechanism, ...place])
    const hash = bytesToHex(sha256(new TextEncoder().encode(text)).subarray(0, 8)).slice(2)
    const count = (counts.get(hash) ?? 0) + 1
    counts.set(hash, count)
    return make(finding, `${hash}:${count}`)
  })
}
