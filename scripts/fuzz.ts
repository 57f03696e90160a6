// Fuzzing with many inputs from a new seed; every ordinary test run tries a few from a fixed one.
//
// Usage: npm run fuzz -- [--runs 10000] [--seed <number>] [<file or folder>...]   the properties (`*.fuzz.ts`)
//        npm run fuzz -- evm [--seed <number>] [--cases <n> | --minutes <m> | --case <n>]
//                                                                     random programs, the Machine against a reference
//        npm run fuzz -- --seed <number> --case <n>                    one such case again, as a failure prints it

import path from 'node:path'
import { parseArgs } from 'node:util'
import { commandFile, ROOT, runNode } from './tools.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string' },
    case: { type: 'string' },
    cases: { type: 'string' },
    minutes: { type: 'string' },
  },
})
const seed = values.seed ?? String(Date.now() % 0x7fff_ffff)

if (positionals[0] === 'evm' || values.case !== undefined) {
  const limits = (['case', 'cases', 'minutes'] as const).flatMap((name) =>
    values[name] === undefined ? [] : [`--${name}`, values[name]],
  )
  process.exitCode = runNode(path.join(ROOT, 'tests', 'differential', 'main.ts'), ['--seed', seed, ...limits])
} else {
  process.stdout.write(`${values.runs} inputs for each property, seed ${seed}\n`)
  process.exitCode = runNode(
    commandFile('vitest'),
    [
      'run',
      '--testTimeout=0',
      '--reporter=default',
      ...(positionals.length > 0 ? positionals : ['.fuzz.ts']),
    ],
    { FAULTLINE_FUZZ_RUNS: values.runs, FAULTLINE_FUZZ_SEED: seed },
  )
}
