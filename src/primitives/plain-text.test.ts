import { expect, test } from 'vitest'
import { clippedText, plainText } from './plain-text.ts'

test('text from elsewhere can neither move the cursor nor break or turn the line', () => {
  expect(plainText('a\u001b[2Jb\nc\rd\u009be')).toBe('a?[2Jb?c?d?e')
  expect(plainText('safe\u202egpj.exe\u2028x\u200by\ud800z')).toBe('safe?gpj.exe?x?y?z')
  expect(plainText('Übung 漢字 🚀')).toBe('Übung 漢字 🚀')
})

test('clipped text has its whole characters, and a mark where it was cut', () => {
  expect(clippedText('vault', 5)).toBe('vault')
  expect(clippedText('vaults', 5)).toBe('vaul…')
  expect(clippedText('🚀🚀🚀', 2)).toBe('🚀…')
  expect(clippedText('x'.repeat(10_000_000), 3)).toBe('xx…')
  expect(clippedText('\u202e\n', 9)).toBe('??')
})
