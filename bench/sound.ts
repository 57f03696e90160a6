// Does the attacker say anything about protocols that are sound? Whatever it says is a false alarm.
//
//   npm run -s bench:sound -- [options]
//
//   --seconds <n>        of search for each (default 300)
//   --only <name,...>    these setups of bench/sound/setups
//   --seed <n>           default 1
//   --packages <folder>  where more packages are, for setups of those that are not installed; may be repeated
//   --quick              5 s each
//   --verbose            calls of findings, and functions that never succeeded, with the reason
//   --json               one document on stdout: { ..., rows }
//   --no-append          do not add a line to bench/results/sound.ndjson
//
// Each search runs on one thread. Exit code: 0; 1 there was a false alarm; 2 wrong usage; 3 a setup could not be searched.

import { appendFile, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'

import { type SetupRun, runSetup } from './sound/run-setup.ts'
import { NotInstalled, setupNames, soundProject } from './sound/sound-project.ts'
import { formatSound, type SoundRow } from './sound/sound-table.ts'

const RESULTS_FILE = path.join(import.meta.dirname, 'results', 'sound.ndjson')
const EXIT_CODES = { ok: 0, wrongResult: 1, usage: 2, notPrepared: 3 } as const
const SECONDS = 300
const QUICK_SECONDS = 5
const CLOCK = { nowMs: () => performance.now() }

class UsageError extends Error {
  readonly code = 'BENCH_USAGE'
}

async function main(): Promise<number> {
  const { values: options } = parseArgs({
    allowNegative: true,
    options: {
      seconds: { type: 'string' },
      only: { type: 'string' },
      seed: { type: 'string' },
      packages: { type: 'string', multiple: true },
      quick: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      append: { type: 'boolean', default: true },
    },
  })
  const seconds = wholeNumber(options.seconds, '--seconds') ?? (options.quick ? QUICK_SECONDS : SECONDS)
  const seed = wholeNumber(options.seed, '--seed') ?? 1
  const rows: SoundRow[] = []
  for (const name of await chosen(options.only)) {
    const row = await search(name, seconds, seed, options.packages ?? [], options.verbose)
    rows.push(row)
  }
  const report = { date: new Date().toISOString(), node: process.versions.node, seconds, seed, rows }
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : formatSound(rows))
  if (options.append && !options.quick && options.only === undefined) {
    await mkdir(path.dirname(RESULTS_FILE), { recursive: true })
    await appendFile(RESULTS_FILE, `${JSON.stringify(report)}\n`)
  }
  if (rows.some(({ findings }) => findings.length > 0)) return EXIT_CODES.wrongResult
  return rows.some(({ problem }) => problem !== null) ? EXIT_CODES.notPrepared : EXIT_CODES.ok
}

async function search(
  name: string,
  seconds: number,
  seed: number,
  packages: readonly string[],
  isVerbose: boolean,
): Promise<SoundRow> {
  const nothing = { name, executions: 0, seconds: 0, findings: [], neverSucceeded: [], survey: null }
  try {
    const project = await soundProject(name, packages)
    const run = await runSetup(project, { seed: BigInt(seed), executions: undefined, seconds, clock: CLOCK })
    for (const line of describe(run, isVerbose)) say(`${name}: ${line}`)
    const { contracts, assets, actors, gates, gifts, positions } = run.survey
    return {
      name,
      executions: run.executions,
      seconds: Number(run.seconds.toFixed(1)),
      findings: run.findings.map(({ property, reason }) => `${property.name}: ${reason}`),
      neverSucceeded: run.neverSucceeded,
      survey: {
        contracts: contracts.length,
        assets: assets.length,
        actors: actors.length,
        gates: gates.length,
        gifts: gifts.length,
        positions: positions.length,
      },
      skipped: null,
      problem: null,
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (error instanceof NotInstalled) return { ...nothing, skipped: error.message, problem: null }
    say(`${name}: ${error.stack}`)
    return { ...nothing, skipped: null, problem: error.message }
  }
}

/** What somebody who looks for the cause of a false alarm wants to know. */
function describe(run: SetupRun, isVerbose: boolean): string[] {
  const lines = [`${run.findings.length} findings, ${run.executions.toLocaleString('en-US')} calls`]
  for (const { property, reason, steps } of run.findings) {
    lines.push(`FALSE ALARM, ${property.name}: ${reason}`)
    if (isVerbose) lines.push(...steps.map((step) => `  ${JSON.stringify(step)}`))
  }
  if (isVerbose) {
    lines.push(...run.warnings.map((warning) => `warning: ${warning}`))
    lines.push(...run.survey.notes.map((note) => `note: ${note}`))
    lines.push(...run.neverSucceeded.map((each) => `never succeeded: ${each}`))
  }
  return lines
}

async function chosen(only: string | undefined): Promise<readonly string[]> {
  const names = await setupNames()
  const wanted = only?.split(',')
  const unknown = wanted?.filter((name) => !names.includes(name)) ?? []
  if (unknown.length > 0)
    throw new UsageError(`There is no setup ${unknown.join(', ')}. There are: ${names.join(', ')}.`)
  return wanted ?? names
}

function wholeNumber(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`${option} needs a whole number, not "${text}".`)
  return Number(text)
}

function say(line: string): void {
  process.stderr.write(`sound: ${line}\n`)
}

try {
  process.exitCode = await main()
} catch (error) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!(error instanceof UsageError) && !code.startsWith('ERR_PARSE_ARGS')) throw error
  process.exitCode = EXIT_CODES.usage
  say(error instanceof Error ? error.message : String(error))
}
