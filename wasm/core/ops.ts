// Opcodes that touch state, memory ranges or the environment. Each takes the frame, the stack pointer and the gas left,
// and gives the gas left back, or minus a HALT_*. The stack pointer moves in the loop, not here.

import {
  ACC_ADDRESS, ACC_BALANCE, ACC_CODE, ACC_HOST, ACCESS, ACCESS_ADDRESS, ACCESS_BYTES, ACCESS_END, ACCESS_SLOT, ACCESS_WRITE, CODE_BYTES,
  CODE_LENGTH, CODE_POINTER, CODES, COMPARE_BYTES, COMPARE_CODE, COMPARE_LEFT, COMPARE_OPCODE, COMPARE_PC,
  COMPARE_RIGHT, COMPARES, COMPARES_MAX, ENV, ENV_BLOB_COUNT, ENV_BLOB_HASHES, ENV_NUMBER, F_ACCOUNT, F_ADDRESS,
  F_CODE, F_CODE_BYTES, F_CODE_ENTRY, F_INPUT, F_INPUT_BYTES, F_MEM, F_STATIC, HALT_OUT_OF_GAS, HALT_RETURN_DATA,
  HALT_STATIC_VIOLATION, INTERCEPT_LOGS, ISOLATING, LIMIT_LOGS, LOGS, LOGS_END, OBSERVE_ACCESS, OBSERVE_CALLS, OBSERVE_WATCH, RETURN, SCRATCH, SLOT_ORIGINAL,
  SLOT_ORIGINAL_TX, SLOT_VALUE, WORDS,
} from './layout'
import { abortFull } from './abort'
import { accessCost } from './calls'
import { HOST_CODE } from './code'
import { addRefund, growMemoryTo, logCount, logTop, observe, returnBytes, setLogs } from './frame'
import { hostBlockHash, hostEffect } from './host'
import { forgetOriginal } from './isolation'
import { keccak256Word, keccakMemo32, keccakMemo64 } from './keccak'
import { isDead, openSlot, openTransient, readAccount, transaction, warmSlot, writeSlot, writeTransient } from './state'
import { byteLength, lt } from './u256'
import { noteBalance, noteWatch } from './watch'
import { clearWord, copyBytes, copyWord, equalWords, isZeroWord, loadBytesAsWord, maskAddress, saturateU64, setWord } from './word'

const OOG: i64 = -(<i64>HALT_OUT_OF_GAS)
const ADDRESS: usize = SCRATCH + 320
/** What a cold slot costs beyond the 100 that every access costs (EIP-2929). */
const COLD_SLOT_EXTRA: i64 = 2000

export let accessTop: usize = ACCESS
export let accessDropped: u32 = 0
export let compareCount: u32 = 0

export function resetObservations(): void {
  accessTop = ACCESS
  accessDropped = 0
  compareCount = 0
}

function noteAccess(account: usize, key: usize, write: u32): void {
  if (accessTop >= ACCESS_END) {
    accessDropped++
    return
  }
  store<u32>(accessTop, write, ACCESS_WRITE)
  copyWord(accessTop + ACCESS_ADDRESS, account + ACC_ADDRESS)
  copyWord(accessTop + ACCESS_SLOT, key)
  accessTop += ACCESS_BYTES
}

/** The first look at a slot in a transaction. */
function noteRead(account: usize, key: usize): void {
  if (observe & OBSERVE_WATCH) noteWatch(account, key)
  if (observe & OBSERVE_ACCESS) noteAccess(account, key, 0)
}

// ---- storage ---------------------------------------------------------------------------------------------------

// @ts-ignore: decorator
@inline
export function opSload(f: usize, sp: usize, gas: i64): i64 {
  const account = <usize>load<u32>(f, F_ACCOUNT)
  const slot = openSlot(account, sp)
  if (warmSlot(slot)) {
    gas -= COLD_SLOT_EXTRA
    if (gas < 0) return OOG
    if (observe & ISOLATING) forgetOriginal(slot)
    if (observe & (OBSERVE_ACCESS | OBSERVE_WATCH)) noteRead(account, sp)
  }
  copyWord(sp, slot + SLOT_VALUE)
  return gas
}

/** The first write to a slot in a transaction is about to be: what it has is its original value. */
// @ts-ignore: decorator
@inline
function takeOriginal(account: usize, slot: usize, key: usize): void {
  if (load<u32>(slot, SLOT_ORIGINAL_TX) == transaction) return
  store<u32>(slot, transaction, SLOT_ORIGINAL_TX)
  copyWord(slot + SLOT_ORIGINAL, slot + SLOT_VALUE)
  if (observe & OBSERVE_ACCESS) noteAccess(account, key, 1)
}

