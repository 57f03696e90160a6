import { expect, test } from 'vitest'
import { createPrng, type Prng } from './prng.ts'

// Printed by a C program of unsigned 32-bit arithmetic written from the description at the top of prng.ts.
const STREAMS: readonly (readonly [bigint, readonly number[]])[] = [
  [0n, [0x514676c3, 0x08a809df, 0x30349d2b, 0xfb52c520, 0x38802be1, 0x948279e6]],
  [1n, [0x77eef724, 0x6f99472c, 0x65c86823, 0x6a161a47, 0x78c8aace, 0x63091598]],
  [0x0123_4567_89ab_cdefn, [0x84712d97, 0xf5a3d9c8, 0x5cd0a295, 0x35e05b54, 0x4c627ca1, 0x33a043e2]],
  [0xffff_ffff_ffff_ffffn, [0xc7053320, 0xdb48177e, 0xb7b300c7, 0x8d4e1c21, 0x010a18ee, 0xf475d2fe]],
]

test.each(STREAMS)('seed %d gives the numbers of sfc32', (seed, expected) => {
  expect(take(createPrng(seed), expected.length)).toEqual(expected)
})

test('the millionth number is that of sfc32 too', () => {
  const prng = createPrng(7n)
  let last = 0
  for (let count = 0; count < 1_000_000; count++) last = prng.nextU32()
  expect(last).toBe(0xf70fe2e6)
})

test('a fork gives the numbers of its seed and name', () => {
  const expected = [0x146a61e2, 0xaf589d3b, 0x12009c88, 0x62e0b6ca, 0xdfd3343d, 0x0beed8df]
  expect(take(createPrng(1n).fork('mutator'), 6)).toEqual(expected)
})

test('a fork does not depend on what its parent drew, and does not disturb it', () => {
  const fresh = createPrng(3n)
  const used = createPrng(3n)
  take(used, 17)
  expect(take(used.fork('worker'), 8)).toEqual(take(fresh.fork('worker'), 8))

  const undisturbed = createPrng(3n)
  take(undisturbed, 17)
  expect(take(used, 8)).toEqual(take(undisturbed, 8))
})

test('streams of other names, paths and seeds are other streams', () => {
  const root = createPrng(0n)
  const streams = [
    root,
    createPrng(1n),
    createPrng(1n << 32n),
    root.fork(''),
    root.fork('a'),
    root.fork('b'),
    root.fork('aa'),
    root.fork('ab'),
    root.fork('ba'),
    root.fork('a').fork('b'),
    root.fork('b').fork('a'),
    root.fork('a').fork(''),
    root.fork('\u0100'),
    createPrng(1n).fork('a'),
  ]
  const starts = streams.map((stream) => take(stream, 4).join())
  expect(new Set(starts).size).toBe(streams.length)
})

test('a large count is drawn without bias towards small numbers', () => {
  // 3 * 2^30: without rejection the lowest third would come up half of the time instead of a third.
  const prng = createPrng(11n)
  const draws = 30_000
  let lowest = 0
  for (let draw = 0; draw < draws; draw++) if (prng.nextBelow(0xc000_0000) < 0x4000_0000) lowest++
  // Six standard deviations around a third; the seed is fixed, so this holds always or never.
  expect(Math.abs(lowest - draws / 3)).toBeLessThan(6 * Math.sqrt((draws * 2) / 9))
})

test('all values of a small range come up equally often', () => {
  const prng = createPrng(5n)
  const counts = new Array<number>(10).fill(0)
  for (let draw = 0; draw < 10_000; draw++) counts[prng.nextBelow(10)]!++
  for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(6 * Math.sqrt(900))
})

test('each bit of a wide number is set half of the time', () => {
  const prng = createPrng(6n)
  const counts = new Array<number>(70).fill(0)
  for (let draw = 0; draw < 2_000; draw++) {
    const value = prng.nextBigInt(70)
    for (let bit = 0; bit < 70; bit++) if ((value >> BigInt(bit)) & 1n) counts[bit]!++
  }
  for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(6 * Math.sqrt(500))
})

test('one of one needs no luck, and no bits are zero', () => {
  const prng = createPrng(1n)
  expect(prng.nextBelow(1)).toBe(0)
  expect(prng.nextBigInt(0)).toBe(0n)
})

test.each([0, -1, 1.5, 2 ** 32 + 1, Number.NaN])('nextBelow(%d) is refused', (count) => {
  expect(() => createPrng(1n).nextBelow(count)).toThrow(RangeError)
})

test.each([-1, 0.5, Number.NaN])('nextBigInt(%d) is refused', (bits) => {
  expect(() => createPrng(1n).nextBigInt(bits)).toThrow(RangeError)
})

test.each([-1n, 1n << 64n])('seed %d is refused', (seed) => {
  expect(() => createPrng(seed)).toThrow(RangeError)
})

function take(prng: Prng, count: number): number[] {
  return Array.from({ length: count }, () => prng.nextU32())
}

test('nextBigInt draws 32 bits at a time, the most significant first', () => {
  for (const bits of [1, 31, 32, 33, 64, 65, 96, 97, 256]) {
    const [drawn, alone] = [createPrng(3n), createPrng(3n)]
    for (let round = 0; round < 20; round++) {
      let value = 0n
      for (let i = 0; i < bits; i += 32) value = (value << 32n) | BigInt(alone.nextU32())
      expect(drawn.nextBigInt(bits)).toBe(BigInt.asUintN(bits, value))
    }
  }
})
