import { createRequire } from 'node:module'
import { blake2b } from '@noble/hashes/blake2.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bigIntToBytes32, concatBytes } from '../../primitives/bytes.ts'
import { bytesToNumber } from './input.ts'
import { FORKS } from '../forks.ts'
import type { Fork } from '../types.ts'
import { ecrecover } from './01-ecrecover.ts'
import { modexp } from './05-modexp.ts'
import { blake2f } from './09-blake2f.ts'
import { createPrecompiles } from './precompiles.ts'
import type { Precompiles } from './precompiles.ts'
import { PRECOMPILES, precompilesOf } from './registry.ts'

const load = createRequire(import.meta.url)
const osaka = { fork: 'osaka', load } as const

// Enough for any call here, and little enough that none takes long.
const GAS_LIMIT = 400_000n

// Words at the edges of fields and orders, and lengths as modexp reads them, so that not all input is refused at once.
const word = fc.oneof(
  fc.constantFrom(
    ...[0n, 1n, 2n, 3n, 27n, 28n, 32n, 64n, 2n ** 256n - 1n],
    ...[secp256k1.Point.Fp.ORDER, secp256k1.Point.Fn.ORDER],
    21888242871839275222246405745257275088696311157297823662689037894645226208583n,
    21888242871839275222246405745257275088548364400416034343698204186575808495617n,
  ),
  fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
)
const wordsInput = fc
  .tuple(fc.array(word, { maxLength: 13 }), fc.uint8Array({ maxLength: 31 }))
  .map(([words, rest]) => concatBytes(...words.map(bigIntToBytes32), rest))

// Lengths that precompiles ask for, and any others.
const LENGTHS = [64, 80, 96, 128, 160, 192, 213, 256, 288, 320, 384, 512]
const sizedInput = fc
  .constantFrom(...LENGTHS)
  .chain((length) => fc.uint8Array({ minLength: length, maxLength: length }))
const garbage = fc.oneof(fc.uint8Array({ maxLength: 600 }), sizedInput, wordsInput)

describe.each(PRECOMPILES.map((precompile) => [precompile.name, precompile] as const))(
  '%s',
  (_name, precompile) => {
    test('garbage of any length is priced and run without a throw, and without changing it', () => {
      const precompiles = createPrecompiles(load, { memo: false })
      fc.assert(
        fc.property(garbage, fc.constantFrom(...FORKS), (input, fork) => {
          const before = input.slice()
          const gas = precompile.gas(input, fork)
          expect(gas).toBeGreaterThanOrEqual(0n)
          if (!precompiles.has(precompile.address, fork)) return
          const outcome = precompiles.run(precompile.address, input, GAS_LIMIT, fork)
          if (outcome.kind === 'outOfGas') expect(gas).toBeGreaterThan(GAS_LIMIT)
          else if (outcome.kind === 'ok') expect(outcome.gasUsed).toBe(gas)
          expect(input).toEqual(before)
        }),
      )
    })
  },
)

test('remembering, much or little, changes no outcome', () => {
  type Call = {
    readonly address: number
    readonly fork: Fork
    readonly input: Uint8Array
    readonly gas: bigint
  }
  const call: fc.Arbitrary<Call> = fc.constantFrom(...FORKS).chain((fork) =>
    fc.record({
      address: fc.constantFrom(...precompilesOf(fork).map(({ address }) => address)),
      fork: fc.constant(fork),
      input: garbage,
      gas: fc.constantFrom(0n, 3000n, GAS_LIMIT),
    }),
  )
  // Few different calls, repeated in any order.
  const calls = fc.array(call, { minLength: 1, maxLength: 6 }).chain((pool) =>
    fc.array(
      fc.nat({ max: pool.length - 1 }).map((index) => pool[index]!),
      { minLength: 2, maxLength: 20 },
    ),
  )
  const outcomes = (precompiles: Precompiles, sequence: readonly Call[]): unknown[] =>
    sequence.map(({ address, input, gas, fork }) => precompiles.run(address, input.slice(), gas, fork))

  fc.assert(
    fc.property(calls, (sequence) => {
      const expected = outcomes(createPrecompiles(load, { memo: false }), sequence)
      expect(outcomes(createPrecompiles(load), sequence)).toEqual(expected)
      const tight = createPrecompiles(load, { memo: { entriesMax: 2, bytesMax: 4000 } })
      expect(outcomes(tight, sequence)).toEqual(expected)
    }),
  )
})

test('ecrecover finds every signer, as the library does', () => {
  const nonZero = fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .filter((key) => key.some((byte) => byte !== 0))
  const key = nonZero.filter((bytes) => secp256k1.utils.isValidSecretKey(bytes))
  fc.assert(
    fc.property(key, nonZero, fc.boolean(), (secret, hash, isHighS) => {
      const low = secp256k1.sign(hash, secret, { prehash: false, format: 'recovered' })
      const { r, s, recovery } = secp256k1.Signature.fromBytes(low, 'recovered')
      const signed = isHighS ? secp256k1.Point.Fn.ORDER - s : s
      const v = BigInt(27 + (isHighS ? recovery! ^ 1 : recovery!))
      const input = concatBytes(hash, ...[v, r, signed].map(bigIntToBytes32))
      const address = keccak_256(secp256k1.getPublicKey(secret, false).subarray(1)).subarray(12)
      expect(ecrecover.run(input, osaka)).toEqual(concatBytes(new Uint8Array(12), address))
    }),
  )
})

