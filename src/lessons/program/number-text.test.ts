import { expect, test } from 'vitest'
import { numberToText, textToNumber } from './number-text.ts'

test('numbers are written as somebody would, and read back exactly', () => {
  const written: readonly (readonly [bigint, string])[] = [
    [0n, '0'],
    [-7n, '-7'],
    [999_999n, '999999'],
    [5n * 10n ** 18n, '5e18'],
    [1_234_567n, '1234567'],
    [(1n << 256n) - 1n, '2^256-1'],
    [1n << 128n, '2^128'],
    [-(1n << 255n), '-2^255'],
    [10n ** 18n + 1n, '1000000000000000001'],
    [-25n * 10n ** 9n, '-25e9'],
  ]
  for (const [value, text] of written) {
    expect(numberToText(value)).toBe(text)
    expect(textToNumber(text)).toBe(value)
  }
})

test('what is no number is none', () => {
  for (const text of ['', ' 1', '1.5e18', '5e', '2^', '2^999', '1e999', '0x', '١', 'NaN', '--1'])
    expect(textToNumber(text), text).toBeUndefined()
})
