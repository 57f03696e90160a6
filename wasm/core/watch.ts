// Who must look again. A property that was asked holds for as long as nothing that it read changes; a search asks some dozens
// of properties after every call, and most calls change nothing that most of them read.
//
// Each watcher has a bit. While it is asked, the slots that it reads get its bit; after a call, the bits of the slots that
// were written say who must be asked again. The table is indexed by a hash of account and slot and bits are never taken
// back, so it may name a watcher in vain, but never misses one. Balances count as one thing, the block as
// another; codes count as read by all.

import {
  ACC_ADDRESS, J_BALANCE, J_CODE, J_KIND, J_POINTER, J_SLOT, J_STORAGE, JOURNAL_BYTES, OBSERVE_WATCH, SLOT_ACCOUNT, WATCHED,
  WATCHED_MASKS,
} from './layout'
import { observe } from './frame'
import { journalTop } from './state'
import { mix64 } from './word'

let watcher: u64 = 0
/** Who read a balance, and who read anything of the block. */
export let balanceWatchers: u64 = 0
export let blockWatchers: u64 = 0

// @ts-ignore: decorator
@inline
export function noteBalance(): void {
  if (observe & OBSERVE_WATCH) balanceWatchers |= watcher
}

// @ts-ignore: decorator
@inline
export function noteBlock(): void {
  if (observe & OBSERVE_WATCH) blockWatchers |= watcher
}

/** Who is asked now, 0 to 63. */
export function setWatcher(bit: u32): void {
  watcher = <u64>1 << <u64>bit
}

// @ts-ignore: decorator
@inline
function maskOf(account: usize, slot: usize): usize {
  let h = mix64(load<u64>(account, ACC_ADDRESS) ^ rotl<u64>(load<u64>(account, ACC_ADDRESS + 8), 23))
  h = mix64(h ^ load<u64>(slot) ^ rotl<u64>(load<u64>(slot, 8), 13) ^ rotl<u64>(load<u64>(slot, 16), 29) ^ rotl<u64>(load<u64>(slot, 24), 47))
  return WATCHED + (<usize>(h >> 40) & (WATCHED_MASKS - 1)) * 8
}

/** The slot of the account is read by the present watcher. */
export function noteWatch(account: usize, slot: usize): void {
  const at = maskOf(account, slot)
  store<u64>(at, load<u64>(at) | watcher)
}

/** The watchers that read something which was written since the mark. */
export function watchersOf(mark: usize): u64 {
  let mask: u64 = 0
  for (let at = mark; at < journalTop; at += JOURNAL_BYTES) {
    const kind = load<u32>(at, J_KIND)
    if (kind == J_SLOT) {
      const slot = <usize>load<u32>(at, J_POINTER)
      mask |= load<u64>(maskOf(<usize>load<u32>(slot, SLOT_ACCOUNT), slot))
    } else if (kind == J_BALANCE) {
      mask |= balanceWatchers
    } else if (kind == J_CODE || kind == J_STORAGE) {
      return u64.MAX_VALUE
    }
  }
  return mask
}

export function forgetWatchers(): void {
  memory.fill(WATCHED, 0, WATCHED_MASKS * 8)
  balanceWatchers = 0
  blockWatchers = 0
}
