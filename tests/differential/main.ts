// Random programs on the Machine and on @ethereumjs/evm, for as long as asked.
//
// Usage: node tests/differential/main.ts [--seed <number>] [--cases <number>] [--minutes <number>] [--case <number>]
//
// A run is a function of seed and case numbers; --minutes only says when to stop. Exit code 1 if an engine differs.

import { parseArgs } from 'node:util'
import { checkScenario, describeMismatch } from './check-case.ts'
import { machineEngine } from './machine-engine.ts'
import { randomCase, toScenario } from './random-case.ts'

const CASES_DEFAULT = 20_000
const CASES_PER_PROGRESS_LINE = 1000
const MISMATCHES_MAX = 10

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    cases: { type: 'string' },
    minutes: { type: 'string' },
    case: { type: 'string' },
  },
})

process.exitCode = await main()

async function main(): Promise<number> {
  const seed = BigInt(values.seed)
  const engines = [machineEngine('fast'), machineEngine('checked'), machineEngine('compiled')]
  const first = values.case === undefined ? 0 : Number(values.case)
  const end =
    values.case === undefined
      ? Number(values.cases ?? (values.minutes ? Infinity : CASES_DEFAULT))
      : first + 1
  const deadlineMs = values.minutes === undefined ? Infinity : Date.now() + Number(values.minutes) * 60_000
  let [checked, excused, mismatches] = [0, 0, 0]
  for (let number = first; number < end && mismatches < MISMATCHES_MAX && Date.now() < deadlineMs; number++) {
    const verdict = await checkScenario(toScenario(randomCase(seed, number)), engines)
    checked++
    if (verdict.kind === 'excused') excused++
    if (verdict.kind === 'differs') {
      mismatches++
      process.stdout.write(`${await describeMismatch(seed, number, engines)}\n\n`)
    }
    if (checked % CASES_PER_PROGRESS_LINE === 0) {
      process.stderr.write(`${checked} cases, ${excused} excused, ${mismatches} mismatches\n`)
    }
  }
  process.stdout.write(
    `seed ${seed}: ${checked} cases from ${first}, ${excused} excused (known-deviations.ts), ${mismatches} mismatches\n`,
  )
  return mismatches === 0 ? 0 : 1
}
