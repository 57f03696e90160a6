/** The table of a hunt in docs/benchmarks.md, between two markers of its own per project. */

import type { HuntReport } from './hunt-report.ts'
import { huntMarkdown } from './hunt-table.ts'

/**
 * `text` with the report's table between the project's markers; if it has none yet, they are put at the end of the hunts.
 * @throws Error if there is no line `<!-- hunt:end -->`
 */
export function withHunt(text: string, report: HuntReport): string {
  const { cpu, cores } = report.machine
  const about = {
    project: report.project,
    limitSeconds: report.limitSeconds,
    seeds: report.seeds.length,
    machine: `${cpu}, ${cores} cores`,
  }
  const [begin, end] = [`<!-- hunt:${report.project}:begin -->`, `<!-- hunt:${report.project}:end -->`]
  const block = `${begin}\n\n${huntMarkdown(report.rows, report.summary, about)}\n\n${end}`
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from >= 0 && to > from) return `${text.slice(0, from)}${block}${text.slice(to + end.length)}`
  const last = text.indexOf(LAST)
  if (last < 0) throw new Error(`the file needs the line ${LAST}`)
  return `${text.slice(0, last)}${block}\n\n${text.slice(last)}`
}

const LAST = '<!-- hunt:end -->'
