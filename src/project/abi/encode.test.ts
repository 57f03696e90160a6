import { expect, test } from 'vitest'
import type { AbiValue } from './types.ts'
import { bytesToHex, hexToBytes } from '../../primitives/hex.ts'
import { decodeArguments } from './decode.ts'
import { AbiEncodeError, encodeArguments, encodeCall, encodeWithSelector } from './encode.ts'
import { typesOf } from './layout.ts'
import { parseFunctionSignature } from './parse-signature.ts'

const utf8 = new TextEncoder()

function words(...lines: readonly string[]): string {
  return lines.map((line) => line.padStart(64, '0')).join('')
}

function left(text: string): string {
  return bytesToHex(utf8.encode(text)).slice(2).padEnd(64, '0')
}

// Solidity ABI specification, "Examples" and "Use of Dynamic Types".
const SPECIFIED: readonly (readonly [string, readonly AbiValue[], string])[] = [
  ['baz(uint32,bool)', [69n, true], `cdcd77c0${words('45', '1')}`],
  ['bar(bytes3[2])', [[utf8.encode('abc'), utf8.encode('def')]], `fce353f6${left('abc')}${left('def')}`],
  [
    'sam(bytes,bool,uint256[])',
    [utf8.encode('dave'), true, [1n, 2n, 3n]],
    `a5643bf2${words('60', '1', 'a0', '4')}${left('dave')}${words('3', '1', '2', '3')}`,
  ],
  [
    'f(uint256,uint32[],bytes10,bytes)',
    [0x123n, [0x456n, 0x789n], utf8.encode('1234567890'), utf8.encode('Hello, world!')],
    `8be65246${words('123', '80')}${left('1234567890')}${words('e0', '2', '456', '789', 'd')}${left('Hello, world!')}`,
  ],
  [
    'g(uint256[][],string[])',
    [
      [[1n, 2n], [3n]],
      ['one', 'two', 'three'],
    ],
    `2289b18c${words('40', '140', '2', '40', 'a0', '2', '1', '2', '1', '3', '3', '60', 'a0', 'e0', '3')}${left('one')}` +
      `${words('3')}${left('two')}${words('5')}${left('three')}`,
  ],
]

test.each(SPECIFIED)('%s is encoded as the specification prints it', (signature, values, expected) => {
  const fn = parseFunctionSignature(signature)
  const data = encodeCall(fn, values)
  expect(bytesToHex(data).slice(2)).toBe(expected)
  expect(decodeArguments(typesOf(fn.inputs), data.subarray(4))).toEqual(values)
})

test('negative numbers are sign-extended, and bounds are held', () => {
  const { inputs } = parseFunctionSignature('f(int8)')
  const types = typesOf(inputs)
  expect(bytesToHex(encodeArguments(types, [-128n]))).toBe(`0x${'f'.repeat(62)}80`)
  expect(bytesToHex(encodeArguments(types, [127n]))).toBe(`0x${words('7f')}`)
  for (const value of [-129n, 128n]) expect(() => encodeArguments(types, [value])).toThrow(AbiEncodeError)
})

test('a struct of dynamic members has one offset, a static one none', () => {
  const dynamic = parseFunctionSignature('f((uint256,string))')
  expect(bytesToHex(encodeArguments(typesOf(dynamic.inputs), [[7n, 'x']]))).toBe(
    `0x${words('20', '7', '40', '1')}${left('x')}`,
  )
  const fixed = parseFunctionSignature('f((uint256,bool)[2])')
  const values = [
    [
      [7n, true],
      [8n, false],
    ],
  ]
  expect(bytesToHex(encodeArguments(typesOf(fixed.inputs), values))).toBe(`0x${words('7', '1', '8', '0')}`)
})

test('an address may be written with capitals', () => {
  const types = typesOf(parseFunctionSignature('f(address)').inputs)
  const lower = encodeArguments(types, ['0x00000000000000000000000000000000deadbeef'])
  expect(encodeArguments(types, ['0x00000000000000000000000000000000DeadBeeF'])).toEqual(lower)
  expect(bytesToHex(lower)).toBe(`0x${words('deadbeef')}`)
})

