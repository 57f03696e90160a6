// Frees codes that no account, no undo record and no capture holds, when half of the room that was left is used: a
// search that deploys contracts with new immutables in every run would fill it otherwise. Runs between executions only,
// because frames point into the heap.

import {
  ACC_CODE, ACCOUNT_BYTES, ACCOUNTS, CODE_BYTES, CODE_HEAP, CODE_HEAP_END, CODE_NEXT, CODE_PINNED, CODE_USED, CODES,
  CODES_MAX, J_CODE, J_KIND, J_OLD, JOURNAL, JOURNAL_BYTES,
} from './layout'
import { dropCode, firstCode, heapTop, HOST_CODE, keepCode, liveCodes, restartCodes } from './code'
import { accountCount, journalTop } from './state'

let sweepAtCodes: u32 = CODES_MAX / 2
let sweepAtHeap: usize = (CODE_HEAP + CODE_HEAP_END) / 2

/** Sweeps if room is scarce. */
// @ts-ignore: decorator
@inline
export function sweepCodesIfScarce(): void {
  if (liveCodes >= sweepAtCodes || heapTop >= sweepAtHeap) sweepCodes()
}

function use(number: u32): void {
  store<u32>(CODES + <usize>number * CODE_BYTES, 1, CODE_USED)
}

function sweepCodes(): void {
  for (let number = firstCode; number; number = load<u32>(CODES + <usize>number * CODE_BYTES, CODE_NEXT)) {
    const entry = CODES + <usize>number * CODE_BYTES
    store<u32>(entry, load<u32>(entry, CODE_PINNED), CODE_USED)
  }
  use(HOST_CODE)
  for (let i: u32 = 0; i < accountCount; i++) use(load<u32>(ACCOUNTS + <usize>i * ACCOUNT_BYTES, ACC_CODE))
  for (let at = JOURNAL; at < journalTop; at += JOURNAL_BYTES) {
    if (load<u32>(at, J_KIND) == J_CODE) use(load<u32>(at, J_OLD))
  }
  // In the order of the heap every code moves down or stays, so none overwrites one that is still to move.
  let number = firstCode
  restartCodes(CODE_HEAP + 64)
  while (number) {
    const entry = CODES + <usize>number * CODE_BYTES
    const next = load<u32>(entry, CODE_NEXT)
    if (load<u32>(entry, CODE_USED)) keepCode(number, heapTop)
    else dropCode(number)
    number = next
  }
  sweepAtCodes = liveCodes + (CODES_MAX - liveCodes) / 2
  sweepAtHeap = heapTop + (CODE_HEAP_END - heapTop) / 2
}

/** Captures made so far end: they hold no codes any more. */
export function unpinCodes(): void {
  for (let number = firstCode; number; number = load<u32>(CODES + <usize>number * CODE_BYTES, CODE_NEXT)) {
    store<u32>(CODES + <usize>number * CODE_BYTES, 0, CODE_PINNED)
  }
}