/** A slot is looked at, and perhaps written, by other means than code: it is warm, and its original value is what it has. */
export function meetSlot(account: usize, key: usize): void {
  const slot = openSlot(account, key)
  if (warmSlot(slot)) {
    noteRead(account, key)
    if (observe & ISOLATING) forgetOriginal(slot)
  }
  takeOriginal(account, slot, key)
}

/** Net gas metering (EIP-2200 with the costs of EIP-2929 and the refunds of EIP-3529). */
export function opSstore(f: usize, sp: usize, gas: i64): i64 {
  if (load<u32>(f, F_STATIC)) return -(<i64>HALT_STATIC_VIOLATION)
  if (gas <= 2300) return OOG
  const account = <usize>load<u32>(f, F_ACCOUNT)
  const slot = openSlot(account, sp)
  const value = sp + 32
  const current = slot + SLOT_VALUE
  const original = slot + SLOT_ORIGINAL
  if (warmSlot(slot)) {
    gas -= 2100
    if (observe & ISOLATING) forgetOriginal(slot)
  }
  takeOriginal(account, slot, sp)
  if (equalWords(value, current)) {
    gas -= 100
    return gas < 0 ? OOG : gas
  }
  const toZero = isZeroWord(value)
  if (equalWords(current, original)) {
    if (isZeroWord(original)) {
      gas -= 20000
    } else {
      gas -= 2900
      if (toZero) addRefund(4800)
    }
  } else {
    gas -= 100
    if (!isZeroWord(original)) {
      if (isZeroWord(current)) addRefund(-4800)
      if (toZero) addRefund(4800)
    }
    if (equalWords(value, original)) addRefund(isZeroWord(original) ? 19900 : 2800)
  }
  // A refund noted before running out of gas goes with the frame.
  if (gas < 0) return OOG
  if (observe & OBSERVE_CALLS) hostEffect(1, slot, value)
  writeSlot(slot, value)
  return gas
}

export function opTload(f: usize, sp: usize): void {
  const slot = openTransient(<usize>load<u32>(f, F_ACCOUNT), sp)
  if (load<u32>(slot, SLOT_ORIGINAL_TX) == transaction) copyWord(sp, slot + SLOT_VALUE)
  else clearWord(sp)
}

export function opTstore(f: usize, sp: usize, gas: i64): i64 {
  if (load<u32>(f, F_STATIC)) return -(<i64>HALT_STATIC_VIOLATION)
  writeTransient(openTransient(<usize>load<u32>(f, F_ACCOUNT), sp), sp + 32)
  return gas
}

// ---- accounts --------------------------------------------------------------------------------------------------

export function opBalance(sp: usize, gas: i64): i64 {
  noteBalance()
  maskAddress(ADDRESS, sp)
  gas -= accessCost(ADDRESS)
  if (gas < 0) return OOG
  copyWord(sp, readAccount(ADDRESS) + ACC_BALANCE)
  return gas
}

export function opExtcodesize(sp: usize, gas: i64): i64 {
  maskAddress(ADDRESS, sp)
  gas -= accessCost(ADDRESS)
  if (gas < 0) return OOG
  setWord(sp, <u64>load<u32>(codeOf(readAccount(ADDRESS)), CODE_LENGTH))
  return gas
}

/** EIP-1052: zero for an account that is absent or empty. */
export function opExtcodehash(sp: usize, gas: i64): i64 {
  maskAddress(ADDRESS, sp)
  gas -= accessCost(ADDRESS)
  if (gas < 0) return OOG
  const entry = readAccount(ADDRESS)
  if (isDead(entry)) clearWord(sp)
  else copyWord(sp, codeOf(entry))
  return gas
}

export function opExtcodecopy(f: usize, sp: usize, gas: i64): i64 {
  maskAddress(ADDRESS, sp)
  gas -= accessCost(ADDRESS)
  if (gas < 0) return OOG
  gas = chargeCopy(f, sp + 32, sp + 96, gas)
  if (gas < 0) return gas
  const code = codeOf(readAccount(ADDRESS))
  copyPadded(f, sp + 32, sp + 64, sp + 96, <usize>load<u32>(code, CODE_POINTER), load<u32>(code, CODE_LENGTH))
  return gas
}