test.each<[string, AbiValue]>([
  ['f(uint8)', 256n],
  ['f(uint256)', -1n],
  ['f(uint256)', '1'],
  ['f(uint256)', 1n << 256n],
  ['f(address)', '0x00'],
  ['f(address)', `0x${'g'.repeat(40)}`],
  ['f(bool)', 1n],
  ['f(bytes4)', new Uint8Array(5)],
  ['f(bytes4)', '0x00000000'],
  ['f(bytes)', '0x00'],
  ['f(string)', new Uint8Array(1)],
  ['f(uint256[2])', [1n]],
  ['f(string[2])', ['a', 'b', 'c']],
  ['f(uint256[])', 1n],
  ['f((uint256,bool))', [1n]],
  ['f((uint256,bool)[])', [[1n, true], [1n]]],
  ['f((uint256,string))', [1n, 'a', 'b']],
])('%s does not take a value of another shape (%#)', (signature, value) => {
  const types = typesOf(parseFunctionSignature(signature).inputs)
  expect(() => encodeArguments(types, [value])).toThrow(AbiEncodeError)
  // Nothing of the failed one is left behind.
  const uint = typesOf(parseFunctionSignature('f(uint256)').inputs)
  expect(bytesToHex(encodeArguments(uint, [5n]))).toBe(`0x${words('5')}`)
})

test('what is encoded later does not change what was encoded before', () => {
  const { inputs } = parseFunctionSignature('f(bytes)')
  const first = encodeArguments(typesOf(inputs), [new Uint8Array(8).fill(0xaa)])
  const copy = first.slice()
  encodeArguments(typesOf(inputs), [new Uint8Array(64).fill(0xbb)])
  expect(first).toEqual(copy)
})

test('large encodings are right too', () => {
  const types = typesOf(parseFunctionSignature('f(bytes,uint256)').inputs)
  const bytes = Uint8Array.from({ length: 100_001 }, (_, index) => index % 251)
  const encoded = encodeArguments(types, [bytes, 9n])
  expect(encoded.length).toBe(96 + Math.ceil(100_001 / 32) * 32)
  expect(decodeArguments(types, encoded)).toEqual([bytes, 9n])
})

test('text of more than one byte a character, and halves of surrogate pairs', () => {
  const types = typesOf(parseFunctionSignature('f(string,uint256)').inputs)
  for (const text of ['äöü', '日本', '🚀🚀', 'a\u{1f600}', '\ufeffmark'])
    expect(decodeArguments(types, encodeArguments(types, [text, 1n]))).toEqual([text, 1n])
  for (const text of ['\ud800', 'x\udc00y', '\ud800\ud800\udc00'])
    expect(decodeArguments(types, encodeArguments(types, [text, 1n]))).toEqual([text.toWellFormed(), 1n])
})

test('errors carry their selector', () => {
  const types = typesOf(parseFunctionSignature('Error(string)').inputs)
  const data = encodeWithSelector(0x08c379a0, types, ['no'])
  expect(bytesToHex(data)).toBe(`0x08c379a0${words('20', '2')}${left('no')}`)
  expect(hexToBytes('0x08c379a0')).toEqual(data.slice(0, 4))
})

test('encodings share memory and nothing else: what one holds, no other changes, nor one that failed', () => {
  const types = typesOf(parseFunctionSignature('f(uint256,uint8,bytes)').inputs)
  const made = Array.from({ length: 400 }, (_, i) => {
    const bytes = new Uint8Array(i).fill(i)
    // The first value is written before the second is found to be too large.
    expect(() => encodeArguments(types, [2n ** 256n - 1n, 256n, bytes])).toThrow(AbiEncodeError)
    return encodeArguments(types, [BigInt(i), 1n, bytes])
  })
  made[7]!.fill(0xff)
  for (const [i, encoded] of made.entries()) {
    if (i === 7) continue
    expect(decodeArguments(types, encoded)).toEqual([BigInt(i), 1n, new Uint8Array(i).fill(i)])
    expect(encoded).toHaveLength(128 + ((i + 31) & ~31))
  }
})
