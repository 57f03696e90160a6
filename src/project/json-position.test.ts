import { expect, test } from 'vitest'

import { findJsonError } from './json-position.ts'

const DOCUMENT = '{"a": [1, -2.5e3, true, null, {"b\\u00e9\\n": "x y"}], "c": {}, "d": []}'

test('what JSON.parse takes has no error', () => {
  for (const text of [DOCUMENT, ' "text" ', '0', '[]', '{}', '[[],{"":{}}]', 'null\n'])
    expect([text, findJsonError(text)]).toEqual([text, undefined])
})

test('text that was cut off anywhere ends too early, not in a wrong place', () => {
  for (let length = 1; length < DOCUMENT.length; length++) {
    const error = findJsonError(DOCUMENT.slice(0, length))
    // A number or word may be cut in its middle: then it is the word that is wrong.
    expect([length, 'number', error! <= length]).toEqual([length, typeof error, true])
    if (/["\s,:[{}\]]$/.test(DOCUMENT.slice(0, length))) expect([length, error]).toEqual([length, length])
  }
})

test.each([
  ['{"a": x}', 6],
  ['{"a" 1}', 5],
  ['{a: 1}', 1],
  ['[1,]', 3],
  ['[1 2]', 3],
  ['{"a": 1]', 7],
  ['{"a": "b\n"}', 8],
  ['{"a": "\\q"}', 7],
  ['{} {}', 3],
  ['01', 1],
])('%j is wrong at character %i', (text, position) => {
  expect(parses(text)).toBe(false)
  expect(findJsonError(text)).toBe(position)
})

test('is defined exactly when JSON.parse throws, for every single character removed or replaced', () => {
  for (let index = 0; index < DOCUMENT.length; index++)
    for (const inserted of ['', 'x', '"', '}', ',', '\\', '0']) {
      const text = DOCUMENT.slice(0, index) + inserted + DOCUMENT.slice(index + 1)
      expect([text, findJsonError(text) === undefined]).toEqual([text, parses(text)])
    }
})

test('long strings do not overflow anything', () => {
  expect(findJsonError(`{"object": "${'60'.repeat(2_000_000)}"}`)).toBeUndefined()
})

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
