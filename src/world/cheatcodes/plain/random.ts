// vm.random*, vm.bound, vm.shuffle, vm.sort. From crates/cheatcodes/src/utils.rs of foundry; the numbers are others, as they
// are there for each seed. What was drawn is state of the world: a state that is restored draws the same numbers again.

import { createPrng, type Prng } from '../../../primitives/prng.ts'
import type { AbiValue } from '../../../project/abi/types.ts'
import { type CheatContext, type CheatTable, CheatcodeError, cheatSlot } from '../context.ts'
import { listOf, numberOf, U64_MAX } from './values.ts'

const BITS_MAX = 256n
const RANDOM_BYTES_MAX = 1n << 24n

/** Where the stream stands. `seed` undefined: that of the world. */
const drawn = cheatSlot<{ readonly seed: bigint | undefined; readonly count: number }>('random', {
  seed: undefined,
  count: 0,
})

export const randomCheats: CheatTable = {
  'setSeed(uint256)': (context, [seed]) => context.set(drawn, { seed: numberOf(seed), count: 0 }),
  'randomUint()': (context) => [drawWord(context)],
  'randomUint(uint256)': (context, [bits]) => [next(context).nextBigInt(checkedBits(bits))],
  'randomUint(uint256,uint256)': (context, [min, max]) => {
    if (numberOf(min) > numberOf(max)) throw new CheatcodeError('min must be less than or equal to max')
    return [inRange(next(context), numberOf(min), numberOf(max))]
  },
  'randomInt()': (context) => [BigInt.asIntN(256, next(context).nextBigInt(256))],
  'randomInt(uint256)': (context, [bits]) => {
    const width = checkedBits(bits)
    return [BigInt.asIntN(width, next(context).nextBigInt(width))]
  },
  'randomAddress()': (context) => [`0x${next(context).nextBigInt(160).toString(16).padStart(40, '0')}`],
  'randomBool()': (context) => [next(context).nextBelow(2) === 1],
  'randomBytes(uint256)': (context, [length]) => {
    if (numberOf(length) > RANDOM_BYTES_MAX)
      throw new CheatcodeError(`bytes length cannot exceed ${RANDOM_BYTES_MAX}`)
    return [randomBytes(next(context), Number(numberOf(length)))]
  },
  'randomBytes4()': (context) => [randomBytes(next(context), 4)],
  'randomBytes8()': (context) => [randomBytes(next(context), 8)],
  'shuffle(uint256[])': (context, [list]) => [shuffled(next(context), listOf(list))],
  'sort(uint256[])': (_, [list]) => [
    listOf(list).toSorted((left, right) => (left < right ? -1 : left > right ? 1 : 0)),
  ],
  'bound(uint256,uint256,uint256)': bound,
  'bound(int256,int256,int256)': bound,
}

/** As forge, this gives another number of the range, and refuses one that is not in it. forge-std's `bound` is not this. */
function bound(context: CheatContext, [current, min, max]: readonly AbiValue[]): AbiValue[] {
  const [value, least, most] = [numberOf(current), numberOf(min), numberOf(max)]
  if (least >= most || value < least || value > most)
    throw new CheatcodeError(`cannot bound ${value} in [${least}, ${most}] range`)
  const other = inRange(next(context), least, most - 1n)
  return [other < value ? other : other + 1n]
}

/** Any number of 256 bits, the next of the stream. */
export function drawWord(context: CheatContext): bigint {
  return next(context).nextBigInt(256)
}

/** A stream of its own for each draw, so that a state only needs to remember how many there were. */
function next(context: CheatContext): Prng {
  const { seed, count } = context.get(drawn)
  context.set(drawn, { seed, count: count + 1 })
  const source =
    seed === undefined
      ? createPrng(BigInt.asUintN(64, context.options.seed)).fork('cheatcodes')
      : createPrng(seed & U64_MAX).fork(seed.toString(16))
  return source.fork(String(count))
}

function checkedBits(bits: AbiValue | undefined): number {
  if (numberOf(bits) > BITS_MAX) throw new CheatcodeError('number of bits cannot exceed 256')
  return Number(numberOf(bits))
}

/** Both ends included. Numbers of small ranges are equally likely but for 2^-256. */
function inRange(prng: Prng, min: bigint, max: bigint): bigint {
  return min + (prng.nextBigInt(512) % (max - min + 1n))
}

function randomBytes(prng: Prng, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => prng.nextBelow(256))
}

/** Fisher and Yates. */
function shuffled(prng: Prng, list: readonly AbiValue[]): AbiValue[] {
  const out = [...list]
  for (let index = out.length - 1; index > 0; index--) {
    const other = prng.nextBelow(index + 1)
    const moved = out[index]!
    out[index] = out[other]!
    out[other] = moved
  }
  return out
}
