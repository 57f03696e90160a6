import { KECCAK_MEMO32, KECCAK_MEMO64 } from '../../src/evm/core/layout.gen.ts'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { beforeEach, describe, expect, test } from 'vitest'

import { bytesToBigInt } from '../../src/primitives/bytes.ts'
import { bytesToHex } from '../../src/primitives/hex.ts'
import type { Kernels } from './kernels.ts'
import { BYTES, BYTES_END, createKernels } from './kernels.ts'

// wasm/core/layout.ts and the table at the top of wasm/core/keccak.ts.
const MEMO64 = KECCAK_MEMO64
const MEMO64_ENTRIES = 8192
const MEMO32 = KECCAK_MEMO32
const MEMO32_ENTRIES = 1024
const ENTRY_BYTES = 128
const ENTRY_HASH = 64
const ENTRY_USED = 96
const PREIMAGES = 0x20_0000
const PREIMAGE_INPUT = 32
const PREIMAGE_BYTES = 96

let kernels: Kernels

beforeEach(() => {
  kernels = createKernels()
})

describe('keccak256 agrees with @noble/hashes', () => {
  test('for every length up to 600 bytes, wherever the input starts', () => {
    for (let length = 0; length <= 600; length++) {
      const input = pseudoRandomBytes(length, length)
      expect(hashesAt(input, BYTES + (length % 9)), `${length} bytes`).toEqual(expectedHashes(input))
    }
  })

  test('for long inputs around whole blocks', () => {
    for (const length of [135, 136, 137, 271, 272, 273, 4095, 4096, 24_576, 13_600, 13_599, 500_001]) {
      const input = pseudoRandomBytes(length, length)
      expect(hashesAt(input, BYTES), `${length} bytes`).toEqual(expectedHashes(input))
    }
  })

  test('for inputs of equal bytes', () => {
    for (const fill of [0x00, 0x01, 0x80, 0xff])
      for (const length of [1, 7, 8, 31, 32, 64, 135, 136, 200]) {
        const input = new Uint8Array(length).fill(fill)
        expect(hashesAt(input, BYTES), `${length} bytes of ${fill}`).toEqual(expectedHashes(input))
      }
  })

  test('for inputs that end where memory ends: nothing is read past them', () => {
    for (let length = 0; length <= 140; length++) {
      const input = pseudoRandomBytes(length, length + 1000)
      expect(hashesAt(input, BYTES_END - length), `${length} bytes`).toEqual(expectedHashes(input))
    }
  })

  test('when the hash replaces its input', () => {
    for (const length of [32, 64, 100]) {
      const input = pseudoRandomBytes(length, 7)
      kernels.bytes.set(input, BYTES)
      kernels.exports.keccak256Word(BYTES, length, BYTES)
      expect(kernels.readWord(BYTES)).toBe(hashOf(input))
    }
  })

  test('and the input is left alone otherwise', () => {
    const input = pseudoRandomBytes(300, 8)
    kernels.bytes.set(input, BYTES)
    kernels.exports.keccak256Word(BYTES, 300, kernels.slot(0))
    expect(kernels.bytes.slice(BYTES, BYTES + 300)).toEqual(input)
  })
})

