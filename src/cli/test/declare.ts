// The command line of `faultline test`: flags as forge has them.

import { type Command, Option } from 'commander'
import type { ExitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import type { Manifest } from '../manifest.ts'
import { countUp, seedOfBits, wholeNumber } from '../option-values.ts'
import { addMatchOptions, matchPatterns } from './match-options.ts'

type Flags = {
  readonly json?: true
  readonly verbose: number
  readonly fuzzRuns?: number
  readonly seed?: bigint
  readonly fuzzSeed?: bigint
  readonly workers?: number
}

const DEFAULT_SEED = 1n
const SEED_BITS = 256
const COUNT_MAX = 2 ** 32 - 1

/** Adds `test` to the program. */
export function declareTest(
  program: Command,
  manifest: Manifest,
  io: Io,
  ended: (code: ExitCode) => void,
): void {
  const command = program
    .command('test')
    .description('run the tests of a Foundry project as forge does')
    .argument('[path]', 'the project, or a folder or .sol file in it: only the tests there')
  addMatchOptions(command)
    .option('--fuzz-runs <n>', 'inputs for each test with arguments', wholeNumber(1, COUNT_MAX))
    .option('--seed <number>', `seed of random inputs (default: ${DEFAULT_SEED})`, seedOfBits(SEED_BITS))
    .addOption(
      new Option('--fuzz-seed <number>', 'the same, as forge calls it')
        .argParser(seedOfBits(SEED_BITS))
        .hideHelp(),
    )
    .option(
      '-j, --workers <n>',
      'suites that run at the same time (default: one per processor)',
      wholeNumber(1, COUNT_MAX),
    )
    .option('-v, --verbose', 'more: -vv logs, -vvv traces of what failed, -vvvv of all tests', countUp, 0)
    .option('--json', 'print one JSON document instead of text')
    .action(async (path: string | undefined, flags: Flags) => {
      const options = {
        ...(path !== undefined && { path }),
        patterns: matchPatterns(flags),
        isJson: flags.json === true,
        verbosity: flags.verbose,
        fuzzRuns: flags.fuzzRuns,
        seed: flags.fuzzSeed ?? flags.seed ?? DEFAULT_SEED,
        workers: flags.workers,
      }
      // A worker loads its part while this thread loads the rest and opens the project.
      const { startSuiteWorker } = await import('./suite-pool.ts')
      const first = startSuiteWorker()
      try {
        const { test } = await import('../commands/test.ts')
        ended(await test(options, manifest, io, first))
      } finally {
        await first.terminate()
      }
    })
}
