import { expect, test } from 'vitest'
import { checksumAddress } from './checksum-address.ts'
import { formatArguments, formatValue, safeText } from './format-value.ts'
import { parseType } from './parse-abi.ts'
import { parseFunctionSignature } from './parse-signature.ts'
import type { AbiValue } from './types.ts'

const ALICE = '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed'

test.each<[string, AbiValue, string]>([
  ['uint256', 0n, '0'],
  ['uint256', 999_999_999n, '999999999'],
  ['uint256', 10n ** 18n, '1000000000000000000 [1e18]'],
  ['uint256', 1_234_567_890n, '1234567890 [1.234e9]'],
  ['uint256', (1n << 256n) - 1n, 'type(uint256).max'],
  ['uint8', 255n, '255'],
  ['int256', -(1n << 255n), 'type(int256).min'],
  ['int256', (1n << 255n) - 1n, 'type(int256).max'],
  ['int256', -15n * 10n ** 17n, '-1500000000000000000 [-1.5e18]'],
  ['bool', true, 'true'],
  ['bytes', new Uint8Array([1, 0xab]), '0x01ab'],
  ['bytes', new Uint8Array(0), '0x'],
  ['string', 'a "b"', '"a \\"b\\""'],
  ['address', ALICE, '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'],
  ['uint8[]', [1n, 2n], '[1, 2]'],
  ['uint8[]', [], '[]'],
])('%s %s', (type, value, expected) => {
  expect(formatValue(value, parseType(type))).toBe(expected)
})

test('structs show the names of their members', () => {
  const { inputs } = parseFunctionSignature('f((uint24 fee, address owner)[] keys, (bool,uint8), uint8 side)')
  const values = [[[3000n, ALICE]], [true, 1n], 2n]
  expect(formatArguments(values, inputs, new Map([[ALICE, 'alice']]))).toBe(
    'keys: [{fee: 3000, owner: alice: [0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed]}], (true, 1), side: 2',
  )
})

test('text cannot move the cursor, start a new line or reorder what is printed', () => {
  const hostile = 'a\u001b[2Jb\nc\r\u202ed\u2028e\u0007\u0085\u200b\ud800\u{e0001}'
  for (const text of [
    formatValue(hostile, { kind: 'string' }),
    safeText(hostile),
    formatValue(ALICE, { kind: 'address' }, new Map([[ALICE, hostile]])),
    formatArguments([1n], [{ name: hostile, type: { kind: 'uint', bits: 8 } }]),
  ])
    expect(text).toMatch(/^[\x20-\x7e]+$/)
  expect(formatValue('日本 é', { kind: 'string' })).toBe('"日本 é"')
})

test('however large a value is, the line is short', () => {
  const huge: readonly [AbiValue, string][] = [
    [new Uint8Array(1_000_000), 'bytes'],
    ['x'.repeat(1_000_000), 'string'],
    ['\u0000'.repeat(1_000_000), 'string'],
    [new Array<bigint>(100_000).fill(7n), 'uint256[]'],
    [new Array<readonly AbiValue[]>(100_000).fill([]), 'uint256[][]'],
    [new Array<string>(1_000).fill('\u0000'.repeat(1_000)), 'string[]'],
  ]
  for (const [value, type] of huge) {
    const text = formatValue(value, parseType(type))
    expect(text.length).toBeLessThan(5_000)
    expect(text).toContain('...')
  }
})

test('addresses get the capitals of EIP-55', () => {
  // From the EIP.
  for (const address of [
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
    '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
    '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
  ] as const)
    expect(checksumAddress(address.toLowerCase() as `0x${string}`)).toBe(address)
})
