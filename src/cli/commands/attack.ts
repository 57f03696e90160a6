// `faultline attack`: searches call sequences that break the properties of a project.

import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import type { WorkerProcess } from '../../attack/pool/worker-process.ts'
import type { Clock } from '../../primitives/clock.ts'
import { LessonError } from '../../lessons/record/lesson-error.ts'
import { BaseError } from '../../primitives/errors.ts'
import { plainText } from '../../primitives/plain-text.ts'
import type { Project } from '../../project/types.ts'
import { eventToJson, reportToJson } from '../../report/json.ts'
import type { Report } from '../../report/schema.ts'
import { reportToText } from '../../report/terminal.ts'
import { type CampaignStore, createNoStore, openStore } from '../../store/store.ts'
import { runAttack } from '../../run/attack.ts'
import { writeProofs } from '../../run/prove-findings.ts'
import { budgetOf } from '../../run/budget.ts'
import { type ConfiguredProject, openConfigured } from '../../run/config/open-configured.ts'
import { isReportFinding } from '../../run/is-report-finding.ts'
import { keepFindings } from '../../run/lessons/keep-findings.ts'
import { reportLessons } from '../../run/lessons/report-lessons.ts'
import { locatePaths } from '../../run/locate-paths.ts'
import { listText, selectContracts } from '../../run/select-contracts.ts'
import { exitCodeOf } from '../attack/exit-code.ts'
import { Narrator } from '../attack/narrator.ts'
import type { AttackOptions } from '../attack/options.ts'
import { reproduceText } from '../attack/reproduce.ts'
import { listenForStops } from '../attack/stop-signals.ts'
import { type Colours, createColours, wantsColours } from '../colours.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { dayOf } from '../day.ts'
import { tellError } from '../tell-error.ts'
import type { Io } from '../io.ts'
import { lessonsFolder } from '../lessons/lessons-folder.ts'
import { keptText } from '../lessons/lessons-told.ts'
import { createLiveLine, type LiveLine } from '../live/live-line.ts'
import type { Manifest } from '../manifest.ts'
import { terminalWidth } from '../terminal-width.ts'
import {
  inGithubLog,
  keepLastReport,
  nearPath,
  prepareReportFiles,
  tellGithub,
  writeReportFiles,
} from '../report/deliver-report.ts'

/** Never goes back, also if somebody sets the machine's clock. */
const clock: Clock = { nowMs: () => performance.timeOrigin + performance.now() }

/** From here on findings carry a trace. */
const TRACE_VERBOSITY = 3

/**
 * Attacks a project and prints the report.
 */
export async function attack(
  options: AttackOptions,
  manifest: Manifest,
  io: Io,
  { runner, early }: AttackWorkers = {},
): Promise<ExitCode> {
  // Contracts print what they like: no line of it is a command where GitHub reads the log.
  const shown = inGithubLog(io, options.output !== 'text')
  const live = liveLineFor(options, shown)
  try {
    return await run(options, manifest, shown, {
      live,
      errAsIs: io.err,
      ...(runner !== undefined && { runner }),
      ...(early !== undefined && { early }),
    })
  } catch (error) {
    live.end()
    return tellError(error, shown)
  } finally {
    live.end()
  }
}

async function run(
  options: AttackOptions,
  manifest: Manifest,
  io: Io,
  parts: Pick<Prepared, 'live' | 'runner' | 'early' | 'errAsIs'>,
): Promise<ExitCode> {
  const { live } = parts
  const paths = options.paths.map((each) => path.resolve(io.cwd, each))
  const { root, files } = locatePaths(paths, io.cwd)
  const say = (text: string): void => live.print(text)
  const opened = await openConfigured({
    root,
    ...(files !== undefined && { files }),
    env: io.env,
    onProgress: say,
    onWarning: (text) => say(`Warning: ${text}`),
  })
  const { project, config } = opened
  const selected = selectContracts(opened, options.patterns, paths, options.attacked)
  const { ids } = selected
  if (ids.length === 0) return nothingToAttack(project, selected.isEverything, io)
  if (options.isList) {
    io.out(escapeLines(listText(selected)))
    return EXIT.clean
  }
  prepareReportFiles(options.reports, io.cwd)
  const store = openStoreFor(options, project, say)
  try {
    return await search(options, manifest, io, {
      ...parts,
      project,
      ...(files !== undefined && { files }),
      config,
      ids,
      store,
    })
  } finally {
    store.close()
  }
}

