import { expect, test } from 'vitest'
import { shellWord } from './shell-word.ts'

test.each([
  ['packages/vault-1', 'packages/vault-1'],
  ['', "''"],
  ['my vault', "'my vault'"],
  ['$(rm -rf ~)', "'$(rm -rf ~)'"],
  ["it's; `x`", "'it'\\''s; `x`'"],
])('%s is one word', (text, word) => {
  expect(shellWord(text)).toBe(word)
})
