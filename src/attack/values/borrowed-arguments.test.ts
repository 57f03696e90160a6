import { expect, test } from 'vitest'

import { createPrng } from '../../primitives/prng.ts'
import type { AbiFunction, AbiParameter, AbiValue } from '../../project/abi/types.ts'
import { parseFunctionSignature } from '../../project/abi/parse-signature.ts'
import { borrowArguments, knownCall, lends } from './borrowed-arguments.ts'

const WORD = new Uint8Array(32).fill(7)
const OTHER_WORD = new Uint8Array(32).fill(8)
const SIGNED: AbiValue = [27n, WORD]
const SIGNED_BY_ANOTHER: AbiValue = [28n, OTHER_WORD]

/** The function's inputs with these names. */
function inputsOf(signature: string, ...names: readonly string[]): readonly AbiParameter[] {
  const { inputs }: AbiFunction = parseFunctionSignature(signature)
  return inputs.map((input, i) => ({ ...input, name: names[i] ?? '' }))
}

const SHOW = inputsOf('show(uint256,uint256,(uint8,bytes32))', 'order', 'amount', 'signature')
const SHOWN = knownCall(SHOW, [5n, 900n, SIGNED])

test('arguments of one name come together, and a list is made of copies of one element', () => {
  const inputs = inputsOf('take(uint256,uint256,(uint8,bytes32)[])', '_amount', 'order_', 'signatures')
  expect(lends(SHOWN, inputs)).toBe(true)
  const prng = createPrng(1n)
  const lengths = new Set<number>()
  for (let i = 0; i < 30; i++) {
    const [amount, order, list] = borrowArguments(inputs, [0n, 0n, []], SHOWN, prng)
    expect([amount, order]).toEqual([900n, 5n])
    const elements = list as readonly AbiValue[]
    for (const element of elements) expect(element).toEqual(SIGNED)
    lengths.add(elements.length)
  }
  expect(lengths).toEqual(new Set([1, 2, 3]))
})

test('a list comes as it was, or with one of its elements in all places', () => {
  const inputs = inputsOf('take((uint8,bytes32)[])', 'signatures')
  const known = knownCall(inputs, [[SIGNED, SIGNED_BY_ANOTHER]])
  const prng = createPrng(2n)
  const seen = new Set(
    Array.from({ length: 60 }, () => {
      const [list] = borrowArguments(inputs, [[]], known, prng)
      return (list as readonly AbiValue[]).map((each) => (each === SIGNED ? 'a' : 'b')).join('')
    }),
  )
  expect(seen).toContain('ab')
  expect(seen).toContain('aa')
  expect(seen).toContain('bb')
})

test('a single argument comes out of a list, and members of structs are lent too', () => {
  const list = inputsOf('many((uint256,address)[],bytes32)', 'orders', 'root')
  const known = knownCall(list, [[[3n, `0x${'11'.repeat(20)}`]], WORD])
  const one = inputsOf('one((uint256,address),uint64)', 'order', 'nonce')
  const [order, nonce] = borrowArguments(one, [[0n, `0x${'00'.repeat(20)}`], 4n], known, createPrng(3n))
  expect(order).toEqual([3n, `0x${'11'.repeat(20)}`])
  expect(nonce).toBe(4n)
  const members = inputsOf('cancel(uint256,bytes32)', 'id', 'hash')
  const struct = knownCall(inputsOf('put((uint256,bytes32))', 'order'), [[9n, OTHER_WORD]])
  expect(borrowArguments(members, [0n, WORD], struct, createPrng(4n))).toEqual([9n, OTHER_WORD])
})

test('a call that shares a number only lends nothing', () => {
  expect(lends(SHOWN, inputsOf('pay(address,uint256)', 'to', 'value'))).toBe(false)
  expect(lends(SHOWN, inputsOf('pay(address,uint256)', 'to', 'amount'))).toBe(false)
})
