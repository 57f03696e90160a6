import { expect, test } from 'vitest'
import { createColours, wantsColours } from './colours.ts'
import { plainText } from '../primitives/plain-text.ts'

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '0' }, false],
  [true, { NO_COLOR: '' }, true],
  [true, { TERM: 'dumb' }, false],
  [true, { TERM: 'xterm-256color' }, true],
])('terminal %j with %j: colours %j', (isTerminal, env, expected) => {
  expect(wantsColours(isTerminal, env)).toBe(expected)
})

test('colours wrap the text, and are nothing at all when off', () => {
  expect(createColours(true).red('no')).toBe('\u001b[31mno\u001b[39m')
  expect(createColours(false).red('no')).toBe('no')
})

test('text from elsewhere can neither move the cursor nor break or turn the line', () => {
  expect(plainText('a\u001b[2Jb\nc\rd\u009be')).toBe('a?[2Jb?c?d?e')
  expect(plainText('safe\u202egpj.exe\u2028x\u200by')).toBe('safe?gpj.exe?x?y')
  expect(plainText('Übung 漢字 🚀')).toBe('Übung 漢字 🚀')
})
