import { expect, test } from 'vitest'
import { createPrng, type Prng } from '../../primitives/prng.ts'
import { bytesToHex } from '../../primitives/hex.ts'
import { decodeArguments } from '../../project/abi/decode.ts'
import { encodeArguments, encodeCall } from '../../project/abi/encode.ts'
import { typesOf } from '../../project/abi/layout.ts'
import { parseType } from '../../project/abi/parse-abi.ts'
import { parseFunctionSignature } from '../../project/abi/parse-signature.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import type { AbiType, AbiValue } from '../../project/abi/types.ts'
import { Dictionary } from './dictionary.ts'
import { generateValue, generateValues, payloadInto } from './generate-value.ts'
import { mutateArguments, mutateValue } from './mutate-value.ts'
import { isSameType } from '../../project/abi/same-type.ts'
import { canGenerate, type ValuePools } from './value-pools.ts'

const ALICE = `0x${'a1'.repeat(20)}` as const
const BOB = `0x${'b2'.repeat(20)}` as const
const SECRET = 0x1234_5678_9abc_def0_1234n

const EVERYTHING = parseFunctionSignature(
  'f(uint256,uint8,int256,int8,address,bool,bytes4,bytes32,bytes,string,function,' +
    'uint256[],address[3],bytes[],string[][],(uint128,(bytes,address)[],bool)[],(uint8,(int24,string)),()[])',
)

function poolsWith(...functions: readonly string[]): ValuePools {
  const dictionary = new Dictionary()
  dictionary.keepWord(SECRET)
  dictionary.addWord(0xfeed_beefn << 224n)
  dictionary.addBytes(Uint8Array.of(7, 7, 7))
  dictionary.addText('open sesame')
  return {
    dictionary,
    addresses: [ALICE, BOB],
    functions: functions.map((text) => parseFunctionSignature(text)),
  }
}

function many(type: AbiType, count: number, pools: ValuePools, prng: Prng = createPrng(1n)): AbiValue[] {
  return Array.from({ length: count }, () => generateValue(type, prng, pools))
}

test('whatever is generated, and changed, and changed again, can be encoded', () => {
  const prng = createPrng(2n)
  const pools = poolsWith('transfer(address,uint256)', 'multicall(bytes[])', 'deep((bytes,string)[])')
  const types = typesOf(EVERYTHING.inputs)
  for (let round = 0; round < 300; round++) {
    let values = generateValues(types, prng, pools)
    for (let change = 0; change < 10; change++) {
      const encoded = encodeArguments(types, values)
      expect(encoded.length).toBeLessThan(200_000)
      values = mutateArguments(EVERYTHING, decodeArguments(types, encoded), prng, pools)
    }
  }
})

test('the same seed gives the same values and changes', () => {
  const run = (): string => {
    const prng = createPrng(3n)
    const pools = poolsWith('transfer(address,uint256)')
    const types = typesOf(EVERYTHING.inputs)
    let values = generateValues(types, prng, pools)
    for (let change = 0; change < 50; change++) values = mutateArguments(EVERYTHING, values, prng, pools)
    return bytesToHex(encodeArguments(types, values))
  }
  expect(run()).toBe(run())
})

test('what is given is not changed', () => {
  const prng = createPrng(4n)
  const pools = poolsWith('transfer(address,uint256)')
  const types = typesOf(EVERYTHING.inputs)
  const values = generateValues(types, prng, pools)
  const before = bytesToHex(encodeArguments(types, values))
  for (let change = 0; change < 300; change++) mutateArguments(EVERYTHING, values, prng, pools)
  expect(bytesToHex(encodeArguments(types, values))).toBe(before)
})

test('numbers are often those that break things', () => {
  const drawn = many(parseType('uint256'), 10_000, poolsWith()) as bigint[]
  const share = (isWanted: (value: bigint) => boolean): number => drawn.filter(isWanted).length / drawn.length
  expect(share((value) => value === 0n)).toBeGreaterThan(0.04)
  expect(share((value) => value === (1n << 256n) - 1n)).toBeGreaterThan(0.03)
  expect(share((value) => value === SECRET)).toBeGreaterThan(0.03)
  expect(share((value) => value > SECRET - 4n && value < SECRET + 4n)).toBeGreaterThan(0.1)
  expect(share((value) => value > 0n && value % 10n ** 18n === 0n)).toBeGreaterThan(0.04)
  expect(share((value) => value > 1n && (value & (value - 1n)) === 0n)).toBeGreaterThan(0.02)
  // And many others: the distribution is not only its bumps.
  expect(new Set(drawn).size).toBeGreaterThan(3_000)
})

