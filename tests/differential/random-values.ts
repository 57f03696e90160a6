// Values near the places where EVMs go wrong.

import { WORD_MAX } from '../../src/primitives/bytes.ts'
import type { Prng } from '../../src/primitives/prng.ts'

const EDGES: readonly bigint[] = [
  ...[0n, 1n, 2n, 3n, 5n, 7n, 10n, 31n, 32n, 33n, 64n, 96n, 127n, 128n, 255n, 256n, 257n],
  ...[16n, 31n, 32n, 53n, 63n, 64n, 128n, 160n, 192n, 255n].flatMap((bits) => [
    (1n << bits) - 1n,
    1n << bits,
    (1n << bits) + 1n,
  ]),
  ...[WORD_MAX, WORD_MAX - 1n, WORD_MAX - 31n, WORD_MAX - 255n],
]

// Far past any memory that gas can pay for; what they must not do is wrap around.
const OFFSETS_OUT_OF_REACH: readonly bigint[] = [
  ...[1n << 31n, (1n << 32n) - 32n, (1n << 32n) - 1n, 1n << 32n, (1n << 32n) + 1n],
  ...[1n << 53n, (1n << 63n) - 1n, 1n << 63n, (1n << 64n) - 32n, (1n << 64n) - 1n, 1n << 64n],
  ...[1n << 128n, 1n << 255n, WORD_MAX - 31n, WORD_MAX],
]

/** True in `percent` of 100 draws. */
export function chance(prng: Prng, percent: number): boolean {
  return prng.nextBelow(10_000) < percent * 100
}

/**
 * One element, all equally likely.
 * @throws RangeError for an empty list.
 */
export function pick<Item>(prng: Prng, items: readonly Item[]): Item {
  return items[prng.nextBelow(items.length)]!
}

/** One key, each as likely as its weight says. */
export function pickWeighted<Name extends string>(prng: Prng, weights: Readonly<Record<Name, number>>): Name {
  const entries = Object.entries(weights) as [Name, number][]
  let drawn = prng.nextBelow(entries.reduce((sum, [, weight]) => sum + weight, 0))
  for (const [name, weight] of entries) {
    if (drawn < weight) return name
    drawn -= weight
  }
  throw new RangeError('There is nothing to pick from.')
}

/** A whole number from `low` to `high`, both included. */
export function between(prng: Prng, low: number, high: number): number {
  return low + prng.nextBelow(high - low + 1)
}

/** Random bytes. */
export function randomBytes(prng: Prng, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => prng.nextU32() & 0xff)
}

/** A word: an edge, a small number, or any number of any length. */
export function randomWord(prng: Prng): bigint {
  const kind = prng.nextBelow(10)
  if (kind < 5) return pick(prng, EDGES)
  if (kind < 7) return BigInt(prng.nextBelow(300))
  const value = prng.nextBigInt(between(prng, 1, 256))
  return kind === 9 ? WORD_MAX - value : value
}

/** A place in memory, usually one that a little gas reaches. */
export function randomOffset(prng: Prng): bigint {
  const kind = prng.nextBelow(1000)
  if (kind < 600) return pick(prng, [0n, 0n, 1n, 31n, 32n, 33n, 63n, 64n, 95n, 96n, 128n])
  if (kind < 950) return BigInt(prng.nextBelow(300))
  if (kind < 990) return BigInt(prng.nextBelow(20_000))
  if (kind < 996) return pick(prng, [0xffffn, 0x1_0000n, 0x1_0001n])
  return pick(prng, OFFSETS_OUT_OF_REACH)
}

/** A count of bytes, usually small, often zero. */
export function randomSize(prng: Prng): bigint {
  const kind = prng.nextBelow(1000)
  if (kind < 600) return pick(prng, [0n, 0n, 1n, 4n, 31n, 32n, 32n, 33n, 64n, 96n])
  if (kind < 960) return BigInt(prng.nextBelow(200))
  if (kind < 996) return BigInt(prng.nextBelow(5000))
  return pick(prng, OFFSETS_OUT_OF_REACH)
}

/** Gas from nothing to `max`, every order of magnitude equally likely. */
export function randomGas(prng: Prng, max: number): bigint {
  const bits = between(prng, 0, Math.ceil(Math.log2(max)))
  return BigInt(Math.min(max, prng.nextBelow(2 ** bits)))
}
