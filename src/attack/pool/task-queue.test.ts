import { expect, test } from 'vitest'
import { TaskQueue } from './task-queue.ts'

const NONE: ReadonlySet<string> = new Set()

function queueOf(...names: string[]): TaskQueue<{ campaign: string; name: string }> {
  const queue = new TaskQueue<{ campaign: string; name: string }>()
  for (const name of names) queue.add({ campaign: name.charAt(0), name })
  return queue
}

test('a worker gets the first task of its own campaigns, then of nobody’s, then any', () => {
  const queue = queueOf('a1', 'b1', 'a2', 'c1', 'b2')
  const take = (own: string[], elsewhere: string[]): string | undefined =>
    queue.take(new Set(own), new Set(elsewhere))?.name
  expect(take(['b'], ['a'])).toBe('b1')
  expect(take(['d'], ['a', 'b'])).toBe('c1')
  expect(take(['d'], ['a', 'b'])).toBe('a1')
  expect(take([], [])).toBe('a2')
  expect(take(['d'], ['b'])).toBe('b2')
  expect(take(['d'], ['b'])).toBeUndefined()
})

test('takeOwn leaves other campaigns alone', () => {
  const queue = queueOf('a1', 'b1')
  expect(queue.takeOwn(new Set(['c']))).toBeUndefined()
  expect(queue.takeOwn(new Set(['b']))?.name).toBe('b1')
  expect(queue.size).toBe(1)
})

test('no task is passed over for ever', () => {
  const queue = queueOf('b1')
  const taken: string[] = []
  for (let round = 0; !taken.includes('b1'); round++) {
    expect(round).toBeLessThan(100)
    queue.add({ campaign: 'a', name: `a${round}` })
    taken.push(queue.take(new Set(['a']), new Set(['b']))!.name)
  }
  expect(taken).toHaveLength(17)
  // takeOwn respects that too.
  const other = queueOf('b1', ...Array.from({ length: 20 }, (_, index) => `a${index}`))
  let own = 0
  while (other.takeOwn(new Set(['a'])) !== undefined) own++
  expect(own).toBe(16)
  expect(other.take(new Set(['a']), NONE)?.name).toBe('b1')
})

test('what a worker took down with it comes first; what is removed does not come', () => {
  const queue = queueOf('a1', 'a2')
  const third = { campaign: 'a', name: 'a3' }
  queue.addFirst(third)
  expect(queue.take(NONE, NONE)).toBe(third)
  expect(queue.remove(third)).toBe(false)
  queue.add(third)
  expect(queue.remove(third)).toBe(true)
  expect(queue.takeAll().map((task) => task.name)).toEqual(['a1', 'a2'])
  expect(queue.size).toBe(0)
})
