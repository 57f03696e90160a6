/**
 * A `solc` command around the solc-js package: `node bench/solc-cli.ts --version` or `--standard-json` (JSON on stdin,
 * JSON on stdout; other flags are ignored). The benchmark compiles with it, and so does forge, which needs an
 * executable compiler and would otherwise download one.
 *
 * It is a process of its own because the compiler's heap must not be part of the measured process.
 */

import { readFileSync } from 'node:fs'

import { loadSolc } from '../tests/helpers/solc.ts'

if (process.argv.includes('--version')) {
  const version = loadSolc().version()
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${version}\n`)
} else if (process.argv.includes('--standard-json')) {
  process.stdout.write(loadSolc().compile(readFileSync(0, 'utf8')))
} else {
  process.stderr.write('usage: solc-cli.ts --version | --standard-json < input.json\n')
  process.exitCode = 2
}
