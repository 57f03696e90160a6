/** forge's search for one property. */

import { parseDurationNs } from '../engines/forge.ts'
import { ForgeError } from '../forge-binary.ts'
import { flagsFor } from '../parity/ask-forge.ts'
import { runForge, type ForgeRun, type ForgeTest } from '../parity/forge-process.ts'
import { forgeTarget, type HuntTarget } from './find-properties.ts'
import type { HuntRun } from './rows.ts'

// forge takes 32 bits; the time limit is what ends a search.
const RUNS_MAX = '4294967295'
// What compiling, starting and shrinking may take beside the search.
const EXTRA_SECONDS = 300
// Below this a rate is mostly rounding.
const SECONDS_FOR_RATE = 0.5

/** One search, with forge's own settings but for the time limit. */
export async function huntWithForge(
  project: string,
  target: HuntTarget,
  seed: number,
  limitSeconds: number,
): Promise<HuntRun> {
  const run = await runForge(project, {
    flags: [...flagsFor(forgeTarget(target)), '--fuzz-seed', `0x${seed.toString(16)}`],
    env: {
      FOUNDRY_INVARIANT_TIMEOUT: String(limitSeconds),
      FOUNDRY_INVARIANT_RUNS: RUNS_MAX,
      FOUNDRY_FUZZ_TIMEOUT: String(limitSeconds),
      FOUNDRY_FUZZ_RUNS: RUNS_MAX,
    },
    limitSeconds: limitSeconds + EXTRA_SECONDS,
  })
  return runOf(target, seed, run)
}

function runOf(target: HuntTarget, seed: number, run: ForgeRun): HuntRun {
  const test = testOf(target, run)
  const found = test.status === 'Failure'
  const searchSeconds = parseDurationNs(test.duration) / 1e9
  const { Invariant: invariant, Fuzz: fuzz } = test.kind
  const sequence = test.counterexample?.Sequence
  // forge counts the calls of complete runs; the one that broke it ended with the sequence it gives.
  const executions = (invariant?.calls ?? fuzz?.runs ?? 0) + (sequence?.[0] ?? 0)
  const steps = sequence?.[1].length ?? (test.counterexample?.Single === undefined ? 0 : 1)
  const breakSeconds = found ? Math.min(breakTime(run, searchSeconds) ?? searchSeconds, searchSeconds) : null
  return {
    case: target.case,
    tool: 'forge',
    seed,
    found,
    seconds: breakSeconds === null ? null : Number(breakSeconds.toFixed(3)),
    executions,
    steps: found ? steps : null,
    originalSteps: found ? (sequence?.[0] ?? steps) : null,
    callsPerSecond: found || searchSeconds < SECONDS_FOR_RATE ? null : Math.round(executions / searchSeconds),
    confirmed: null,
    reason: test.reason ?? '',
  }
}

function testOf(target: HuntTarget, { report }: ForgeRun): ForgeTest {
  for (const suite of Object.values(report)) {
    for (const [signature, test] of Object.entries(suite.test_results)) {
      if (signature === target.signature) return test
    }
    const [setup] = Object.values(suite.test_results)
    if (setup?.status === 'Failure')
      throw new ForgeError(`forge: the setup of ${target.contract} failed: ${setup.reason}`)
  }
  throw new ForgeError(`forge did not run ${target.case}`)
}

// forge says so on stderr when an invariant breaks, before it shrinks. When the search began follows from how long the test took, the one
// of its run: the report is printed when it is over. (The process goes on for up to 20 ms: who takes its end for that of the test finds
// that the test had begun after its invariant was broken.)
function breakTime({ lines, reportSeconds }: ForgeRun, testSeconds: number): number | undefined {
  const line = lines.find(({ text }) => text.includes('"event":"failure"'))
  return line === undefined ? undefined : Math.max(line.seconds - (reportSeconds - testSeconds), 0)
}
