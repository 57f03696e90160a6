// The report as text for people, for stdout.

import type { Colours } from '../cli/colours.ts'
import { plainText } from '../primitives/plain-text.ts'
import type { Report } from './schema.ts'
import { campaignLines } from './terminal-campaign.ts'
import { findingLines } from './terminal-finding.ts'
import { counted, durationText, grouped, wrapped } from './text-layout.ts'
import { verdictText } from './verdict.ts'

export type TerminalOptions = {
  readonly colours: Colours
  /** Columns of the terminal, at least 40; 80 where there is none. */
  readonly width: number
  /** 0 to 5, as counted from -v: 2 console lines and Solidity, 3 the findings' traces. */
  readonly verbosity: number
  /** The sequence as statements of a Foundry test, whatever the verbosity. */
  readonly showSolidity: boolean
  /** The project's root, as one names it from where the text is read; left out: one stands in it. */
  readonly root?: string
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
  // Why a setup failed stands with its test contract.
  const warnings = report.warnings.filter(({ code }) => code !== 'CAMPAIGN_SETUP_FAILED')
  for (const { message, hint } of warnings) {
    const text = `warning: ${plainText(message)}${hint === null ? '' : ` ${plainText(hint)}`}`
    lines.push(...wrapped(text, width, 2).map(options.colours.yellow))
  }
  if (warnings.length > 0) lines.push('')
  lines.push(...summaryLines(report, style))
  return `${lines.join('\n')}\n`
}

function summaryLines(report: Report, { colours, width }: TerminalOptions): readonly string[] {
  const { run } = report
  const text = plainText(verdictText(report))
  const broken = report.campaigns
    .flatMap(({ properties }) => properties)
    .filter(({ status }) => status === 'broken').length
  const paint = broken > 0 ? colours.red : colours.bold
  const tail = [
    `${counted(run.executions, 'execution')} in ${durationText(run.seconds)} (${rate(run.executions, run.seconds)}), ${counted(run.workers, 'worker')}, seed ${plainText(run.seed)}`,
    ...(run.endedBy === 'interrupted' ? ['interrupted: this is what there was'] : []),
  ].join('; ')
  return [
    ...wrapped(text, width, 2).map((line) => colours.bold(paint(line))),
    ...wrapped(tail, width, 2).map(colours.dim),
    // To be copied: not broken.
    colours.dim(`again: ${plainText(run.reproduce)}`),
  ]
}

function rate(executions: number, seconds: number): string {
  return seconds > 0 ? `${grouped(executions / seconds)}/s` : 'no time'
}
