import { expect, test } from 'vitest'
import {
  columnsOf,
  counted,
  durationText,
  fitted,
  fittedInside,
  grouped,
  padded,
  wrapped,
} from './text-layout.ts'

test('wide characters take two columns, marks none', () => {
  expect(columnsOf('Vault')).toBe(5)
  expect(columnsOf('漢字')).toBe(4)
  expect(columnsOf('🚀')).toBe(2)
  expect(columnsOf('e\u0301')).toBe(1)
})

test('text is cut where it no longer fits', () => {
  expect(fitted('Vault', 5)).toBe('Vault')
  expect(fitted('Vaults', 5)).toBe('Vaul…')
  expect(fitted('漢字漢字', 5)).toBe('漢字…')
  expect(fittedInside('src/very/deep/Vault.sol', 15)).toBe('src/ver…ult.sol')
  expect(columnsOf(fittedInside('漢字漢字漢字漢字', 9))).toBeLessThanOrEqual(9)
  expect(padded('漢', 4)).toBe('漢  ')
  expect(padded('7', 3, 'right')).toBe('  7')
})

test('lines break at spaces, long words where the line ends', () => {
  expect(wrapped('one two three four', 9, 2)).toEqual(['one two', '  three', '  four'])
  expect(wrapped('  a b', 80)).toEqual(['  a b'])
  expect(wrapped('x'.repeat(25), 10, 2)).toEqual(['xxxxxxxxxx', '  xxxxxxxx', '  xxxxxxx'])
  expect(wrapped('', 10)).toEqual([''])
  for (const width of [10, 13, 21])
    for (const line of wrapped('the 漢字 of aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa and so on', width, 2))
      expect(columnsOf(line)).toBeLessThanOrEqual(width)
})

test('numbers and times for people', () => {
  expect([grouped(0), grouped(999), grouped(1_204_331), grouped(19_971.9)]).toEqual([
    '0',
    '999',
    '1,204,331',
    '19,971',
  ])
  expect([counted(1, 'call'), counted(2, 'call'), counted(0, 'property', 'properties')]).toEqual([
    '1 call',
    '2 calls',
    '0 properties',
  ])
  expect([0, 0.84, 12, 59.6, 125, 3600, 11_520, Number.NaN].map(durationText)).toEqual([
    '0.0 s',
    '0.8 s',
    '12 s',
    '1 min',
    '2 min 5 s',
    '1 h',
    '3 h 12 min',
    '0 s',
  ])
})
