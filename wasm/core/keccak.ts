// keccak-256 as Ethereum means it (the Keccak submission's padding 0x01, not that of FIPS 202), and two tables around
// it. The memo answers for the 64-byte and 32-byte inputs that storage layouts hash all the time (mapping entries; the
// data of arrays): sets of two entries, a new input takes the place of the older one. (With single entries, 256 mapping
// keys lose 6 % of their hits to each other, and a miss costs fifty hits.) The preimages tell which input a hash in a
// storage slot came from: direct-mapped by hash.
//
//   memo entry, 128 bytes       0 input (64 or 32 bytes)   64 hash, a word    96 u32 1 if used   100 u32 (first of the set) which to replace next
//   preimage record, 128 bytes  0 hash, a word             32 input           96 u32 input bytes   100 u32 1 if used   104 u32 transaction that hashed it last

import { clearState, permute, STATE } from './keccak-permutation'
import { KECCAK_MEMO32, KECCAK_MEMO64, PREIMAGES } from './layout'
import { transaction } from './state'
import { copyWord, equalWords } from './word'

const RATE_BYTES: u32 = 136

const MEMO_HASH: usize = 64
const MEMO_USED: usize = 96
const MEMO_NEXT: usize = 100
const MEMO_ENTRY_BYTES: usize = 128

const PREIMAGES_MASK: u32 = 0x7fff
export const PREIMAGE_INPUT: usize = 32
export const PREIMAGE_BYTES: usize = 96
const PREIMAGE_USED: usize = 100
const PREIMAGE_TRANSACTION: usize = 104

/** The hash in the making, so that the destination may lie within the input. */
const HASH: usize = memory.data(32, 16)

let isMemoOn: bool = true

/** Writes the 32 hash bytes in their order to dst. */
export function keccak256Bytes(src: usize, byteLength: u32, dst: usize): void {
  absorb(src, byteLength)
  store<u64>(dst, load<u64>(STATE))
  store<u64>(dst, ~load<u64>(STATE, 8), 8)
  store<u64>(dst, ~load<u64>(STATE, 16), 16)
  store<u64>(dst, load<u64>(STATE, 24), 24)
}

/** Writes the hash, read as a number with its first byte most significant, as a word to dst. */
export function keccak256Word(src: usize, byteLength: u32, dst: usize): void {
  absorb(src, byteLength)
  writeHashWord(dst)
}

/** keccak256Word of 64 bytes, through the memo; remembers the input as a preimage. */
export function keccakMemo64(src: usize, dst: usize): void {
  // Mapping keys and slot numbers end at byte 31 and 63, most significant byte first, so what differs between them is in
  // the upper bits of lanes 3 and 7. Rotations keep the two apart; the last two lines bring everything to the top.
  let mixed = (load<u64>(src, 24) ^ rotl<u64>(load<u64>(src, 56), 29)) * 0x9e3779b97f4a7c15
  mixed ^= (load<u64>(src, 16) ^ rotl<u64>(load<u64>(src, 48), 31)) * 0xc2b2ae3d27d4eb4f
  mixed ^= (load<u64>(src, 8) ^ rotl<u64>(load<u64>(src, 40), 37)) * 0x165667b19e3779f9
  mixed ^= (load<u64>(src) ^ rotl<u64>(load<u64>(src, 32), 41)) * 0x27d4eb2f165667c5
  mixed ^= mixed >> 32
  const set = KECCAK_MEMO64 + <usize>(((mixed * 0x9e3779b97f4a7c15) >> 52) << 8)
  if (isMemoOn) {
    if (equalWords(set, src) && equalWords(set + 32, src + 32) && load<u32>(set, MEMO_USED)) {
      rememberAgain(set, 64, dst)
      return
    }
    const other = set + MEMO_ENTRY_BYTES
    if (equalWords(other, src) && equalWords(other + 32, src + 32) && load<u32>(other, MEMO_USED)) {
      rememberAgain(other, 64, dst)
      return
    }
  }
  hashAndRemember(entryToReplace(set), src, 64, dst)
}

/** keccak256Word of 32 bytes, through the memo; remembers the input as a preimage. */
export function keccakMemo32(src: usize, dst: usize): void {
  let mixed = load<u64>(src, 24) * 0x9e3779b97f4a7c15
  mixed ^= load<u64>(src, 16) * 0xc2b2ae3d27d4eb4f
  mixed ^= load<u64>(src, 8) * 0x165667b19e3779f9
  mixed ^= load<u64>(src) * 0x27d4eb2f165667c5
  mixed ^= mixed >> 32
  const set = KECCAK_MEMO32 + <usize>(((mixed * 0x9e3779b97f4a7c15) >> 55) << 8)
  if (isMemoOn) {
    if (equalWords(set, src) && load<u32>(set, MEMO_USED)) {
      rememberAgain(set, 32, dst)
      return
    }
    const other = set + MEMO_ENTRY_BYTES
    if (equalWords(other, src) && load<u32>(other, MEMO_USED)) {
      rememberAgain(other, 32, dst)
      return
    }
  }
  hashAndRemember(entryToReplace(set), src, 32, dst)
}

