// Values that the contracts under test know, by what they are good for: constants of their code, what they return, log and
// store. A search that draws from them passes comparisons that random numbers would not pass in a lifetime.

import type { Address } from '../../evm/types.ts'
import type { AbiType, AbiValue } from '../../project/abi/types.ts'
import { lowBits } from '../../primitives/bits.ts'
import { bytesToBigInt, readWord, WORD_MAX } from '../../primitives/bytes.ts'
import type { Prng } from '../../primitives/prng.ts'
import { ADDRESS_MAX, wordToAddress } from '../../primitives/hex.ts'
import { Pool, type PoolState } from './pool.ts'

/** What a word is good for. */
export type WordUse = 'small' | 'big' | 'address' | 'selector' | 'bytes32'

/** All of a dictionary as plain data. */
export type DictionaryState = {
  readonly small: PoolState<bigint>
  readonly big: PoolState<bigint>
  readonly addresses: PoolState<Address>
  readonly selectors: PoolState<number>
  readonly bytes32: PoolState<bigint>
  readonly byteStrings: PoolState<Uint8Array>
  readonly texts: PoolState<string>
}

// 4,096 words and 256 byte strings together.
const SMALL_MAX = 512
const BIG_MAX = 2_048
const ADDRESSES_MAX = 256
const SELECTORS_MAX = 256
const BYTES32_MAX = 1_024
const BYTE_STRINGS_MAX = 192
const TEXTS_MAX = 64

/** Bytes of the longest byte string or text that is remembered. */
const BYTE_STRING_BYTES_MAX = 1_024

const RETURN_WORDS_MAX = 64
const SMALL_LIMIT = 1n << 16n
const SELECTOR_LIMIT = 1n << 32n
const U64_MASK = (1n << 64n) - 1n
// A 160-bit number with fewer bits is more likely an amount: less than one address in 65,536 is that low.
const ADDRESS_LEAST = 1n << 144n

/** Values worth trying. Bounded, deterministic; adding and picking take constant time. */
export class Dictionary {
  readonly #small = new Pool<bigint>(SMALL_MAX, (word) => word)
  readonly #big = new Pool<bigint>(BIG_MAX, wordKey)
  readonly #addresses = new Pool<Address>(ADDRESSES_MAX, (address) => address)
  readonly #selectors = new Pool<number>(SELECTORS_MAX, (selector) => selector)
  readonly #bytes32 = new Pool<bigint>(BYTES32_MAX, wordKey)
  readonly #byteStrings = new Pool<Uint8Array>(BYTE_STRINGS_MAX, bytesKey)
  readonly #texts = new Pool<string>(TEXTS_MAX, (text) => text)

  /**
   * What calls of the present way gave back, the newest last: ids that the next call may be about. Set by who searches; no part of
   * what is saved.
   */
  recent: readonly bigint[] = []
  /** The attacker's accounts as numbers. */
  accounts: readonly bigint[] = []
  /** An amount that matters in the present state, if there are such: what somebody has, or has more than before. */
  amountNow: ((prng: Prng) => bigint | undefined) | undefined

  /** A number of the present way or state, at times; undefined if there is none, or it was not drawn. */
  pickNow(prng: Prng, bits: number): bigint | undefined {
    if (this.recent.length === 0 && this.amountNow === undefined) return undefined
    const drawn = prng.nextBelow(8)
    const now =
      drawn === 0 && this.recent.length > 0
        ? this.recent[prng.nextBelow(this.recent.length)]
        : drawn === 1
          ? this.amountNow?.(prng)
          : undefined
    return now === undefined || now >> BigInt(bits) !== 0n ? undefined : now
  }

  /** Words, byte strings and texts that it holds. */
  get size(): number {
    return (
      this.#small.size +
      this.#big.size +
      this.#addresses.size +
      this.#selectors.size +
      this.#bytes32.size +
      this.#byteStrings.size +
      this.#texts.size
    )
  }

  /**
   * Adds a word that was seen.
   * @param word 0 to 2^256-1.
   * @param use What it is good for, if that is known; else its size tells.
   */
  addWord(word: bigint, use: WordUse = useOf(word)): void {
    switch (use) {
      case 'small':
        this.#small.add(word)
        return
      case 'big':
        this.#big.add(word)
        return
      case 'address':
        this.#addresses.add(wordToAddress(word))
        return
      case 'selector':
        this.#selectors.add(selectorOf(word))
        return
      case 'bytes32':
        this.#bytes32.add(word)
        return
    }
  }

  /** Adds a word for good, such as a constant of the code, with its neighbours if it is a number. */
  keepWord(word: bigint, use: WordUse = useOf(word)): void {
    switch (use) {
      case 'small':
      case 'big': {
        const pool = use === 'small' ? this.#small : this.#big
        pool.keep(word)
        if (word > 0n) pool.keep(word - 1n)
        if (word < WORD_MAX) pool.keep(word + 1n)
        return
      }
      case 'address':
        this.#addresses.keep(wordToAddress(word))
        return
      case 'selector':
        this.#selectors.keep(selectorOf(word))
        return
      case 'bytes32':
        this.#bytes32.keep(word)
        return
    }
  }

  /** Adds an account; lower case. */
  addAddress(address: Address): void {
    this.#addresses.add(address)
  }

