import type { Address, Log } from '../../../evm/types.ts'
import { equalBytes } from '../../../primitives/bytes.ts'

/** Whether topics 0 to 3 and the data count. */
export type LogChecks = readonly [boolean, boolean, boolean, boolean, boolean]

/** How often each account emitted a log that fits. */
export type LogCounts = ReadonlyMap<Address, bigint>

/** Whether a log has what a pattern says, as far as it is checked. */
export function logFits(checks: LogChecks, pattern: Log, log: Log): boolean {
  if (log.topics.length !== pattern.topics.length) return false
  for (const [i, topic] of log.topics.entries())
    if (checks[i as 0] && topic !== pattern.topics[i]) return false
  return !checks[4] || equalBytes(pattern.data, log.data)
}

/** Logs of one account, or of all. */
export function countLogs(counts: LogCounts, emitter: Address | undefined): bigint {
  if (emitter !== undefined) return counts.get(emitter) ?? 0n
  let total = 0n
  for (const count of counts.values()) total += count
  return total
}
