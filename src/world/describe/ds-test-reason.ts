// What ds-test says of an assertion that failed. Its assertions do not revert: they log what was compared, then mark the test.

import type { TraceCall } from '../../evm/trace.ts'
import { clippedText } from '../../primitives/plain-text.ts'
import { lineOfLog } from '../console/log-lines.ts'

const SIDES_MAX = 6
const PART_MAX = 120
const REASON_MAX = 400

/**
 * The first of its assertions that failed within the call: 'a == b not satisfied [uint] (Left: 3, Right: 5)', with the message of
 * the test in front if there is one. Undefined if nothing of that kind was logged. Safe to print.
 */
export function dsTestReason(call: TraceCall): string | undefined {
  const reason: { readonly heads: string[]; readonly sides: string[] } = { heads: [], sides: [] }
  readLogs(call, reason)
  const { heads, sides } = reason
  if (heads.length === 0) return undefined
  return clippedText(heads.join(': ') + (sides.length === 0 ? '' : ` (${sides.join(', ')})`), REASON_MAX)
}

// log('Error: a == b not satisfied [uint]'), before it log_named_string('Error', message) if the test has one; behind it both
// sides, log_named_uint('      Left', 3). Older versions name them otherwise; all of them indent the names.
function readLogs(call: TraceCall, into: { readonly heads: string[]; readonly sides: string[] }): boolean {
  for (const event of call.events) {
    if (event.kind === 'call' && event.call.status === 'success' && !readLogs(event.call, into)) return false
    if (event.kind !== 'log') continue
    const line = lineOfLog(event.log)
    const head = line?.startsWith('Error: ') ? line.slice('Error: '.length) : undefined
    if (head !== undefined && into.sides.length === 0 && into.heads.length < 2)
      into.heads.push(clippedText(head, PART_MAX))
    else if (into.heads.length > 0) {
      if (line === undefined || !line.startsWith(' ') || into.sides.length === SIDES_MAX) return false
      into.sides.push(clippedText(line.trim(), PART_MAX))
    }
  }
  return true
}
