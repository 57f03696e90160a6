import { expect, test } from 'vitest'
import { bytesToHex } from '../../src/primitives/hex.ts'
import { encodeArguments, encodeCall, encodeFunctionCall } from './abi.ts'

function words(bytes: Uint8Array, from = 0): readonly string[] {
  return bytesToHex(bytes.subarray(from)).slice(2).match(/.{64}/g) ?? []
}

const word = (value: number | bigint): string => value.toString(16).padStart(64, '0')
const left = (text: string): string => Buffer.from(text).toString('hex').padEnd(64, '0')

// The examples of "Contract ABI Specification", Solidity documentation.
test('baz(uint32,bool)', () => {
  const data = encodeCall('baz(uint32,bool)', 69, true)
  expect(bytesToHex(data.subarray(0, 4))).toBe('0xcdcd77c0')
  expect(words(data, 4)).toEqual([word(69), word(1)])
})

test('bar(bytes3[2])', () => {
  const data = encodeCall('bar(bytes3[2])', ['0x616263', '0x646566'])
  expect(bytesToHex(data.subarray(0, 4))).toBe('0xfce353f6')
  expect(words(data, 4)).toEqual([left('abc'), left('def')])
})

test('sam(bytes,bool,uint256[])', () => {
  const data = encodeCall('sam(bytes,bool,uint256[])', '0x64617665', true, [1, 2, 3])
  expect(bytesToHex(data.subarray(0, 4))).toBe('0xa5643bf2')
  expect(words(data, 4)).toEqual([
    word(0x60),
    word(1),
    word(0xa0),
    word(4),
    left('dave'),
    word(3),
    word(1),
    word(2),
    word(3),
  ])
})

test('f(uint256,uint32[],bytes10,bytes)', () => {
  const data = encodeCall(
    'f(uint256,uint32[],bytes10,bytes)',
    0x123,
    [0x456, 0x789],
    '0x31323334353637383930',
    '0x48656c6c6f',
  )
  expect(bytesToHex(data.subarray(0, 4))).toBe('0x8be65246')
  expect(words(data, 4).slice(0, 5)).toEqual([
    word(0x123),
    word(0x80),
    left('1234567890'),
    word(0xe0),
    word(2),
  ])
})

test('g(uint256[][],string[])', () => {
  const data = encodeCall('g(uint256[][],string[])', [[1, 2], [3]], ['one', 'two', 'three'])
  expect(bytesToHex(data.subarray(0, 4))).toBe('0x2289b18c')
  const heads = [0x40, 0x140, 2, 0x40, 0xa0, 2, 1, 2, 1, 3, 3, 0x60, 0xa0, 0xe0].map(word)
  expect(words(data, 4)).toEqual([
    ...heads,
    word(3),
    left('one'),
    word(3),
    left('two'),
    word(5),
    left('three'),
  ])
})

test('tuples stand in place unless something in them is dynamic; negative numbers are sign-extended', () => {
  expect(words(encodeArguments('(int24,address),uint8', [-1, `0x${'22'.repeat(20)}`], 7))).toEqual([
    'f'.repeat(64),
    word(BigInt(`0x${'22'.repeat(20)}`)),
    word(7),
  ])
  expect(words(encodeArguments('(uint8,string),uint8', [1, 'a'], 2))).toEqual(
    [0x40, 2, 1, 0x40, 1].map(word).concat(left('a')),
  )
})

test('a function of an ABI gives the same as its signature', () => {
  const tuple = { type: 'tuple[]', components: [{ type: 'address' }, { type: 'bytes' }] }
  const values = [[[`0x${'11'.repeat(20)}`, '0xab']]]
  const abiFunction = { type: 'function', name: 'go', inputs: [tuple], stateMutability: 'view' } as const
  expect(encodeFunctionCall(abiFunction, values)).toEqual(encodeCall('go((address,bytes)[])', ...values))
})