describe.each([
  { bytes: 64, name: 'keccakMemo64', entries: MEMO64_ENTRIES, table: MEMO64 },
  { bytes: 32, name: 'keccakMemo32', entries: MEMO32_ENTRIES, table: MEMO32 },
] as const)('$name', ({ bytes, name, entries, table }) => {
  // More inputs than entries: many share one.
  const inputs = Array.from({ length: 3 * entries }, (_, seed) => pseudoRandomBytes(bytes, seed))

  test('gives the hash of every input, new, known or replaced by another', () => {
    const order = [...inputs, ...inputs.toReversed(), ...inputs]
    expect(order.filter((input) => memoHash(input) !== hashOf(input))).toEqual([])
  })

  test('gives the same with the memo off, on and off again', () => {
    for (const isOn of [0, 1, 0]) {
      kernels.exports.setKeccakMemo(isOn)
      expect(inputs.slice(0, 500).filter((input) => memoHash(input) !== hashOf(input))).toEqual([])
    }
  })

  test('tells apart inputs that share an entry and differ in one bit', () => {
    const input = pseudoRandomBytes(bytes, 1)
    memoHash(input)
    const entry = usedEntries()[0]!
    for (let bit = 0; bit < 8 * bytes; bit++) {
      const other = input.slice()
      other[bit >> 3]! ^= 1 << (bit & 7)
      // As if the other input had been hashed last, to 42: that must not be taken for this input's hash.
      kernels.bytes.set(other, entry)
      kernels.writeWord(entry + ENTRY_HASH, 42n)
      expect(memoHash(input), `bit ${bit}`).toBe(hashOf(input))
    }
  })

  test('the all-zero input is not found in an empty table', () => {
    const zero = new Uint8Array(bytes)
    expect(memoHash(zero)).toBe(hashOf(zero))
    expect(memoHash(zero)).toBe(hashOf(zero))
  })

  test('answers from the table while it is on, and only then', () => {
    const input = inputs[0]!
    memoHash(input)
    kernels.writeWord(usedEntries()[0]! + ENTRY_HASH, 42n)
    expect(memoHash(input)).toBe(42n)
    kernels.exports.setKeccakMemo(0)
    expect(memoHash(input)).toBe(hashOf(input))
  })

  test('the hash may replace the input', () => {
    for (const input of [inputs[0]!, inputs[0]!]) {
      kernels.bytes.set(input, BYTES)
      kernels.exports[name](BYTES, BYTES)
      expect(kernels.readWord(BYTES)).toBe(hashOf(input))
    }
  })

  test('remembers preimages, with the memo on and off', () => {
    for (const isOn of [1, 0]) {
      kernels.exports.setKeccakMemo(isOn)
      for (const input of inputs.slice(isOn * 100, isOn * 100 + 100)) {
        memoHash(input)
        const record = kernels.exports.preimageFind(kernels.slot(0))
        expect(record).toBeGreaterThanOrEqual(PREIMAGES)
        expect(kernels.readWord(record)).toBe(hashOf(input))
        expect(kernels.bytes[record + PREIMAGE_BYTES]).toBe(bytes)
        expect(kernels.bytes.slice(record + PREIMAGE_INPUT, record + PREIMAGE_INPUT + bytes)).toEqual(input)
      }
    }
  })

  test('typical keys are spread over the table', () => {
    const addresses = Array.from({ length: 60 }, (_, seed) => pseudoRandomBytes(20, seed))
    const families: Record<string, Uint8Array[]> = {
      'random addresses, small slots': addresses.flatMap((address) =>
        range(12).map((slot) => key(address, slot)),
      ),
      'consecutive addresses, small slots': range(60).flatMap((n) =>
        range(12).map((slot) => key(addressOf(n), slot)),
      ),
      'small numbers, small slots': range(60).flatMap((n) => range(12).map((slot) => key(uint(n), slot))),
      'multiples of 2^64, small slots': range(60).flatMap((n) =>
        range(12).map((slot) => key(uint(n, 8), slot)),
      ),
    }
    for (const [family, keys] of Object.entries(families)) {
      kernels = createKernels()
      const distinct = new Set(keys.map((input) => hashOf(input)))
      for (const input of keys) memoHash(input)
      // What random sets of two would take, less a tenth.
      const sets = entries / 2
      const perSet = distinct.size / sets
      const expected = sets * (2 - (2 + perSet) * Math.exp(-perSet))
      expect(usedEntries().length, family).toBeGreaterThan(0.9 * expected)
    }

    /** `left`-aligned to the right of the first word, the slot in the second; the last 32 bytes only if that is all. */
    function key(left: Uint8Array, slot: number): Uint8Array {
      const input = new Uint8Array(64)
      input.set(left, 32 - left.length)
      input[63] = slot
      if (bytes === 64) return input
      // Arrays: the slot number alone, or a hash plus a small number.
      return slot === 0
        ? input.slice(0, 32)
        : keccak_256(input.slice(0, 32)).map((byte, at) => (at === 31 ? slot : byte))
    }
  })

  function memoHash(input: Uint8Array): bigint {
    kernels.bytes.set(input, BYTES)
    kernels.exports[name](BYTES, kernels.slot(0))
    return kernels.readWord(kernels.slot(0))
  }

  function usedEntries(): number[] {
    return range(entries)
      .map((index) => table + index * ENTRY_BYTES)
      .filter((at) => kernels.bytes[at + ENTRY_USED] === 1)
  }
})