test('ecrecover of any r and s agrees with the library', () => {
  const scalar = fc.bigInt({ min: 1n, max: secp256k1.Point.Fn.ORDER - 1n })
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      scalar,
      scalar,
      fc.constantFrom(0, 1),
      (hash, r, s, recovery) => {
        const input = concatBytes(hash, ...[BigInt(27 + recovery), r, s].map(bigIntToBytes32))
        let expected: Uint8Array = new Uint8Array(0)
        try {
          const key = new secp256k1.Signature(r, s, recovery).recoverPublicKey(hash)
          expected = concatBytes(new Uint8Array(12), keccak_256(key.toBytes(false).subarray(1)).subarray(12))
        } catch {
          // No such key.
        }
        expect(ecrecover.run(input, osaka)).toEqual(expected)
      },
    ),
  )
})

test('modexp is the power taken bit by bit, of numbers with and without leading zeros', () => {
  const number = fc.oneof(fc.uint8Array({ maxLength: 70 }), fc.uint8Array({ maxLength: 3 }))
  fc.assert(
    fc.property(number, number, number, (base, exponent, modulus) => {
      const header = [base, exponent, modulus].map(({ length }) => bigIntToBytes32(BigInt(length)))
      const output = modexp.run(concatBytes(...header, base, exponent, modulus), osaka)!
      expect(output).toHaveLength(modulus.length)
      expect(bytesToNumber(output)).toBe(powerBitByBit(base, exponent, modulus))
    }),
  )
})

function powerBitByBit(base: Uint8Array, exponent: Uint8Array, modulus: Uint8Array): bigint {
  const m = bytesToNumber(modulus)
  if (m === 0n) return 0n
  let power = 1n % m
  let square = bytesToNumber(base) % m
  for (let rest = bytesToNumber(exponent); rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) power = (power * square) % m
    square = (square * square) % m
  }
  return power
}

test('modexp reads an input that ends early as if zeros followed', () => {
  const length = fc.bigInt({ min: 0n, max: 40n })
  fc.assert(
    fc.property(
      length,
      length,
      length,
      fc.uint8Array({ maxLength: 120 }),
      (base, exponent, modulus, rest) => {
        const input = concatBytes(...[base, exponent, modulus].map(bigIntToBytes32), rest)
        const long = concatBytes(input, new Uint8Array(200))
        expect(modexp.run(input, osaka)).toEqual(modexp.run(long, osaka))
        for (const fork of ['prague', 'osaka'] as const)
          expect(modexp.gas(input, fork)).toBe(modexp.gas(long, fork))
      },
    ),
  )
})

// BLAKE2b-512 of up to 128 bytes is one call of F with 12 rounds on this state (RFC 7693, section 3.3).
const BLAKE2B_H =
  '48c9bdf267e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5' +
  'd182e6ad7f520e511f6c3e2b8c68059b6bbd41fbabd9831f79217e1319cde05b'

test('blake2f with 12 rounds is BLAKE2b', () => {
  const h = Uint8Array.from(Buffer.from(BLAKE2B_H, 'hex'))
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 128 }), (message) => {
      const block = new Uint8Array(128)
      block.set(message)
      const count = new Uint8Array(16)
      count[0] = message.length
      const input = concatBytes(Uint8Array.of(0, 0, 0, 12), h, block, count, Uint8Array.of(1))
      expect(blake2f.run(input, osaka)).toEqual(blake2b(message))
    }),
  )
})

test('blake2f of any number of rounds is the algorithm as RFC 7693 writes it', () => {
  const body = fc.uint8Array({ minLength: 208, maxLength: 208 })
  fc.assert(
    fc.property(fc.nat({ max: 45 }), body, fc.constantFrom(0, 1), (rounds, state, final) => {
      const input = concatBytes(Uint8Array.of(0, 0, 0, rounds), state, Uint8Array.of(final))
      expect(blake2f.run(input, osaka)).toEqual(compress(rounds, state, final === 1))
    }),
  )
})

const SIGMA = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
  [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
  [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
  [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
  [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
  [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
  [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
  [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
  [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
]
const IV = [
  0x6a09e667f3bcc908n,
  0xbb67ae8584caa73bn,
  0x3c6ef372fe94f82bn,
  0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n,
  0x9b05688c2b3e6c1fn,
  0x1f83d9abfb41bd6bn,
  0x5be0cd19137e2179n,
]
const LANES = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const

// h, m and t in `state`; slow and plain, with BigInt.
function compress(rounds: number, state: Uint8Array, isFinal: boolean): Uint8Array {
  const u64 = (value: bigint): bigint => BigInt.asUintN(64, value)
  const rotate = (value: bigint, bits: bigint): bigint => u64((value >> bits) | (value << (64n - bits)))
  const view = new DataView(state.buffer, state.byteOffset, state.byteLength)
  const word = (index: number): bigint => view.getBigUint64(8 * index, true)
  const v = [...Array.from({ length: 8 }, (_, index) => word(index)), ...IV]
  v[12]! ^= word(24)
  v[13]! ^= word(25)
  if (isFinal) v[14] = u64(~v[14]!)
  for (let round = 0; round < rounds; round++) {
    const order = SIGMA[round % 10]!
    for (const [lane, [a, b, c, d]] of LANES.entries()) {
      v[a] = u64(v[a]! + v[b]! + word(8 + order[2 * lane]!))
      v[d] = rotate(v[d]! ^ v[a], 32n)
      v[c] = u64(v[c]! + v[d])
      v[b] = rotate(v[b]! ^ v[c], 24n)
      v[a] = u64(v[a] + v[b] + word(8 + order[2 * lane + 1]!))
      v[d] = rotate(v[d] ^ v[a], 16n)
      v[c] = u64(v[c] + v[d])
      v[b] = rotate(v[b] ^ v[c], 63n)
    }
  }
  const output = new DataView(new ArrayBuffer(64))
  for (let index = 0; index < 8; index++) {
    output.setBigUint64(8 * index, word(index) ^ v[index]! ^ v[index + 8]!, true)
  }
  return new Uint8Array(output.buffer)
}
