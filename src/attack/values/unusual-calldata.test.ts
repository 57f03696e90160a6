import { expect, test } from 'vitest'
import { createPrng } from '../../primitives/prng.ts'
import { readWord } from '../../primitives/bytes.ts'
import { decodeArguments } from '../../project/abi/decode.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { parseFunctionSignature } from '../../project/abi/parse-signature.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import { Dictionary } from './dictionary.ts'
import { canBeUnusual, unusual } from './unusual-calldata.ts'
import type { ValuePools } from './value-pools.ts'

const OFF = parseFunctionSignature('off()')
const pools: ValuePools = { dictionary: new Dictionary(), addresses: [], functions: [] }

const typesOf = (signature: string): ReturnType<typeof parseFunctionSignature>['inputs'][number]['type'][] =>
  parseFunctionSignature(signature).inputs.map(({ type }) => type)

test('bytes begin later: who decodes them finds them, who reads at a fixed place finds a selector there', () => {
  const fn = parseFunctionSignature('flip(uint256 id,bytes data)')
  const data = encodeCall(fn, [7n, new Uint8Array([1, 2, 3])])
  const found = new Set<number | undefined>()
  for (let seed = 0n; seed < 40n; seed++) {
    const changed = unusual(
      data,
      { types: typesOf(fn.signature), functions: [OFF], isLax: false },
      pools,
      createPrng(seed),
    )
    expect(decodeArguments(typesOf(fn.signature), changed.subarray(4))).toEqual([
      7n,
      new Uint8Array([1, 2, 3]),
    ])
    expect(changed.length).toBeGreaterThan(data.length)
    found.add(selectorIn(changed.subarray(4 + 64)))
  }
  expect(found).toContain(OFF.selector)
})

test('small numbers get bits above them where nobody looks at these', () => {
  const fn = parseFunctionSignature('register(uint8 part)')
  const data = encodeCall(fn, [5n])
  for (let seed = 0n; seed < 20n; seed++) {
    const word = readWord(
      unusual(data, { types: typesOf(fn.signature), functions: [], isLax: true }, pools, createPrng(seed)),
      4,
    )
    expect(word & 0xffn).toBe(5n)
    expect(word).toBeGreaterThan(255n)
  }
})

test.each([
  ['f(uint8)', true, true],
  ['f(uint8)', false, false],
  ['f(uint256)', true, false],
  ['f(bytes)', false, true],
  ['f(bytes,string)', true, false],
  ['f(bytes,uint256[])', true, false],
  ['f()', true, false],
])('%s of a compiler that is lax (%s): %s', (signature, isLax, can) => {
  expect(canBeUnusual(typesOf(signature), isLax)).toBe(can)
})
