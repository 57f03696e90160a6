import { expect, test } from 'vitest'
import { createPrng } from '../primitives/prng.ts'
import type { WorldState } from '../world/types.ts'
import { Corpus, type EntryGain } from './corpus.ts'
import type { Call } from './types.ts'

const NOBODY = '0x0000000000000000000000000000000000000000'
const NONE: EntryGain = {
  newEdges: 0,
  newBuckets: 0,
  newFeatures: 0,
  closer: 0,
  isNearBreak: false,
  isBest: false,
}
const EDGE: EntryGain = { ...NONE, newEdges: 3 }
const BUCKET: EntryGain = { ...NONE, newBuckets: 1 }

const state = (): WorldState => ({ machine: {}, block: {}, cheats: {}, record: {} })
function call(target = 0): Call {
  return { target, to: NOBODY, from: NOBODY, value: 0n, data: new Uint8Array(4), seconds: 0, blocks: 0 }
}
const entry = (
  parent: number,
  calls: readonly Call[] = [call()],
  stateless = -1,
): Parameters<Corpus['add']>[0] => ({
  parent,
  calls,
  isReverted: false,
  stateless,
})

test('an entry without gain keeps its number and path, but no state', () => {
  const corpus = new Corpus(state())
  expect(corpus.add(entry(0), state(), NONE)).toBe(1)
  expect(corpus.add(entry(1), state(), EDGE)).toBe(2)
  expect([corpus.length, corpus.stateCount]).toStrictEqual([3, 2])
  expect(corpus.stateOf(1)).toBeUndefined()
  expect(corpus.stateOf(2)).toBeDefined()
  expect(corpus.pathOf(2)).toHaveLength(2)
  expect(corpus.depthOf(2)).toBe(2)
})

test('only what is worth it is chosen: no entry without gain, no state of a test with arguments', () => {
  const corpus = new Corpus(state())
  corpus.add(entry(0), state(), NONE)
  corpus.add(entry(0), state(), EDGE)
  corpus.add(entry(0, [call()], 0), undefined, EDGE)
  const prng = createPrng(3n)
  const states = new Set<number>()
  const inputs = new Set<number | undefined>()
  for (let i = 0; i < 300; i++) {
    states.add(corpus.chooseState(prng))
    inputs.add(corpus.chooseInput(prng))
  }
  expect(states).toStrictEqual(new Set([0, 2]))
  expect(inputs).toStrictEqual(new Set([2, 3]))
})

test('an empty corpus has the setup to go on from, and nothing to change', () => {
  const corpus = new Corpus(state())
  expect(corpus.chooseState(createPrng(1n))).toBe(0)
  expect(corpus.chooseInput(createPrng(1n))).toBeUndefined()
})

test('states are chosen by their score, less often the more often they were, until that is forgotten', () => {
  const corpus = new Corpus(state())
  corpus.add(entry(0), state(), BUCKET)
  corpus.add(entry(0), state(), { ...EDGE, isBest: true })
  const draw = (): string => {
    const prng = createPrng(9n)
    return Array.from({ length: 60 }, () => corpus.chooseState(prng)).join('')
  }
  const first = draw()
  expect(first.split('2').length).toBeGreaterThan(first.split('1').length)
  const second = draw()
  expect(second).not.toBe(first)
  corpus.forgetChoices()
  expect(draw()).toBe(first)
})

test('states make room in bounded memory: the least promising first, never the setup', () => {
  const corpus = new Corpus(state())
  const good = corpus.add(entry(0), state(), EDGE)
  for (let i = 0; i < 4_000; i++) corpus.add(entry(0), state(), BUCKET)
  expect(corpus.stateCount).toBeLessThanOrEqual(3_000)
  expect(corpus.stateOf(0)).toBeDefined()
  expect(corpus.stateOf(good)).toBeDefined()
  let kept = 0
  for (let i = 0; i < corpus.length; i++) if (corpus.stateOf(i) !== undefined) kept++
  expect(kept).toBe(corpus.stateCount)
})

test('calls of a function are remembered, a bounded number of them', () => {
  const corpus = new Corpus(state())
  for (let i = 0; i < 200; i++) corpus.add(entry(0, [call(5)]), state(), EDGE)
  corpus.add(entry(0, [call(-1)]), state(), EDGE)
  expect(corpus.callsOf(5)).toHaveLength(48)
  expect(corpus.callsOf(6)).toStrictEqual([])
})

test('a call that went well in the middle of another is remembered until its function goes well by itself', () => {
  const corpus = new Corpus(state())
  const inner = call(3)
  corpus.seedUnlessKnown(inner)
  corpus.seedUnlessKnown({ ...inner, target: -1 })
  expect(corpus.callsOf(3)).toEqual([inner])
  corpus.add(entry(0, [call(3)]), state(), EDGE)
  corpus.seedUnlessKnown(call(3))
  expect(corpus.callsOf(3)).toHaveLength(2)
})
