/** Puts the tables of a report into a Markdown file, between two markers. */

import { readFile, writeFile } from 'node:fs/promises'

import type { BenchReport } from './report.ts'
import { formatMarkdown } from './table.ts'

const BEGIN = '<!-- bench:begin -->'
const END = '<!-- bench:end -->'

/**
 * Replaces what is between the markers.
 *
 * @throws Error if the file does not have both markers, in order.
 */
export async function writeDocs(file: string, report: BenchReport): Promise<void> {
  const text = await readFile(file, 'utf8')
  await writeFile(file, replaceGenerated(text, formatMarkdown(report)))
}

/** `text` with the part between the markers replaced by `content`. */
export function replaceGenerated(
  text: string,
  content: string,
  begin: string = BEGIN,
  end: string = END,
): string {
  const from = text.indexOf(begin)
  const to = text.indexOf(end)
  if (from < 0 || to < from) throw new Error(`the file needs the lines ${begin} and ${end}`)
  return `${text.slice(0, from + begin.length)}\n\n${content}\n${text.slice(to)}`
}
