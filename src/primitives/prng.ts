// Random numbers that a seed repeats.
//
// The generator is sfc32 by Chris Doty-Humphrey (PractRand 0.93, src/RNGs/sfc.cpp, public domain): 128 bits of state,
// a counter in it that bounds the period from below by 2^32, and no multiplication. Not for secrets.
//
// Streams: a campaign needs many generators (one per worker, per mutator...) whose numbers do not shift when somebody
// draws one number more elsewhere. So `fork` derives the child from the parent's seed and the stream's name alone,
// never from how much was drawn. Seed and name are absorbed word by word, each followed by as many rounds as PractRand
// runs after seeding: the round is a bijection of the state, so different names of one length never meet.

const U32_COUNT = 0x1_0000_0000
const SEED_MAX = (1n << 64n) - 1n
const ROUNDS_PER_WORD = 12

const PAIR = new Uint32Array(2)
const PAIR_WORD = new BigUint64Array(PAIR.buffer)
/** Where the upper half of a word of 64 bits lies: 1 on machines that begin with the lower one. */
const HIGH = new Uint8Array(Uint16Array.of(1).buffer)[0]!

/** A stream of random numbers; the same seed and the same calls give the same numbers, on every machine. */
export class Prng {
  // The state right after seeding, which is what `fork` starts from.
  readonly #origin: SfcState
  #a: number
  #b: number
  #c: number
  #counter: number

  /** Use `createPrng`. */
  constructor(origin: SfcState) {
    this.#origin = origin
    this.#a = origin.a
    this.#b = origin.b
    this.#c = origin.c
    this.#counter = origin.counter
  }

  /** A whole number from 0 to 2^32 - 1, all equally likely. */
  nextU32(): number {
    const output = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + output) | 0
    return output >>> 0
  }

  /**
   * A whole number from 0 to `count` - 1, all exactly equally likely.
   * @throws RangeError unless `count` is a whole number from 1 to 2^32.
   */
  nextBelow(count: number): number {
    // As V8 knows it for a number of 32 bits without a sign it divides at once; the remainder of any other takes four times as long.
    const below = count >>> 0
    if (below !== count || below === 0) {
      if (count === U32_COUNT) return this.nextU32()
      throw new RangeError(`nextBelow needs a whole number from 1 to 2^32, got ${count}.`)
    }
    let drawn = this.nextU32()
    // The numbers above the last multiple of `count` would make the small remainders likelier. Fewer than half of all
    // numbers are drawn again, so the loop ends after two turns on average. Where it lies is asked only if it matters.
    if (drawn >= U32_COUNT - below) {
      const limit = U32_COUNT - (U32_COUNT % below)
      while (drawn >= limit) drawn = this.nextU32()
    }
    return (drawn % below) >>> 0
  }

  /**
   * A number from 0 to 2^bits - 1, all equally likely.
   * @throws RangeError unless `bits` is a whole number of at least 0.
   */
  nextBigInt(bits: number): bigint {
    if (!Number.isSafeInteger(bits) || bits < 0) {
      throw new RangeError(`nextBigInt needs a whole number of bits from 0 up, got ${bits}.`)
    }
    let left = Math.ceil(bits / 32)
    let value = left % 2 === 0 ? 0n : BigInt(this.nextU32())
    // Two numbers at a time: each step makes a new bigint.
    for (left -= left % 2; left > 0; left -= 2) {
      PAIR[HIGH] = this.nextU32()
      PAIR[1 - HIGH] = this.nextU32()
      value = value === 0n ? PAIR_WORD[0]! : (value << 64n) | PAIR_WORD[0]!
    }
    return BigInt.asUintN(bits, value)
  }

  /**
   * The stream of this name: its own numbers, and always the same ones, however many numbers were drawn here before.
   * Two forks of one name are equal streams, so a name is used once.
   */
  fork(streamName: string): Prng {
    // The length goes first: "ab" then "c" is another path than "a" then "bc".
    let state = absorb(this.#origin, streamName.length)
    for (let index = 0; index < streamName.length; index++)
      state = absorb(state, streamName.charCodeAt(index))
    return new Prng(state)
  }
}

/**
 * A new stream.
 * @param seed 0 to 2^64 - 1.
 * @throws RangeError for any other seed.
 */
export function createPrng(seed: bigint): Prng {
  if (seed < 0n || seed > SEED_MAX) throw new RangeError(`A seed is from 0 to 2^64-1, got ${seed}.`)
  // As PractRand seeds sfc32 with 64 bits: a = 0, b and c from the seed, counter = 1.
  const b = Number(seed & 0xffff_ffffn) | 0
  const c = Number(seed >> 32n) | 0
  return new Prng(mixed({ a: 0, b, c, counter: 1 }))
}

type SfcState = { readonly a: number; readonly b: number; readonly c: number; readonly counter: number }

function absorb(state: SfcState, word: number): SfcState {
  return mixed({ ...state, a: state.a ^ word })
}

function mixed(state: SfcState): SfcState {
  let { a, b, c, counter } = state
  for (let round = 0; round < ROUNDS_PER_WORD; round++) {
    const output = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + output) | 0
  }
  return { a, b, c, counter }
}
