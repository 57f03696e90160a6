// The report in Markdown, for audit reports, and for the job summary of GitHub.

import { campaignWords, findingHeadline } from './finding-words.ts'
import { findingMarkdown } from './markdown-finding.ts'
import { mdBlock, mdCode, mdCodeCell, mdHtml, mdText } from './markdown-text.ts'
import { notTested } from './not-tested.ts'
import type { Report, ReportFinding } from './schema.ts'
import { counted, durationText } from './text-layout.ts'
import { verdictText } from './verdict.ts'
import { worstFirst } from './worst-first.ts'

/** Of a document without its findings: a project may have any number of functions. */
const ROWS_MAX = 100

/** The whole report, with a line break at its end. */
export function reportToMarkdown(report: Report): string {
  const findings = worstFirst(report.findings)
  return textOf([
    ...headLines(report, findings),
    ...(findings.length === 0 ? [] : ['', '## Findings']),
    ...findings.flatMap((finding, index) => [
      '',
      ...findingMarkdown(finding, index + 1, { proofs: 'whole', level: 3 }),
    ]),
    ...notTestedLines(report),
    ...runLines(report),
  ])
}

/**
 * The report without proofs, in at most so many bytes of UTF-8: of findings that have no place, a line tells. What was not tested and how to
 * do it again is always in it.
 */
export function reportToSummary(report: Report, bytesMax: number): string {
  const findings = worstFirst(report.findings)
  const head = headLines(report, findings)
  const tail = [...notTestedLines(report), ...runLines(report)]
  const size = (lines: readonly string[]): number => new TextEncoder().encode(textOf(lines)).length
  let room = bytesMax - size(head) - size(tail) - 200
  const told: string[] = []
  for (const [index, finding] of findings.entries()) {
    const lines = [
      '',
      '<details>',
      `<summary>${index + 1}. ${mdHtml(findingHeadline(finding))}</summary>`,
      '',
      ...findingMarkdown(finding, index + 1, { proofs: 'none', level: 3 }),
      '',
      '</details>',
    ]
    room -= size(lines)
    if (room < 0) {
      told.push('', `${counted(findings.length - index, 'more finding')}: there is no room for them here.`)
      break
    }
    told.push(...lines)
  }
  return textOf([...head, ...told, ...tail])
}

function textOf(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`
}

function headLines(report: Report, findings: readonly ReportFinding[]): readonly string[] {
  const more = findings.length - ROWS_MAX
  return [
    `# Faultline: ${mdText(report.project.name)}`,
    '',
    `**${mdText(verdictText(report))}**`,
    ...(report.run.endedBy === 'interrupted' ? ['', 'Interrupted: this is what there was.'] : []),
    ...(findings.length === 0
      ? []
      : ['', '| # | Severity | Finding | Where | Id |', '|---|---|---|---|---|']),
    ...findings
      .slice(0, ROWS_MAX)
      .map(
        (finding, index) =>
          `| ${index + 1} | ${finding.severity ?? '-'} | ${mdText(findingHeadline(finding))} | ${mdCodeCell(finding.signature.place)} | ${mdCodeCell(finding.id)} |`,
      ),
    ...(more > 0 ? ['', `… and ${more} more.`] : []),
  ]
}

function notTestedLines(report: Report): readonly string[] {
  const { setups, properties, functions, lines } = notTested(report)
  const rows = [
    ...setups.map(
      ({ target, reason }) => `${mdCode(campaignWords(target))} could not be set up: ${mdText(reason)}`,
    ),
    ...properties.map(
      ({ campaign, names, reason }) =>
        `${names.map(mdCode).join(', ')} of ${mdCode(campaignWords(campaign))} not run: ${mdText(reason)}`,
    ),
    ...functions.map(({ contract, signature, path, line, why, reasons }) => {
      const place = path === null ? '' : ` (${mdCode(line === null ? path : `${path}:${line}`)})`
      const because = reasons.length === 0 ? '' : `: ${reasons.slice(0, 3).map(mdText).join('; ')}`
      return `${mdCode(`${contract}.${signature}`)}${place} ${why}${because}`
    }),
    ...lines.map(
      (each) =>
        `${mdCode(each.contract)}: ${counted(each.lines - each.linesReached, 'line')} of ${each.lines} did not run`,
    ),
    ...report.warnings.map(
      ({ message, hint }) => `${mdText(message)}${hint === null ? '' : ` ${mdText(hint)}`}`,
    ),
  ]
  const notes = [
    ...new Set(report.campaigns.flatMap(({ unnoticedFailures }) => unnoticedFailures.map(noteText))),
  ]
  const more = rows.length - ROWS_MAX
  return [
    ...(rows.length === 0 ? [] : ['', '## What was not tested', '']),
    ...rows.slice(0, ROWS_MAX).map((row) => `- ${row}`),
    ...(more > 0 ? [`- … and ${more} more`] : []),
    ...(notes.length === 0
      ? []
      : ['', '## Failures that nobody notices', '', 'Nobody was seen to lose anything by them.', '']),
    ...notes.slice(0, ROWS_MAX).map((note) => `- ${note}`),
  ]
}

function noteText({ place, words }: { readonly place: string; readonly words: string }): string {
  return `${mdCode(place)}: ${mdText(words)}`
}

function runLines({ run }: Report): readonly string[] {
  return [
    '',
    '## Run',
    '',
    `Faultline ${mdCode(run.version)}, ${counted(run.executions, 'execution')} in ${durationText(run.seconds)}, ${counted(run.workers, 'worker')}, seed ${mdCode(run.seed)}.`,
    '',
    ...mdBlock([run.reproduce], 'sh'),
  ]
}
