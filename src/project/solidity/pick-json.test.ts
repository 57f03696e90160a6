import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { Place, Wanted } from './pick-json.ts'
import { pickJson, PickJsonError } from './pick-json.ts'

function pick(text: string, wanted: Wanted, at?: number): unknown {
  return pickJson(Buffer.from(text), wanted, at)
}

describe('picking values out of JSON', () => {
  it('takes what is wanted and steps over the rest', () => {
    const text = JSON.stringify({
      skipped: [{ a: '}]"\\' }, [1, 2]],
      input: { sources: { 'a"b.sol': { content: 'ü', other: 1 }, b: { content: 'y' } }, settings: [] },
      version: '1',
    })
    expect(
      pick(text, { version: 'value', input: { sources: { '*': { content: 'value' } } }, absent: 'value' }),
    ).toEqual({
      input: { sources: { 'a"b.sol': { content: 'ü' }, b: { content: 'y' } } },
      version: '1',
    })
  })

  it('says in bytes where a value lies', () => {
    const text = '  {"ä" : {"b":[1, {"c":2}]}  , "d":3}'
    const { ä } = pick(text, { ä: 'place' }) as { ä: Place }
    expect(Buffer.from(text).subarray(ä.start, ä.end).toString()).toBe('{"b":[1, {"c":2}]}')
  })

  it('agrees with JSON.parse on any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        const text = JSON.stringify({ before: value, wanted: value, after: [value] }, undefined, space)
        const picked = pick(text, { wanted: 'value', after: 'place' }) as { wanted: unknown; after: Place }
        expect(picked.wanted).toEqual(JSON.parse(JSON.stringify(value)))
        const after = Buffer.from(text).subarray(picked.after.start, picked.after.end).toString()
        expect(JSON.parse(after)).toEqual(JSON.parse(JSON.stringify([value])))
      }),
      { numRuns: 200 },
    )
  })

  it('notices every place where an object can be cut off', () => {
    const text = '{"a":{"b":"x\\"y","c":[1,{"d":null}]},"e":"f"}'
    for (let length = 0; length < text.length; length++)
      expect(() => pick(text.slice(0, length), { a: { c: 'place' }, e: 'value' }), String(length)).toThrow(
        PickJsonError,
      )
  })

  it('names the byte that should not be there', () => {
    expect(() => pick('{"a":1 "b":2}', { b: 'value' })).toThrow('Byte 7 should not be there')
    expect(() => pick('{"a":1}{', { a: 'value' })).toThrow('Byte 7 should not be there')
  })

  it('makes members of any name without touching prototypes', () => {
    const picked = pick('{"__proto__":{"x":1},"constructor":2}', { '*': 'value' })
    expect(Object.keys(picked as object)).toEqual(['__proto__', 'constructor'])
    expect(({} as { x?: number }).x).toBeUndefined()
  })

  it('refuses nesting that no compiler writes', () => {
    expect(() => pick(`{"a":${'['.repeat(20_000)}`, { b: 'value' })).toThrow(PickJsonError)
  })
})
