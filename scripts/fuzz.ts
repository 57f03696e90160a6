// The properties (`*.fuzz.ts`) with many inputs from a new seed; every ordinary test run tries a few from a fixed one.
//
// Usage: npm run fuzz -- [--runs 10000] [--seed <number>] [<file or folder>...]

import { parseArgs } from 'node:util'
import { commandFile, runNode } from './tools.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '10000' }, seed: { type: 'string' } },
})
const seed = values.seed ?? String(Date.now() % 0x7fff_ffff)

process.stdout.write(`${values.runs} inputs for each property, seed ${seed}\n`)
process.exitCode = runNode(
  commandFile('vitest'),
  ['run', '--testTimeout=0', '--reporter=default', ...(positionals.length > 0 ? positionals : ['.fuzz.ts'])],
  { FAULTLINE_FUZZ_RUNS: values.runs, FAULTLINE_FUZZ_SEED: seed },
)
