import { expect, test } from 'vitest'
import { bytecode, op, push } from '../../../tests/helpers/bytecode.ts'
import { createPrng } from '../../primitives/prng.ts'
import { parseType } from '../../project/abi/parse-abi.ts'
import { Dictionary, useOf } from './dictionary.ts'
import { Pool } from './pool.ts'
import { seedFromCode } from './seed-from-code.ts'

const WORD_MAX = (1n << 256n) - 1n

function picks<Item>(pick: () => Item, count = 400): Set<Item> {
  return new Set(Array.from({ length: count }, pick))
}

test('a full pool drops the oldest of what was seen, and nothing of what is kept', () => {
  const pool = new Pool<number>(8, (item) => item)
  for (let item = 0; item < 10; item++) pool.keep(100 + item)
  for (let item = 0; item < 5; item++) expect(pool.add(item)).toBe(true)
  expect(pool.save()).toEqual({ kept: [100, 101, 102, 103, 104, 105], recent: [4, 3], next: 1 })
  expect(pool.add(4)).toBe(false)
  expect(pool.add(103)).toBe(false)
  // What was dropped may come again.
  expect(pool.add(0)).toBe(true)
  expect(pool.size).toBe(8)
})

test('a pool gives each item equally often', () => {
  const pool = new Pool<number>(100, (item) => item)
  for (let item = 0; item < 5; item++) pool.keep(item)
  for (let item = 5; item < 10; item++) pool.add(item)
  const counts = new Array<number>(10).fill(0)
  const prng = createPrng(1n)
  for (let draw = 0; draw < 5_000; draw++) counts[pool.pick(prng)!]!++
  for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(6 * Math.sqrt(450))
})

test('a loaded dictionary picks as the saved one', () => {
  const first = new Dictionary()
  const prng = createPrng(2n)
  for (let round = 0; round < 5_000; round++) {
    first.addWord(prng.nextBigInt(1 + prng.nextBelow(256)))
    first.addBytes(Uint8Array.of(round, round >> 8))
    first.addText(`text ${round}`)
    if (round % 10 === 0) first.keepWord(prng.nextBigInt(256))
  }
  const second = new Dictionary()
  second.load(structuredClone(first.save()))
  const draw = (dictionary: Dictionary): unknown[] => {
    const own = createPrng(3n)
    return Array.from({ length: 300 }, (_, index) => {
      dictionary.addWord(own.nextBigInt(200))
      return [
        dictionary.pickNumber(own, 256),
        dictionary.pickAddress(own),
        dictionary.pickSelector(own),
        dictionary.pickBytes32(own),
        dictionary.pickBytes(own),
        dictionary.pickText(own),
        index,
      ]
    })
  }
  expect(draw(second)).toEqual(draw(first))
})

test('it never grows past its limits', () => {
  const dictionary = new Dictionary()
  const prng = createPrng(4n)
  for (let round = 0; round < 20_000; round++) {
    dictionary.addWord(prng.nextBigInt(1 + prng.nextBelow(256)))
    dictionary.keepWord(prng.nextBigInt(1 + prng.nextBelow(256)))
    dictionary.addBytes(Uint8Array.of(round, round >> 8))
    dictionary.addText(`${round}`)
  }
  expect(dictionary.size).toBeLessThanOrEqual(4_096 + 256)
  expect(dictionary.size).toBeGreaterThan(3_000)
  dictionary.addBytes(new Uint8Array(1_000_000))
  for (const bytes of picks(() => dictionary.pickBytes(prng)))
    expect(bytes!.length).toBeLessThanOrEqual(1_024)
})

test('words are told apart by their size', () => {
  expect(
    [
      0n,
      65_535n,
      65_536n,
      10n ** 27n,
      BigInt(`0x${'ab'.repeat(20)}`),
      0xdeadbeefn << 224n,
      WORD_MAX,
      WORD_MAX >> 1n,
    ].map(useOf),
  ).toEqual(['small', 'small', 'big', 'big', 'address', 'selector', 'big', 'bytes32'])
})

