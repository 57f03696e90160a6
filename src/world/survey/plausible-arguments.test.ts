import { describe, expect, test } from 'vitest'
import { parseFunctionSignature } from '../../project/abi/parse-signature.ts'
import type { AbiValue } from '../../project/abi/types.ts'
import { encoded } from './experiments.ts'
import { type ArgumentContext, plausibleArguments } from './plausible-arguments.ts'

const CALLER = '0x00000000000000000000000000000000000ca11e'
const TOKEN = '0x0000000000000000000000000000000000070ce1'
const OTHER = '0x0000000000000000000000000000000000070ce2'
const CONTEXT: ArgumentContext = {
  caller: CALLER,
  amounts: [1_000n, 7n],
  addresses: [TOKEN, OTHER],
  ids: [4n, 0n],
  words: [99n],
  known: new Map(),
  now: 1_700_000_000n,
}

function first(signature: string, context = CONTEXT): readonly AbiValue[] | undefined {
  return plausibleArguments(parseFunctionSignature(signature), context, 1)[0]
}

describe('plausibleArguments', () => {
  test.each<[string, readonly AbiValue[]]>([
    ['deposit(uint256 assets, address receiver)', [1_000n, CALLER]],
    ['supply(address asset, uint256 amount, address onBehalfOf)', [TOKEN, 1_000n, CALLER]],
    ['swap(address tokenIn, address tokenOut, uint256 amount, uint256 minOut)', [TOKEN, OTHER, 1_000n, 0n]],
    ['withdraw(uint256 assets, uint256 shares)', [1_000n, 0n]],
    ['claim(uint256 tokenId)', [4n]],
    ['claim(uint256[] ids)', [[4n]]],
    ['fill(uint256 deadline)', [1_700_086_400n]],
    ['vest(uint256 _start, uint256 time_, uint256 amount_)', [1_700_086_400n, 1_700_086_400n, 1_000n]],
    ['open()', []],
  ])('%s', (signature, expected) => {
    expect(first(signature)).toEqual(expected)
  })

  test('every vector is different, of its types, and there are no more than asked for', () => {
    const abi = parseFunctionSignature(
      'f(uint8 a, int128 b, address c, bool d, bytes32 e, bytes4 f, bytes g, string h, (uint256 x, address[2] y)[] i, uint256[3] j)',
    )
    const vectors = plausibleArguments(abi, CONTEXT, 40)
    expect(vectors).toHaveLength(40)
    const encodings = vectors.map((values) => Buffer.from(encoded(abi, values)!).toString('hex'))
    expect(new Set(encodings).size).toBe(40)
    expect(plausibleArguments(abi, CONTEXT, 40)).toEqual(vectors)
  })

  test('values that were seen come first where nothing better is known', () => {
    const abi = parseFunctionSignature('f((uint256 x, address y) p)')
    const named = { ...abi, inputs: [{ ...abi.inputs[0]!, internalType: 'struct P' }] }
    const known = new Map([['struct P', [[5n, OTHER]]]])
    expect(plausibleArguments(named, { ...CONTEXT, known }, 2)).toEqual([
      [[5n, OTHER]],
      [[[1_000n, CALLER]][0]],
    ])
  })

  test('an array that is too long is no question', () => {
    expect(first('f(uint256[100] a)')).toBeUndefined()
  })
})
