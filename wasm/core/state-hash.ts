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
          wordTerm(entry, 1, at + J_WORD, false)
          wordTerm(entry, 1, entry + ACC_BALANCE, true)
        }
        break
      case J_NONCE:
        if (firstSeen(entry + ACC_STAMP, 2)) {
          numberTerm(entry, 2, load<u64>(at, J_OLD), false)
          numberTerm(entry, 2, load<u64>(entry, ACC_NONCE), true)
        }
        break
      case J_CODE:
        if (firstSeen(entry + ACC_STAMP, 4)) {
          codeTerm(entry, load<u32>(at, J_OLD), false)
          codeTerm(entry, load<u32>(entry, ACC_CODE), true)
        }
        break
      case J_FLAGS:
        if (firstSeen(entry + ACC_STAMP, 8)) {
          numberTerm(entry, 4, load<u32>(at, J_OLD) & 1, false)
          numberTerm(entry, 4, load<u32>(entry, ACC_FLAGS) & 1, true)
        }
        break
      case J_SLOT:
        if (firstSeen(entry + SLOT_STAMP, 1)) {
          slotTerm(entry, at + J_WORD, false)
          const account = <usize>load<u32>(entry, SLOT_ACCOUNT)
          if (load<u32>(entry, SLOT_STORAGE) == load<u32>(account, ACC_STORAGE)) {
            slotTerm(entry, entry + SLOT_VALUE, true)
          }
        }
        break
      case J_STORAGE: {
        // The old storage is gone as a whole. Slots that changed since `from` were taken out above, at their first record.
        let number = load<u32>(at, J_OLD + 4)
        while (number) {
          const slot = SLOTS + <usize>(number - 1) * SLOT_BYTES
          if (firstSeen(slot + SLOT_STAMP, 1)) slotTerm(slot, slot + SLOT_VALUE, false)
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

function addTerm(a: u64, b: u64, add: bool): void {
  const lowTerm = mix64(a)
  const highTerm = mix64(b ^ (a << 1) ^ 0x9e3779b97f4a7c15)
  if (add) {
    low += lowTerm
    high += highTerm
  } else {
    low -= lowTerm
    high -= highTerm
  }
}

/** Folds a word into a running pair of lanes; each limb is mixed so that no limb cancels another. */
// @ts-ignore: decorator
@inline
function fold(seed: u64, word: usize, salt: u64): u64 {
  let h = mix64(seed ^ salt ^ load<u64>(word))
  h = mix64(h + load<u64>(word, 8) + 0x632be59bd9b4e019)
  h = mix64(h + load<u64>(word, 16) + 0xe220a8397b1dcdaf)
  return mix64(h + load<u64>(word, 24) + 0x6e789e6aa1b965f4)
}

function wordTerm(account: usize, field: u64, value: usize, add: bool): void {
  if (isZeroWord(value)) return
  addTerm(fold(fold(field, account + ACC_ADDRESS, 1), value, 2), fold(fold(field, account + ACC_ADDRESS, 3), value, 4), add)
}

function numberTerm(account: usize, field: u64, value: u64, add: bool): void {
  if (value == 0) return
  addTerm(
    mix64(fold(field, account + ACC_ADDRESS, 1) + value),
    mix64(fold(field, account + ACC_ADDRESS, 3) ^ value),
    add,
  )
}

function codeTerm(account: usize, code: u32, add: bool): void {
  if (code) wordTerm(account, 3, CODES + <usize>code * CODE_BYTES, add)
}

function slotTerm(slot: usize, value: usize, add: bool): void {
  if (isZeroWord(value)) return
  const account = <usize>load<u32>(slot, SLOT_ACCOUNT)
  addTerm(
    fold(fold(fold(5, account + ACC_ADDRESS, 1), slot, 2), value, 3),
    fold(fold(fold(5, account + ACC_ADDRESS, 4), slot, 5), value, 6),
    add,
  )
}

/** The hash of an empty state. */
export function resetHash(): void {
  baseLow = 0
  baseHigh = 0
  marks = 0
}
