// The files that a report can be written to, and their options, for every command that has one to write. What writes them
// (report-writers.ts) is loaded with the command.

import type { Command } from 'commander'

/** Paths as they were given; undefined: not asked for. */
export type ReportFiles = {
  /** Undefined: in the state folder of the project. False: none. */
  readonly html: string | false | undefined
  readonly sarif: string | undefined
  readonly junit: string | undefined
  readonly markdown: string | undefined
}

type Form = keyof ReportFiles

/** What commander makes of the options. */
export type ReportFlags = { readonly html?: string | boolean } & {
  readonly [name in Exclude<Form, 'html'>]?: string
}

/** Adds `--html`, `--no-html`, `--sarif`, `--junit` and `--markdown`. */
export function addReportOptions(command: Command): Command {
  return command
    .option(
      '--html <file>',
      'where the report page goes (default: .faultline/report/index.html of the project)',
    )
    .option('--no-html', 'no report page')
    .option('--sarif <file>', 'write findings as SARIF, for code scanning')
    .option('--junit <file>', 'write results as JUnit XML, for dashboards of tests')
    .option('--markdown <file>', 'write the report as Markdown, for audit reports')
}

/** What the options say. */
export function reportFiles({ html, sarif, junit, markdown }: ReportFlags): ReportFiles {
  return { html: html === true ? undefined : html, sarif, junit, markdown }
}
