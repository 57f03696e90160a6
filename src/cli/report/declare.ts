// The command line of `faultline report`.

import type { Command } from 'commander'
import type { ExitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import type { Manifest } from '../manifest.ts'
import { addReportOptions, reportFiles, type ReportFlags } from './report-files.ts'

/** Adds `report` to the program. */
export function declareReport(
  program: Command,
  _manifest: Manifest,
  io: Io,
  ended: (code: ExitCode) => void,
): void {
  const command = program
    .command('report')
    .description('write the report of a run again, or in other forms, without another search')
    .argument('[document]', 'what --json of that run printed (default: the last run of the project)')
  addReportOptions(command).action(async (document: string | undefined, flags: ReportFlags) => {
    const { report } = await import('../commands/report.ts')
    ended(report({ document, files: reportFiles(flags) }, io))
  })
}
