// What GitHub shows of a run beside the code: annotations, as workflow commands that a step prints (docs.github.com: "Workflow commands
// for GitHub Actions").

import { clippedText } from '../primitives/plain-text.ts'
import { checkoutPath } from './checkout-path.ts'
import { findingLine, type SourceLine } from './finding-line.ts'
import { findingHeadline, kindText, stepText } from './finding-words.ts'
import type { Report, ReportFinding } from './schema.ts'
import { worstFirst } from './worst-first.ts'

/** GitHub shows so many errors of a step, and no more. */
const ANNOTATIONS_MAX = 10
const LINES_MAX = 30
const LINE_CHARACTERS_MAX = 300
const TITLE_CHARACTERS_MAX = 120

/**
 * A line for each finding, the worst first, and a warning for each contract that could not be set up; as many of both as GitHub shows.
 * Reached values are no failures and get none.
 */
export function githubAnnotations(report: Report): readonly string[] {
  const findings = worstFirst(report.findings)
    .filter(({ property }) => property.kind !== 'optimize')
    .slice(0, ANNOTATIONS_MAX)
    .map((finding) => annotation(report, finding))
  const setups = report.campaigns
    .filter(({ failedSetup }) => failedSetup !== null)
    .slice(0, ANNOTATIONS_MAX)
    .map(({ contract, path, failedSetup }) => {
      const file = checkoutPath(report.project, path)
      return workflowCommand({
        level: 'warning',
        ...(file !== undefined && { place: { path: file, line: 1 } }),
        title: `Not tested: ${contract} could not be set up`,
        lines: [failedSetup!.reason],
      })
    })
  return [...findings, ...setups]
}

function annotation({ project }: Report, finding: ReportFinding): string {
  const place = findingLine(finding)
  const path = place === undefined ? undefined : checkoutPath(project, place.path)
  const kind = kindText(finding)
  return workflowCommand({
    level: finding.severity === 'low' || finding.severity === 'medium' ? 'warning' : 'error',
    ...(place !== undefined && path !== undefined && { place: { path, line: place.line } }),
    title: findingHeadline(finding),
    lines: [
      ...(kind === undefined ? [] : [kind]),
      ...finding.steps.map((step, index) => `${index + 1}. ${stepText(step)}`),
      ...finding.story,
      ...finding.mechanisms.map(({ sentence }) => sentence),
      ...(finding.reproduce === '' ? [] : [`reproduce: ${finding.reproduce}`]),
    ],
  })
}

/** A command that makes an annotation. Titles and lines are cut to what can be read there. @param place from the root of the checkout */
export function workflowCommand({
  level,
  place,
  title,
  lines,
}: {
  readonly level: 'error' | 'warning'
  readonly place?: SourceLine
  readonly title: string
  readonly lines: readonly string[]
}): string {
  const properties = [
    ...(place === undefined ? [] : [`file=${property(place.path)}`, `line=${place.line}`]),
    `title=${property(clippedText(title, TITLE_CHARACTERS_MAX))}`,
  ]
  const shown = lines.slice(0, LINES_MAX).map((line) => clippedText(line, LINE_CHARACTERS_MAX))
  return `::${level} ${properties.join(',')}::${data(shown.join('\n'))}`
}

/**
 * Text for the log of a GitHub job, in which no line is a command: commands begin a line, after spaces, with `::`, or stand anywhere as
 * `##[...]`. Contracts print what they like.
 */
export function withoutCommands(text: string): string {
  return text.replace(/^([^\S\n]*):(?=:)/gm, '$1: ').replaceAll('##[', '## [')
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
