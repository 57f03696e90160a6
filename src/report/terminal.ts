// The report as text for people, for stdout.

import type { Colours } from '../cli/colours.ts'
import { detectorWords } from './detector-words.ts'
import { plainText } from '../primitives/plain-text.ts'
import type { Report, ReportProperty } from './schema.ts'
import { campaignLines } from './terminal-campaign.ts'
import { findingLines } from './terminal-finding.ts'
import { counted, durationText, grouped, wrapped } from './text-layout.ts'

export type TerminalOptions = {
  readonly colours: Colours
  /** Columns of the terminal, at least 40; 80 where there is none. */
  readonly width: number
  /** 0 to 5, as counted from -v: 2 console lines and Solidity, 3 the findings' traces. */
  readonly verbosity: number
  /** The sequence as statements of a Foundry test, whatever the verbosity. */
  readonly showSolidity: boolean
}

/** Narrower terminals get lines that they break themselves. */
export const WIDTH_MIN = 40
/** Longer lines are hard to read. */
export const WIDTH_MAX = 120

/** Findings, then what was tried, then one line that sums up. With a line break at its end. */
export function reportToText(report: Report, options: TerminalOptions): string {
  const width = Math.min(Math.max(options.width, WIDTH_MIN), WIDTH_MAX)
  const style = { ...options, width }
  const lines: string[] = []
  for (const [index, finding] of report.findings.entries())
    lines.push(...findingLines(finding, { index: index + 1, count: report.findings.length }, style), '')
  for (const campaign of report.campaigns) {
    if (campaign.sameAs !== null) continue
    const same = report.campaigns.filter(({ sameAs }) => sameAs === campaign.target)
    lines.push(...campaignLines(campaign, same, style), '')
  }
  for (const { message, hint } of report.warnings) {
    const text = `warning: ${plainText(message)}${hint === null ? '' : ` ${plainText(hint)}`}`
    lines.push(...wrapped(text, width, 2).map(options.colours.yellow))
  }
  if (report.warnings.length > 0) lines.push('')
  lines.push(...summaryLines(report, style))
  return `${lines.join('\n')}\n`
}

function summaryLines(report: Report, { colours, width }: TerminalOptions): readonly string[] {
  const { run } = report
  const all = report.campaigns.flatMap((campaign) => campaign.properties)
  const properties = all.filter(({ kind }) => kind !== 'detector')
  const detectors = all.filter(({ kind }) => kind === 'detector')
  const broken = all.filter(({ status }) => status === 'broken').length
  const notRun = all.filter(({ status }) => status === 'not run').length
  const optimised = all.filter(({ status }) => status === 'optimised').length
  const held = properties.filter((property) => property.status === 'held')
  const parts = [...brokenParts(properties), ...foundParts(detectors)]
  if (all.length === 0) parts.push('No property was found: nothing was tried.')
  if (held.length > 0) parts.push(`${held.length} held for ${executionsText(held)} (that is not a proof)`)
  if (optimised > 0) parts.push(`${optimised} optimised`)
  if (notRun > 0) parts.push(`${notRun} not run`)
  const text = parts.join('; ').replace(/^a/, 'A')
  const paint = broken > 0 ? colours.red : colours.bold
  const end = text.endsWith('.') ? '' : '.'
  const tail = [
    `${counted(run.executions, 'execution')} in ${durationText(run.seconds)} (${rate(run.executions, run.seconds)}), ${counted(run.workers, 'worker')}, seed ${plainText(run.seed)}`,
    ...(run.endedBy === 'interrupted' ? ['interrupted: this is what there was'] : []),
  ].join('; ')
  return [
    ...wrapped(text + end, width, 2).map((line) => colours.bold(paint(line))),
    ...wrapped(tail, width, 2).map(colours.dim),
    // To be copied: not broken.
    colours.dim(`again: ${plainText(run.reproduce)}`),
  ]
}

function brokenParts(properties: readonly ReportProperty[]): readonly string[] {
  const broken = properties.filter(({ status }) => status === 'broken').length
  if (broken > 0) return [`${broken} of ${counted(properties.length, 'property', 'properties')} broken`]
  return properties.some(({ status }) => status === 'held') ? ['No property broken'] : []
}

/** Of detectors, those that found something are named: there are few. */
function foundParts(detectors: readonly ReportProperty[]): readonly string[] {
  const found = detectors.flatMap(({ name, status }) =>
    status === 'broken' ? [plainText(detectorWords(name))] : [],
  )
  if (found.length > 0) return [`attackers found ${[...new Set(found)].join(', ')}`]
  const held = detectors.filter((detector) => detector.status === 'held')
  return held.length === 0 ? [] : [`attackers found nothing in ${executionsText(held)} (that is not a proof)`]
}

/** '5 executions', or the least and the greatest. */
function executionsText(held: readonly { readonly executions: number }[]): string {
  const counts = held.map(({ executions }) => executions)
  const least = Math.min(...counts)
  const greatest = Math.max(...counts)
  return least === greatest
    ? counted(least, 'execution')
    : `${grouped(least)} to ${counted(greatest, 'execution')}`
}

function rate(executions: number, seconds: number): string {
  return seconds > 0 ? `${grouped(executions / seconds)}/s` : 'no time'
}
