// What a run comes to, in a sentence. Never that something is safe.

import { detectorWords } from './detector-words.ts'
import type { Report, ReportProperty } from './schema.ts'
import { counted, grouped } from './text-layout.ts'

/** '1 of 5 properties broken; attackers found theft; 2 held for 1,204 executions (that is not a proof).' */
export function verdictText(report: Report): string {
  const all = report.campaigns.flatMap((campaign) => campaign.properties)
  const properties = all.filter(({ kind }) => kind !== 'detector')
  const detectors = all.filter(({ kind }) => kind === 'detector')
  const notRun = all.filter(({ status }) => status === 'not run').length
  const optimised = all.filter(({ status }) => status === 'optimised').length
  const held = properties.filter((property) => property.status === 'held')
  const parts = [...brokenParts(properties), ...foundParts(detectors)]
  const failed = report.campaigns.filter(({ failedSetup }) => failedSetup !== null).length
  if (all.length === 0 && failed === 0) parts.push('No property was found: nothing was tried.')
  if (held.length > 0) parts.push(`${held.length} held for ${executionsText(held)} (that is not a proof)`)
  if (optimised > 0) parts.push(`${optimised} optimised`)
  if (notRun > 0) parts.push(`${notRun} not run`)
  if (failed > 0)
    parts.push(`${counted(failed, 'setup')} failed, and nothing of ${failed === 1 ? 'it' : 'them'} was tried`)
  const text = parts.join('; ').replace(/^a/, 'A')
  return text.endsWith('.') ? text : `${text}.`
}

function brokenParts(properties: readonly ReportProperty[]): readonly string[] {
  const broken = properties.filter(({ status }) => status === 'broken').length
  if (broken > 0) return [`${broken} of ${counted(properties.length, 'property', 'properties')} broken`]
  return properties.some(({ status }) => status === 'held') ? ['No property broken'] : []
}

/** Of detectors, those that found something are named: there are few. */
function foundParts(detectors: readonly ReportProperty[]): readonly string[] {
  const found = detectors.flatMap(({ name, status }) => (status === 'broken' ? [detectorWords(name)] : []))
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
