import { describe, expect, it } from 'vitest'
import { createPrng } from '../../primitives/prng.ts'
import { parseFunctionSignature } from '../../project/abi/parse-signature.ts'
import type { AbiValue } from '../../project/abi/types.ts'
import { cutsTexts, neighboursIn, partOf, withMovedBorder } from './borders.ts'
import { Dictionary } from './dictionary.ts'
import type { ValuePools } from './value-pools.ts'

function typesOf(signature: string): Parameters<typeof neighboursIn>[0] {
  return parseFunctionSignature(signature).inputs.map(({ type }) => type)
}

function poolsOf(...texts: readonly string[]): ValuePools {
  const dictionary = new Dictionary()
  for (const text of texts) dictionary.addText(text)
  return { dictionary, addresses: [], functions: [] }
}

/** What comes out of many tries. */
function moved(signature: string, values: readonly AbiValue[], pools: ValuePools): Set<string> {
  const prng = createPrng(5n)
  const found = new Set<string>()
  for (let i = 0; i < 500; i++)
    found.add(
      JSON.stringify(withMovedBorder(typesOf(signature), values, prng, pools), (_, each: unknown) =>
        typeof each === 'bigint' ? Number(each) : each,
      ),
    )
  return found
}

describe('a border', () => {
  it('is between arguments of one type and of variable length', () => {
    expect(
      neighboursIn(typesOf('f(string,string,uint256,bytes,bytes,bytes,address[],uint256[],uint256[])')),
    ).toEqual([0, 3, 4, 7])
    expect(neighboursIn(typesOf('f(uint256[2],uint256[2],string,bytes,bytes32,bytes32)'))).toEqual([])
    expect(cutsTexts(typesOf('f(address,string,string)'))).toBe(true)
    expect(cutsTexts(typesOf('f(address,bytes,bytes)'))).toBe(false)
  })

  it('goes anywhere in what both say together', () => {
    const found = moved('f(uint256,string,string)', [7n, 'ab', 'c'], poolsOf())
    expect([...found].toSorted()).toEqual(['[7,"","abc"]', '[7,"a","bc"]', '[7,"ab","c"]', '[7,"abc",""]'])
    const lists = moved('f(uint256[],uint256[])', [[1n], [2n, 3n]], poolsOf())
    expect(lists.size).toBe(4)
    expect(lists).toContain('[[1,2],[3]]')
  })

  it('cuts what others have said, by a part of it where that is there', () => {
    const anywhere = moved('f(string,string)', ['', ''], poolsOf('harbour'))
    expect(anywhere).toContain('["harb","our"]')
    const kept = moved('f(string,string)', ['x', 'our'], poolsOf('harbour'))
    expect(kept).toContain('["harb","our"]')
    expect(kept).not.toContain('["har","bour"]')
  })

  it('is nowhere else', () => {
    expect(
      withMovedBorder(typesOf('f(string,uint256)'), ['a', 1n], createPrng(1n), poolsOf('b')),
    ).toBeUndefined()
  })
})

it('a part of a text is its beginning or its end', () => {
  const prng = createPrng(2n)
  const parts = new Set(Array.from({ length: 200 }, () => partOf('abc', prng)))
  expect([...parts].toSorted()).toEqual(['', 'a', 'ab', 'abc', 'bc', 'c'])
})
