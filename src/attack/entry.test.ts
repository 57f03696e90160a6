import { expect, test } from 'vitest'
import { type Entry, numberEntries, pathOf, ROOT_ENTRY } from './entry.ts'
import type { Call } from './types.ts'

const NOBODY = '0x0000000000000000000000000000000000000000'

function call(byte: number): Call {
  return {
    target: 0,
    to: NOBODY,
    from: NOBODY,
    value: 0n,
    data: new Uint8Array([byte]),
    seconds: 0,
    blocks: 0,
  }
}
function entry(parent: number, ...bytes: readonly number[]): Entry {
  return { parent, calls: bytes.map(call), isReverted: false, stateless: -1 }
}
const bytesOf = (calls: readonly Call[]): number[] => calls.map(({ data }) => data[0]!)

test('numbers of a lane become numbers of the list; those of the list stay', () => {
  const numbered = numberEntries([entry(0, 1), entry(-1, 2), entry(7, 3), entry(-3, 4), entry(-2, 5)], 10)
  expect(numbered.map(({ parent }) => parent)).toStrictEqual([0, 10, 7, 12, 11])
})

test('the path of an entry begins after the setup and ends with its own calls', () => {
  const entries = [ROOT_ENTRY, entry(0, 1, 2), entry(1, 3), entry(0, 9), entry(2, 4, 5)]
  expect(bytesOf(pathOf(entries, 4))).toStrictEqual([1, 2, 3, 4, 5])
  expect(bytesOf(pathOf(entries, 3))).toStrictEqual([9])
  expect(pathOf(entries, 0)).toStrictEqual([])
})

test('lists that are appended one after the other have the paths that their lanes saw', () => {
  const list = [ROOT_ENTRY]
  list.push(...numberEntries([entry(0, 1), entry(-1, 2)], list.length))
  list.push(...numberEntries([entry(2, 3), entry(-1, 4)], list.length))
  expect(bytesOf(pathOf(list, 4))).toStrictEqual([1, 2, 3, 4])
})
