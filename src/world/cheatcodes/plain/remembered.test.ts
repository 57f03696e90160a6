import { describe, expect, it } from 'vitest'
import { callCheat, fakeContext } from '../../../../tests/helpers/cheat-context.ts'
import { CheatcodeError } from '../context.ts'
import { assertCheats, AssertionFailedError } from './assert.ts'
import { scanStructs } from './struct-definitions.ts'

describe('random cheatcodes', () => {
  it('give the same numbers for the same seed, others for each call, and again after going back', () => {
    const draw = (context = fakeContext()) => callCheat(context, 'randomUint()', [])
    expect(draw()).toEqual(draw())
    const context = fakeContext()
    const start = context.save()
    const first = draw(context)
    const second = draw(context)
    expect(second).not.toEqual(first)
    context.restore(start)
    expect(draw(context)).toEqual(first)
    callCheat(context, 'setSeed(uint256)', [2n ** 255n])
    const seeded = draw(context)
    callCheat(context, 'setSeed(uint256)', [2n ** 255n])
    expect(draw(context)).toEqual(seeded)
    expect(seeded).not.toEqual(first)
  })

  it('stay in their ranges', () => {
    const context = fakeContext()
    for (let round = 0; round < 200; round++) {
      const one = (signature: string, ...args: bigint[]): bigint => {
        const answer = callCheat(context, signature, args)
        return 'returns' in answer ? (answer.returns[0] as bigint) : -999n
      }
      const ranged = one('randomUint(uint256,uint256)', 5n, 7n)
      expect(ranged >= 5n && ranged <= 7n).toBe(true)
      expect(one('randomUint(uint256)', 3n) < 8n).toBe(true)
      const signed = one('randomInt(uint256)', 3n)
      expect(signed >= -4n && signed < 4n).toBe(true)
      const bound = one('bound(int256,int256,int256)', 0n, -2n, 2n)
      expect(bound >= -2n && bound <= 2n && bound !== 0n).toBe(true)
    }
  })

  it('shuffle keeps all values', () => {
    const answer = callCheat(fakeContext(), 'shuffle(uint256[])', [[1n, 2n, 3n, 4n]])
    const list = 'returns' in answer ? (answer.returns[0] as bigint[]) : []
    expect(new Set(list)).toEqual(new Set([1n, 2n, 3n, 4n]))
  })
})

describe('assertions', () => {
  it('fail with an error of their own', () => {
    const run = assertCheats['assertTrue(bool)']!
    expect(() => run(fakeContext(), [false], undefined as never)).toThrow(AssertionFailedError)
    expect(() => run(fakeContext(), [false], undefined as never)).toThrow(CheatcodeError)
  })
})

describe('the block', () => {
  it('answers hashes that were set, and what it answered before for the others', () => {
    const context = fakeContext()
    context.setBlock({ number: 300n, blockHash: (number) => number * 2n })
    const hash = (last: number) => Uint8Array.from({ length: 32 }, (_, index) => (index === 31 ? last : 0))
    callCheat(context, 'setBlockhash(uint256,bytes32)', [250n, hash(7)])
    callCheat(context, 'setBlockhash(uint256,bytes32)', [251n, hash(8)])
    expect([249n, 250n, 251n].map((number) => context.block.blockHash!(number))).toEqual([498n, 7n, 8n])
  })
})

describe('blob base fee', () => {
  // forge 1.7.1 on Prague: block.blobbasefee after vm.blobBaseFee.
  it.each([
    [99n, 1n],
    [100_000_000n, 470_442_149n],
    [6_000_000_000n, 32_224_767_649_643_641_138_507_008n],
  ])('an excess of %i is the price %i', (excess, price) => {
    const context = fakeContext()
    callCheat(context, 'blobBaseFee(uint256)', [excess])
    expect(context.block.blobBaseFee).toBe(price)
    expect(callCheat(context, 'getBlobBaseFee()', [])).toMatchObject({ returns: [excess] })
  })
})

describe('labels', () => {
  it('come with wallets that have a name', () => {
    const context = fakeContext()
    callCheat(context, 'createWallet(string)', ['alice'])
    expect([...context.labels]).toEqual([['0x328809bc894f92807417d2dad6b7c998c1afdac6', 'alice']])
  })
})

describe('structs of the sources', () => {
  it('are found with their contract, their order and without comments', () => {
    const source = `
      // struct No { uint256 a; }
      struct Free { uint256 zed; /* x; */ address[] alpha; }
      contract C { string s = "struct No { uint256 a; }"; struct In { mapping(uint256 => bool) m; Other.Kind[2] k; } function f() public {} }
      library L { struct Last { bytes32 b; } }
    `
    expect(scanStructs(source)).toEqual([
      {
        name: 'Free',
        fields: [
          ['zed', 'uint256'],
          ['alpha', 'address[]'],
        ],
      },
      {
        name: 'C.In',
        fields: [
          ['m', 'mapping(uint256 => bool)'],
          ['k', 'Other.Kind[2]'],
        ],
      },
      { name: 'L.Last', fields: [['b', 'bytes32']] },
    ])
  })

  it('take no time to not be found in text that is no Solidity', () => {
    expect(scanStructs('struct a '.repeat(100_000))).toEqual([])
    expect(scanStructs('/*struct'.repeat(100_000))).toEqual([])
    expect(scanStructs(`struct A {${' '.repeat(1_000_000)}}`)).toEqual([{ name: 'A', fields: [] }])
  })
})
