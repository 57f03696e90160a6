// Does `faultline test` mean the same as `forge test`? Runs both on a Foundry project and compares them test by test.
//
//   npm run -s bench:parity -- <foundry project> [options]
//
//   --json                  one document on stdout: { project, rows, summary }
//   --quick                 few inputs for tests with arguments (16) and short invariants
//   --fuzz-runs <n>         inputs for tests with arguments (default 64)
//   --seed <number>         seed of both tools (default 1)
//   --limit <seconds>       longest time for each tool (default 600)
//   --match-test, --match-contract, --match-path <pattern>   and their --no- forms, as in forge
//   --forge-report <file>   what forge printed earlier with `forge test --json`, instead of running it
//
// Where only one of the two searches made a test fail, the other is given its calls: if it sees the test fail too, that was
// luck; if not, it is a disagreement. Exit code: 0 nothing disagrees; 2 wrong usage; 3 one of the two could not run;
// 5 something disagrees. Tests that stop at something unsupported are listed and are no disagreement.

import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'

import type { TestDocument } from '../src/cli/test/document.ts'
import { EXIT_CODES, progressOf, runCommand } from './command/run-command.ts'
import { UsageError, wholeNumber } from './command/usage.ts'
import { ForgeError } from './forge-binary.ts'
import { compareOutcomes, summarize } from './parity/compare.ts'
import { FaultlineError, runFaultline } from './parity/faultline-process.ts'
import { runForge, type ForgeReport } from './parity/forge-process.ts'
import { faultlineOutcomes, forgeOutcomes } from './parity/outcome.ts'
import { settleLuck } from './parity/settle.ts'
import { formatParity } from './parity/table.ts'

const say = progressOf('parity')

const MATCH_OPTIONS = [
  'match-test',
  'no-match-test',
  'match-contract',
  'no-match-contract',
  'match-path',
  'no-match-path',
] as const

async function main(): Promise<number> {
  const { values: options, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      'fuzz-runs': { type: 'string' },
      seed: { type: 'string', default: '1' },
      limit: { type: 'string', default: '600' },
      'forge-report': { type: 'string' },
      ...(Object.fromEntries(MATCH_OPTIONS.map((name) => [name, { type: 'string' }])) as Record<
        (typeof MATCH_OPTIONS)[number],
        { type: 'string' }
      >),
    },
  })
  const [folder, ...others] = positionals
  if (folder === undefined || others.length > 0) throw new UsageError('Name one Foundry project.')
  const project = path.resolve(folder)
  if (!existsSync(path.join(project, 'foundry.toml'))) {
    throw new UsageError(`${project} has no foundry.toml.`)
  }
  const fuzzRuns = wholeNumber(options['fuzz-runs'] ?? (options.quick ? '16' : '64'), '--fuzz-runs')
  const seed = BigInt(wholeNumber(options.seed, '--seed'))
  const limitSeconds = wholeNumber(options.limit, '--limit')
  const filters = MATCH_OPTIONS.flatMap((name) => {
    const pattern = options[name]
    return pattern === undefined ? [] : [`--${name}`, pattern]
  })
  const flags = [...filters, '--fuzz-runs', String(fuzzRuns)]
  const invariantEnv = { FOUNDRY_INVARIANT_RUNS: options.quick ? '4' : '16', FOUNDRY_INVARIANT_DEPTH: '50' }

  const forge =
    options['forge-report'] === undefined
      ? await timed('forge test', async () => {
          const run = await runForge(project, {
            flags: [...flags, '--fuzz-seed', `0x${seed.toString(16)}`],
            env: invariantEnv,
            limitSeconds,
          })
          return run.report
        })
      : (JSON.parse(await readFile(options['forge-report'], 'utf8')) as ForgeReport)
  const ours = await timed('faultline test', async () => {
    const args = ['test', '--json', ...flags, '--seed', String(seed)]
    const run = await runFaultline(project, args, { env: invariantEnv, limitSeconds })
    return run.document as TestDocument
  })

  const compared = compareOutcomes(forgeOutcomes(forge), faultlineOutcomes(ours))
  const rows = await settleLuck(compared, {
    root: project,
    forge,
    faultline: ours,
    onRow: (row) =>
      say(`${row.case}: ${row.verdict === 'luck' ? 'both fail with the same calls' : row.verdict}`),
  })
  const summary = summarize(rows)
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ project: path.basename(project), seed: String(seed), rows, summary })}\n`
      : formatParity(rows, summary),
  )
  return summary.disagreed === 0 ? EXIT_CODES.ok : EXIT_CODES.barNotMet
}

async function timed<T>(what: string, run: () => Promise<T>): Promise<T> {
  const started = performance.now()
  const result = await run()
  say(`${what} took ${((performance.now() - started) / 1000).toFixed(1)} s`)
  return result
}

await runCommand(main, say, (error) =>
  error instanceof ForgeError || error instanceof FaultlineError ? EXIT_CODES.notPrepared : undefined,
)
