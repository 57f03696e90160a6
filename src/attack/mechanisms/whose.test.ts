import { expect, test } from 'vitest'
import { bigIntToBytes32, concatBytes } from '../../primitives/bytes.ts'
import { isSetTo } from './whose.ts'

const FROM = '0x00000000000000000000000000000000000000e7'

function isSet(before: bigint, after: bigint, ...words: bigint[]): boolean {
  const data = concatBytes(new Uint8Array(4), ...words.map(bigIntToBytes32))
  return isSetTo({ before, after }, { data, from: FROM })
}

test('an argument that stands in a variable now has been set', () => {
  expect(isSet(5n, 12_345_678_901n, 12_345_678_901n)).toBe(true)
  expect(isSet(0n, 12_345_678_901n << 64n, 12_345_678_901n)).toBe(true)
  expect(isSet(12_345_678_901n, 77n, 12_345_678_901n)).toBe(false)
  expect(isSet(9n, BigInt(FROM))).toBe(true)
  expect(isSet(9n, 0n, 0n)).toBe(true)
})

test('a small one only where nothing else has changed: it stands in any sum', () => {
  expect(isSet(0xaa_00_bbn, 0xaa_02_bbn, 2n)).toBe(true)
  expect(isSet(491_317_354_657_161_587_415n, 462_217_836_453_235_234_112n, 1n, 2n, 35n)).toBe(false)
})
