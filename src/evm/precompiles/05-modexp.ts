// base ^ exponent mod modulus for numbers of any length (EIP-198).
//
// Input: three words with the lengths in bytes of base, exponent and modulus, then those numbers, big-endian.
//
// The power is taken with a sliding window over the exponent's bits and BigInt's `%` after every product. Measured
// against plain square-and-multiply and against Montgomery and Barrett reduction in BigInt, it was the fastest or within
// a fifth of that for moduli of 8 to 1,024 bytes: V8 divides in less than the time of the two further products.
// On the machine it was written on, 1,024-byte operands with a full exponent take 0.5 s and pay 528 M gas from Osaka on
// (45 M before), more than a transaction or block may hold.

import { isAtLeast } from '../forks.ts'
import type { Fork } from '../types.ts'
import { readWord } from '../../primitives/bytes.ts'
import { bytesToNumber, writeNumber, zeroExtended } from './input.ts'
import type { Precompile } from './precompile.ts'

const HEADER_BYTES = 96

// EIP-7823.
const OSAKA_LENGTH_MAX = 1024n

// Without the bound of Osaka, gas alone holds lengths down (EIP-2565). A modulus above 2^24 bytes costs more than 2^40
// gas, so that refusing it is never seen; it keeps the output within what memory can hold.
const MODULUS_LENGTH_MAX = 1n << 24n

// Up to so many bits of exponent, the window of this many bits needs the fewest products.
const WINDOWS: readonly { readonly exponentBitsMax: number; readonly windowBits: number }[] = [
  { exponentBitsMax: 20, windowBits: 1 },
  { exponentBitsMax: 24, windowBits: 3 },
  { exponentBitsMax: 128, windowBits: 4 },
  { exponentBitsMax: 512, windowBits: 5 },
  { exponentBitsMax: Infinity, windowBits: 6 },
]

/**
 * MODEXP. Gas by EIP-2565, from Osaka on by EIP-7883; from Osaka on a length above 1,024 bytes is invalid (EIP-7823).
 * Output has the length of the modulus; any power modulo 0 is 0.
 */
export const modexp: Precompile = {
  address: 0x05,
  name: 'modexp',
  since: 'london',
  isCostly: true,
  changedIn: 'osaka',
  gas: (input, fork) => (isAtLeast(fork, 'osaka') ? gasEip7883(input) : gasEip2565(input)),
  run: (input, { fork }) => power(input, fork),
}

type Lengths = { readonly base: bigint; readonly exponent: bigint; readonly modulus: bigint }

function readLengths(input: Uint8Array): Lengths {
  const header = zeroExtended(input, HEADER_BYTES)
  return { base: readWord(header, 0), exponent: readWord(header, 32), modulus: readWord(header, 64) }
}

function gasEip2565(input: Uint8Array): bigint {
  const lengths = readLengths(input)
  const words = (longer(lengths.base, lengths.modulus) + 7n) / 8n
  const gas = (words * words * iterationCount(input, lengths, 8n)) / 3n
  return longer(gas, 200n)
}

function gasEip7883(input: Uint8Array): bigint {
  const lengths = readLengths(input)
  const length = longer(lengths.base, lengths.modulus)
  const words = (length + 7n) / 8n
  const complexity = length <= 32n ? 16n : 2n * words * words
  return longer(complexity * iterationCount(input, lengths, 16n), 500n)
}

// Squarings as the gas rules count them: bits of the first 32 bytes of the exponent from its highest one down, and
// `perByte` for each byte after those. At least 1.
function iterationCount(input: Uint8Array, lengths: Lengths, perByte: bigint): bigint {
  const headLength = Number(lengths.exponent < 32n ? lengths.exponent : 32n)
  const tailLength = lengths.exponent - BigInt(headLength)
  const exponentAt = BigInt(HEADER_BYTES) + lengths.base
  let headBits = 0
  if (exponentAt < BigInt(input.length)) {
    const head = zeroExtended(input.subarray(Number(exponentAt)), headLength)
    headBits = bitCount(bytesToNumber(head))
  }
  return longer(perByte * tailLength + BigInt(Math.max(0, headBits - 1)), 1n)
}

function power(input: Uint8Array, fork: Fork): Uint8Array | undefined {
  const lengths = readLengths(input)
  if (isAtLeast(fork, 'osaka')) {
    const longest = longer(lengths.exponent, longer(lengths.base, lengths.modulus))
    if (longest > OSAKA_LENGTH_MAX) return undefined
  }
  if (lengths.modulus > MODULUS_LENGTH_MAX) return undefined
  const baseLength = Number(lengths.base)
  const modulusLength = Number(lengths.modulus)
  const exponentAt = HEADER_BYTES + baseLength
  const modulusAt = exponentAt + Number(lengths.exponent)

  const output = new Uint8Array(modulusLength)
  const modulus = bytesToNumber(zeroExtended(input.subarray(modulusAt), modulusLength))
  // Also the way out for a base or exponent that claims more bytes than the input has: the modulus comes after it, so
  // it is endless zeros. From here on both are there in full.
  if (modulus === 0n) return output
  const base = bytesToNumber(input.subarray(HEADER_BYTES, exponentAt))
  const exponent = input.subarray(exponentAt, modulusAt)
  writeNumber(output, powMod(base, exponent, modulus))
  return output
}

// base ^ exponent mod modulus. The exponent is big-endian, the modulus at least 1.
function powMod(base: bigint, exponent: Uint8Array, modulus: bigint): bigint {
  let at = firstOne(exponent)
  if (at === undefined) return 1n % modulus
  const exponentBits = exponent.length * 8
  const windowBits = windowBitsFor(exponentBits - at)
  const oddPowers = oddPowersOf(base % modulus, windowBits, modulus)
  let result: bigint | undefined
  while (at < exponentBits) {
    if (!isOne(exponent, at)) {
      // Not reached before the first one, which sets `result`.
      result = (result! * result!) % modulus
      at++
      continue
    }
    // The longest window from here that ends in a one.
    let end = Math.min(at + windowBits, exponentBits)
    while (!isOne(exponent, end - 1)) end--
    let window = 0
    for (let bit = at; bit < end; bit++) {
      window = window * 2 + (isOne(exponent, bit) ? 1 : 0)
      if (result !== undefined) result = (result * result) % modulus
    }
    const factor: bigint = oddPowers[(window - 1) / 2]!
    result = result === undefined ? factor : (result * factor) % modulus
    at = end
  }
  return result!
}

// base^1, base^3, base^5 ... as far as windows of so many bits ask for.
function oddPowersOf(base: bigint, windowBits: number, modulus: bigint): bigint[] {
  const powers = [base]
  const square = (base * base) % modulus
  while (powers.length < 2 ** (windowBits - 1)) powers.push((powers.at(-1)! * square) % modulus)
  return powers
}

function windowBitsFor(exponentBits: number): number {
  return WINDOWS.find(({ exponentBitsMax }) => exponentBits <= exponentBitsMax)!.windowBits
}

// Bits are counted from the most significant one of the first byte.
function isOne(bytes: Uint8Array, bit: number): boolean {
  return (bytes[bit >>> 3]! & (0x80 >> (bit & 7))) !== 0
}

function firstOne(bytes: Uint8Array): number | undefined {
  const index = bytes.findIndex((byte) => byte !== 0)
  return index < 0 ? undefined : index * 8 + Math.clz32(bytes[index]!) - 24
}

function bitCount(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length
}

function longer(left: bigint, right: bigint): bigint {
  return left > right ? left : right
}
