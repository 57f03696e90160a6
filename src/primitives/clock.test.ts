import { expect, test } from 'vitest'
import { createManualClock } from './clock.ts'

test('a manual clock stands still until it is moved', () => {
  const clock = createManualClock(1_000)
  expect(clock.nowMs()).toBe(1_000)
  clock.advanceMs(0)
  clock.advanceMs(2.5)
  expect(clock.nowMs()).toBe(1_002.5)
})

test('two manual clocks are independent, and start at zero unless told otherwise', () => {
  const moved = createManualClock()
  const other = createManualClock()
  moved.advanceMs(5)
  expect([moved.nowMs(), other.nowMs()]).toEqual([5, 0])
})

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('a clock does not move by %d', (durationMs) => {
  const clock = createManualClock(7)
  expect(() => clock.advanceMs(durationMs)).toThrow(RangeError)
  expect(clock.nowMs()).toBe(7)
})