/** Where workers come from. */
export type AttackWorkers = {
  /** Module of their task runner. */
  readonly runner?: URL
  /** One that was started before. */
  readonly early?: WorkerProcess
}

type Prepared = AttackWorkers & {
  readonly live: LiveLine
  /** Io.err, for what GitHub should read as commands. */
  readonly errAsIs: Io['err']
  readonly project: Project
  readonly files?: readonly string[]
  readonly config: ConfiguredProject['config']
  /** Of the campaigns. */
  readonly ids: readonly string[]
  readonly store: CampaignStore
}

async function search(
  options: AttackOptions,
  manifest: Manifest,
  io: Io,
  prepared: Prepared,
): Promise<ExitCode> {
  const { live, runner, early, project, files, config, ids, store } = prepared
  const seed = options.seed ?? seedFor(options, prepared)
  const { timeoutSeconds: timeout, executions } = options
  const { executionsMax, secondsMax } = budgetOf({ timeout, executions }, config, ids.length)
  const workers = options.workers ?? config.workers
  const onEvent =
    options.output === 'jsonl'
      ? (event: Parameters<typeof eventToJson>[0]): void => io.out(eventToJson(event))
      : undefined
  const narrator = new Narrator({
    live,
    onEvent,
    clock,
    seed,
    contracts: ids.length,
    secondsMax,
    executionsMax,
  })

  const searching = new AbortController()
  const stopListening = listenForStops(process, {
    clock,
    onFirst: () => {
      live.print('Stopping: what was found is made short. Once more to end at once.')
      searching.abort()
    },
    onSecond: () => {
      live.end()
      // Workers end with this process, and every complete epoch is stored.
      process.exit(EXIT.interrupted)
    },
  })
  try {
    const { report: found, results } = await runAttack({
      project,
      ...(files !== undefined && { files }),
      contracts: ids,
      env: io.env,
      seed,
      secondsMax,
      executionsMax,
      ...(workers !== undefined && { workers }),
      patterns: options.patterns,
      ...(options.fork !== undefined && { fork: options.fork }),
      // The document has traces, whatever is printed of them.
      verbosity: Math.max(options.verbosity, TRACE_VERBOSITY),
      isInterpreted: options.isInterpreted,
      isFailFast: options.isFailFast,
      proofs: options.hasProofs,
      clock,
      checkpointOf: (contract) => store.checkpoint({ contract, seed, isResumed: options.isResumed }),
      searchSignal: searching.signal,
      onEvent: (event) => narrator.campaign(event),
      onEnd: (result) => narrator.campaignEnded(result),
      onProving: (id) =>
        live.print(`Proving what was found: ${plainText(id.slice(id.lastIndexOf(':') + 1))}`),
      onWorker: (event) => narrator.worker(event),
      version: manifest.version,
      reproduce: (contract) =>
        reproduceText(options, seed, contract, options.workers ?? availableParallelism()),
      ...(runner !== undefined && { runner }),
      ...(early !== undefined && { early }),
    })
    live.end()
    if (options.hasProofs) keepProofs(found, project, io)
    const lessons = lessonsFolder(project.root, options.lessons, io.cwd)
    if (options.isLearning === true) keepAll(found, { folder: lessons, seed, manifest, io })
    const report = { ...found, lessons: reportLessons(project.root, lessons, found.findings) }
    if (options.output === 'jsonl') narrator.runEnded(report.run, report.findings.length, report.warnings)
    else
      io.out(
        options.output === 'json'
          ? reportToJson(report)
          : textOf(report, options, { io, root: project.root }),
      )
    const failed = (line: string): void => io.err(`${line}\n`)
    const written = options.isQuiet ? (): void => undefined : failed
    const said = { cwd: io.cwd, written, failed }
    keepLastReport(report, project.root, { ...said, files: options.reports })
    const isWhole = writeReportFiles(report, options.reports, said)
    tellGithub(report, { env: io.env, err: prepared.errAsIs })
    const code = exitCodeOf(results, {
      isInterrupted: searching.signal.aborted,
      isFailureAllowed: options.isFailureAllowed,
    })
    return isWhole || code !== EXIT.clean ? code : EXIT.notPrepared
  } finally {
    stopListening()
  }
}

