import { expect, test } from 'vitest'
import { input } from './formula.ts'
import { ShadowMemory } from './shadow-memory.ts'

const SELECTOR = 0xa9059cbbn << 224n
const LOW_BITS = 224n
const amount = 7n << 200n

test('a selector that is put in front of an argument leaves it as it is', () => {
  const memory = new ShadowMemory()
  memory.set(4, input(0), amount)
  memory.set(0, undefined, SELECTOR | (amount >> (256n - LOW_BITS)))
  expect(memory.get(4)).toEqual(input(0))
})

test('what is written over by something else is not known any more', () => {
  const memory = new ShadowMemory()
  memory.set(4, input(0), amount)
  memory.set(0, undefined, SELECTOR)
  expect(memory.get(4)).toBeUndefined()
  memory.set(4, input(0))
  memory.set(0, undefined, SELECTOR)
  expect(memory.get(4)).toBeUndefined()
  memory.set(4, input(0), amount)
  memory.set(36, input(1), amount)
  memory.clear(20, 20)
  expect([4, 36].map((at) => memory.get(at))).toEqual([undefined, undefined])
})
