import { expect, it } from 'vitest'
import { type AppendMap, emptyMap, mapEntries, mapValue, withEntry } from './append-map.ts'

const plain = (map: AppendMap<string, number>): Record<string, number> => Object.fromEntries(mapEntries(map))

it('an older map stays what it was, whatever became of it', () => {
  const empty = emptyMap<string, number>()
  const one = withEntry(empty, 'a', 1)
  const two = withEntry(one, 'b', 2)
  const other = withEntry(one, 'c', 3)
  const changed = withEntry(two, 'a', 4)
  expect([empty, one, two, other, changed].map(plain)).toEqual([
    {},
    { a: 1 },
    { a: 1, b: 2 },
    { a: 1, c: 3 },
    { a: 4, b: 2 },
  ])
  expect([one, two, other, changed].map((map) => mapValue(map, 'a'))).toEqual([1, 1, 1, 4])
  expect(mapValue(other, 'b')).toBeUndefined()
  expect([empty, one, two, other, changed].map(({ size }) => size)).toEqual([0, 1, 2, 2, 2])
  expect([...mapEntries(changed).keys()]).toEqual(['a', 'b'])
})

it('setting one key for ever takes no room', () => {
  let map = emptyMap<string, number>()
  for (let i = 0; i < 20_000; i++) map = withEntry(map, 'ab'[i & 1]!, i)
  expect(map.shared.items.length).toBeLessThan(2_000)
  expect(plain(map)).toEqual({ a: 19_998, b: 19_999 })
})