/** Proofs become files. That they cannot be written takes nothing from the run: the document has them too. */
function keepProofs(report: Report, { root }: Pick<Project, 'root'>, io: Io): void {
  try {
    writeProofs(root, report)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    io.err(`Warning: the proofs are not written: ${plainText(reason)}\n`)
  }
}

/** Findings become lessons. What cannot be written is said, and takes nothing from the run. */
function keepAll(
  { findings }: Report,
  {
    folder,
    seed,
    manifest: { version },
    io,
  }: {
    readonly folder: string
    readonly seed: bigint
    readonly manifest: Manifest
    readonly io: Io
  },
): void {
  const facts = { on: dayOf(clock.nowMs()), version, seed: String(seed) }
  try {
    const kept = keepFindings(
      folder,
      findings.map((finding) => ({ finding, facts })),
    )
    io.err(keptText(kept, path.relative(io.cwd, folder) || '.'))
  } catch (error) {
    if (!(error instanceof LessonError)) throw error
    io.err(`${plainText(error.message)}\n`)
  }
}

function textOf(
  report: Report,
  options: AttackOptions,
  { io, root }: { readonly io: Io; readonly root: string },
): string {
  const near = nearPath(root, io.cwd)
  return reportToText(report, {
    colours: coloursFor(options, io.isOutTerminal, io),
    width: terminalWidth(),
    verbosity: options.verbosity,
    showSolidity: false,
    ...(near !== '' && { root: near }),
  })
}

function coloursFor({ colour }: AttackOptions, isTerminal: boolean, io: Io): Colours {
  return createColours(colour === 'auto' ? wantsColours(isTerminal, io.env) : colour === 'always')
}

function liveLineFor(options: AttackOptions, io: Io): LiveLine {
  return createLiveLine({
    write: io.err,
    clock,
    style: options.isQuiet ? 'none' : io.isErrTerminal ? 'redrawn' : 'lines',
    colours: coloursFor(options, io.isErrTerminal, io),
    columns: () => process.stderr.columns,
  })
}

/** The seed of the project's configuration, of what is resumed, or any. */
function seedFor({ isResumed }: AttackOptions, { project, ids, store }: Prepared): bigint {
  const latest = isResumed ? ids.flatMap((id) => store.latest(id) ?? []) : []
  const [last] = latest.toSorted((left, right) => right.updatedMs - left.updatedMs)
  if (last !== undefined) return last.seed
  const configured = project.config.fuzz.seed
  return configured === undefined ? randomBytes(8).readBigUInt64BE() : BigInt.asUintN(64, configured)
}

/** The store; where another run has it open, none, unless that run's state is what is asked for. */
function openStoreFor(
  { isResumed }: AttackOptions,
  { root }: Project,
  say: (text: string) => void,
): CampaignStore {
  try {
    return openStore({
      root,
      clock,
      pid: process.pid,
      onWarning: (text) => say(`Warning: ${text}`),
      isReport: isReportFinding,
    })
  } catch (error) {
    if (isResumed || !(error instanceof BaseError) || error.code !== 'STORE_LOCKED') throw error
    say(`Warning: ${error.message} This run goes on beside it, and cannot be resumed.`)
    return createNoStore()
  }
}

function nothingToAttack({ root }: Project, isAll: boolean, io: Io): ExitCode {
  if (!isAll) {
    io.err('Nothing that could be attacked matches. "faultline attack --list" prints what there is.\n')
    return EXIT.usage
  }
  io.err(
    `There is nothing to attack in ${plainText(root)}: no contract that could be deployed and called, no test contract with a setUp(), no invariant_*(), no test with arguments, no property_*() or echidna_*().\n` +
      'Write what must always hold as a function invariant_...() of a test contract.\n',
  )
  return EXIT.noVerdict
}

// Names of contracts and functions are anybody's text; the line breaks between them are ours.
function escapeLines(text: string): string {
  return text
    .split('\n')
    .map((line) => plainText(line))
    .join('\n')
}
