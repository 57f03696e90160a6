import { expect, test } from 'vitest'
import { encodeCall } from '../../project/abi/encode.ts'
import { parseType } from '../../project/abi/parse-abi.ts'
import type { AbiType } from '../../project/abi/types.ts'
import { parseFunctionSignature } from '../../project/abi/parse-signature.ts'
import { elementKinds } from './element-kinds.ts'
import { elementsOf, listPlaces, withElements } from './list-calls.ts'

const WHICH = parseType('uint8')
const AMOUNT = parseType('uint256')
const STEP: AbiType = {
  kind: 'tuple',
  components: [WHICH, WHICH, AMOUNT].map((type) => ({ name: '', type })),
}

test('what says which makes the kind, what says how much is open', () => {
  const [first, second] = elementKinds([STEP], [[[0n, 1n, 50n]], [[1n, 0n, 7n]], [[0n, 1n, 60n]]])
  expect(first!.with(9n)).toEqual([[0n, 1n, 9n]])
  expect(second!.with(9n)).toEqual([[1n, 0n, 9n]])
})

test('parts that were seen are put together otherwise, and then those that nobody used', () => {
  const kinds = elementKinds([STEP], [[[0n, 1n, 50n]], [[1n, 0n, 7n]]]).map((kind) => String(kind.with(1n)))
  expect(kinds.slice(0, 4)).toEqual(['0,1,1', '1,0,1', '0,0,1', '1,1,1'])
  expect(kinds).toContain('2,0,1')
  expect(kinds).toContain('3,3,1')
  expect(new Set(kinds).size).toBe(kinds.length)
  expect(kinds.length).toBeLessThanOrEqual(24)
})

test('a negative amount stays one; an amount has room for its sign', () => {
  const [kind] = elementKinds([parseType('int128')], [[-5n]])
  expect(kind!.with(9n)).toEqual([-9n])
  expect(kind!.max).toBe((1n << 127n) - 1n)
})

test('of several lists an element has one value of each', () => {
  const types = [AMOUNT, { kind: 'array', element: WHICH }, { kind: 'array', element: AMOUNT }] as const
  const places = listPlaces(types)
  expect(places).toEqual([1, 2])
  const values = [4n, [1n, 2n], [10n, 20n]]
  const elements = elementsOf(values, places)!
  expect(elements).toEqual([
    [1n, 10n],
    [2n, 20n],
  ])
  expect(withElements(values, places, elements.slice(1))).toEqual([4n, [2n], [20n]])
  expect(elementsOf([4n, [1n], [10n, 20n]], places)).toBeUndefined()
  expect(elementKinds([WHICH, AMOUNT], elements).map((kind) => kind.with(3n))[1]).toEqual([2n, 3n])
})

test('bytes that are a call have the amounts of its arguments', () => {
  const borrow = parseFunctionSignature('borrow(address,uint256)')
  const data = (to: bigint, amount: bigint): Uint8Array =>
    encodeCall(borrow, [`0x${to.toString(16).padStart(40, '0')}`, amount])
  const other = new Uint8Array([1, 2, 3, 4])
  const kinds = elementKinds(
    [{ kind: 'bytes' }],
    [[data(7n, 1n)], [data(7n, 2n)], [data(8n, 2n)], [other]],
    (selector) => (selector === borrow.selector ? borrow : undefined),
  )
  expect(kinds.map((kind) => kind.with(99n))).toEqual([[data(7n, 99n)], [data(8n, 99n)]])
})

test('without amounts there is nothing to search', () => {
  expect(elementKinds([parseType('address')], [['0x00000000000000000000000000000000000000aa']])).toEqual([])
  expect(elementKinds([AMOUNT], [])).toEqual([])
})
