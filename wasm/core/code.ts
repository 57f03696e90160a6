// Code by content: every code seen has one entry, found by hash. An account holds the entry's number; number 0 is the
// empty code. Going back does not drop a code, because the next run may well create it again, decoded as it is; a sweep
// does when room gets scarce (code-sweep.ts).

import {
  CODE_BYTES, CODE_DELEGATE_ADDRESS, CODE_DELEGATES, CODE_HASH, CODE_HEAP, CODE_HEAP_END, CODE_INDEX,
  CODE_INDEX_SLOTS, CODE_JUMPDESTS, CODE_LENGTH, CODE_NEXT, CODE_POINTER, CODE_STATE, CODES, CODES_MAX,
  LIMIT_CODE_HEAP, LIMIT_CODES, SCRATCH,
} from './layout'
import { abortFull } from './abort'
import { keccak256Word } from './keccak'
import { clearWord, copyWord, equalWords } from './word'

/** Numbers given out so far, free ones included. */
export let codeCount: u32 = 1
export let liveCodes: u32 = 0
export let heapTop: usize = CODE_HEAP
/** Codes in the order of their bytes in the heap, linked by CODE_NEXT; 0 ends. */
export let firstCode: u32 = 0
let lastCode: u32 = 0
/** Numbers to be given out again, linked by CODE_NEXT; 0 ends. */
let freeCode: u32 = 0

/** Room for `bytes` bytes in the code heap, 16-byte aligned, not cleared. */
export function takeCodeHeap(bytes: usize): usize {
  const at = heapTop
  const end = at + ((bytes + 15) & ~15)
  if (end > CODE_HEAP_END) abortFull(LIMIT_CODE_HEAP, <u32>(CODE_HEAP_END - CODE_HEAP), <u32>(at - CODE_HEAP))
  heapTop = end
  return at
}

/** Gives back what was taken after `at`: for a writer that needed less than it asked for. */
export function returnCodeHeap(at: usize): void {
  heapTop = (at + 15) & ~15
}

/** Number of the code that a host account without code shows: the one byte 0xfe. */
export const HOST_CODE: u32 = 1

/** Sets up entry 0, the empty code, and HOST_CODE. */
export function initCodes(): void {
  keccak256Word(CODE_HEAP, 0, CODES)
  store<u32>(CODES, <u32>CODE_HEAP, CODE_POINTER)
  heapTop = CODE_HEAP + 64
  store<u8>(CODE_HEAP, 0xfe)
  internCode(CODE_HEAP, 1)
  store<u8>(CODE_HEAP, 0)
}

/** Number of the code with these bytes; copied if new. */
export function internCode(from: usize, length: u32): u32 {
  if (length == 0) return 0
  const hash = SCRATCH
  keccak256Word(from, length, hash)
  let i = <u32>load<u64>(hash) & (CODE_INDEX_SLOTS - 1)
  while (true) {
    const number = load<u32>(CODE_INDEX + (<usize>i << 2))
    if (number == 0) break
    if (equalWords(CODES + <usize>number * CODE_BYTES, hash)) return number
    i = (i + 1) & (CODE_INDEX_SLOTS - 1)
  }
  if (freeCode == 0 && codeCount >= CODES_MAX) abortFull(LIMIT_CODES, CODES_MAX, liveCodes)
  const at = takeCodeHeap(<usize>length + 64)
  memory.copy(at, from, length)
  memory.fill(at + length, 0, 64)
  const number = takeNumber()
  const entry = CODES + <usize>number * CODE_BYTES
  memory.fill(entry, 0, CODE_BYTES)
  link(number)
  copyWord(entry + CODE_HASH, hash)
  store<u32>(entry, <u32>at, CODE_POINTER)
  store<u32>(entry, length, CODE_LENGTH)
  // EIP-7702: 0xef0100 and the address of the account whose code runs instead.
  if (length == 23 && load<u8>(at) == 0xef && load<u8>(at, 1) == 0x01 && load<u8>(at, 2) == 0x00) {
    store<u32>(entry, 1, CODE_DELEGATES)
    clearWord(entry + CODE_DELEGATE_ADDRESS)
    for (let j: usize = 0; j < 20; j++) store<u8>(entry + CODE_DELEGATE_ADDRESS + j, load<u8>(at + 22 - j))
  }
  store<u32>(CODE_INDEX + (<usize>i << 2), number)
  return number
}