test('small and signed types are used to both ends', () => {
  const bytes = new Set(many(parseType('uint8'), 20_000, poolsWith()))
  expect(bytes.size).toBe(256)
  const signed = many(parseType('int8'), 20_000, poolsWith()) as bigint[]
  expect(new Set(signed).size).toBe(256)
  const wide = many(parseType('int256'), 2_000, poolsWith()) as bigint[]
  expect(wide).toContain(-(1n << 255n))
  expect(wide).toContain((1n << 255n) - 1n)
  expect(wide).toContain(-1n)
})

test('accounts are mostly known ones', () => {
  const drawn = many({ kind: 'address' }, 5_000, poolsWith())
  const known = drawn.filter((address) => address === ALICE || address === BOB).length
  expect(known / drawn.length).toBeGreaterThan(0.75)
  expect(drawn).toContain(`0x${'0'.repeat(40)}`)
  expect(new Set(drawn).size).toBeGreaterThan(100)
})

test('bytes are often a call of a known function, with arguments that it can read', () => {
  const fn = parseFunctionSignature('transfer(address,uint256)')
  const drawn = many({ kind: 'bytes' }, 2_000, poolsWith('transfer(address,uint256)')) as Uint8Array[]
  const calls = drawn.filter((bytes) => selectorIn(bytes) === fn.selector)
  expect(calls.length).toBeGreaterThan(400)
  for (const call of calls) expect(() => decodeArguments(typesOf(fn.inputs), call.subarray(4))).not.toThrow()
  expect(drawn.filter((bytes) => bytes.length === 0).length).toBeGreaterThan(300)
  expect(drawn.some((bytes) => bytesToHex(bytes) === '0x070707')).toBe(true)
})

test('selectors are those of known functions or of the dictionary', () => {
  const drawn = many(
    { kind: 'fixedBytes', size: 4 },
    1_000,
    poolsWith('transfer(address,uint256)'),
  ) as Uint8Array[]
  const texts = drawn.map(bytesToHex)
  expect(texts.filter((text) => text === '0xa9059cbb').length).toBeGreaterThan(100)
  expect(texts.filter((text) => text === '0xfeedbeef').length).toBeGreaterThan(100)
})

test('arrays are short, some empty, some with an element twice', () => {
  const drawn = many(parseType('uint256[]'), 2_000, poolsWith()) as AbiValue[][]
  const lengths = drawn.map((values) => values.length)
  expect(Math.max(...lengths)).toBeLessThanOrEqual(16)
  expect(lengths.filter((length) => length <= 2).length / lengths.length).toBeGreaterThan(0.5)
  expect(lengths.filter((length) => length === 0).length / lengths.length).toBeGreaterThan(0.1)
  expect(drawn.some((values) => new Set(values).size < values.length)).toBe(true)
})

test('types of arrays in arrays stay small', () => {
  for (const value of many(parseType('bytes[][][][][][]'), 300, poolsWith('multicall(bytes[])')))
    expect(encodeArguments([parseType('bytes[][][][][][]')], [value]).length).toBeLessThan(200_000)
})

test('types that no transaction can carry are told beforehand', () => {
  expect(canGenerate(typesOf(EVERYTHING.inputs))).toBe(true)
  expect(canGenerate([parseType('uint256[100000]')])).toBe(false)
  expect(canGenerate([parseType('string[1000][1000]')])).toBe(false)
  expect(canGenerate([parseType('uint256[100000][]')])).toBe(true)
  // So the search leaves out such a function as a call in bytes too.
  expect(() => many({ kind: 'bytes' }, 200, poolsWith('huge(uint256[4294967296])'))).not.toThrow()
})

test('a changed value is another one, most of the time', () => {
  const prng = createPrng(8n)
  const pools = poolsWith('transfer(address,uint256)')
  for (const { type } of EVERYTHING.inputs) {
    if (isSameType(type, parseType('()[]'.replace('()', 'tuple'), []))) continue
    let changed = 0
    for (let round = 0; round < 200; round++) {
      const value = generateValue(type, prng, pools)
      const other = mutateValue(type, value, prng, pools)
      if (bytesToHex(encodeArguments([type], [value])) !== bytesToHex(encodeArguments([type], [other])))
        changed++
    }
    expect(changed).toBeGreaterThan(120)
  }
})

