// How many inputs each fast-check property tries, and from which seed.
//
// Every ordinary run tries the same few inputs, so a red test is red again on the next machine. `npm run fuzz`
// sets FAULTLINE_FUZZ_RUNS (many) and FAULTLINE_FUZZ_SEED (new each time, printed on failure by fast-check).

import fc from 'fast-check'

const RUNS_DEFAULT = 100
const SEED_DEFAULT = 20_160_617

fc.configureGlobal({
  numRuns: numberFromEnvironment('FAULTLINE_FUZZ_RUNS', RUNS_DEFAULT),
  seed: numberFromEnvironment('FAULTLINE_FUZZ_SEED', SEED_DEFAULT),
})

function numberFromEnvironment(name: string, fallback: number): number {
  const text = process.env[name]
  if (text === undefined || text === '') return fallback
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`${name} must be a whole number, got "${text}".`)
  return value
}
