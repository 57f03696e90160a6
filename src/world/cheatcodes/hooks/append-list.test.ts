import { expect, it } from 'vitest'
import { appended, EMPTY_LIST, listItems } from './append-list.ts'

it('older lists stay what they were, whatever is appended to which', () => {
  const one = appended<string>(EMPTY_LIST, 'a')
  const two = appended(one, 'b')
  const other = appended(one, 'c')
  const three = appended(two, 'd')
  expect(listItems(EMPTY_LIST)).toEqual([])
  expect(listItems(one)).toEqual(['a'])
  expect(listItems(two)).toEqual(['a', 'b'])
  expect(listItems(other)).toEqual(['a', 'c'])
  expect(listItems(three)).toEqual(['a', 'b', 'd'])
})
