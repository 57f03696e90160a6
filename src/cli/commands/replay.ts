// `faultline replay`: every lesson on the current code. Made for CI.

import path from 'node:path'
import type { Clock } from '../../primitives/clock.ts'
import { plainText } from '../../primitives/plain-text.ts'
import { toJsonText } from '../../report/json.ts'
import type { ReplayReport } from '../../report/replay-schema.ts'
import { replayToText } from '../../report/replay-text.ts'
import { openConfigured } from '../../run/config/open-configured.ts'
import { chosenLessons } from '../../run/lessons/chosen-lessons.ts'
import { folderInCheckout } from '../../run/report-project.ts'
import { writeLastReplay } from '../../run/lessons/last-replay.ts'
import { readLessons } from '../../run/lessons/lesson-files.ts'
import { replayLessons } from '../../run/lessons/replay-lessons.ts'
import { locatePaths } from '../../run/locate-paths.ts'
import { findRoot } from '../../project/find-root.ts'
import { listenForStops } from '../attack/stop-signals.ts'
import { createColours, wantsColours } from '../colours.ts'
import { dayOf } from '../day.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { errorText, tellError } from '../tell-error.ts'
import type { Fork } from '../fork-options.ts'
import type { Io } from '../io.ts'
import { unknownText } from '../lessons/lessons-told.ts'
import { lessonsFolder } from '../lessons/lessons-folder.ts'
import { inGithubLog, tellGithubOfReplay } from '../report/deliver-report.ts'
import type { Manifest } from '../manifest.ts'
import { terminalWidth } from '../terminal-width.ts'

export type ReplayCommandOptions = {
  /** Folders or source files in one project; none: the current folder. */
  readonly paths: readonly string[]
  /** Folder; undefined: that of the project. */
  readonly lessons: string | undefined
  /** Ids or files; none: all. */
  readonly only: readonly string[]
  readonly executions: number
  readonly fork: Fork | undefined
  readonly isJson: boolean
  readonly isQuiet: boolean
  readonly colour: 'auto' | 'always' | 'never'
}

const clock: Clock = { nowMs: () => performance.timeOrigin + performance.now() }

/**
 * Replays lessons and prints what they come to.
 * @returns failureFound if one still fails; notPrepared if the project or a lesson cannot be read; noVerdict if one cannot be
 * replayed; usage if a lesson that was asked for is not there
 */
export async function replay(options: ReplayCommandOptions, manifest: Manifest, io: Io): Promise<ExitCode> {
  const shown = inGithubLog(io, options.isJson)
  try {
    return await run(options, manifest, { ...shown, errAsIs: io.err })
  } catch (error) {
    return tellError(error, shown)
  }
}

/** @param io `errAsIs`: Io.err, for what GitHub should read as commands */
async function run(
  options: ReplayCommandOptions,
  manifest: Manifest,
  io: Io & { readonly errAsIs: Io['err'] },
): Promise<ExitCode> {
  const paths = options.paths.map((each) => path.resolve(io.cwd, each))
  const { root: start, files } = locatePaths(paths, io.cwd)
  const { root } = findRoot(start)
  const say = (text: string): void => {
    if (!options.isQuiet) io.err(`${plainText(text)}\n`)
  }
  const folder = lessonsFolder(root, options.lessons, io.cwd)
  const { lessons: all, errors } = readLessons(folder, { isNamed: options.lessons !== undefined })
  for (const error of errors) io.err(errorText(error))
  const { lessons, unknown } = chosenLessons(all, options.only)
  if (unknown.length > 0) {
    io.err(unknownText(unknown))
    return EXIT.usage
  }
  if (lessons.length === 0) {
    say(
      `There are no lessons in ${path.relative(io.cwd, folder) || folder}. "faultline attack --learn" writes some.`,
    )
    if (options.isJson) io.out(documentOf(emptyReport(root, manifest)))
    return errors.length > 0 ? EXIT.notPrepared : EXIT.clean
  }
  const opened = await openConfigured({
    root: start,
    ...(files !== undefined && { files }),
    env: io.env,
    onProgress: say,
    onWarning: (text) => say(`Warning: ${text}`),
  })
  const stopping = new AbortController()
  const stopListening = listenForStops(process, {
    clock,
    onFirst: () => {
      say('Stopping: what was replayed is told. Once more to end at once.')
      stopping.abort()
    },
    onSecond: () => process.exit(EXIT.interrupted),
  })
  try {
    const report = await replayLessons({
      opened,
      ...(files !== undefined && { files }),
      lessons,
      env: io.env,
      ...(options.fork !== undefined && { fork: options.fork }),
      executionsMax: options.executions,
      clock,
      version: manifest.version,
      reproduce: reproduceText(options),
      onLesson: ({ file }, number) => say(`replaying ${number} of ${lessons.length}: ${file}`),
      signal: stopping.signal,
    })
    note(opened.project.root, report, say)
    io.out(options.isJson ? documentOf(report) : textOf(report, options, io))
    const place = { folder: folderInCheckout(opened.project.root) }
    tellGithubOfReplay(report, place, { env: io.env, err: io.errAsIs })
    if (stopping.signal.aborted) return EXIT.interrupted
    const code = exitCodeOf(report)
    return errors.length > 0 && code !== EXIT.failureFound ? EXIT.notPrepared : code
  } finally {
    stopListening()
  }
}

/** What weighs most: a failure, of the lesson or near it; a lesson without a verdict. */
function exitCodeOf({ lessons }: ReplayReport): ExitCode {
  if (lessons.some(({ status, others }) => status === 'still fails' || others.length > 0))
    return EXIT.failureFound
  return lessons.some(({ status }) => status === 'cannot be replayed') ? EXIT.noVerdict : EXIT.clean
}

/** For `faultline lessons`; a run is worth as much without. */
function note(root: string, report: ReplayReport, say: (text: string) => void): void {
  try {
    writeLastReplay(root, report, dayOf(clock.nowMs()))
  } catch (error) {
    say(
      `Warning: what the lessons came to cannot be noted: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

function emptyReport(root: string, { version }: Manifest): ReplayReport {
  return {
    schemaVersion: 1,
    run: { version, seconds: 0, executions: 0, reproduce: 'npx faultline replay' },
    project: { name: path.basename(root) },
    lessons: [],
    warnings: [],
  }
}

function documentOf(report: ReplayReport): string {
  return `${toJsonText(report, 2)}\n`
}

function textOf(report: ReplayReport, { colour }: ReplayCommandOptions, io: Io): string {
  const isColoured = colour === 'auto' ? wantsColours(io.isOutTerminal, io.env) : colour === 'always'
  return replayToText(report, {
    colours: createColours(isColoured),
    width: terminalWidth(),
  })
}

/** Without the address of a node, which may have a key in it. */
function reproduceText({ paths, lessons, only, executions, fork }: ReplayCommandOptions): string {
  const words = ['npx', 'faultline', 'replay', ...paths]
  if (lessons !== undefined) words.push('--lessons', lessons)
  for (const each of only) words.push('--only', each)
  words.push('--executions', String(executions))
  if (fork !== undefined) {
    words.push('--fork-url', '"$FORK_URL"')
    if (fork.block !== undefined) words.push('--fork-block-number', String(fork.block))
  }
  return words.join(' ')
}