/** The entry of a set whose turn it is. */
function entryToReplace(set: usize): usize {
  const next = load<u32>(set, MEMO_NEXT)
  store<u32>(set, next ^ 1, MEMO_NEXT)
  return set + <usize>next * MEMO_ENTRY_BYTES
}

/** With the memo off every hash is computed. Results are the same; preimages are remembered either way. */
export function setKeccakMemo(isOn: bool): void {
  isMemoOn = isOn
}

/**
 * The record of a hash word that keccakMemo64 or keccakMemo32 computed, or 0 if there is none or a later hash took its
 * place. The record stays the core's: read it before anything else is hashed.
 */
export function preimageFind(hash: usize): usize {
  const record = preimageRecord(hash)
  return load<u32>(record, PREIMAGE_USED) && equalWords(record, hash) ? record : 0
}

/**
 * The record that this transaction itself hashed, or 0. What depends on nothing but this cannot depend on what ran before.
 */
export function preimageOfTransaction(hash: usize): usize {
  const record = preimageRecord(hash)
  return load<u32>(record, PREIMAGE_TRANSACTION) == transaction && equalWords(record, hash) ? record : 0
}

/** Answers from a memo entry, and renews the preimage: another hash may have taken its record. */
// @ts-ignore: decorator
@inline
function rememberAgain(entry: usize, byteLength: u32, dst: usize): void {
  const record = preimageRecord(entry + MEMO_HASH)
  if (load<u64>(record) != load<u64>(entry, MEMO_HASH)) writeRecord(record, entry, byteLength, entry + MEMO_HASH)
  else store<u32>(record, transaction, PREIMAGE_TRANSACTION)
  copyWord(dst, entry + MEMO_HASH)
}

function writeRecord(record: usize, input: usize, byteLength: u32, hash: usize): void {
  copyWord(record, hash)
  copyWord(record + PREIMAGE_INPUT, input)
  if (byteLength == 64) copyWord(record + PREIMAGE_INPUT + 32, input + 32)
  store<u32>(record, byteLength, PREIMAGE_BYTES)
  store<u32>(record, 1, PREIMAGE_USED)
  store<u32>(record, transaction, PREIMAGE_TRANSACTION)
}

function hashAndRemember(entry: usize, src: usize, byteLength: u32, dst: usize): void {
  absorb(src, byteLength)
  writeHashWord(HASH)
  copyWord(entry, src)
  if (byteLength == 64) copyWord(entry + 32, src + 32)
  writeRecord(preimageRecord(HASH), src, byteLength, HASH)
  copyWord(entry + MEMO_HASH, HASH)
  store<u32>(entry, 1, MEMO_USED)
  copyWord(dst, HASH)
}

// @ts-ignore: decorator
@inline
function preimageRecord(hash: usize): usize {
  return PREIMAGES + <usize>((load<u32>(hash) & PREIMAGES_MASK) << 7)
}

/** Leaves the state from which the hash of the input can be read. */
function absorb(src: usize, byteLength: u32): void {
  clearState()
  while (byteLength >= RATE_BYTES) {
    for (let at: usize = 0; at < <usize>RATE_BYTES; at += 8) addLane(at, load<u64>(src + at))
    permute()
    src += RATE_BYTES
    byteLength -= RATE_BYTES
  }
  let at: usize = 0
  for (const end = <usize>byteLength & ~7; at < end; at += 8) addLane(at, load<u64>(src + at))
  // The rest byte by byte: reading on could pass the end of memory. The first padding byte follows it.
  let rest: u64 = 1
  for (let i = <usize>byteLength; i > at; i--) rest = (rest << 8) | load<u8>(src + i - 1)
  addLane(at, rest)
  addLane(<usize>RATE_BYTES - 8, <u64>1 << 63)
  permute()
}

// @ts-ignore: decorator
@inline
function addLane(at: usize, lane: u64): void {
  store<u64>(STATE + at, load<u64>(STATE + at) ^ lane)
}

/** The first four lanes (1 and 2 are inverted in the state) as a word: all 32 bytes reversed. */
// @ts-ignore: decorator
@inline
function writeHashWord(dst: usize): void {
  const first = i64x2.replace_lane(i64x2.splat(load<u64>(STATE)), 1, ~load<u64>(STATE, 8))
  const last = i64x2.replace_lane(i64x2.splat(~load<u64>(STATE, 16)), 1, load<u64>(STATE, 24))
  v128.store(dst, reverseBytes(last))
  v128.store(dst, reverseBytes(first), 16)
}

// @ts-ignore: decorator
@inline
function reverseBytes(x: v128): v128 {
  return i8x16.shuffle(x, x, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
}
