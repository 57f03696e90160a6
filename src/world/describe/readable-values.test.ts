import { expect, test } from 'vitest'
import type { Names } from './account-names.ts'
import { readableNumber, readableSeconds, readableValue, readableWei } from './readable-values.ts'

const NAMES: Names = { nameOf: () => 'alice', knownName: () => 'alice', map: new Map() }

test.each([
  [0n, '0'],
  [999_999n, '999999'],
  [1_000_000n, '1e6'],
  [10n ** 18n, '1e18'],
  [15n * 10n ** 17n, '1.5e18'],
  [1_234_567n * 10n ** 12n, '1.234567e18'],
  [1_234_567n * 10n ** 11n, '123456700000000000'],
  [1_234_567_891n * 10n ** 12n, '1234567891000000000000'],
  [123_456n * 10n ** 12n, '1.23456e17'],
  [10n ** 18n + 1n, '1e18+1'],
  [10n ** 21n - 1n, '1e21-1'],
  [123n * 10n ** 16n - 4n, '1.23e18-4'],
  [300_000_001n, '3e8+1'],
  [10_000_001n, '1e7+1'],
  [1_000_001n, '1000001'],
  [123_456_789_012_345n, '123456789012345'],
  [2n ** 256n - 1n, '2^256-1'],
  [2n ** 255n, '2^255'],
  [2n ** 128n + 7n, '2^128+7'],
  [2n ** 255n - 1n, '2^255-1'],
  [-(2n ** 255n), '-2^255'],
  [-5n * 10n ** 18n, '-5e18'],
])('%s reads %s', (value, text) => {
  expect(readableNumber(value)).toBe(text)
})

test('readable numbers are exact', () => {
  for (let power = 0n; power < 256n; power++)
    for (const near of [-1n, 0n, 1n, 9_999n, 10_001n])
      for (const value of [2n ** power + near, 37n * 10n ** (power / 4n) - near]) {
        if (value < 0n) continue
        expect(valueOf(readableNumber(value)), readableNumber(value)).toBe(value)
      }
})

function valueOf(text: string): bigint {
  const power = /^2\^(\d+)(?:([+-])(\d+))?$/.exec(text)
  if (power !== null)
    return 2n ** BigInt(power[1]!) + BigInt(`${power[2] ?? ''}${power[3] ?? '0'}`.replace('+', ''))
  const round = /^([\d.]+)e(\d+)(?:([+-]\d+))?$/.exec(text)
  if (round === null) return BigInt(text)
  const [whole = '', rest = ''] = round[1]!.split('.')
  const value = BigInt(whole + rest) * 10n ** BigInt(Number(round[2]) - rest.length)
  return value + BigInt((round[3] ?? '0').replace('+', ''))
}

test.each([
  [10n ** 18n, '1 ether'],
  [5n * 10n ** 16n, '0.05 ether'],
  [1_500_000_000n, '1.5 gwei'],
  [17n, '17 wei'],
  [0n, '0 wei'],
  [10n ** 18n + 1n, '1e18+1 wei'],
  [5_000_000n * 10n ** 18n, '5e6 ether'],
  [10n ** 24n + 5n * 10n ** 17n, '1000000.5 ether'],
  [1_500_000n * 10n ** 18n + 25n * 10n ** 16n, '1500000.25 ether'],
])('%s wei are %s', (wei, text) => {
  expect(readableWei(wei)).toBe(text)
})

test('time is exact', () => {
  expect(readableSeconds(3 * 86_400)).toBe('3 days')
  expect(readableSeconds(86_401)).toBe('1 day 1 second')
  expect(readableSeconds(3_725)).toBe('1 hour 2 minutes 5 seconds')
  expect(readableSeconds(0)).toBe('0 seconds')
})

test('values of all kinds are one line, whatever is in them', () => {
  const uint = { kind: 'uint', bits: 256 } as const
  const tuple = {
    kind: 'tuple',
    components: [
      { name: 'fee', type: uint },
      { name: 'o\u202ewner', type: { kind: 'address' } },
    ],
  } as const
  expect(readableValue([3000n, '0x00000000000000000000000000000000000000a1'], tuple, NAMES)).toBe(
    '{fee: 3000, o\\u202ewner: alice}',
  )
  const many = Array.from({ length: 20 }, (_, index) => BigInt(index))
  expect(readableValue(many, { kind: 'array', element: uint }, NAMES)).toBe(
    '[0, 1, 2, 3, 4, 5, 6, 7, … 20 elements]',
  )
  expect(readableValue('a"\n\\b', { kind: 'string' }, NAMES)).toBe('"a\\"\\u000a\\\\b"')
  expect(readableValue(new Uint8Array(40), { kind: 'bytes' }, NAMES)).toBe(`0x${'00'.repeat(36)}… (40 bytes)`)
  expect(readableValue(true, { kind: 'bool' }, NAMES)).toBe('true')
})

test('bytes that are a call are said as one, wherever they stand', () => {
  const list = { kind: 'array', element: { kind: 'bytes' } } as const
  const calls = (bytes: Uint8Array): string | undefined => (bytes[0] === 7 ? 'draw(amount: 5)' : undefined)
  const value = [Uint8Array.of(7, 1), Uint8Array.of(8)]
  expect(readableValue(value, list, NAMES, calls)).toBe('[draw(amount: 5), 0x08]')
  expect(readableValue(Uint8Array.of(7), { kind: 'fixedBytes', size: 1 }, NAMES, calls)).toBe('0x07')
})
