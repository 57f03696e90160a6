/** Where reports are kept: a line each in bench/results, tables in docs/benchmarks.md. */

import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

const RESULTS_FOLDER = path.join(import.meta.dirname, '..', 'results')
const DOCS_FILE = path.join(import.meta.dirname, '..', '..', 'docs', 'benchmarks.md')

/** Adds a line to bench/results/<name>.ndjson. */
export async function appendResult(name: string, report: object): Promise<void> {
  await mkdir(RESULTS_FOLDER, { recursive: true })
  await appendFile(path.join(RESULTS_FOLDER, `${name}.ndjson`), `${JSON.stringify(report)}\n`)
}

/** All lines of bench/results/<name>.ndjson, oldest first. */
export async function readResults(name: string): Promise<readonly unknown[]> {
  const text = await readFile(path.join(RESULTS_FOLDER, `${name}.ndjson`), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)
}

/** Replaces the text of docs/benchmarks.md by what `edit` makes of it. */
export async function editDocs(edit: (text: string) => string): Promise<void> {
  await writeFile(DOCS_FILE, edit(await readFile(DOCS_FILE, 'utf8')))
}

/**
 * `text` with the part between the lines `<!-- name:begin -->` and `<!-- name:end -->` replaced by `content`.
 * @throws Error if it does not have both, in order
 */
export function replaceGenerated(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`]
  const from = text.indexOf(begin)
  const to = text.indexOf(end)
  if (from < 0 || to < from) throw new Error(`the file needs the lines ${begin} and ${end}`)
  return `${text.slice(0, from + begin.length)}\n\n${content}\n${text.slice(to)}`
}
