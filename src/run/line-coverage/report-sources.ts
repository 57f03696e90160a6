// Which lines of the project's sources ran, all campaigns taken together, with their texts.

import type { CoverageSummary } from '../../attack/tasks.ts'
import type { LineRange, ReportSourceFile } from '../../report/schema.ts'

/** Of one file; a report has no more text than this of all together. */
const TEXT_CHARACTERS_MAX = 500_000
const TEXTS_CHARACTERS_MAX = 3_000_000

/**
 * The files that any campaign tells of, by path.
 * @param readText of a path from the project's root; undefined: it cannot be read
 */
export function reportSources(
  summaries: readonly CoverageSummary[],
  readText: (path: string) => string | undefined,
): readonly ReportSourceFile[] {
  const files = new Map<string, { readonly reached: Set<number>; readonly all: Set<number> }>()
  for (const { path, reached, missed } of summaries.flatMap(({ sources }) => sources)) {
    let file = files.get(path)
    if (file === undefined) files.set(path, (file = { reached: new Set(), all: new Set() }))
    for (const line of reached) file.reached.add(line)
    for (const line of [...reached, ...missed]) file.all.add(line)
  }
  let room = TEXTS_CHARACTERS_MAX
  return [...files]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([path, { reached, all }]) => {
      const read = readText(path)
      const text = read === undefined || read.length > Math.min(room, TEXT_CHARACTERS_MAX) ? null : read
      room -= text?.length ?? 0
      return {
        path,
        reached: rangesOf([...reached]),
        missed: rangesOf([...all].filter((line) => !reached.has(line))),
        text,
      }
    })
}

/** Numbers as ranges, both ends included, in order. */
function rangesOf(lines: readonly number[]): readonly LineRange[] {
  const ranges: LineRange[] = []
  for (const line of lines.toSorted((left, right) => left - right)) {
    const last = ranges.at(-1)
    if (last !== undefined && last[1] === line - 1) ranges[ranges.length - 1] = [last[0], line]
    else ranges.push([line, line])
  }
  return ranges
}
