import path from 'node:path'
import { expect, test } from 'vitest'

import { temporaryTree } from '../../tests/helpers/file-tree.ts'
import { fieldOf, readJsonObject } from './read-file.ts'

test('a file that was cut off is named with the byte at which it ends', async () => {
  // Two bytes per letter: the byte is not the character.
  const folder = await temporaryTree({ 'a.json': '{"éé": "éé' })
  expect(() => readJsonObject(path.join(folder, 'a.json'), 'the artifact of A', 'Build.')).toThrow(
    expect.objectContaining({
      code: 'PROJECT_JSON_INVALID',
      message: `${path.join(folder, 'a.json')}: the artifact of A is cut off: its JSON ends in the middle, at byte 14.`,
      hint: 'Build.',
      details: { file: path.join(folder, 'a.json'), byte: 14 },
    }),
  )
})

test('a file that is something else is named with the byte that should not be there', async () => {
  const folder = await temporaryTree({ 'a.json': '{"é": <html>}', 'list.json': '[1]' })
  expect(() => readJsonObject(path.join(folder, 'a.json'), 'it', '')).toThrow('byte 7 should not be there')
  expect(() => readJsonObject(path.join(folder, 'list.json'), 'it', '')).toThrow('is JSON, but no object')
})

test('a file that is not there, and a folder', async () => {
  const folder = await temporaryTree({})
  expect(() => readJsonObject(path.join(folder, 'none.json'), 'it', '')).toThrow(
    'cannot be read: it does not exist',
  )
  expect(() => readJsonObject(folder, 'it', '')).toThrow(
    expect.objectContaining({ code: 'PROJECT_UNREADABLE' }),
  )
})

test('fields of the prototype are no fields', () => {
  expect(fieldOf({}, 'constructor')).toBeUndefined()
  expect(fieldOf(JSON.parse('{"__proto__": 1}'), '__proto__')).toBe(1)
  expect(fieldOf('text', 'length')).toBeUndefined()
})
