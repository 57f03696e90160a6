// Moving and testing words; arithmetic is in u256.ts. Word layout: four u64 limbs, least significant first.

// @ts-ignore: decorator
@inline
export function copyWord(to: usize, from: usize): void {
  const a = load<u64>(from)
  const b = load<u64>(from, 8)
  const c = load<u64>(from, 16)
  const d = load<u64>(from, 24)
  store<u64>(to, a)
  store<u64>(to, b, 8)
  store<u64>(to, c, 16)
  store<u64>(to, d, 24)
}

// @ts-ignore: decorator
@inline
export function clearWord(to: usize): void {
  v128.store(to, i64x2.splat(0))
  v128.store(to, i64x2.splat(0), 16)
}

// @ts-ignore: decorator
@inline
export function setWord(to: usize, value: u64): void {
  store<u64>(to, value)
  store<u64>(to, 0, 8)
  v128.store(to, i64x2.splat(0), 16)
}

// @ts-ignore: decorator
@inline
export function equalWords(a: usize, b: usize): bool {
  return !v128.any_true(v128.or(
    v128.xor(v128.load(a), v128.load(b)),
    v128.xor(v128.load(a, 16), v128.load(b, 16)),
  ))
}

// @ts-ignore: decorator
@inline
export function isZeroWord(a: usize): bool {
  return !v128.any_true(v128.or(v128.load(a), v128.load(a, 16)))
}

/** True if the word is below 2^32. */
// @ts-ignore: decorator
@inline
export function fitsU32(a: usize): bool {
  return ((load<u64>(a) >> 32) | load<u64>(a, 8) | load<u64>(a, 16) | load<u64>(a, 24)) == 0
}

/** The word, or 2^64-1 if it is larger. */
// @ts-ignore: decorator
@inline
export function saturateU64(a: usize): u64 {
  return (load<u64>(a, 8) | load<u64>(a, 16) | load<u64>(a, 24)) == 0 ? load<u64>(a) : u64.MAX_VALUE
}

/** Reads 32 bytes (most significant first) as a word. */
// @ts-ignore: decorator
@inline
export function loadBytesAsWord(to: usize, from: usize): void {
  const first = v128.load(from)
  const last = v128.load(from, 16)
  v128.store(to, reverse(last))
  v128.store(to, reverse(first), 16)
}

/** Writes a word as 32 bytes, most significant first. */
// @ts-ignore: decorator
@inline
export function storeWordAsBytes(to: usize, from: usize): void {
  const low = v128.load(from)
  const high = v128.load(from, 16)
  v128.store(to, reverse(high))
  v128.store(to, reverse(low), 16)
}

// @ts-ignore: decorator
@inline
function reverse(x: v128): v128 {
  return i8x16.shuffle(x, x, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
}

/** Copies bytes that do not overlap. V8 leaves WebAssembly for memory.copy, which takes as long as some 300 bytes take here. */
// @ts-ignore: decorator
@inline
export function copyBytes(to: usize, from: usize, bytes: usize): void {
  if (bytes & 31 || bytes > 256) {
    memory.copy(to, from, bytes)
    return
  }
  for (let at: usize = 0; at < bytes; at += 32) {
    v128.store(to + at, v128.load(from + at))
    v128.store(to + at, v128.load(from + at, 16), 16)
  }
}

/** Keeps the low 20 bytes: what an opcode that takes an address reads. */
// @ts-ignore: decorator
@inline
export function maskAddress(to: usize, from: usize): void {
  const low = v128.load(from)
  const third = <u64>load<u32>(from, 16)
  v128.store(to, low)
  store<u64>(to, third, 16)
  store<u64>(to, 0, 24)
}

// @ts-ignore: decorator
@inline
export function equalAddresses(a: usize, b: usize): bool {
  return load<u64>(a) == load<u64>(b) && load<u64>(a, 8) == load<u64>(b, 8) && load<u32>(a, 16) == load<u32>(b, 16)
}

/** Spreads 64 bits over 64 bits (the finalizer of MurmurHash3). */
// @ts-ignore: decorator
@inline
export function mix64(x: u64): u64 {
  x ^= x >> 33
  x *= 0xff51afd7ed558ccd
  x ^= x >> 33
  x *= 0xc4ceb9fe1a85ec53
  x ^= x >> 33
  return x
}

/** A 32-bit hash of a word and a salt for the hash tables: cheap, good enough for slots that are small or keccaks. */
// @ts-ignore: decorator
@inline
export function hashWord(a: usize, salt: u32): u32 {
  let h = load<u64>(a) * 0x9e3779b97f4a7c15
  h ^= load<u64>(a, 8) * 0xc2b2ae3d27d4eb4f
  h ^= (load<u64>(a, 16) + <u64>salt) * 0x165667b19e3779f9
  h ^= load<u64>(a, 24) * 0x27d4eb2f165667c5
  h ^= h >> 32
  h *= 0x9e3779b97f4a7c15
  return <u32>(h >> 32)
}
