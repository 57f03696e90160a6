import { expect, test } from 'vitest'
import { hexToBytes } from '../../primitives/hex.ts'
import { AbiDecodeError, DECODED_VALUES_MAX, decodeArguments } from './decode.ts'
import { encodeArguments, encodeCall } from './encode.ts'
import { typesOf } from './layout.ts'
import { parseFunctionSignature } from './parse-signature.ts'
import type { AbiType } from './types.ts'

function types(text: string): readonly AbiType[] {
  return typesOf(parseFunctionSignature(`f(${text})`).inputs)
}

function bytesOf(...words: readonly (string | number)[]): Uint8Array {
  return hexToBytes(
    `0x${words.map((word) => (typeof word === 'number' ? word.toString(16) : word).padStart(64, '0')).join('')}`,
  )
}

test('what follows the arguments is ignored, and so are bits that a type does not have', () => {
  expect(decodeArguments(types('uint256'), bytesOf(7, 8))).toEqual([7n])
  const dirty = 'f'.repeat(64)
  expect(
    decodeArguments(types('uint8,int8,bool,address,bytes2'), bytesOf(dirty, dirty, dirty, dirty, dirty)),
  ).toEqual([255n, -1n, true, `0x${'f'.repeat(40)}`, new Uint8Array([255, 255])])
  // Bytes of text that is not padded to a full word, as abi.encodePacked leaves it.
  expect(decodeArguments(types('bytes'), bytesOf(0x20, 3, `abcdef${'0'.repeat(58)}`).slice(0, 67))).toEqual([
    new Uint8Array([0xab, 0xcd, 0xef]),
  ])
})

test('tails may stand in any order and overlap', () => {
  expect(decodeArguments(types('uint256[],uint256[]'), bytesOf(0x40, 0x40, 1, 9))).toEqual([[9n], [9n]])
  expect(decodeArguments(types('bytes,uint256[]'), bytesOf(0x80, 0x40, 1, 9, 0))).toEqual([
    new Uint8Array(0),
    [9n],
  ])
  // An offset of 0 leads back to itself.
  expect(decodeArguments(types('bytes'), bytesOf(0))).toEqual([new Uint8Array(0)])
})

test.each([
  ['uint256', []],
  ['uint256,uint256', [1]],
  ['uint256[3]', [1, 2]],
  ['bytes', [0x20]],
  ['bytes', [0x40, 1]],
  ['bytes', [0x20, 1]],
  ['bytes', [0x20, 'f'.repeat(64), 0]],
  ['string', ['f'.repeat(64), 0]],
  ['string', [`1${'0'.repeat(8)}`, 0]],
  ['uint256[]', [0x20, 2, 1]],
  ['uint256[]', [0x20, 'ffffffff', 1]],
  ['string[]', [0x20, 1, 0x40]],
  ['(uint256,string)', [0x20, 1]],
  ['uint256[4294967296]', [1]],
  ['uint256[4294967296][4294967296][4294967296]', [1]],
])('%s is not read past the end (%#)', (text, words) => {
  expect(() => decodeArguments(types(text), bytesOf(...words))).toThrow(AbiDecodeError)
})

test.each([
  ['elements of no size', '()[]', [0x20, 'ffffffff']],
  ['elements of no size, twice', '()[][]', [0x20, 2, 0x40, 0x40, 'ffffffff']],
  ['many elements of no size', '()[]', [0x20, DECODED_VALUES_MAX]],
  ['fixed arrays of no size', '()[4294967296][4294967296]', []],
])('a bomb of %s ends', (_, text, words) => {
  expect(() => decodeArguments(types(text), bytesOf(...words))).toThrow(/more than 1048576 values/)
})

test('a bomb of lists that all are one list ends', () => {
  // 256 offsets at each of four levels: 2^32 values from 8 KiB.
  const list = [
    0x20,
    ...Array.from({ length: 4 }, () => [256, ...new Array<number>(256).fill(0x2000)]).flat(),
  ]
  const data = bytesOf(...list)
  const view = new DataView(data.buffer)
  // Each offset counts from behind its list's length, and leads to the length of the next list.
  for (let level = 0; level < 3; level++)
    for (let index = 0; index < 256; index++)
      view.setUint32(32 + level * 257 * 32 + 32 + index * 32 + 28, 256 * 32)
  expect(() => decodeArguments(types('uint256[][][][]'), data)).toThrow(/more than 1048576 values/)
})

test('a bomb of byte strings that all are one ends', () => {
  const count = 1_000
  const data = new Uint8Array(64 + 32 * count + 32 + 100_000)
  const view = new DataView(data.buffer)
  view.setUint32(28, 32)
  view.setUint32(60, count)
  for (let index = 0; index < count; index++) view.setUint32(64 + 32 * index + 28, 32 * count)
  view.setUint32(64 + 32 * count + 28, 100_000)
  expect(() => decodeArguments(types('bytes[]'), data)).toThrow(/more than 1048576 values/)
  expect(() => decodeArguments(types('string[]'), data)).toThrow(/more than 1048576 values/)
})

test('decoded bytes are copies, also of a Buffer', () => {
  const encoded = encodeArguments(types('bytes,bytes4'), [new Uint8Array([1, 2]), new Uint8Array(4)])
  for (const source of [encoded, Buffer.from(encoded)]) {
    const [bytes, fixed] = decodeArguments(types('bytes,bytes4'), source)
    source.fill(0xee)
    expect(bytes).toStrictEqual(new Uint8Array([1, 2]))
    expect(fixed).toStrictEqual(new Uint8Array(4))
    source.set(encodeArguments(types('bytes,bytes4'), [new Uint8Array([1, 2]), new Uint8Array(4)]))
  }
})

test('a view into larger memory is read from its own beginning', () => {
  const memory = new Uint8Array(1_000).fill(0xff)
  memory.set(bytesOf(5), 100)
  expect(decodeArguments(types('uint256'), memory.subarray(100, 132))).toEqual([5n])
})

test('text that is no UTF-8 comes out with replacement characters', () => {
  expect(decodeArguments(types('string'), bytesOf(0x20, 2, `41ff${'0'.repeat(60)}`))).toEqual(['A\ufffd'])
})

test.each([0, 3, 900, 5_000])(
  'arguments behind a selector, with %i bytes among them, short or long',
  (length) => {
    const abi = parseFunctionSignature('f(bytes,address)')
    const bytes = new Uint8Array(length).fill(7)
    const values = [bytes, '0x00000000000000000000000000000000000000a1'] as const
    const calldata = encodeCall(abi, values)
    for (const data of [calldata, Buffer.from(calldata)]) {
      const [found, address] = decodeArguments(typesOf(abi.inputs), data, 4) as [Uint8Array, string]
      expect([found, address]).toEqual(values)
      // A copy: neither the calldata nor a later decoding changes it.
      data.fill(9)
      decodeArguments(typesOf(abi.inputs), encodeCall(abi, [new Uint8Array(40).fill(1), values[1]]), 4)
      expect(found).toEqual(bytes)
      data.set(encodeCall(abi, values))
    }
    expect(() => decodeArguments(typesOf(abi.inputs), calldata.subarray(0, 3), 4)).toThrow(AbiDecodeError)
  },
)
