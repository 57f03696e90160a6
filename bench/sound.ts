// Does the attacker say anything about protocols that are sound? Whatever it says is a false alarm.
//
//   npm run -s bench:sound -- [options]
//
//   --seconds <n>        of search for each, of the processor's time (default 300)
//   --only <name,...>    these setups of bench/sound/setups
//   --seed <n>           default 1
//   --packages <folder>  where more packages are, for setups of those that are not installed; may be repeated
//   --quick              5 s each
//   --verbose            calls of findings, and functions that never succeeded, with the reason
//   --json               one document on stdout: { ..., rows }
//   --no-append          do not add a line to bench/results/sound.ndjson
//
// Each search runs on one thread. Exit code: 0; 1 there was a false alarm; 2 wrong usage; 3 a setup could not be searched.

import { parseArgs } from 'node:util'

import { cpuClock } from './command/cpu-clock.ts'
import { reportHead } from './command/report-head.ts'
import { appendResult } from './command/results.ts'
import { EXIT_CODES, progressOf, runCommand } from './command/run-command.ts'
import { chosenNames, wholeNumber } from './command/usage.ts'
import { type SetupRun, runSetup } from './sound/run-setup.ts'
import { NotInstalled, setupNames, soundProject } from './sound/sound-project.ts'
import { formatSound, type SoundRow } from './sound/sound-table.ts'

const say = progressOf('sound')
const SECONDS = 300
const QUICK_SECONDS = 5
const CLOCK = cpuClock(() => process.threadCpuUsage())

async function main(): Promise<number> {
  const { values: options } = parseArgs({
    allowNegative: true,
    options: {
      seconds: { type: 'string' },
      only: { type: 'string' },
      seed: { type: 'string', default: '1' },
      packages: { type: 'string', multiple: true },
      quick: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      append: { type: 'boolean', default: true },
    },
  })
  const seconds = wholeNumber(options.seconds ?? String(options.quick ? QUICK_SECONDS : SECONDS), '--seconds')
  const seed = wholeNumber(options.seed, '--seed')
  const rows: SoundRow[] = []
  for (const name of chosenNames(options.only, await setupNames(), 'setup')) {
    rows.push(await search(name, seconds, seed, options.packages ?? [], options.verbose))
  }
  const report = { ...(await reportHead()), seconds, seed, rows }
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : formatSound(rows))
  if (options.append && !options.quick && options.only === undefined) await appendResult('sound', report)
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

await runCommand(main, say)
