// One campaign as text: what became of its properties, what was called, what was never reached.

import { plainText } from '../primitives/plain-text.ts'
import { detectorWords } from './detector-words.ts'
import { functionTable, percent } from './function-table.ts'
import type { NeverReached, ReportCampaign, ReportProperty, UnnoticedFailureNote } from './schema.ts'
import type { TerminalOptions } from './terminal.ts'
import {
  columnsOf,
  counted,
  durationText,
  fitted,
  fittedInside,
  grouped,
  padded,
  wrapped,
} from './text-layout.ts'

const UNREACHED_SHOWN_MAX = 20
const SAME_SHOWN_MAX = 20
const UNNOTICED_SHOWN_MAX = 12

/** @param same campaigns that were not searched because they begin with the same state as this one */
export function campaignLines(
  campaign: ReportCampaign,
  same: readonly ReportCampaign[],
  options: TerminalOptions,
): readonly string[] {
  const { colours, width } = options
  const lines: string[] = []
  const contract = plainText(campaign.contract) + (campaign.kind === 'attacker' ? ' under attack' : '')
  const path = fittedInside(plainText(campaign.path), Math.max(width - columnsOf(contract) - 2, 12))
  lines.push(`${colours.bold(fitted(contract, width))}  ${colours.dim(path)}`)
  if (same.length > 0) {
    const shown = same.slice(0, SAME_SHOWN_MAX).map((each) => plainText(each.contract))
    const more = same.length - shown.length
    const text = `  the same setup, attacked once: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
    lines.push(...wrapped(text, width, 4).map(colours.dim))
  }
  if (campaign.failedSetup !== null) {
    const { reason, trace } = campaign.failedSetup
    lines.push(...wrapped(`  setting up failed: ${plainText(reason)}`, width, 4).map(colours.red))
    // The trace has its own indentation, and its names were cleaned when it was made.
    if (trace !== '') lines.push('', ...trace.split('\n').map((line) => plainText(line).trimEnd()))
    return lines
  }
  const [quiet, told] = [
    campaign.properties.filter(isQuiet),
    campaign.properties.filter((each) => !isQuiet(each)),
  ]
  for (const property of told) lines.push(...propertyLines(property, options))
  lines.push(...quietLines(quiet, options))
  // Where nothing was called there is nothing to say of functions.
  const isSearched = campaign.functions.some(({ calls }) => calls > 0)
  if (isSearched) lines.push('', ...functionTable(campaign.functions, options))
  for (const { contract: name, linesReached, lines: all } of isSearched ? campaign.contracts : [])
    lines.push(
      fitted(
        `  ${plainText(name)}: ${grouped(linesReached)} of ${counted(all, 'line')} ran (${percent(linesReached, all)})`,
        width,
      ),
    )
  if (isSearched && campaign.neverReached.length > 0)
    lines.push('', ...unreachedLines(campaign.neverReached, options))
  if (campaign.unnoticedFailures.length > 0)
    lines.push('', ...unnoticedLines(campaign.unnoticedFailures, options))
  const numbers = `  ${counted(campaign.executions, 'execution')} in ${durationText(campaign.seconds)}, ${counted(campaign.edges, 'edge')}, corpus of ${grouped(campaign.corpus)}`
  lines.push('', ...wrapped(numbers, width, 2).map(colours.dim))
  return lines
}

/** A detector that has found nothing, as all the others of its campaign that have not. */
function isQuiet({ kind, status }: ReportProperty): boolean {
  return kind === 'detector' && (status === 'held' || status === 'not run')
}

/** Detectors are the same in every campaign: those that found nothing share a line. */
function quietLines(detectors: readonly ReportProperty[], options: TerminalOptions): readonly string[] {
  const [first] = detectors
  if (first === undefined) return []
  return propertyLines(
    { ...first, name: detectors.map(({ name }) => detectorWords(name)).join(', ') },
    options,
  )
}

function propertyLines(property: ReportProperty, options: TerminalOptions): readonly string[] {
  const { colours, width } = options
  const name = plainText(property.kind === 'detector' ? detectorWords(property.name) : property.name)
  const line = (mark: string, paint: (text: string) => string, result: string): readonly string[] => {
    const [first = '', ...rest] = wrapped(`${name}: ${result}`, width - 11, 2)
    return [`  ${paint(padded(mark, 8))} ${first}`, ...rest.map((text) => `           ${text}`)]
  }
  const isDetector = property.kind === 'detector'
  switch (property.status) {
    case 'broken': {
      const ids = property.findings.map(plainText).join(', ')
      return line(
        isDetector ? 'FOUND' : 'BROKEN',
        colours.red,
        counted(property.findings.length, 'finding') + (ids === '' ? '' : ` (${ids})`),
      )
    }
    case 'held':
      return line(
        isDetector ? 'none' : 'held',
        (text) => text,
        `${isDetector ? 'in' : 'for'} ${counted(property.executions, 'execution')}`,
      )
    case 'not run':
      return line('not run', colours.yellow, plainText(property.reason))
    case 'optimised':
      return line('best', colours.yellow, plainText(property.best))
  }
}

function unnoticedLines(
  notes: readonly UnnoticedFailureNote[],
  { colours, width }: TerminalOptions,
): readonly string[] {
  const shown = notes.slice(0, UNNOTICED_SHOWN_MAX)
  const more = notes.length - shown.length
  return [
    ...wrapped('  failures that nobody notices (nobody was seen to lose anything by them)', width, 4).map(
      colours.yellow,
    ),
    ...shown.flatMap(({ place, words }) =>
      wrapped(plainText(`${place}  ${words}`), width - 4, 2).map((line) => `    ${line}`),
    ),
    ...(more > 0 ? [colours.dim(`    … ${more} more (--json has all)`)] : []),
  ]
}

function unreachedLines(
  unreached: readonly NeverReached[],
  { colours, width }: TerminalOptions,
): readonly string[] {
  const shown = unreached.slice(0, UNREACHED_SHOWN_MAX)
  const rows = shown.flatMap(({ contract, signature, why, path, line: number, reasons }) => {
    const place = path === null ? '' : ` (${path}${number === null ? '' : `:${number}`})`
    const because = reasons.length === 0 ? '' : `: ${reasons.slice(0, 3).join('; ')}`
    const text = plainText(`${contract}.${signature}${place} ${why}${because}`)
    return wrapped(text, width - 4, 2).map((line) => `    ${line}`)
  })
  const more = unreached.length - shown.length
  return [
    `  ${colours.yellow('never reached')}`,
    ...rows,
    ...(more > 0 ? [colours.dim(`    … ${more} more (--json has all)`)] : []),
  ]
}
