// Reports and events as JSON that is also safe to look at.

import type { RunEvent } from './events.ts'
import type { Report } from './schema.ts'
import { visibleText } from './visible-text.ts'

/** The document of `--json`, with a line break at its end. @throws RangeError for a number that JSON would change. */
export function reportToJson(report: Report): string {
  return `${toJsonText(report, 2)}\n`
}

/** One line of `--jsonl`, with its line break. @throws RangeError for a number that JSON would change. */
export function eventToJson(event: RunEvent): string {
  return `${toJsonText(event)}\n`
}

/** JSON of plain data in which every character can be seen. @throws RangeError for a number that JSON would change. */
export function toJsonText(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, exactNumbers, indent)
  // Line breaks are those between fields; what is in texts is escaped already.
  return text.split('\n').map(visibleText).join('\n')
}

function exactNumbers(key: string, value: unknown): unknown {
  if (typeof value === 'bigint')
    throw new RangeError(
      `The field ${JSON.stringify(key)} of a report is a bigint: it is written as decimal text.`,
    )
  if (typeof value === 'number' && (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER))
    throw new RangeError(
      `The field ${JSON.stringify(key)} of a report is ${value}, which JSON does not keep.`,
    )
  return value
}
