import { describe, expect, test } from 'vitest'
import { greatest } from './greatest.ts'

const BOUNDS = { halvings: 20, doublings: 20, steps: 40 }

describe('the greatest amount', () => {
  test.each([1n, 7n, 1_000n, 123_456n])('is found from %d by doubling and halving', (first) => {
    expect(greatest((amount) => amount <= 12_345n, first, BOUNDS)).toEqual({ amount: 12_345n, isLimit: true })
  })

  test('is about right with fewer steps, and never too much', () => {
    const { amount } = greatest((each) => each <= 12_345n, 1n, { ...BOUNDS, steps: 3 })!
    expect(amount).toBeGreaterThan(11_000n)
    expect(amount).toBeLessThanOrEqual(12_345n)
  })

  test('has no limit if all that were tried go well', () => {
    expect(greatest(() => true, 3n, { ...BOUNDS, doublings: 2 })).toEqual({ amount: 12n, isLimit: false })
  })

  test('is none if none goes well, and nothing is tried more often than allowed', () => {
    const tried: bigint[] = []
    const found = greatest((amount) => (tried.push(amount), false), 1_000n, { ...BOUNDS, halvings: 2 })
    expect(found).toBeUndefined()
    expect(tried).toEqual([1_000n, 500n, 250n])
  })
})