test('values go where their types belong', () => {
  const dictionary = new Dictionary()
  const prng = createPrng(5n)
  const account = `0x${'12'.repeat(20)}` as const
  dictionary.addValue(parseType('uint256'), BigInt(`0x${'ab'.repeat(20)}`))
  dictionary.addValue(parseType('int64'), -5n)
  dictionary.addValue(parseType('address[]'), [account])
  dictionary.addValue(
    {
      kind: 'tuple',
      components: [
        { name: '', type: parseType('bytes4') },
        { name: '', type: parseType('string') },
      ],
    },
    [Uint8Array.of(1, 2, 3, 4), 'hello'],
  )
  dictionary.addValue(parseType('bytes'), Uint8Array.of(9))
  dictionary.addValue(parseType('bytes3'), Uint8Array.of(1, 2, 3))
  expect(picks(() => dictionary.pickAddress(prng))).toEqual(new Set([account]))
  expect(picks(() => dictionary.pickSelector(prng))).toEqual(new Set([0x01020304]))
  expect(picks(() => dictionary.pickText(prng))).toEqual(new Set(['hello']))
  expect(dictionary.pickBytes(prng)).toEqual(Uint8Array.of(9))
  expect(picks(() => dictionary.pickNumber(prng, 256))).toEqual(
    new Set([BigInt(`0x${'ab'.repeat(20)}`), WORD_MAX - 4n, 0x010203n << 232n]),
  )
})

test('an empty dictionary gives nothing, and a number always fits', () => {
  const dictionary = new Dictionary()
  const prng = createPrng(6n)
  expect([
    dictionary.pickNumber(prng, 256),
    dictionary.pickAddress(prng),
    dictionary.pickBytes(prng),
  ]).toEqual([undefined, undefined, undefined])
  dictionary.addWord(WORD_MAX - 1n)
  expect(dictionary.pickNumber(prng, 8)).toBe(254n)
})

test('constants of code are found, targets of jumps are not', () => {
  const code = bytecode(
    push(0x1234),
    push(0x0a, 1),
    push(0xa9059cbbn, 4),
    push(BigInt(`0x${'fe'.repeat(20)}`), 20),
    push((1n << 160n) - 1n, 20),
    push(10n ** 18n, 8),
    push(BigInt(`0x${'c3'.repeat(32)}`), 32),
    push(40, 1),
    op('JUMPI'),
  )
  const dictionary = new Dictionary()
  seedFromCode(dictionary, code)
  const prng = createPrng(7n)
  const numbers = picks(() => dictionary.pickNumber(prng, 256), 3_000)
  for (const expected of [
    0x1233n,
    0x1234n,
    0x1235n,
    9n,
    10n,
    11n,
    10n ** 18n - 1n,
    10n ** 18n,
    10n ** 18n + 1n,
  ])
    expect(numbers).toContain(expected)
  expect(numbers).not.toContain(40n)
  expect(picks(() => dictionary.pickAddress(prng))).toEqual(new Set([`0x${'fe'.repeat(20)}`]))
  expect(picks(() => dictionary.pickSelector(prng))).toEqual(new Set([0xa9059cbb]))
  expect(dictionary.pickBytes32(prng)).toBe(BigInt(`0x${'c3'.repeat(32)}`))
})

test('selectors of the dispatcher are no numbers, other four bytes are both', () => {
  const dictionary = new Dictionary()
  seedFromCode(
    dictionary,
    bytecode(
      op('DUP1'),
      push(0xa9059cbb, 4),
      op('EQ'),
      push(0x23b872dd, 4),
      push(0xe0, 1),
      op('SHL'),
      push(0x05f5e100, 4),
    ),
  )
  const prng = createPrng(8n)
  const numbers = picks(() => dictionary.pickNumber(prng, 256), 2_000)
  expect(numbers).toContain(0x05f5e100n)
  expect(numbers).not.toContain(0xa9059cbbn)
  expect(numbers).not.toContain(0x23b872ddn)
  expect(picks(() => dictionary.pickSelector(prng))).toEqual(new Set([0xa9059cbb, 0x23b872dd, 0x05f5e100]))
})

test('code that is nothing but PUSH, or cut off within one, is read to its end', () => {
  const dictionary = new Dictionary()
  seedFromCode(dictionary, new Uint8Array(24_576).fill(0x7f))
  seedFromCode(dictionary, Uint8Array.of(0x7f, 1))
  seedFromCode(dictionary, new Uint8Array(0))
  expect(dictionary.size).toBeGreaterThan(0)
})
