import { expect, test } from 'vitest'
import { createPrng } from '../../primitives/prng.ts'
import { AmountTrials } from './amount-trials.ts'

function staysOf(trials: AmountTrials, target: number, place: number): number {
  const prng = createPrng(1n)
  return Array.from({ length: 400 }, () => trials.stays(prng, target, place)).filter(Boolean).length / 400
}

test('an amount stays now and then, and a price that fails with every other nearly always', () => {
  const trials = new AmountTrials()
  expect(staysOf(trials, 1, -1)).toBeLessThan(0.4)
  for (let i = 0; i < 10; i++) trials.note(1, -1, false)
  expect(staysOf(trials, 1, -1)).toBeGreaterThan(0.8)
  // Of another function, or another number of this one, nothing is known.
  expect(staysOf(trials, 1, 0)).toBeLessThan(0.4)
  expect(staysOf(trials, 2, -1)).toBeLessThan(0.4)
})

test('what goes well with other amounts may be changed, also where most are too much', () => {
  const trials = new AmountTrials()
  for (let i = 0; i < 12; i++) trials.note(1, 0, i % 4 === 0)
  expect(staysOf(trials, 1, 0)).toBeLessThan(0.4)
})