describe('preimageFind', () => {
  test('knows nothing that was not hashed, nor the hash 0', () => {
    for (const word of [0n, 1n, hashOf(new Uint8Array(64)), hashOf(new Uint8Array(32))]) {
      kernels.writeWord(kernels.slot(0), word)
      expect(kernels.exports.preimageFind(kernels.slot(0))).toBe(0)
    }
  })

  test('does not record what is hashed without the memo functions', () => {
    kernels.exports.keccak256Word(BYTES, 64, kernels.slot(0))
    expect(kernels.exports.preimageFind(kernels.slot(0))).toBe(0)
  })

  test('finds the right input or none, when more were hashed than there are records', () => {
    const count = 40_000
    let found = 0
    const hashes: bigint[] = []
    for (let index = 0; index < count; index++) {
      kernels.writeWord(BYTES, BigInt(index))
      kernels.writeWord(BYTES + 32, 5n)
      kernels.exports.keccakMemo64(BYTES, kernels.slot(0))
      hashes.push(kernels.readWord(kernels.slot(0)))
    }
    hashes.forEach((hash, index) => {
      kernels.writeWord(kernels.slot(0), hash)
      const record = kernels.exports.preimageFind(kernels.slot(0))
      if (record === 0) return
      found++
      if (kernels.readWord(record) !== hash || kernels.readWord(record + PREIMAGE_INPUT) !== BigInt(index))
        expect.fail(`the record of hash ${index} is another's`)
    })
    // 32,768 records, 40,000 random places: about 70 in 100 records are taken.
    expect(found).toBeGreaterThan(22_000)
    expect(found).toBeLessThan(24_500)
  })
})

/** Hash bytes in hex, and the hash word, of an input that is put at an address. */
function hashesAt(input: Uint8Array, at: number): readonly [string, bigint] {
  const { bytes, exports, readWord, slot } = kernels
  bytes.set(input, at)
  exports.keccak256Bytes(at, input.length, slot(0))
  exports.keccak256Word(at, input.length, slot(1))
  return [bytesToHex(bytes.slice(slot(0), slot(0) + 32)), readWord(slot(1))]
}

function expectedHashes(input: Uint8Array): readonly [string, bigint] {
  const hash = keccak_256(input)
  return [bytesToHex(hash), bytesToBigInt(hash)]
}

const known = new Map<string, bigint>()

function hashOf(input: Uint8Array): bigint {
  const text = Buffer.from(input).toString('latin1')
  let hash = known.get(text)
  if (hash === undefined) known.set(text, (hash = bytesToBigInt(keccak_256(input))))
  return hash
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}

function uint(value: number, zeroBytesBelow: number = 0): Uint8Array {
  const bytes = new Uint8Array(2 + zeroBytesBelow)
  bytes[0] = value >> 8
  bytes[1] = value
  return bytes
}

function addressOf(index: number): Uint8Array {
  const address = new Uint8Array(20).fill(0x11)
  address[19] = index
  return address
}

/** xorshift: the same bytes for the same seed, everywhere. */
function pseudoRandomBytes(length: number, seed: number): Uint8Array {
  let state = (seed + 1) * 0x9e37_79b1 || 1
  return Uint8Array.from({ length }, () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 11
  })
}