test('a number moves by one, doubles, halves, turns its sign and becomes a known one', () => {
  const prng = createPrng(9n)
  const pools = poolsWith()
  const reached = new Set(
    Array.from({ length: 3_000 }, () => mutateValue(parseType('int128'), 1_000n, prng, pools)),
  )
  for (const expected of [
    1_001n,
    999n,
    2_000n,
    500n,
    -1_000n,
    SECRET,
    SECRET + 1_000n,
    1_000n - SECRET,
    10_000n,
  ])
    expect(reached).toContain(expected)
})

test('an array grows, shrinks, and swaps; one of fixed length keeps it', () => {
  const prng = createPrng(10n)
  const pools = poolsWith()
  const values = [1n, 2n, 3n]
  const lengths = new Set<number>()
  let swapped = false
  for (let round = 0; round < 500; round++) {
    const changed = mutateValue(parseType('uint8[]'), values, prng, pools) as readonly bigint[]
    lengths.add(changed.length)
    if (changed.join() === '2,1,3') swapped = true
    expect(mutateValue(parseType('uint8[3]'), values, prng, pools)).toHaveLength(3)
  }
  expect(lengths).toEqual(new Set([0, 1, 2, 3, 4]))
  expect(swapped).toBe(true)
})

test('growing ends', () => {
  const prng = createPrng(11n)
  const pools = poolsWith()
  let list: AbiValue = []
  let bytes: AbiValue = new Uint8Array(0)
  let text: AbiValue = 'abc'
  for (let round = 0; round < 5_000; round++) {
    list = mutateValue(parseType('uint8[]'), list, prng, pools)
    bytes = mutateValue({ kind: 'bytes' }, bytes, prng, pools)
    text = mutateValue({ kind: 'string' }, text, prng, pools)
    expect((list as AbiValue[]).length).toBeLessThanOrEqual(64)
    expect((bytes as Uint8Array).length).toBeLessThanOrEqual(4_096)
    expect((text as string).length).toBeLessThanOrEqual(1_024)
  }
})

test('at times one argument becomes the same as another of its type', () => {
  const prng = createPrng(12n)
  const fn = parseFunctionSignature('f(uint256,address,uint256)')
  const pools = poolsWith()
  let copies = 0
  for (let round = 0; round < 1_000; round++) {
    const [first, account, last] = mutateArguments(fn, [987_654_321n, ALICE, 123_456_789n], prng, pools)
    expect(typeof account).toBe('string')
    if (first === last) copies++
  }
  expect(copies).toBeGreaterThan(30)
  expect(copies).toBeLessThan(200)
  expect(mutateArguments(parseFunctionSignature('f()'), [], prng, pools)).toEqual([])
})

test('types are the same if their values are', () => {
  const type = (text: string): AbiType => parseFunctionSignature(`f(${text})`).inputs[0]!.type
  expect(isSameType(type('(uint8 a,bytes b)[2]'), type('(uint8,bytes)[2]'))).toBe(true)
  for (const [left, right] of [
    ['uint8', 'uint16'],
    ['uint8', 'int8'],
    ['bytes4', 'bytes5'],
    ['uint8[]', 'uint8[1]'],
    ['uint8[]', 'int8[]'],
    ['(uint8)', '(uint8,uint8)'],
    ['(uint8)', '(uint16)'],
    ['string', 'bytes'],
  ])
    expect(isSameType(type(left!), type(right!))).toBe(false)
})

test('a payload beside a selector is put in as its rest, or as what its first argument is', () => {
  const set = parseFunctionSignature('set(bytes)')
  const inner = Uint8Array.from([7, 8, 9])
  const data = encodeCall(set, [inner])
  const to = '0x00000000000000000000000000000000000000aa'
  const types = ['address', 'bytes4', 'bytes'].map((type) => parseType(type))
  const before: AbiValue[] = [
    '0x00000000000000000000000000000000000000bb',
    new Uint8Array(4),
    new Uint8Array(0),
  ]
  const seen = new Set<string>()
  for (let seed = 0n; seed < 40n; seed++) {
    const pools = { ...poolsWith(), payload: () => ({ to, data }) } as ValuePools
    const [target, selector, bytes] = payloadInto(types, before, createPrng(seed), pools)!
    expect(target).toBe(to)
    expect(bytesToHex(selector as Uint8Array)).toBe(bytesToHex(data.slice(0, 4)))
    seen.add(bytesToHex(bytes as Uint8Array))
  }
  expect(seen).toEqual(new Set([bytesToHex(inner), bytesToHex(data.slice(4))]))
})
