// Numbers that find bugs: the ends of ranges, powers, amounts as people write them, what the code itself knows, and noise.

import { lowBits } from '../../primitives/bits.ts'
import type { Prng } from '../../primitives/prng.ts'
import type { Dictionary } from './dictionary.ts'

// Decimals of tokens and of fixed-point numbers: USDC, price feeds, ether, rays.
const DECIMALS: readonly number[] = [18, 18, 18, 18, 6, 6, 8, 27]
const POWERS_OF_TEN: readonly bigint[] = Array.from({ length: 78 }, (_, exponent) => 10n ** BigInt(exponent))
const POWERS_OF_TWO: readonly bigint[] = Array.from({ length: 257 }, (_, exponent) => 1n << BigInt(exponent))
const MOST: readonly bigint[] = POWERS_OF_TWO.map((power) => power - 1n)
const NEIGHBOURHOOD = 3

/** A number from 0 to 2^bits - 1. */
export function generateUint(bits: number, prng: Prng, dictionary: Dictionary): bigint {
  const now = dictionary.pickNow(prng, bits)
  if (now !== undefined) return now
  const most = MOST[bits]!
  const drawn = prng.nextBelow(100)
  if (drawn < 14) return BigInt(prng.nextBelow(3))
  if (drawn < 22) return most - BigInt(prng.nextBelow(2))
  if (drawn < 30) return within(nearby(POWERS_OF_TWO[prng.nextBelow(bits + 1)]!, prng, 1), most)
  if (drawn < 48) return within(amount(bits, prng), most)
  if (drawn < 72) {
    const known = dictionary.pickNumber(prng, bits)
    if (known !== undefined)
      return prng.nextBelow(2) === 0 ? known : within(nearby(known, prng, NEIGHBOURHOOD), most)
  }
  if (drawn < 80) return lowBits(bits, BigInt(prng.nextBelow(256)))
  // An account, where a number is taken for one.
  if (drawn < 82 && bits >= 160 && dictionary.accounts.length > 0)
    return dictionary.accounts[prng.nextBelow(dictionary.accounts.length)]!
  return prng.nextBigInt(1 + prng.nextBelow(bits))
}

/** A number from -2^(bits-1) to 2^(bits-1) - 1. */
export function generateInt(bits: number, prng: Prng, dictionary: Dictionary): bigint {
  const drawn = prng.nextBelow(100)
  if (drawn < 6) return -1n
  if (drawn < 14) {
    const least = -POWERS_OF_TWO[bits - 1]!
    const neighbour = BigInt(prng.nextBelow(2))
    return prng.nextBelow(2) === 0 ? least + neighbour : -least - 1n - neighbour
  }
  // What the dictionary has of negative numbers is in two's complement already.
  if (drawn < 26) {
    const known = dictionary.pickNumber(prng, 256)
    if (known !== undefined) return BigInt.asIntN(bits, known)
  }
  const size = generateUint(bits - 1, prng, dictionary)
  return prng.nextBelow(3) === 0 ? -size : size
}

/** An amount as people write them: a few digits and zeros, at times one more or less. */
function amount(bits: number, prng: Prng): bigint {
  // log10(2) = 0.30103
  const exponentMax = Math.floor(bits * 0.30103)
  const exponent =
    prng.nextBelow(3) === 0
      ? prng.nextBelow(exponentMax + 1)
      : Math.min(DECIMALS[prng.nextBelow(DECIMALS.length)]!, exponentMax)
  const digits = prng.nextBelow(3)
  const factor =
    digits === 0
      ? 1
      : digits === 1
        ? 1 + prng.nextBelow(10)
        : 1 + prng.nextBelow(prng.nextBelow(2) === 0 ? 1_000 : 1_000_000)
  const round = BigInt(factor) * POWERS_OF_TEN[exponent]!
  return prng.nextBelow(4) === 0 ? nearby(round, prng, 1) : round
}

function nearby(value: bigint, prng: Prng, distance: number): bigint {
  return value + BigInt(prng.nextBelow(2 * distance + 1) - distance)
}

function within(value: bigint, most: bigint): bigint {
  return value < 0n ? 0n : value > most ? value & most : value
}
