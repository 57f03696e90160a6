// What is new about a state, in small: which variables were written, and how large they became.
//
// A search keeps states that coverage cannot tell apart: a counter that grew, a debt that appeared. A feature is
// (account, variable, size of its value in bits). Entries of one mapping are one variable, whatever their keys: a key that
// a search invents would else be new each time. The variable of a slot is found through the hashes that the transaction
// itself computed, so features do not depend on what ran before it.

import {
  ACC_ADDRESS, ACC_BALANCE, FEATURES, FEATURES_BYTES, J_BALANCE, J_CODE, J_KIND, J_NONCE, J_POINTER, J_SLOT, JOURNAL_BYTES, SCRATCH,
  SLOT_ACCOUNT, SLOT_VALUE,
} from './layout'
import { PREIMAGE_BYTES, PREIMAGE_INPUT, preimageOfTransaction } from './keccak'
import { journalTop } from './state'
import { copyWord, loadBytesAsWord, mix64 } from './word'

/** A struct in a mapping takes the slots behind the hash. */
const MEMBERS_MAX: u32 = 12
const NESTING_MAX: u32 = 4
const SLOT: usize = SCRATCH + 0x200
const NEAR: usize = SCRATCH + 0x240

/** Adds the features of what was written since `mark`. Result: how many are new, and from bit 16 how many values changed; each at most 65,535. */
export function addFeatures(mark: usize): u32 {
  let fresh: u32 = 0
  let changed: u32 = 0
  for (let at = mark; at < journalTop; at += JOURNAL_BYTES) {
    const kind = load<u32>(at, J_KIND)
    const entry = <usize>load<u32>(at, J_POINTER)
    if (kind == J_SLOT) {
      changed++
      fresh += add(<usize>load<u32>(entry, SLOT_ACCOUNT), variableOf(entry), entry + SLOT_VALUE)
    } else if (kind == J_BALANCE) {
      changed++
      fresh += add(entry, 0x9e3779b97f4a7c15, entry + ACC_BALANCE)
    } else if (kind == J_CODE || kind == J_NONCE) {
      changed++
    }
  }
  return min(fresh, 0xffff) | (min(changed, 0xffff) << 16)
}

export function forgetFeatures(): void {
  memory.fill(FEATURES, 0, FEATURES_BYTES)
}

function add(account: usize, variable: u64, value: usize): u32 {
  const owner = mix64(load<u64>(account, ACC_ADDRESS) ^ rotl<u64>(load<u64>(account, ACC_ADDRESS + 8), 17))
  const hash = mix64(owner ^ variable ^ (<u64>bitLength(value) * 0xc2b2ae3d27d4eb4f))
  const bit = <u32>(hash >> 32) & <u32>(FEATURES_BYTES * 8 - 1)
  const at = FEATURES + <usize>(bit >> 3)
  const mask = <u8>1 << <u8>(bit & 7)
  const byte = load<u8>(at)
  if (byte & mask) return 0
  store<u8>(at, byte | mask)
  return 1
}

function bitLength(word: usize): u32 {
  for (let i: i32 = 24; i >= 0; i -= 8) {
    const limb = load<u64>(word + <usize>i)
    if (limb) return <u32>(i << 3) + 64 - <u32>clz(limb)
  }
  return 0
}

/** A number for the variable that the slot belongs to. */
function variableOf(slot: usize): u64 {
  copyWord(SLOT, slot)
  let member: u64 = 0
  for (let level: u32 = 0; level < NESTING_MAX; level++) {
    // Slots of plain variables are small numbers.
    if ((load<u64>(SLOT, 8) | load<u64>(SLOT, 16) | load<u64>(SLOT, 24)) == 0) break
    const record = nearestPreimage()
    if (record == 0) {
      // An element of an array, or a slot that is a hash by name: neighbours count as one.
      return mix64(load<u64>(SLOT, 8) ^ load<u64>(SLOT, 24) ^ member)
    }
    member = mix64(member ^ (load<u64>(SLOT) - load<u64>(record)) ^ 0x165667b19e3779f9)
    // keccak256(key . slot) for a mapping, keccak256(slot) for an array's data.
    loadBytesAsWord(SLOT, record + PREIMAGE_INPUT + (load<u32>(record, PREIMAGE_BYTES) == 64 ? 32 : 0))
  }
  return mix64(load<u64>(SLOT) ^ load<u64>(SLOT, 24) ^ member)
}

/** The preimage of the word in SLOT, or of one that is a little smaller. */
function nearestPreimage(): usize {
  copyWord(NEAR, SLOT)
  const low = load<u64>(SLOT)
  for (let i: u32 = 0; i < MEMBERS_MAX && <u64>i <= low; i++) {
    store<u64>(NEAR, low - <u64>i)
    const record = preimageOfTransaction(NEAR)
    if (record) return record
  }
  return 0
}
