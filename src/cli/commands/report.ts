// `faultline report`: a run's report in other forms, from its document.

import { readFileSync } from 'node:fs'
import path from 'node:path'
import { plainText } from '../../primitives/plain-text.ts'
import { findRoot } from '../../project/find-root.ts'
import { readReport } from '../../run/read-report.ts'
import { lastReportFiles } from '../../store/state-folder.ts'
import { tellError } from '../tell-error.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { prepareReportFiles, writeReportFiles } from '../report/deliver-report.ts'
import type { ReportFiles } from '../report/report-files.ts'
import { reportWriters } from '../report/report-writers.ts'

export type ReportOptions = {
  /** Undefined: that of the project's last run. */
  readonly document: string | undefined
  readonly files: ReportFiles
}

/** Writes the files; what is written is the result. */
export function report({ document, files }: ReportOptions, io: Io): ExitCode {
  if (files.html === false && reportWriters(files).length === 0) {
    io.err('Nothing to write: without a page, say what with --sarif, --junit or --markdown.\n')
    return EXIT.usage
  }
  try {
    const last = document === undefined ? lastReportFiles(findRoot(io.cwd).root) : undefined
    const file = last?.document ?? path.resolve(io.cwd, document ?? '')
    const read = readDocument(file)
    if ('wrong' in read && read.isMissing === true && last !== undefined) {
      io.err(`Nothing was attacked here yet: there is no ${plainText(path.relative(io.cwd, file))}.\n`)
      io.err('Run "faultline attack", or name a document that it printed with --json.\n')
      return EXIT.usage
    }
    if ('wrong' in read) {
      io.err(`${plainText(path.relative(io.cwd, file) || file)} is no report: ${plainText(read.wrong)}.\n`)
      io.err('Give what "faultline attack --json" printed.\n')
      return EXIT.usage
    }
    const wanted = withPage(files, last?.page)
    prepareReportFiles(wanted, io.cwd)
    return writeReportFiles(read.report, wanted, {
      cwd: io.cwd,
      written: (line) => io.out(`${line}\n`),
      failed: (line) => io.err(`${line}\n`),
    })
      ? EXIT.clean
      : EXIT.notPrepared
  } catch (error) {
    return tellError(error, io)
  }
}

/** Without any form the page is meant: of the last run in its place, of another document where somebody works. */
function withPage(files: ReportFiles, lastPage: string | undefined): ReportFiles {
  return reportWriters(files).length > 0 ? files : { ...files, html: lastPage ?? 'faultline-report.html' }
}

function readDocument(file: string): ReturnType<typeof readReport> & { readonly isMissing?: boolean } {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    return { wrong: isMissing ? 'there is none' : String(error), isMissing }
  }
  try {
    return readReport(JSON.parse(text))
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) }
  }
}
