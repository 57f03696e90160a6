// The command line of `faultline attack`. Every value is checked here: what comes out can be used.

import { type Command, InvalidArgumentError, Option } from 'commander'
import type { ExitCode } from '../exit-codes.ts'
import { addForkOptions, type Fork, type ForkFlags, forkOf } from '../fork-options.ts'
import type { Io } from '../io.ts'
import { addLessonsOption } from '../lessons/lessons-option.ts'
import type { Manifest } from '../manifest.ts'
import { countUp, seedOfBits, wholeNumber } from '../option-values.ts'
import { addReportOptions, reportFiles, type ReportFlags } from '../report/report-files.ts'
import { addMatchOptions, matchPatterns } from '../test/match-options.ts'
import { attackedOf } from '../../run/attacked.ts'
import { TASK_RUNNER } from '../../run/task-runner-entry.ts'
import type { WorkerProcess } from '../../attack/pool/worker-process.ts'
import type { AttackOptions } from './options.ts'

const COUNT_MAX = Number.MAX_SAFE_INTEGER
/** Timers of Node end at 2^31 ms. */
const TIMEOUT_SECONDS_MAX = 2_000_000
const WORKERS_MAX = 1_024
const SEED_BITS = 64
const VERBOSITY_MAX = 5

type Flags = ReportFlags &
  ForkFlags & {
    readonly seed?: bigint
    readonly timeout?: number
    readonly executions?: number
    readonly workers?: number
    readonly jit: boolean
    readonly resume?: true
    readonly json?: true
    readonly jsonl?: true
    readonly verbose: number
    readonly color: 'auto' | 'always' | 'never'
    readonly quiet?: true
    readonly failFast?: true
    readonly list?: true
    readonly allowFailure?: true
    readonly attacker?: boolean
    readonly proofs?: boolean
    readonly learn?: true
    readonly lessons?: string
  }

/** Adds `attack` to the program. */
export function declareAttack(
  program: Command,
  manifest: Manifest,
  io: Io,
  ended: (code: ExitCode) => void,
): void {
  const command = program
    .command('attack')
    .description('search for call sequences that break the properties of a project, and make them short')
    .argument('[paths...]', 'folder of the project, or folders and source files in it')
  addMatchOptions(command)
  command
    .option(
      '--seed <number>',
      'repeats a run: the same seed and --executions find the same',
      seedOfBits(SEED_BITS),
    )
    .option(
      '--timeout <seconds>',
      'end the search after that time, also as 10m or 2h (default: 60, or 10 for each test contract if that is more; none with --executions)',
      parseSeconds,
    )
    .option(
      '--executions <n>',
      'end the search of each test contract after that many calls',
      wholeNumber(1, COUNT_MAX),
    )
    .option(
      '-j, --workers <n>',
      'processes that search at the same time (default: one per processor)',
      wholeNumber(1, WORKERS_MAX),
    )
    .option('--no-jit', 'interpret contracts, and compile none: slower, with the same results')
    .option('--resume', 'go on where the last run of the same code stopped')
    .option('--fail-fast', 'stop at the first failure')
    .option('--allow-failure', 'exit with 0 also if failures were found')
    .option('--learn', 'keep what is found as lessons, for "faultline replay"')
  addLessonsOption(command)
    .option('--attacker', 'search for thefts beside properties too')
    .option('--no-attacker', 'search only for what breaks properties and tests, not for thefts')
    .option('--no-proofs', 'leave out the proofs of findings, which take time to compile')
    .option('--list', 'print what would be attacked, and end')
  addReportOptions(addForkOptions(command))
    .option(
      '-v, --verbose',
      'more: -vv logs and Solidity, -vvv traces of findings, -vvvvv of setUp too',
      countUp,
      0,
    )
    .option('-q, --quiet', 'only the result')
    .addOption(new Option('--json', 'print one JSON document instead of text').conflicts(['jsonl', 'list']))
    .addOption(
      new Option('--jsonl', 'print what happens while it happens, one JSON document per line').conflicts(
        'list',
      ),
    )
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .action(async (paths: string[], flags: Flags) => {
      const fork = forkOf(flags, command)
      // A worker loads its part while this process loads the rest and opens the project.
      const early = flags.list === true ? undefined : await startEarly()
      try {
        const { attack } = await import('../commands/attack.ts')
        ended(await attack(optionsOf(paths, flags, fork), manifest, io, early === undefined ? {} : { early }))
      } finally {
        await early?.end('nobody needs it')
      }
    })
}

async function startEarly(): Promise<WorkerProcess> {
  const { WorkerProcess } = await import('../../attack/pool/worker-process.ts')
  return new WorkerProcess(TASK_RUNNER)
}

function optionsOf(paths: readonly string[], flags: Flags, fork: Fork | undefined): AttackOptions {
  return {
    paths,
    patterns: matchPatterns(flags),
    seed: flags.seed,
    timeoutSeconds: flags.timeout,
    executions: flags.executions,
    workers: flags.workers,
    isInterpreted: !flags.jit,
    isResumed: flags.resume === true,
    output: flags.json === true ? 'json' : flags.jsonl === true ? 'jsonl' : 'text',
    verbosity: Math.min(flags.verbose, VERBOSITY_MAX),
    colour: flags.color,
    isQuiet: flags.quiet === true,
    fork,
    isFailFast: flags.failFast === true,
    isList: flags.list === true,
    attacked: attackedOf(flags.attacker),
    hasProofs: flags.proofs !== false,
    reports: reportFiles(flags),
    isFailureAllowed: flags.allowFailure === true,
    ...(flags.learn === true && { isLearning: true }),
    ...(flags.lessons !== undefined && { lessons: flags.lessons }),
  }
}

const SECONDS_OF: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600 }

/** Seconds, or minutes and hours as timeout(1) takes them. */
function parseSeconds(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(text) ?? []
  const seconds = number === undefined ? Number.NaN : Number(number) * SECONDS_OF[unit]!
  if (!(seconds > 0 && seconds <= TIMEOUT_SECONDS_MAX)) {
    throw new InvalidArgumentError(
      `It is a number of seconds (or of minutes or hours: 10m, 2h), more than 0 and at most ${TIMEOUT_SECONDS_MAX} seconds.`,
    )
  }
  return seconds
}
