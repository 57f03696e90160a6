// A hash of the whole state that costs only what changed since it was last asked for.
//
// The hash is a sum (mod 2^128, two lanes) of one term per non-zero fact: balance, nonce, code, existence of an empty
// account, storage slot. So it does not depend on the path. To bring it up to date, walk the journal since the last
// known position: the first record of a fact since then holds the old value, the entry holds the present one.
// Known positions are kept on a stack; those above the lowest point that the journal was undone to since are dropped.

import {
  ACC_ADDRESS, ACC_BALANCE, ACC_CODE, ACC_FLAGS, ACC_NONCE, ACC_STAMP, ACC_STORAGE, CODE_BYTES, CODES,
  HASH_MARK_BYTES, HASH_MARKS, HASH_MARKS_MAX, J_BALANCE, J_CODE, J_FLAGS, J_KIND, J_NONCE, J_OLD, J_POINTER, J_SLOT,
  J_STORAGE, J_WORD, JOURNAL, JOURNAL_BYTES, SLOT_ACCOUNT, SLOT_BYTES, SLOT_NEXT, SLOT_STAMP, SLOT_STORAGE,
  SLOT_VALUE, SLOTS, WORDS,
} from './layout'
import { journalLow, journalTop, markJournalLow } from './state'
import { isZeroWord, mix64 } from './word'

let low: u64 = 0
let high: u64 = 0
let marks: u32 = 0
/** Hash of the base. */
let baseLow: u64 = 0
let baseHigh: u64 = 0
/** Number of the current walk over the journal. */
let walk: u64 = 0

/** Begins a walk in which every fact is new. */
export function beginWalk(): void {
  walk++
}

/** The journal is about to be forgotten: the present hash becomes the base's. */
export function rebaseHash(): void {
  updateHash()
  baseLow = low
  baseHigh = high
  marks = 0
}

/** Writes the state hash (low u64, high u64) to WORDS. */
export function stateHash(): void {
  updateHash()
  store<u64>(WORDS, low)
  store<u64>(WORDS, high, 8)
}

function updateHash(): void {
  while (marks && <usize>load<u32>(HASH_MARKS + <usize>(marks - 1) * HASH_MARK_BYTES) > journalLow) marks--
  markJournalLow()
  let from = JOURNAL
  if (marks) {
    const top = HASH_MARKS + <usize>(marks - 1) * HASH_MARK_BYTES
    from = <usize>load<u32>(top)
    low = load<u64>(top, 8)
    high = load<u64>(top, 16)
  } else {
    low = baseLow
    high = baseHigh
  }
  if (from == journalTop && marks) return
  beginWalk()
  for (let at = from; at < journalTop; at += JOURNAL_BYTES) {
    const entry = <usize>load<u32>(at, J_POINTER)
    switch (load<u32>(at, J_KIND)) {
      case J_BALANCE:
        if (firstSeen(entry + ACC_STAMP, 1)) {
          beAbout(BALANCE, entry)
          wordTerm(at + J_WORD, false)
          wordTerm(entry + ACC_BALANCE, true)
        }
        break
      case J_NONCE:
        if (firstSeen(entry + ACC_STAMP, 2)) {
          beAbout(NONCE, entry)
          numberTerm(load<u64>(at, J_OLD), false)
          numberTerm(load<u64>(entry, ACC_NONCE), true)
        }
        break
      case J_CODE:
        if (firstSeen(entry + ACC_STAMP, 4)) {
          beAbout(CODE, entry)
          codeTerm(load<u32>(at, J_OLD), false)
          codeTerm(load<u32>(entry, ACC_CODE), true)
        }
        break
      case J_FLAGS:
        if (firstSeen(entry + ACC_STAMP, 8)) {
          beAbout(EXISTENCE, entry)
          numberTerm(load<u32>(at, J_OLD) & 1, false)
          numberTerm(load<u32>(entry, ACC_FLAGS) & 1, true)
        }
        break
      case J_SLOT:
        if (firstSeen(entry + SLOT_STAMP, 1)) {
          const account = <usize>load<u32>(entry, SLOT_ACCOUNT)
          beAboutSlot(account, entry)
          wordTerm(at + J_WORD, false)
          if (load<u32>(entry, SLOT_STORAGE) == load<u32>(account, ACC_STORAGE)) wordTerm(entry + SLOT_VALUE, true)
        }
        break
      case J_STORAGE: {
        // The old storage is gone as a whole. Slots that changed since `from` were taken out above, at their first record.
        let number = load<u32>(at, J_OLD + 4)
        while (number) {
          const slot = SLOTS + <usize>(number - 1) * SLOT_BYTES
          if (firstSeen(slot + SLOT_STAMP, 1)) {
            beAboutSlot(entry, slot)
            wordTerm(slot + SLOT_VALUE, false)
          }
          number = load<u32>(slot, SLOT_NEXT)
        }
        break
      }
      default:
    }
  }
  if (marks >= HASH_MARKS_MAX) marks = 0
  const mark = HASH_MARKS + <usize>marks * HASH_MARK_BYTES
  store<u32>(mark, <u32>journalTop)
  store<u64>(mark, low, 8)
  store<u64>(mark, high, 16)
  marks++
}

