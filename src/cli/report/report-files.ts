// The files that a report can be written to, for every command that has one to write.

import type { Command } from 'commander'
import { reportToJunit } from '../../report/junit.ts'
import { reportToMarkdown } from '../../report/markdown.ts'
import { reportToSarif } from '../../report/sarif.ts'
import type { Report } from '../../report/schema.ts'

/** Paths as they were given; undefined: not asked for. */
export type ReportFiles = {
  readonly sarif: string | undefined
  readonly junit: string | undefined
  readonly markdown: string | undefined
}

type Form = keyof ReportFiles

/** Adds `--sarif`, `--junit` and `--markdown`. */
export function addReportOptions(command: Command): Command {
  return command
    .option('--sarif <file>', 'write findings as SARIF, for code scanning')
    .option('--junit <file>', 'write results as JUnit XML, for dashboards of tests')
    .option('--markdown <file>', 'write the report as Markdown, for audit reports')
}

/** What the options say. */
export function reportFiles(flags: { readonly [name in Form]?: string }): ReportFiles {
  const { sarif, junit, markdown } = flags
  return { sarif, junit, markdown }
}

const WRITERS: Readonly<Record<Form, (report: Report) => string>> = {
  sarif: reportToSarif,
  junit: reportToJunit,
  markdown: reportToMarkdown,
}

/** What was asked for: the path, and what writes the text. */
export function reportWriters(
  files: ReportFiles,
): readonly { readonly file: string; readonly write: (report: Report) => string }[] {
  return (Object.keys(WRITERS) as Form[]).flatMap((form) => {
    const file = files[form]
    return file === undefined ? [] : [{ file, write: WRITERS[form] }]
  })
}
