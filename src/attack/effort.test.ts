import { expect, test } from 'vitest'
import { createPrng } from '../primitives/prng.ts'
import { Effort } from './effort.ts'

type Kind = 'short' | 'long' | 'never'

/** Executions by kind, of so many episodes; each kind takes `cost` and brings `brings` of a thousand executions. */
function spent(
  cost: Readonly<Record<Kind, number>>,
  brings: Readonly<Record<Kind, number>>,
  episodes = 4_000,
): Record<Kind, number> {
  const effort = new Effort<Kind>({ short: 10, long: 10, never: 80 })
  const prng = createPrng(1n)
  const executions = { short: 0, long: 0, never: 0 }
  for (let i = 0; i < episodes; i++) {
    const kind = effort.choose(prng, (each) => each !== 'never')
    executions[kind] += cost[kind]
    effort.note(kind, cost[kind], (cost[kind] * brings[kind]) / 1_000)
  }
  return executions
}

test('equal shares are of executions: what takes long comes seldom', () => {
  const { short, long } = spent({ short: 2, long: 90, never: 1 }, { short: 5, long: 5, never: 0 })
  expect(long / short).toBeGreaterThan(0.8)
  expect(long / short).toBeLessThan(1.25)
})

test('what brings more for what it costs gets more, and what brings nothing keeps a part of its share', () => {
  const { short, long } = spent({ short: 10, long: 10, never: 1 }, { short: 30, long: 0, never: 0 })
  expect(short / long).toBeGreaterThan(2)
  expect(short / long).toBeLessThanOrEqual(5)
})

test('what is not possible is not chosen, and the same stream chooses the same', () => {
  const cost = { short: 3, long: 40, never: 1 }
  const brings = { short: 9, long: 2, never: 0 }
  expect(spent(cost, brings, 500).never).toBe(0)
  expect(spent(cost, brings, 500)).toEqual(spent(cost, brings, 500))
})
