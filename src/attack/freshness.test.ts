import { expect, test } from 'vitest'
import { Freshness } from './freshness.ts'

test('a lane is fresh at its beginning, and stale when nothing new has come for long', () => {
  const freshness = new Freshness()
  expect([0, 4_000, 4_001, 16_384].map((calls) => freshness.isFresh(calls))).toEqual([
    true,
    true,
    false,
    false,
  ])
  expect([0, 1_000, 4_000, 12_000].map((calls) => freshness.effort(calls))).toEqual([0, 1_000, 4_000, 5_000])
})

test('a lane of a campaign that found nothing for long is stale at its beginning, until something new comes', () => {
  const freshness = new Freshness(true)
  expect([1, 4_000, 16_000].map((calls) => freshness.isFresh(calls))).toEqual([false, false, false])
  expect([0, 800, 8_000].map((calls) => freshness.effort(calls))).toEqual([0, 100, 1_000])
  freshness.renew(8_000)
  expect(freshness.isFresh(12_000)).toBe(true)
  expect([8_000, 9_000, 12_000, 20_000].map((calls) => freshness.effort(calls))).toEqual([
    1_000, 2_000, 5_000, 6_000,
  ])
})

test('something new makes it fresh again, and gives back nothing', () => {
  const freshness = new Freshness()
  freshness.renew(12_000)
  expect(freshness.isFresh(16_000)).toBe(true)
  expect([12_000, 13_000, 16_000, 24_000].map((calls) => freshness.effort(calls))).toEqual([
    5_000, 6_000, 9_000, 10_000,
  ])
  freshness.renew(13_000)
  freshness.renew(13_500)
  expect(freshness.effort(14_000)).toBe(7_000)
})
