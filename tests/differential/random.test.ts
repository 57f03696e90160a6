// A sample of what `npm run fuzz` does at length: cases 0 to CASES - 1 of one seed, in slices so that a failure is
// found in one of them and the others still run.

import { expect, test } from 'vitest'
import { checkScenario, describeMismatch } from './check-case.ts'
import { machineEngine } from './machine-engine.ts'
import { randomCase, toScenario } from './random-case.ts'

const SEED = 1n
const SLICES = 12
const CASES_PER_SLICE = 200
/** Cases in which at least one message succeeds with running code; fewer would mean that the generator decays. */
const SUCCESSFUL_SHARE_MIN = 0.3

const ENGINES = [machineEngine('fast'), machineEngine('checked'), machineEngine('compiled')]

test.each(Array.from({ length: SLICES }, (_, slice) => slice * CASES_PER_SLICE))(
  'the Machine and the reference agree on cases %d and the 199 after it',
  async (first) => {
    let successful = 0
    for (let number = first; number < first + CASES_PER_SLICE; number++) {
      const verdict = await checkScenario(toScenario(randomCase(SEED, number)), ENGINES)
      if (verdict.kind === 'differs') expect.fail(await describeMismatch(SEED, number, ENGINES))
      if (
        verdict.kind === 'agrees' &&
        verdict.outcomes.some(({ status, gasUsed }) => status === 'success' && gasUsed > 0n)
      ) {
        successful++
      }
    }
    expect(successful / CASES_PER_SLICE).toBeGreaterThan(SUCCESSFUL_SHARE_MIN)
  },
)

test('a case is a function of its seed and number', () => {
  const [first, again, other] = [randomCase(SEED, 5), randomCase(SEED, 5), randomCase(SEED, 6)]
  expect(again).toEqual(first)
  expect(other.accounts).not.toEqual(first.accounts)
})
