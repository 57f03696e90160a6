// Where the report of a run goes beside the output of its command.

import { appendFileSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { plainText } from '../../primitives/plain-text.ts'
import { replayAnnotations, replaySummary } from '../../report/github-replay.ts'
import { githubAnnotations, withoutCommands } from '../../report/github.ts'
import { reportToHtml } from '../../report/html/html.ts'
import { reportToJson } from '../../report/json.ts'
import { reportToSummary } from '../../report/markdown.ts'
import type { ReplayReport } from '../../report/replay-schema.ts'
import type { Report, ReportProject } from '../../report/schema.ts'
import { lastReportFiles, makeStateFolder } from '../../store/state-folder.ts'
import { replaceFile } from '../../run/replace-file.ts'
import type { Io } from '../io.ts'
import type { ReportFiles } from './report-files.ts'
import { reportWriters } from './report-writers.ts'
import { prepareFile, ReportFileError, writeWhole } from './write-file.ts'

/** GitHub shows no more of the summaries of a step. */
const SUMMARY_BYTES_MAX = 1024 * 1024
/** With less room a summary would be a heading. */
const SUMMARY_BYTES_MIN = 4_096

/**
 * Looks whether the files can be written, and makes their folders.
 * @throws ReportFileError
 */
export function prepareReportFiles(files: ReportFiles, cwd: string): void {
  for (const { file } of reportWriters(files)) prepareFile(path.resolve(cwd, file))
}

/** Where a command says what was written, and what could not be: a line each. */
export type Said = {
  /** Absolute path of the folder that the paths of the files start from. */
  readonly cwd: string
  readonly written: (line: string) => void
  readonly failed: (line: string) => void
}

/** Writes the files that were asked for. Gives whether all of them are written. */
export function writeReportFiles(
  report: Report,
  files: ReportFiles,
  { cwd, written, failed }: Said,
): boolean {
  let isWhole = true
  for (const { file, write } of reportWriters(files)) {
    try {
      writeWhole(path.resolve(cwd, file), write(report))
      written(`Written: ${plainText(path.isAbsolute(file) ? nearPath(file, cwd) : file)}`)
    } catch (error) {
      if (!(error instanceof ReportFileError)) throw error
      isWhole = false
      failed(`${plainText(error.message)} ${error.hint ?? ''}`)
    }
  }
  return isWhole
}

/**
 * Keeps the document in the project's state folder, for `faultline report`, and the page beside it unless it goes elsewhere or is not
 * wanted. That they cannot be kept is no failure of the run.
 */
export function keepLastReport(
  report: Report,
  root: string,
  { files, cwd, written, failed }: Said & { readonly files: ReportFiles },
): void {
  const { document, page } = lastReportFiles(root)
  try {
    makeStateFolder(root, 'report')
    replaceFile(document, reportToJson(report))
    // That of an earlier run would be taken for this one's.
    if (files.html !== undefined) return rmSync(page, { force: true })
    replaceFile(page, reportToHtml(report))
    written(`Report: ${plainText(nearPath(page, cwd))}`)
  } catch (error) {
    failed(
      `Warning: the report is not kept: ${plainText(error instanceof Error ? error.message : String(error))}`,
    )
  }
}

/** From the folder where somebody works, if it is below it; empty if it is that. */
export function nearPath(file: string, cwd: string): string {
  const near = path.relative(cwd, file)
  return near.startsWith('..') ? file : near
}

/** Annotations and the job's summary, where a job of GitHub runs. */
export function tellGithub(report: Report, io: Pick<Io, 'env' | 'err'>): void {
  tell(io, githubAnnotations(report), (room) => reportToSummary(report, room))
}

/** The same of a replay. */
export function tellGithubOfReplay(
  report: ReplayReport,
  project: Pick<ReportProject, 'folder'>,
  io: Pick<Io, 'env' | 'err'>,
): void {
  tell(io, replayAnnotations(report, project), (room) => {
    const text = replaySummary(report)
    return Buffer.byteLength(text) <= room ? text : ''
  })
}

function tell(
  { env, err }: Pick<Io, 'env' | 'err'>,
  annotations: readonly string[],
  summary: (bytesMax: number) => string,
): void {
  if (!isGithub(env)) return
  for (const line of annotations) err(`${line}\n`)
  const file = env['GITHUB_STEP_SUMMARY']
  if (file === undefined || file === '') return
  try {
    const room = SUMMARY_BYTES_MAX - (statSync(file, { throwIfNoEntry: false })?.size ?? 0)
    if (room >= SUMMARY_BYTES_MIN) appendFileSync(file, summary(room))
  } catch (error) {
    err(`Warning: no job summary: ${plainText(error instanceof Error ? error.message : String(error))}\n`)
  }
}

/** Io of a job's log: text cannot give commands there. Documents are as they are: their lines begin with no text of others. */
export function inGithubLog(io: Io, isDocument: boolean): Io {
  if (!isGithub(io.env)) return io
  return {
    ...io,
    ...(!isDocument && { out: (text) => io.out(withoutCommands(text)) }),
    err: (text) => io.err(withoutCommands(text)),
  }
}

/** Whether a job of GitHub Actions runs. */
function isGithub(env: Io['env']): boolean {
  return env['GITHUB_ACTIONS'] === 'true'
}
