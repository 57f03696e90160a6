// How often a property was put to the test. Less than the executions of its campaign: those are shared by all, and include what a
// search makes only to look at comparisons.

import type { CampaignResult } from '../attack/campaign.ts'
import type { PreparedCampaign } from '../attack/tasks.ts'

/** @param reason why, if nothing was tried; else empty */
export type Tried = { readonly executions: number; readonly reason: string }

/**
 * A test with arguments: its calls. Everything else: calls of the functions that sequences are made of. Calls that vm.assume or
 * vm.skip ended do not count.
 */
export function tried(property: PreparedCampaign['properties'][number], result: CampaignResult): Tried {
  const { functions = [] } = result.prepared ?? {}
  const isTest = property.kind === 'stateless'
  const indices = functions.flatMap((each, index) =>
    each.isTest === isTest && (!isTest || each.name === property.name) ? [index] : [],
  )
  const sum = (column: number): number =>
    indices.reduce((all, index) => all + (result.progress.counts[3 * index + column] ?? 0), 0)
  const [calls, discards] = [sum(0), sum(2)]
  const executions = calls - discards
  return { executions, reason: executions > 0 ? '' : whyNot(result, indices.length, calls) }
}

function whyNot(result: CampaignResult, functions: number, calls: number): string {
  const { reason, status, progress, findings, unshrunk } = result
  if (calls > 0) return `vm.assume or vm.skip discarded all of its calls (${calls})`
  if (reason !== '') return reason
  if (functions === 0) return 'there was nothing to call'
  if (status === 'stopped') return 'there was no time for it'
  if (progress.executions === 0 && findings.length + unshrunk.length > 0)
    return 'every property that somebody wrote was broken before the first call'
  return 'the search ended before it was its turn'
}