/** Code entry that others see. Compiled callers check that there is code, so a host account always shows some. */
// @ts-ignore: decorator
@inline
function codeOf(entry: usize): usize {
  let code = load<u32>(entry, ACC_CODE)
  if (code == 0 && load<u32>(entry, ACC_HOST)) code = HOST_CODE
  return CODES + <usize>code * CODE_BYTES
}

// ---- copies into memory ------------------------------------------------------------------------------------------

/** Three gas a word and the memory (Yellow Paper, appendix G: copy). */
function chargeCopy(f: usize, offset: usize, bytes: usize, gas: i64): i64 {
  gas = growMemoryTo(f, offset, bytes, gas)
  if (gas < 0) return OOG
  // growMemoryTo has refused what does not fit 40 bits.
  gas -= 3 * <i64>((load<u64>(bytes) + 31) >> 5)
  return gas < 0 ? OOG : gas
}

/** Copies from a byte string that goes on with zeros for ever. */
function copyPadded(f: usize, to: usize, from: usize, bytes: usize, source: usize, sourceBytes: u32): void {
  const length = load<u32>(bytes)
  if (length == 0) return
  const target = <usize>load<u32>(f, F_MEM) + <usize>load<u32>(to)
  const start = saturateU64(from)
  const present = start < <u64>sourceBytes ? min(<u32>(<u64>sourceBytes - start), length) : 0
  if (present) memory.copy(target, source + <usize>start, present)
  if (present < length) memory.fill(target + present, 0, length - present)
}

export function opCalldatacopy(f: usize, sp: usize, gas: i64): i64 {
  gas = chargeCopy(f, sp, sp + 64, gas)
  if (gas < 0) return gas
  copyPadded(f, sp, sp + 32, sp + 64, <usize>load<u32>(f, F_INPUT), load<u32>(f, F_INPUT_BYTES))
  return gas
}

export function opCodecopy(f: usize, sp: usize, gas: i64): i64 {
  gas = chargeCopy(f, sp, sp + 64, gas)
  if (gas < 0) return gas
  copyPadded(f, sp, sp + 32, sp + 64, <usize>load<u32>(f, F_CODE), load<u32>(f, F_CODE_BYTES))
  return gas
}

/** EIP-211: reading beyond the return data is an error even for zero bytes. */
export function opReturndatacopy(f: usize, sp: usize, gas: i64): i64 {
  const start = saturateU64(sp + 32)
  const length = saturateU64(sp + 64)
  const end = start + length
  if (end < start || end > <u64>returnBytes) return -(<i64>HALT_RETURN_DATA)
  gas = chargeCopy(f, sp, sp + 64, gas)
  if (gas < 0) return gas
  if (length) memory.copy(<usize>load<u32>(f, F_MEM) + <usize>load<u32>(sp), RETURN + <usize>start, <usize>length)
  return gas
}

/** EIP-5656. */
export function opMcopy(f: usize, sp: usize, gas: i64): i64 {
  const bytes = sp + 64
  gas = growMemoryTo(f, sp, bytes, gas)
  if (gas < 0) return OOG
  gas = growMemoryTo(f, sp + 32, bytes, gas)
  if (gas < 0) return OOG
  gas -= 3 * <i64>((load<u64>(bytes) + 31) >> 5)
  if (gas < 0) return OOG
  const length = load<u32>(bytes)
  const base = <usize>load<u32>(f, F_MEM)
  if (length) memory.copy(base + <usize>load<u32>(sp), base + <usize>load<u32>(sp + 32), length)
  return gas
}

/** Word of calldata at the offset on top of the stack; zeros beyond the end. */
export function opCalldataload(f: usize, sp: usize): void {
  calldataWord(f, sp, saturateU64(sp))
}

// @ts-ignore: decorator
@inline
export function calldataWord(f: usize, to: usize, offset: u64): void {
  const bytes = <u64>load<u32>(f, F_INPUT_BYTES)
  if (offset + 32 <= bytes && offset < bytes) {
    loadBytesAsWord(to, <usize>load<u32>(f, F_INPUT) + <usize>offset)
  } else {
    calldataTail(f, to, offset, bytes)
  }
}

function calldataTail(f: usize, to: usize, offset: u64, bytes: u64): void {
  clearWord(to)
  if (offset >= bytes) return
  const input = <usize>load<u32>(f, F_INPUT)
  const present = <usize>(bytes - offset)
  for (let i: usize = 0; i < present; i++) store<u8>(to + 31 - i, load<u8>(input + <usize>offset + i))
}