/** Whether this walk meets the field (one of four bits) of the entry with this stamp for the first time. */
export function firstSeen(stampAt: usize, field: u64): bool {
  const stamp = load<u64>(stampAt)
  if (stamp >> 4 != walk) {
    store<u64>(stampAt, (walk << 4) | field)
    return true
  }
  if (stamp & field) return false
  store<u64>(stampAt, stamp | field)
  return true
}

// ---- terms -------------------------------------------------------------------------------------------------------
// A term mixes the limbs of the words of its fact one by one and takes their sum: unlike a chain, in which each limb waits for the one
// before it, the machine mixes several at a time, and a limb of zero, as most are, is no work. Where a limb stands is told by a salt.

const BALANCE: u64 = 1
const NONCE: u64 = 2
const CODE: u64 = 3
const EXISTENCE: u64 = 4
const SLOT: u64 = 5

const SALT_ADDRESS: u64 = 0x2545f4914f6cdd1d
const SALT_KEY: u64 = 0x9e6c63d0676a9a99
const SALT_VALUE: u64 = 0xd6e8feb86659fd93

/** Sums of what the fact is about. */
let aboutLow: u64 = 0
let aboutHigh: u64 = 0
/** The same with what is added. */
let sumLow: u64 = 0
let sumHigh: u64 = 0

/** The next terms are about this of the account. */
function beAbout(kind: u64, account: usize): void {
  sumLow = kind * 0x9e3779b97f4a7c15
  sumHigh = kind * 0xc2b2ae3d27d4eb4f
  addWord(account + ACC_ADDRESS, SALT_ADDRESS)
  aboutLow = sumLow
  aboutHigh = sumHigh
}

function beAboutSlot(account: usize, slot: usize): void {
  beAbout(SLOT, account)
  addWord(slot, SALT_KEY)
  aboutLow = sumLow
  aboutHigh = sumHigh
}

function addWord(word: usize, salt: u64): void {
  addLimb(load<u64>(word), salt, 0)
  addLimb(load<u64>(word, 8), salt + 0x632be59bd9b4e019, 17)
  addLimb(load<u64>(word, 16), salt + 0xe220a8397b1dcdaf, 31)
  addLimb(load<u64>(word, 24), salt + 0x6e789e6aa1b965f4, 47)
}

// @ts-ignore: decorator
@inline
function addLimb(limb: u64, salt: u64, turn: u64): void {
  if (limb == 0) return
  const mixed = mix64(limb ^ salt)
  sumLow += mixed
  // Another way to add up: what has one sum with something else has not the other one with it.
  sumHigh ^= rotl<u64>(mixed, turn + 5)
}

/** Takes the term of this value into the hash, or out of it. What is zero has none. */
function wordTerm(value: usize, add: bool): void {
  if (isZeroWord(value)) return
  sumLow = aboutLow
  sumHigh = aboutHigh
  addWord(value, SALT_VALUE)
  addTerm(add)
}

function numberTerm(value: u64, add: bool): void {
  if (value == 0) return
  sumLow = aboutLow
  sumHigh = aboutHigh
  addLimb(value, SALT_VALUE, 0)
  addTerm(add)
}

function codeTerm(code: u32, add: bool): void {
  if (code) wordTerm(CODES + <usize>code * CODE_BYTES, add)
}

function addTerm(add: bool): void {
  const lowTerm = mix64(sumLow)
  const highTerm = mix64(sumHigh ^ 0x9e3779b97f4a7c15)
  if (add) {
    low += lowTerm
    high += highTerm
  } else {
    low -= lowTerm
    high -= highTerm
  }
}

/** The hash of an empty state. */
export function resetHash(): void {
  baseLow = 0
  baseHigh = 0
  marks = 0
}
