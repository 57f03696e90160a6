import { expect, test } from 'vitest'
import type { StorageAccess } from '../evm/observations.ts'
import { createPrng } from '../primitives/prng.ts'
import { Influence } from './influence.ts'

const AT = '0x00000000000000000000000000000000000000aa'
const access = (kind: 'read' | 'write', slot: bigint): StorageAccess => ({ kind, address: AT, slot })

function shares(influence: Influence, functions: readonly number[], last: number): number[] {
  const prng = createPrng(1n)
  const counts: number[] = []
  for (let i = 0; i < 4_000; i++) {
    const chosen = influence.choose(prng, functions, last)
    counts[chosen] = (counts[chosen] ?? 0) + 1
  }
  return counts
}

test('nothing known: all functions alike', () => {
  for (const count of shares(new Influence(4), [0, 1, 2, 3], -1)) expect(count).toBeGreaterThan(850)
})

test('who reads what the last one wrote is chosen more often', () => {
  const influence = new Influence(3)
  influence.addCall(0, [access('write', 7n)])
  influence.addCall(2, [access('read', 7n)])
  const [first = 0, second = 0, third = 0] = shares(influence, [0, 1, 2], 0)
  expect(third).toBeGreaterThan(2 * first)
  expect(third).toBeGreaterThan(2 * second)
  // It feeds nobody by itself.
  expect(shares(influence, [0, 1, 2], 2)[1]).toBeGreaterThan(1_100)
})

test('who writes what a property reads is chosen more often, also if that is learnt later', () => {
  const influence = new Influence(2)
  influence.addCall(1, [access('write', 9n)])
  expect(shares(influence, [0, 1], -1)[1]).toBeLessThan(2_200)
  influence.addProperty([access('read', 9n)])
  expect(shares(influence, [0, 1], -1)[1]).toBeGreaterThan(2_500)
})

test('functions that may not be called are never chosen, and unknown ones are ignored', () => {
  const influence = new Influence(3)
  influence.addCall(-1, [access('write', 1n)])
  expect(Object.keys(shares(influence, [0, 2], -1))).toStrictEqual(['0', '2'])
})

test('what is for somebody else is tried seldom, until it goes well', () => {
  const influence = new Influence(2, new Set(), [1])
  expect(shares(influence, [0, 1], -1)[1]).toBeLessThan(1_200)
  influence.open(1)
  expect(shares(influence, [0, 1], -1)[1]).toBeGreaterThan(1_800)
})