// ---- hashing, logs, exp -----------------------------------------------------------------------------------------

export function opKeccak(f: usize, sp: usize, gas: i64): i64 {
  gas = growMemoryTo(f, sp, sp + 32, gas)
  if (gas < 0) return OOG
  const length = load<u64>(sp, 32)
  gas -= 6 * <i64>((length + 31) >> 5)
  if (gas < 0) return OOG
  const from = <usize>load<u32>(f, F_MEM) + (length ? <usize>load<u32>(sp) : 0)
  if (length == 64) keccakMemo64(from, sp + 32)
  else if (length == 32) keccakMemo32(from, sp + 32)
  else keccak256Word(from, <u32>length, sp + 32)
  return gas
}

export function opLog(f: usize, sp: usize, gas: i64, topics: u32): i64 {
  if (load<u32>(f, F_STATIC)) return -(<i64>HALT_STATIC_VIOLATION)
  gas = growMemoryTo(f, sp, sp + 32, gas)
  if (gas < 0) return OOG
  const length = load<u64>(sp, 32)
  gas -= 8 * <i64>length
  if (gas < 0) return OOG
  const at = logTop
  const bytes: usize = 48 + (<usize>topics << 5) + ((<usize>length + 15) & ~<usize>15)
  if (at + bytes > LOGS_END) abortFull(LIMIT_LOGS, <u32>(LOGS_END - LOGS), <u32>(at - LOGS))
  store<u32>(at, topics)
  store<u32>(at, <u32>length, 4)
  store<u32>(at, <u32>bytes, 8)
  copyWord(at + 16, f + F_ADDRESS)
  for (let i: u32 = 0; i < topics; i++) copyWord(at + 48 + (<usize>i << 5), sp + 64 + (<usize>i << 5))
  if (length) {
    copyBytes(at + 48 + (<usize>topics << 5), <usize>load<u32>(f, F_MEM) + <usize>load<u32>(sp), <usize>length)
  }
  setLogs(at + bytes, logCount + 1)
  if (observe & (OBSERVE_CALLS | INTERCEPT_LOGS)) hostEffect(0, at, 0)
  return gas
}

// ---- block -------------------------------------------------------------------------------------------------------

export function opBlockhash(sp: usize): void {
  const number = saturateU64(sp)
  const current = saturateU64(ENV + ENV_NUMBER)
  if (number >= current || current - number > 256) {
    clearWord(sp)
    return
  }
  hostBlockHash(<i64>number)
  copyWord(sp, WORDS)
}

export function opBlobhash(sp: usize): void {
  const index = saturateU64(sp)
  if (index < <u64>load<u32>(ENV, ENV_BLOB_COUNT)) copyWord(sp, ENV + ENV_BLOB_HASHES + (<usize>index << 5))
  else clearWord(sp)
}

// ---- compare log --------------------------------------------------------------------------------------------------

/** Notes the operands of a comparison; the newest overwrite the oldest. */
export function noteCompare(f: usize, pc: u32, opcode: u32, left: usize, right: usize): void {
  const at = COMPARES + <usize>(compareCount & (COMPARES_MAX - 1)) * COMPARE_BYTES
  const entry = load<u32>(f, F_CODE_ENTRY)
  store<u32>(at, entry ? (entry - <u32>CODES) / <u32>CODE_BYTES : 0, COMPARE_CODE)
  store<u32>(at, pc, COMPARE_PC)
  store<u32>(at, opcode, COMPARE_OPCODE)
  copyWord(at + COMPARE_LEFT, left)
  if (right) copyWord(at + COMPARE_RIGHT, right)
  else clearWord(at + COMPARE_RIGHT)
  compareCount++
}

/**
 * Notes the operands of an ADD, SUB or MUL whose result may not fit a word, and of an AND that may cut a number short. Some that do fit are
 * noted as well: who reads the log computes.
 */
export function noteWrap(f: usize, pc: u32, opcode: u32, left: usize, right: usize): void {
  if (opcode == 0x03 ? !lt(left, right) : opcode == 0x16 ? byteLength(left) == byteLength(right)
    : opcode == 0x01 ? byteLength(left) < 32 && byteLength(right) < 32
    : byteLength(left) + byteLength(right) <= 32) return
  noteCompare(f, pc, opcode, left, right)
}