  /** Adds a byte string; copied. Longer ones than BYTE_STRING_BYTES_MAX are cut. */
  addBytes(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.#byteStrings.add(bytes.slice(0, BYTE_STRING_BYTES_MAX))
  }

  /** Adds a text; longer ones are cut. */
  addText(text: string): void {
    if (text !== '') this.#texts.add(text.slice(0, BYTE_STRING_BYTES_MAX))
  }

  /** Adds everything in a decoded value: what functions return, what events say. */
  addValue(type: AbiType, value: AbiValue): void {
    if (typeof value === 'bigint') {
      const word = BigInt.asUintN(256, value)
      // The type is known to be a number: never an address.
      this.addWord(word, word < SMALL_LIMIT ? 'small' : 'big')
    } else if (value instanceof Uint8Array) {
      this.#addTypedBytes(type, value)
    } else if (typeof value === 'string') {
      if (type.kind === 'address') this.addAddress(value as Address)
      else this.addText(value)
    } else if (typeof value !== 'boolean') {
      const count = Math.min(value.length, RETURN_WORDS_MAX)
      for (let index = 0; index < count; index++) {
        const inner =
          type.kind === 'tuple'
            ? type.components[index]?.type
            : type.kind === 'array'
              ? type.element
              : undefined
        if (inner !== undefined) this.addValue(inner, value[index]!)
      }
    }
  }

  /** Adds the words of data whose types nobody knows. */
  addReturnData(data: Uint8Array): void {
    const count = Math.min(data.length >> 5, RETURN_WORDS_MAX)
    for (let index = 0; index < count; index++) {
      const word = readWord(data, 32 * index)
      if (word !== 0n) this.addWord(word)
    }
  }

  /** A number that fits into so many bits, unsigned; undefined if it knows none. */
  pickNumber(prng: Prng, bits: number): bigint | undefined {
    // Mostly numbers; at times a hash or the top bytes of something else is what the code compares with.
    const drawn = prng.nextBelow(8)
    const word =
      (drawn < 2 ? this.#small.pick(prng) : drawn < 7 ? this.#big.pick(prng) : this.#bytes32.pick(prng)) ??
      this.#big.pick(prng) ??
      this.#small.pick(prng) ??
      this.#bytes32.pick(prng)
    return word === undefined ? undefined : lowBits(bits, word)
  }

  pickAddress(prng: Prng): Address | undefined {
    return this.#addresses.pick(prng)
  }

  /** 0 to 2^32-1. */
  pickSelector(prng: Prng): number | undefined {
    return this.#selectors.pick(prng)
  }

  /** A word whose first byte is the most significant one. */
  pickBytes32(prng: Prng): bigint | undefined {
    return this.#bytes32.pick(prng) ?? this.#big.pick(prng)
  }

  /** Not a copy: it may not be changed. */
  pickBytes(prng: Prng): Uint8Array | undefined {
    return this.#byteStrings.pick(prng)
  }

  pickText(prng: Prng): string | undefined {
    return this.#texts.pick(prng)
  }

  /** Everything, to be kept or sent. The byte strings are shared. */
  save(): DictionaryState {
    return {
      small: this.#small.save(),
      big: this.#big.save(),
      addresses: this.#addresses.save(),
      selectors: this.#selectors.save(),
      bytes32: this.#bytes32.save(),
      byteStrings: this.#byteStrings.save(),
      texts: this.#texts.save(),
    }
  }

  /** Is what was saved, and picks as that would have. */
  load(state: DictionaryState): void {
    this.#small.load(state.small)
    this.#big.load(state.big)
    this.#addresses.load(state.addresses)
    this.#selectors.load(state.selectors)
    this.#bytes32.load(state.bytes32)
    this.#byteStrings.load(state.byteStrings)
    this.#texts.load(state.texts)
  }

  #addTypedBytes(type: AbiType, bytes: Uint8Array): void {
    if (type.kind === 'bytes') {
      this.addBytes(bytes)
      return
    }
    if (type.kind !== 'fixedBytes') return
    const value = bytesToBigInt(bytes)
    if (value === 0n) return
    if (type.size === 4) this.#selectors.add(Number(value))
    else this.#bytes32.add(value << BigInt(8 * (32 - type.size)))
  }
}

/** What a word of unknown origin is taken for. */
export function useOf(word: bigint): WordUse {
  if (word < SMALL_LIMIT) return 'small'
  if (word < ADDRESS_LEAST) return 'big'
  if (word <= ADDRESS_MAX) return 'address'
  if ((word & ((1n << 224n) - 1n)) === 0n) return 'selector'
  // Negative numbers of up to 160 bits are numbers too.
  return BigInt.asUintN(256, ~word) <= ADDRESS_MAX ? 'big' : 'bytes32'
}

/** A selector as a number, or at the high end of a word. */
function selectorOf(word: bigint): number {
  return Number(word < SELECTOR_LIMIT ? word : word >> 224n)
}

// V8 hashes a bigint by its low 64 bits. Left-aligned constants (texts, bytesN) have zeros there, so all of them would meet
// in one bucket. Taking two such words for one now and then does no harm.
function wordKey(word: bigint): bigint {
  return (word & U64_MASK) === 0n ? -(word >> 192n) : word
}

// FNV-1a; the same holds for two byte strings of one key.
function bytesKey(bytes: Uint8Array): number {
  let hash = 0x811c_9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x0100_0193)
  return (hash >>> 0) * 2_048 + bytes.length
}
