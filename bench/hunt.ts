// Who breaks a property first? Runs forge and Faultline on every property of a Foundry project, in turn on this machine.
//
//   npm run -s bench:hunt -- [<foundry project>] [options]
//
//   --limit <seconds>     longest search per property and seed (default 60)
//   --seeds <n,n,...>     default 1,2,3
//   --match-test, --match-contract, --match-path <pattern>   and their --no- forms, as in forge
//   --workers <n>         Faultline's workers (default: its own)
//   --no-confirm          do not ask forge whether it sees our findings break too
//   --quick               under 50 s on two cores: the sample project, one seed, short searches; the same checks
//   --json                one document on stdout: { project, ..., rows, runs, summary }
//   --assert              exit code 5 unless everything forge breaks is broken, sooner, by sequences that are not longer
//   --no-append           do not add a line to bench/results/hunt.ndjson
//   --write-docs          write the table into docs/benchmarks.md
//
// Without a project it is bench/hunt/sample, whose answers are known. Exit code: 0; 1 a finding is wrong: forge was given its
// calls and the property held, or it is known to hold; 2 wrong usage; 3 one of the two could not run; 5 see --assert.

import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'

import { BaseError } from '../src/primitives/errors.ts'
import type { TestFilterPatterns } from '../src/project/types.ts'
import { reportHead, secondsSince } from './command/report-head.ts'
import { appendResult, editDocs } from './command/results.ts'
import { EXIT_CODES, progressOf, runCommand } from './command/run-command.ts'
import { UsageError, wholeNumber } from './command/usage.ts'
import { ForgeError } from './forge-binary.ts'
import { WrongFindingError } from './hunt/attack-document.ts'
import { huntWithFaultline } from './hunt/faultline-hunt.ts'
import { findProperties, forgeTarget, type HuntTarget } from './hunt/find-properties.ts'
import { huntWithForge } from './hunt/forge-hunt.ts'
import { isMet, type HuntReport } from './hunt/hunt-report.ts'
import { formatHunt } from './hunt/hunt-table.ts'
import { withHunt } from './hunt/hunt-docs.ts'
import { rowOf, summarizeHunt, type HuntRun } from './hunt/rows.ts'
import { prepareSample, SAMPLE_HOLDS } from './hunt/sample-project.ts'
import { failsInForge } from './parity/ask-forge.ts'
import { FaultlineError } from './parity/faultline-process.ts'

const say = progressOf('hunt')
const QUICK_LIMIT_SECONDS = 2

async function main(): Promise<number> {
  const { values: options, positionals } = parseArgs({
    allowPositionals: true,
    allowNegative: true,
    options: {
      limit: { type: 'string' },
      seeds: { type: 'string' },
      'match-test': { type: 'string' },
      'no-match-test': { type: 'string' },
      'match-contract': { type: 'string' },
      'no-match-contract': { type: 'string' },
      'match-path': { type: 'string' },
      'no-match-path': { type: 'string' },
      workers: { type: 'string' },
      confirm: { type: 'boolean', default: true },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      assert: { type: 'boolean', default: false },
      append: { type: 'boolean', default: true },
      'write-docs': { type: 'boolean', default: false },
    },
  })
  if (positionals.length > 1) throw new UsageError('Name one Foundry project, or none for the sample.')
  const project = positionals[0] === undefined ? await prepareSample() : path.resolve(positionals[0])
  if (!existsSync(path.join(project, 'foundry.toml'))) throw new UsageError(`${project} has no foundry.toml.`)
  const limitSeconds = wholeNumber(
    options.limit ?? String(options.quick ? QUICK_LIMIT_SECONDS : 60),
    '--limit',
  )
  const seeds = (options.seeds ?? (options.quick ? '1' : '1,2,3'))
    .split(',')
    .map((seed) => wholeNumber(seed, '--seeds'))
  const patterns: TestFilterPatterns = {
    ...(options['match-test'] !== undefined && { matchTest: options['match-test'] }),
    ...(options['no-match-test'] !== undefined && { noMatchTest: options['no-match-test'] }),
    ...(options['match-contract'] !== undefined && { matchContract: options['match-contract'] }),
    ...(options['no-match-contract'] !== undefined && { noMatchContract: options['no-match-contract'] }),
    ...(options['match-path'] !== undefined && { matchPath: options['match-path'] }),
    ...(options['no-match-path'] !== undefined && { noMatchPath: options['no-match-path'] }),
  }
  const flags = options.workers === undefined ? [] : ['--workers', options.workers]

  const started = performance.now()
  const targets = await findProperties(project, patterns)
  if (targets.length === 0) throw new UsageError('The project has no property that the patterns let through.')
  const runs: HuntRun[] = []
  for (const target of targets) {
    for (const seed of seeds)
      runs.push(...(await huntOne(project, target, seed, limitSeconds, flags, options.confirm)))
  }
  const rows = targets.map((target) => rowOf(target, runs))
  const summary = summarizeHunt(rows)
  const report: HuntReport = {
    ...(await reportHead()),
    project: positionals[0] === undefined ? 'sample' : path.basename(project),
    quick: options.quick,
    limitSeconds,
    seeds,
    seconds: secondsSince(started),
    rows,
    runs,
    summary,
  }
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : formatHunt(rows, summary))
  if (options.append && !options.quick) await appendResult('hunt', report)
  if (options['write-docs']) await editDocs((text) => withHunt(text, report))

  const isWrong =
    positionals[0] === undefined && rows.some((row) => row.found > 0 && SAMPLE_HOLDS.includes(row.case))
  if (isWrong || summary.unconfirmed.length > 0) return EXIT_CODES.wrongResult
  return options.assert && !isMet(summary) ? EXIT_CODES.barNotMet : EXIT_CODES.ok
}

async function huntOne(
  project: string,
  target: HuntTarget,
  seed: number,
  limitSeconds: number,
  flags: readonly string[],
  isConfirmed: boolean,
): Promise<HuntRun[]> {
  const { run, calls } = await huntWithFaultline(project, target, seed, limitSeconds, flags)
  const canConfirm = isConfirmed && target.isForges && calls !== undefined
  const ours = canConfirm
    ? { ...run, confirmed: await failsInForge(project, forgeTarget(target), calls) }
    : run
  const theirs = target.isForges ? await huntWithForge(project, target, seed, limitSeconds) : undefined
  say(
    `${target.case} seed ${seed}: ${[ours, theirs]
      .map((each) => each && describe(each))
      .filter(Boolean)
      .join('; ')}`,
  )
  return theirs === undefined ? [ours] : [ours, theirs]
}

function describe({ tool, found, seconds, executions, steps, confirmed }: HuntRun): string {
  const doubt = confirmed === false ? ', NOT REPEATED BY FORGE' : ''
  return found
    ? `${tool} broke it after ${seconds} s, ${executions} calls, ${steps} steps${doubt}`
    : `${tool} did not in ${executions} calls`
}

function exitCodeOf(error: Error): number | undefined {
  if (error instanceof WrongFindingError) return EXIT_CODES.wrongResult
  const isPreparation =
    error instanceof ForgeError ||
    error instanceof FaultlineError ||
    (error instanceof BaseError && error.code.startsWith('PROJECT_'))
  return isPreparation ? EXIT_CODES.notPrepared : undefined
}

await runCommand(main, say, exitCodeOf)
