// XXH3, 64 bits, seed 0: the hash that forge gives to sources (https://github.com/Cyan4973/xxHash, doc/xxhash_spec.md).
// All numbers are little-endian. Lanes are BigInt: a source file is hashed once, and only if its date has changed.

const MASK = (1n << 64n) - 1n
const PRIME32_1 = 0x9e3779b1n
const PRIME32_2 = 0x85ebca77n
const PRIME32_3 = 0xc2b2ae3dn
const PRIME64_1 = 0x9e3779b185ebca87n
const PRIME64_2 = 0xc2b2ae3d27d4eb4fn
const PRIME64_3 = 0x165667b19e3779f9n
const PRIME64_4 = 0x85ebca77c2b2ae63n
const PRIME64_5 = 0x27d4eb2f165667c5n
const PRIME_MX1 = 0x165667919e3779f9n
const PRIME_MX2 = 0x9fb21c651e98df25n

const SECRET = Buffer.from(
  'b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221' +
    'b8084674f743248ee03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8' +
    'a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb' +
    '170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e',
  'hex',
)

const STRIPE_BYTES = 64
const SECRET_STEP_BYTES = 8
const LAST_SECRET_OFFSET = 7
const MERGE_SECRET_OFFSET = 11

/** The hash of `bytes` as an unsigned number of 64 bits. */
export function xxh3(bytes: Uint8Array): bigint {
  const input = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (input.length <= 16) return hashTo16(input)
  if (input.length <= 128) return hashTo128(input)
  if (input.length <= 240) return hashTo240(input)
  return hashLong(input)
}

function hashTo16(input: Buffer): bigint {
  const length = BigInt(input.length)
  if (input.length > 8) {
    const flipLow = u64(SECRET, 24) ^ u64(SECRET, 32)
    const flipHigh = u64(SECRET, 40) ^ u64(SECRET, 48)
    const low = u64(input, 0) ^ flipLow
    const high = u64(input, input.length - 8) ^ flipHigh
    return avalanche((length + swap64(low) + high + foldedProduct(low, high)) & MASK)
  }
  if (input.length >= 4) {
    const flip = u64(SECRET, 8) ^ u64(SECRET, 16)
    const joined = BigInt(input.readUInt32LE(input.length - 4)) + (BigInt(input.readUInt32LE(0)) << 32n)
    let mixed = joined ^ flip
    mixed ^= rotateLeft(mixed, 49n) ^ rotateLeft(mixed, 24n)
    mixed = (mixed * PRIME_MX2) & MASK
    mixed ^= (mixed >> 35n) + length
    mixed = (mixed * PRIME_MX2) & MASK
    return mixed ^ (mixed >> 28n)
  }
  if (input.length > 0) {
    const [first, middle, last] = [input[0]!, input[input.length >> 1]!, input[input.length - 1]!]
    const joined = BigInt(((first << 16) | (middle << 24) | last | (input.length << 8)) >>> 0)
    const flip = BigInt(SECRET.readUInt32LE(0)) ^ BigInt(SECRET.readUInt32LE(4))
    return avalanche64(joined ^ flip)
  }
  return avalanche64(u64(SECRET, 56) ^ u64(SECRET, 64))
}

function hashTo128(input: Buffer): bigint {
  const length = input.length
  let sum = BigInt(length) * PRIME64_1
  for (let index = (length - 1) >> 5; index >= 0; index--) {
    sum += mix16(input, index * 16, SECRET, index * 32)
    sum += mix16(input, length - (index + 1) * 16, SECRET, index * 32 + 16)
  }
  return avalanche(sum & MASK)
}

function hashTo240(input: Buffer): bigint {
  const length = input.length
  let sum = BigInt(length) * PRIME64_1
  const rounds = length >> 4
  for (let index = 0; index < 8; index++) sum += mix16(input, index * 16, SECRET, index * 16)
  sum = avalanche(sum & MASK)
  for (let index = 8; index < rounds; index++) sum += mix16(input, index * 16, SECRET, (index - 8) * 16 + 3)
  sum += mix16(input, length - 16, SECRET, 136 - 17)
  return avalanche(sum & MASK)
}

function hashLong(input: Buffer): bigint {
  const sums = [PRIME32_3, PRIME64_1, PRIME64_2, PRIME64_3, PRIME64_4, PRIME32_2, PRIME64_5, PRIME32_1]
  const stripesPerBlock = (SECRET.length - STRIPE_BYTES) / SECRET_STEP_BYTES
  const stripes = Math.floor((input.length - 1) / STRIPE_BYTES)
  for (let stripe = 0; stripe < stripes; stripe++) {
    accumulate(sums, input, stripe * STRIPE_BYTES, (stripe % stripesPerBlock) * SECRET_STEP_BYTES)
    if ((stripe + 1) % stripesPerBlock === 0) scramble(sums)
  }
  accumulate(sums, input, input.length - STRIPE_BYTES, SECRET.length - STRIPE_BYTES - LAST_SECRET_OFFSET)
  let result = BigInt(input.length) * PRIME64_1
  for (let lane = 0; lane < 8; lane += 2) {
    const offset = MERGE_SECRET_OFFSET + lane * 8
    result += foldedProduct(sums[lane]! ^ u64(SECRET, offset), sums[lane + 1]! ^ u64(SECRET, offset + 8))
  }
  return avalanche(result & MASK)
}

function accumulate(sums: bigint[], input: Buffer, at: number, secretAt: number): void {
  for (let lane = 0; lane < 8; lane++) {
    const value = u64(input, at + lane * 8)
    const keyed = value ^ u64(SECRET, secretAt + lane * 8)
    sums[lane ^ 1] = (sums[lane ^ 1]! + value) & MASK
    sums[lane] = (sums[lane]! + (keyed & 0xffffffffn) * (keyed >> 32n)) & MASK
  }
}

function scramble(sums: bigint[]): void {
  const offset = SECRET.length - STRIPE_BYTES
  for (let lane = 0; lane < 8; lane++) {
    const sum = sums[lane]!
    sums[lane] = ((sum ^ (sum >> 47n) ^ u64(SECRET, offset + lane * 8)) * PRIME32_1) & MASK
  }
}

function mix16(input: Buffer, at: number, secret: Buffer, secretAt: number): bigint {
  return foldedProduct(u64(input, at) ^ u64(secret, secretAt), u64(input, at + 8) ^ u64(secret, secretAt + 8))
}

function foldedProduct(left: bigint, right: bigint): bigint {
  const product = left * right
  return (product & MASK) ^ (product >> 64n)
}

function avalanche(value: bigint): bigint {
  let mixed = value ^ (value >> 37n)
  mixed = (mixed * PRIME_MX1) & MASK
  return mixed ^ (mixed >> 32n)
}

function avalanche64(value: bigint): bigint {
  let mixed = value ^ (value >> 33n)
  mixed = (mixed * PRIME64_2) & MASK
  mixed ^= mixed >> 29n
  mixed = (mixed * PRIME64_3) & MASK
  return mixed ^ (mixed >> 32n)
}

function rotateLeft(value: bigint, bits: bigint): bigint {
  return ((value << bits) | (value >> (64n - bits))) & MASK
}

function swap64(value: bigint): bigint {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(value)
  return bytes.readBigUInt64BE()
}

function u64(bytes: Buffer, at: number): bigint {
  return bytes.readBigUInt64LE(at)
}
