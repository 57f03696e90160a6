// The searches that take too long for every `npm test`: all protocols of tests/exploits and all incidents, flawed and repaired; the proof
// of each finding under forge; each finding as a lesson, on the repaired code and on half repairs; lanes of all of them in other orders.
//
// Usage: npm run test:long                      all of them
//        npm run test:long -- <file or folder>  only the tests whose path contains it
//
// The last line of the output counts, as that of `npm test` does.

import { countsText, isPassed, runTests } from './run-tests.ts'

/** Where FAULTLINE_EXPLOITS is asked for. */
const FOLDERS: readonly string[] = [
  'tests/exploits',
  'tests/incidents',
  'tests/lessons',
  'tests/attacker/engine-laws.test.ts',
]

const filters = process.argv.slice(2)
const counts = runTests(filters.length === 0 ? FOLDERS : filters, { FAULTLINE_EXPLOITS: 'all' })
process.stdout.write(countsText(counts))
process.exitCode = isPassed(counts) ? 0 : 1
