import { expect, test } from 'vitest'

import { median, rowOf, summarizeHunt, type HuntProperty, type HuntRun } from './rows.ts'

const PROPERTY: HuntProperty = { case: 'test/A.t.sol:A.invariant_x()', kind: 'invariant', isForges: true }

function run(
  tool: HuntRun['tool'],
  seed: number,
  seconds: number | null,
  rest: Partial<HuntRun> = {},
): HuntRun {
  const found = seconds !== null
  return {
    case: PROPERTY.case,
    tool,
    seed,
    found,
    seconds,
    executions: 100 * seed,
    steps: found ? 3 : null,
    originalSteps: found ? 9 : null,
    callsPerSecond: null,
    confirmed: null,
    reason: '',
    ...rest,
  }
}

test('a run that did not break the property counts as slower than all that did', () => {
  const row = rowOf(PROPERTY, [run('faultline', 1, 2), run('faultline', 2, null), run('faultline', 3, 4)])
  expect(row).toMatchObject({ found: 2, seconds: 4, executions: 300, steps: 3 })
  expect(
    rowOf(PROPERTY, [run('faultline', 1, 2), run('faultline', 2, null), run('faultline', 3, null)]),
  ).toMatchObject({
    found: 1,
    seconds: null,
    executions: null,
    steps: null,
  })
})

test('the ratio is ours over theirs, of runs that were long enough to have a rate', () => {
  const row = rowOf(PROPERTY, [
    run('faultline', 1, null, { callsPerSecond: 90_000 }),
    run('faultline', 2, 0.1),
    run('forge', 1, null, { callsPerSecond: 10_000 }),
    run('forge', 2, null, { callsPerSecond: 20_000 }),
  ])
  expect(row).toMatchObject({ callsPerSecond: 90_000, forgeCallsPerSecond: 15_000, ratio: 6 })
})

test('a property that forge does not know has no verdict of forge', () => {
  const row = rowOf({ ...PROPERTY, kind: 'boolean', isForges: false }, [run('faultline', 1, 1)])
  expect(row).toMatchObject({ found: 1, forgeFound: null, forgeSeconds: null })
  expect(summarizeHunt([row])).toMatchObject({ found: 1, forgeFound: 0, onlyFaultline: [], onlyForge: [] })
})

test('the summary names what only one broke, what took longer, and what forge did not repeat', () => {
  const one = rowOf(PROPERTY, [run('faultline', 1, 1, { confirmed: false }), run('forge', 1, null)])
  const other = { ...PROPERTY, case: 'test/B.t.sol:B.invariant_y()' }
  const two = rowOf(other, [
    run('faultline', 1, 5, { case: other.case, steps: 4 }),
    run('forge', 1, 2, { case: other.case, steps: 3 }),
  ])
  expect(summarizeHunt([one, two])).toMatchObject({
    properties: 2,
    found: 2,
    forgeFound: 1,
    onlyFaultline: [PROPERTY.case],
    onlyForge: [],
    seconds: 5,
    forgeSeconds: 2,
    // Of 1 and 5; of 2 and what took longer.
    secondsOfAny: 3,
    forgeSecondsOfAny: null,
    slower: [other.case],
    longer: [other.case],
    unconfirmed: [PROPERTY.case],
  })
})

test('the median of an even number is between the two in the middle', () => {
  expect(median([])).toBeUndefined()
  expect(median([3])).toBe(3)
  expect(median([4, 1, 3, 2])).toBe(2.5)
})