function takeNumber(): u32 {
  const number = freeCode
  if (number == 0) return codeCount++
  freeCode = load<u32>(CODES + <usize>number * CODE_BYTES, CODE_NEXT)
  return number
}

function link(number: u32): void {
  if (lastCode) store<u32>(CODES + <usize>lastCode * CODE_BYTES, number, CODE_NEXT)
  else firstCode = number
  lastCode = number
  liveCodes++
}

/** For a sweep: every code is to be linked again, and the heap is used up to `top` only. */
export function restartCodes(top: usize): void {
  memory.fill(CODE_INDEX, 0, <usize>CODE_INDEX_SLOTS << 2)
  firstCode = 0
  lastCode = 0
  liveCodes = 0
  heapTop = top
}

/** For a sweep: a code that stays, its bytes moved to `to`; what was derived from them is made again when needed. */
export function keepCode(number: u32, to: usize): void {
  const entry = CODES + <usize>number * CODE_BYTES
  const bytes = <usize>load<u32>(entry, CODE_LENGTH) + 64
  memory.copy(to, <usize>load<u32>(entry, CODE_POINTER), bytes)
  store<u32>(entry, <u32>to, CODE_POINTER)
  store<u32>(entry, 0, CODE_STATE)
  store<u32>(entry, 0, CODE_JUMPDESTS)
  store<u32>(entry, 0, CODE_NEXT)
  heapTop = (to + bytes + 15) & ~15
  let i = <u32>load<u64>(entry) & (CODE_INDEX_SLOTS - 1)
  while (load<u32>(CODE_INDEX + (<usize>i << 2))) i = (i + 1) & (CODE_INDEX_SLOTS - 1)
  store<u32>(CODE_INDEX + (<usize>i << 2), number)
  link(number)
}

/** For a sweep: a code that nobody holds. */
export function dropCode(number: u32): void {
  store<u32>(CODES + <usize>number * CODE_BYTES, freeCode, CODE_NEXT)
  freeCode = number
}

/** Marks the JUMPDESTs of a code: one bit per byte at `bits`, which must be zero. PUSH data is skipped (Yellow Paper 9.4.3). */
export function markJumpdests(code: usize, length: u32, bits: usize): void {
  let pc: u32 = 0
  while (pc < length) {
    const op = load<u8>(code + pc)
    if (op == 0x5b) {
      const at = bits + (pc >> 3)
      store<u8>(at, load<u8>(at) | (<u8>1 << <u8>(pc & 7)))
    }
    pc += op >= 0x60 && op <= 0x7f ? <u32>op - 0x5e : 1
  }
}

/** Jump map of a stored code, made when first asked. */
export function jumpdestsOf(entry: usize): usize {
  let bits = <usize>load<u32>(entry, CODE_JUMPDESTS)
  if (bits == 0) {
    const length = load<u32>(entry, CODE_LENGTH)
    bits = takeCodeHeap(<usize>(length >> 3) + 1)
    memory.fill(bits, 0, <usize>(length >> 3) + 1)
    markJumpdests(<usize>load<u32>(entry, CODE_POINTER), length, bits)
    store<u32>(entry, <u32>bits, CODE_JUMPDESTS)
  }
  return bits
}

/** Forgets every code but the first two. No account may hold another code number. */
export function resetCodes(): void {
  restartCodes(CODE_HEAP)
  codeCount = 1
  freeCode = 0
  initCodes()
}
