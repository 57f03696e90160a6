// The compression function F of BLAKE2b with a number of rounds to choose (EIP-152, RFC 7693 section 3.2).
//
// JavaScript has no fast 64-bit integers: with BigInt a round takes 4 us. So each word is kept as two halves of 32 bits,
// the low one first, as the bytes come; a round takes 0.22 us (both on the machine it was written on) and pays one gas.
// A call may ask for 2^32 rounds and all of them are computed, so nobody may run it before the gas is paid.

import type { Precompile } from './precompile.ts'

// Input: rounds (4 bytes, big-endian), h (8 words), m (16 words), t (2 words), f (1 byte). A word is 8 bytes,
// little-endian.
const H_AT = 4
const M_AT = 68
const T_AT = 196
const F_AT = 212
const INPUT_BYTES = 213

const STATE_HALVES = 16
const HALF_RANGE = 0x1_0000_0000

// First 64 bits of the fractional parts of the square roots of the first eight primes (RFC 7693, section 2.6).
const IV = Int32Array.of(
  ...[0xf3bcc908, 0x6a09e667, 0x84caa73b, 0xbb67ae85, 0xfe94f82b, 0x3c6ef372, 0x5f1d36f1, 0xa54ff53a],
  ...[0xade682d1, 0x510e527f, 0x2b3e6c1f, 0x9b05688c, 0xfb41bd6b, 0x1f83d9ab, 0x137e2179, 0x5be0cd19],
)

// The order in which a round mixes the words of m in (RFC 7693, section 2.7). The eleventh round is the first again.
const SCHEDULE = Uint8Array.of(
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  ...[14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
  ...[11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
  ...[7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
  ...[9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
  ...[2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
  ...[12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
  ...[13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
  ...[6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
  ...[10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
)

/** BLAKE2F: the new h, 64 bytes. Invalid unless the input has 213 bytes and the last one is 0 or 1. */
export const blake2f: Precompile = {
  address: 0x09,
  name: 'blake2f',
  since: 'london',
  isCostly: true,
  // An input of another length fails before it is priced.
  gas: (input) => (input.length === INPUT_BYTES ? BigInt(readRounds(input)) : 0n),
  run(input) {
    const final = input[F_AT]
    if (input.length !== INPUT_BYTES || (final !== 0 && final !== 1)) return undefined
    const h = readHalves(input, H_AT, M_AT)
    const m = readHalves(input, M_AT, T_AT)
    const t = readHalves(input, T_AT, F_AT)
    const v = new Int32Array(2 * STATE_HALVES)
    v.set(h)
    v.set(IV, STATE_HALVES)
    for (let half = 0; half < t.length; half++) v[24 + half]! ^= t[half]!
    if (final === 1) {
      v[28] = ~v[28]!
      v[29] = ~v[29]!
    }
    mixRounds(v, m, readRounds(input))
    const output = new Uint8Array(4 * STATE_HALVES)
    const view = new DataView(output.buffer)
    for (let half = 0; half < STATE_HALVES; half++) {
      view.setInt32(4 * half, h[half]! ^ v[half]! ^ v[half + STATE_HALVES]!, true)
    }
    return output
  },
}

function readRounds(input: Uint8Array): number {
  return new DataView(input.buffer, input.byteOffset, input.byteLength).getUint32(0)
}

function readHalves(input: Uint8Array, start: number, end: number): Int32Array {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength)
  return Int32Array.from({ length: (end - start) / 4 }, (_, half) => view.getInt32(start + 4 * half, true))
}

function mixRounds(v: Int32Array, m: Int32Array, rounds: number): void {
  const s = SCHEDULE
  let at = 0
  for (let round = 0; round < rounds; round++) {
    // Columns, then diagonals, of the sixteen words seen as a square.
    mix(v, 0, 8, 16, 24, m, 2 * s[at]!, 2 * s[at + 1]!)
    mix(v, 2, 10, 18, 26, m, 2 * s[at + 2]!, 2 * s[at + 3]!)
    mix(v, 4, 12, 20, 28, m, 2 * s[at + 4]!, 2 * s[at + 5]!)
    mix(v, 6, 14, 22, 30, m, 2 * s[at + 6]!, 2 * s[at + 7]!)
    mix(v, 0, 10, 20, 30, m, 2 * s[at + 8]!, 2 * s[at + 9]!)
    mix(v, 2, 12, 22, 24, m, 2 * s[at + 10]!, 2 * s[at + 11]!)
    mix(v, 4, 14, 16, 26, m, 2 * s[at + 12]!, 2 * s[at + 13]!)
    mix(v, 6, 8, 18, 28, m, 2 * s[at + 14]!, 2 * s[at + 15]!)
    at = at === 144 ? 0 : at + 16
  }
}

// G of RFC 7693, section 3.1, on the words whose low halves are at a, b, c, d of v and at x, y of m. Halves are summed
// as doubles, which hold the carry exactly.
function mix(
  v: Int32Array,
  a: number,
  b: number,
  c: number,
  d: number,
  m: Int32Array,
  x: number,
  y: number,
): void {
  let aLow = v[a]!
  let aHigh = v[a + 1]!
  let bLow = v[b]!
  let bHigh = v[b + 1]!
  let cLow = v[c]!
  let cHigh = v[c + 1]!
  let dLow = v[d]!
  let dHigh = v[d + 1]!

  // a += b + x; d = (d ^ a) >>> 32; c += d; b = (b ^ c) >>> 24, rotating.
  let low = (aLow >>> 0) + (bLow >>> 0) + (m[x]! >>> 0)
  aHigh = (aHigh + bHigh + m[x + 1]! + ((low / HALF_RANGE) | 0)) | 0
  aLow = low | 0
  let swapped = dLow ^ aLow
  dLow = dHigh ^ aHigh
  dHigh = swapped
  low = (cLow >>> 0) + (dLow >>> 0)
  cHigh = (cHigh + dHigh + ((low / HALF_RANGE) | 0)) | 0
  cLow = low | 0
  bLow ^= cLow
  bHigh ^= cHigh
  swapped = (bLow >>> 24) | (bHigh << 8)
  bHigh = (bHigh >>> 24) | (bLow << 8)
  bLow = swapped

  // a += b + y; d = (d ^ a) >>> 16; c += d; b = (b ^ c) >>> 63, rotating.
  low = (aLow >>> 0) + (bLow >>> 0) + (m[y]! >>> 0)
  aHigh = (aHigh + bHigh + m[y + 1]! + ((low / HALF_RANGE) | 0)) | 0
  aLow = low | 0
  dLow ^= aLow
  dHigh ^= aHigh
  swapped = (dLow >>> 16) | (dHigh << 16)
  dHigh = (dHigh >>> 16) | (dLow << 16)
  dLow = swapped
  low = (cLow >>> 0) + (dLow >>> 0)
  cHigh = (cHigh + dHigh + ((low / HALF_RANGE) | 0)) | 0
  cLow = low | 0
  bLow ^= cLow
  bHigh ^= cHigh
  swapped = (bHigh >>> 31) | (bLow << 1)
  bHigh = (bLow >>> 31) | (bHigh << 1)
  bLow = swapped

  v[a] = aLow
  v[a + 1] = aHigh
  v[b] = bLow
  v[b + 1] = bHigh
  v[c] = cLow
  v[c + 1] = cHigh
  v[d] = dLow
  v[d + 1] = dHigh
}
