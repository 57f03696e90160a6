// The core's doors. TypeScript writes arguments into fixed blocks (layout.ts), calls one of these, and reads results
// from fixed blocks. Every pointer argument is an address in linear memory.

import {
  ACC_BALANCE, ACC_CODE, ACC_DESTROYED, ACC_FLAGS, ACC_NONCE, ACC_STORAGE, CODE_BYTES, CODES, F_MEM, F_MEM_BYTES,
  HALT_BALANCE, HALT_CALL_DEPTH, HALT_COLLISION, HALT_NONCE, ENV, ENV_COINBASE, INPUT, J_BALANCE, J_CODE, J_DESTROYED,
  J_FLAGS, J_KIND, J_NONCE, J_OLD, J_POINTER, J_SLOT, J_STORAGE, J_WORD, JOURNAL_BYTES, KIND_CALL, KIND_CREATE, LIMIT_TRANSFER, LOGS,
  MESSAGE, MSG_FROM, MSG_GAS, MSG_INPUT_BYTES, MSG_KIND, MSG_NONCE_RAISED, MSG_SCOPE, MSG_STATIC, MSG_TO, MSG_VALUE,
  RES_GAS_LEFT, RES_HALT, RES_OUTPUT, RES_OUTPUT_BYTES, RES_REFUND, RES_STATUS, RESULT, RETURN, RULE_WARM_COINBASE,
  RULES, SCRATCH, SLOT_ACCOUNT, SLOT_ORIGINAL_TX, SLOT_STAMP, SLOT_STORAGE, SLOT_VALUE, ACC_STAMP, STATUS_HALT,
  TRANSFER, TRANSFER_END, WORDS,
} from './layout'
import { abortFull } from './abort'
import { collides, createAddress, warmTarget } from './calls'
import { initCodes, internCode } from './code'
import {
  addRefund, depth, frame, initFrames, logCount, logTop, MODE_COMPILED, MODE_FAST, refund, reserveArena, setCompileAt, setLogs, setObserve,
  setReturnBytes, startCall, startCreate, unwindFrames,
} from './frame'
import { rebaseHash, stateHash, beginWalk, firstSeen } from './state-hash'
import { runCompiled } from './compiled'
import { runFast } from './run-fast'
import { runChecked } from './run-checked'
import { meetSlot, resetObservations, accessTop, accessDropped, compareCount } from './ops'
import {
  accountCount, clearStorage, deleteAccount, forgetJournal, hasBalance, isPresent, journalTop, nextTransaction,
  openAccount, openSlot, openTransient, readAccount, setBalance, setCodeNumber, setFlags, setForked, setHost,
  setNonce, setSlotsWarm, settleTouched, touch, transaction, transactionJournal, transactionOutside, undoTo, warmAccount, warmSlot, writeSlot, 
} from './state'
import { copyWord, clearWord, isZeroWord } from './word'
import {
  BATCH_COVERS, BATCH_STOPS, CODE_PINNED, CODE_DELEGATE_ADDRESS, CODE_DELEGATES, ENV_BLOB_COUNT, HALT_STATIC_VIOLATION, RULE_DELEGATION, CALL_BLOCKS, CALL_BYTES, CALL_CREATED, CALL_FROM, CALL_GAS, CALL_GAS_LEFT, CALL_HALT,
  CALL_INPUT, CALL_INPUT_BYTES, CALL_KIND, CALL_NEW_EDGES, CALL_OUTPUT, CALL_OUTPUT_BYTES, CALL_REFUND, CALL_SECONDS,
  CALL_STATIC, CALL_STATUS, CALL_TO, CALL_VALUE, ENV_GAS_PRICE, ENV_NUMBER, ENV_ORIGIN, ENV_TIMESTAMP, F_MODE,
  RES_CREATED, STATUS_SUCCESS,
} from './layout'
import { mergeCoverage, newEdges, resetCoverage } from './coverage'
import { resetCodes } from './code'
import { sweepCodesIfScarce, unpinCodes } from './code-sweep'
import { resetState } from './state'
import { resetHash } from './state-hash'
import { forgetFeatures } from './state-features'
import { forgetWatchers } from './watch'

export { setCompileAt, setObserve, setForked, setHost, internCode, isPresent, stateHash }
export { undoTo, accountCount, frame, logTop, logCount, accessTop, accessDropped, compareCount }
export { edgeCount, edgesDropped, generation, newEdges, newBuckets, mergeCoverage, forgetCoverage } from './coverage'
export { keccakMemo32, keccakMemo64, preimageFind, setKeccakMemo, keccak256Bytes } from './keccak'
export { returnMarks, transaction, transactionOutside, setTransaction } from './state'
export {
  compiledCalldata, compiledCall, compiledCompare, compiledCondition, compiledWrap, compiledChecked, compiledEdgeId, compiledGrow, compiledHalt, compiledJump, compiledOp, compiledReturn, compiledSection,
  compiledStop, compiledTouch,
} from './compiled'
export { opKeccak, opSstore } from './ops'
export { compiledSload } from './compiled'
export { refund, returnBytes } from './frame'
export { addmod, byte, clz, div, exp, mod, mul, mulmod, sar, sdiv, shl, shr, signextend, smod } from './u256'
export { isIsolated } from './isolation'
export { addFeatures, forgetFeatures } from './state-features'
export { setWatcher, watchersOf, balanceWatchers, blockWatchers, forgetWatchers } from './watch'

/** Sets up the tables. Called once, before anything else. */
export function init(): void {
  initFrames()
  initCodes()
}

// ---- state -----------------------------------------------------------------------------------------------------
// Addresses and slots come in WORDS: address at 0, slot at 32, value at 64.

export function getBalance(): void {
  copyWord(WORDS + 64, readAccount(WORDS) + ACC_BALANCE)
}
export function putBalance(): void {
  setBalance(openAccount(WORDS), WORDS + 64)
}
export function getNonce(): u64 {
  return load<u64>(readAccount(WORDS), ACC_NONCE)
}
export function putNonce(nonce: u64): void {
  setNonce(openAccount(WORDS), nonce)
}
/** Code entry of the account. */
export function getCode(): usize {
  return CODES + <usize>load<u32>(readAccount(WORDS), ACC_CODE) * CODE_BYTES
}
/** Takes `bytes` bytes at `from` as the account's code. */
export function putCode(from: usize, bytes: u32): void {
  if (depth == 0) sweepCodesIfScarce()
  const number = internCode(from, bytes)
  setCodeNumber(openAccount(WORDS), number)
}
export function getSlot(): void {
  // Reading must not leave an entry behind: the journal would grow with every look.
  const mark = journalTop
  copyWord(WORDS + 64, openSlot(openAccount(WORDS), WORDS + 32) + SLOT_VALUE)
  undoTo(mark)
}
export function putSlot(): void {
  const account = openAccount(WORDS)
  writeSlot(openSlot(account, WORDS + 32), WORDS + 64)
  // EIP-7610: storage alone makes an address unfit for creation.
  if (!isZeroWord(WORDS + 64) && !(load<u32>(account, ACC_FLAGS) & 2)) setFlags(account, load<u32>(account, ACC_FLAGS) | 2)
}
export function getTransient(): void {
  const mark = journalTop
  const slot = openTransient(openAccount(WORDS), WORDS + 32)
  if (load<u32>(slot, SLOT_ORIGINAL_TX) == transaction) copyWord(WORDS + 64, slot + SLOT_VALUE)
  else clearWord(WORDS + 64)
  undoTo(mark)
}
/** Account flags: 1 present though empty, 2 has storage of its own. */
export function putFlags(flags: u32): void {
  setFlags(openAccount(WORDS), flags)
}
export function dropStorage(): void {
  const account = openAccount(WORDS)
  clearStorage(account)
  if (load<u32>(account, ACC_FLAGS) & 2) setFlags(account, load<u32>(account, ACC_FLAGS) & ~2)
}
export function exists(): bool {
  return isPresent(readAccount(WORDS))
}

// ---- going back --------------------------------------------------------------------------------------------------

/** The present becomes the base: nothing before can be undone, earlier captures no longer fit. */
export function commit(): void {
  unpinCodes()
  rebaseHash()
  forgetJournal()
}

/** After a trap or a throw from host code: frames, journal and the caller's input region as they were. */
export function unwind(keepDepth: u32, keepMemory: u32, keepJournal: usize): void {
  unwindFrames(keepDepth)
  const start = <usize>load<u32>(frame, F_MEM) + keepMemory
  const end = <usize>load<u32>(frame, F_MEM) + <usize>load<u32>(frame, F_MEM_BYTES)
  if (end > start) memory.fill(start, 0, end - start)
  store<u32>(frame, keepMemory, F_MEM_BYTES)
  undoTo(keepJournal)
}

/** Frames that execute, and where the journal ends: from outside a function is asked several times faster than a global. */
export function depthNow(): u32 {
  return depth
}
export function journalNow(): usize {
  return journalTop
}
/** Where the first code since the mark was written in the journal; its end if none was. */
export function firstCodeSince(mark: usize): usize {
  let at = mark
  while (at < journalTop && load<u32>(at, J_KIND) != J_CODE) at += JOURNAL_BYTES
  return at
}

/** Bytes of input that host frames have stacked on the current frame. */
export function frameMemory(): u32 {
  return load<u32>(frame, F_MEM_BYTES)
}

const CAPTURED_ACCOUNT: u32 = 1
const CAPTURED_SLOT: u32 = 2
/** kind u32, storage was replaced u32, code u32, flags u32, nonce u64, 0 u64, address, balance or slot, value. */
const CAPTURED_BYTES: usize = 128

/** Writes what changed since the base to TRANSFER: accounts, then slots, CAPTURED_BYTES each. Result: the end. */
export function capture(base: usize): usize {
  let out = TRANSFER
  beginWalk()
  for (let at = base; at < journalTop; at += JOURNAL_BYTES) {
    const kind = load<u32>(at, J_KIND)
    const entry = <usize>load<u32>(at, J_POINTER)
    if (kind == J_BALANCE || kind == J_NONCE || kind == J_CODE || kind == J_FLAGS || kind == J_STORAGE) {
      const fresh = firstSeen(entry + ACC_STAMP, 1)
      if (kind == J_STORAGE && firstSeen(entry + ACC_STAMP, 2) && !fresh) markReplaced(out, entry)
      if (!fresh) continue
      if (out + CAPTURED_BYTES > TRANSFER_END) transferFull(out)
      store<u32>(out, CAPTURED_ACCOUNT)
      store<u32>(out, kind == J_STORAGE ? 1 : 0, 4)
      const code = load<u32>(entry, ACC_CODE)
      store<u32>(CODES + <usize>code * CODE_BYTES, 1, CODE_PINNED)
      store<u32>(out, code, 8)
      store<u32>(out, load<u32>(entry, ACC_FLAGS), 12)
      store<u64>(out, load<u64>(entry, ACC_NONCE), 16)
      copyWord(out + 32, entry)
      copyWord(out + 64, entry + ACC_BALANCE)
      out += CAPTURED_BYTES
    }
  }
  for (let at = base; at < journalTop; at += JOURNAL_BYTES) {
    if (load<u32>(at, J_KIND) != J_SLOT) continue
    const entry = <usize>load<u32>(at, J_POINTER)
    const account = <usize>load<u32>(entry, SLOT_ACCOUNT)
    if (load<u32>(entry, SLOT_STORAGE) != load<u32>(account, ACC_STORAGE) || !firstSeen(entry + SLOT_STAMP, 1)) continue
    if (out + CAPTURED_BYTES > TRANSFER_END) transferFull(out)
    store<u32>(out, CAPTURED_SLOT)
    copyWord(out + 32, account)
    copyWord(out + 64, entry)
    copyWord(out + 96, entry + SLOT_VALUE)
    out += CAPTURED_BYTES
  }
  return out
}

function transferFull(out: usize): void {
  abortFull(LIMIT_TRANSFER, <u32>(TRANSFER_END - TRANSFER), <u32>(out - TRANSFER))
}

/** Notes in an account record written earlier that its storage was replaced too. */
function markReplaced(end: usize, entry: usize): void {
  for (let at = TRANSFER; at < end; at += CAPTURED_BYTES) {
    if (load<u64>(at, 32) == load<u64>(entry) && load<u64>(at, 40) == load<u64>(entry, 8) && load<u64>(at, 48) == load<u64>(entry, 16)) {
      store<u32>(at, 1, 4)
      return
    }
  }
}

/** Goes back to the base and applies the capture in TRANSFER..end. */
export function restore(base: usize, end: usize): void {
  undoTo(base)
  applyCapture(end)
}

/**
 * Goes to the capture in TRANSFER..end by journaled writes, so that frames that run can still be undone. Result: 0, or 1 if
 * nothing was done because some account's storage was replaced as a whole since the base.
 */
export function moveTo(base: usize, end: usize): u32 {
  const top = journalTop
  for (let at = base; at < top; at += JOURNAL_BYTES) {
    if (load<u32>(at, J_KIND) == J_STORAGE) return 1
  }
  beginWalk()
  for (let at = base; at < top; at += JOURNAL_BYTES) {
    const entry = <usize>load<u32>(at, J_POINTER)
    // The first record of a field holds what it was at the base.
    switch (load<u32>(at, J_KIND)) {
      case J_BALANCE: if (firstSeen(entry + ACC_STAMP, 1)) setBalance(entry, at + J_WORD); break
      case J_NONCE: if (firstSeen(entry + ACC_STAMP, 2)) setNonce(entry, load<u64>(at, J_OLD)); break
      case J_CODE: if (firstSeen(entry + ACC_STAMP, 4)) setCodeNumber(entry, load<u32>(at, J_OLD)); break
      case J_FLAGS: if (firstSeen(entry + ACC_STAMP, 8)) setFlags(entry, load<u32>(at, J_OLD)); break
      case J_SLOT: if (firstSeen(entry + SLOT_STAMP, 1)) writeSlot(entry, at + J_WORD); break
      default: break
    }
  }
  applyCapture(end)
  return 0
}

function applyCapture(end: usize): void {
  for (let at = TRANSFER; at < end; at += CAPTURED_BYTES) {
    const account = openAccount(at + 32)
    if (load<u32>(at) == CAPTURED_ACCOUNT) {
      if (load<u32>(at, 4)) clearStorage(account)
      setBalance(account, at + 64)
      if (load<u64>(account, ACC_NONCE) != load<u64>(at, 16)) setNonce(account, load<u64>(at, 16))
      if (load<u32>(account, ACC_CODE) != load<u32>(at, 8)) setCodeNumber(account, load<u32>(at, 8))
      if (load<u32>(account, ACC_FLAGS) != load<u32>(at, 12)) setFlags(account, load<u32>(at, 12))
    } else {
      writeSlot(openSlot(account, at + 64), at + 96)
    }
  }
}

// ---- transactions --------------------------------------------------------------------------------------------------

/** Where the journal was when a transaction had begun: what is warm from the start is before it. */
export let transactionMet: usize = 0

/** Begins a transaction: fresh warm set, transient storage, original values, logs, refunds. */
export function beginTransaction(): void {
  nextTransaction()
  setLogs(LOGS, 0)
  addRefund(-refund)
  resetObservations()
  if (load<u32>(RULES, RULE_WARM_COINBASE)) warmAccount(openAccount(ENV + ENV_COINBASE))
  transactionMet = journalTop
}

/** Makes the account in WORDS warm. */
export function warmAddress(): void {
  warmAccount(openAccount(WORDS))
}
/** Makes the slot in WORDS + 32 of the account in WORDS warm. */
export function warmStorage(): void {
  warmSlot(openSlot(openAccount(WORDS), WORDS + 32))
}

/** Makes it warm, and takes its original value. */
export function meetStorage(): void {
  meetSlot(openAccount(WORDS), WORDS + 32)
}

/** The slot in WORDS + 32 of the account in WORDS, or all of its slots, is as cold or as warm as told, if it was met. */
export function warmMet(all: u32, isWarm: u32): void {
  setSlotsWarm(openAccount(WORDS), all ? 0 : WORDS + 32, isWarm != 0)
}

/** EIP-161: a transfer of nothing still touches the account in WORDS. */
export function touchAddress(): void {
  touch(openAccount(WORDS))
}

/** Ends a transaction: what destroyed itself is deleted, and so is what is empty and was touched. */
export function finishTransaction(): void {
  const end = journalTop
  for (let at = transactionJournal; at < end; at += JOURNAL_BYTES) {
    const kind = load<u32>(at, J_KIND)
    if (kind != J_DESTROYED && kind != J_FLAGS) continue
    const account = <usize>load<u32>(at, J_POINTER)
    if (kind == J_FLAGS) settleTouched(account)
    // Those of isolated transactions too.
    if (load<u32>(account, ACC_DESTROYED) >= transactionOutside) deleteAccount(account)
  }
}

/**
 * Runs the message in MESSAGE, its input in INPUT, as a call of the current frame (the outside, or a host account).
 * Result: RES_STATUS; everything else in RESULT. Traps only through abortFull or a throw of host code.
 */
export function execute(): u32 {
  if (depth == 0) sweepCodesIfScarce()
  const outer = frame
  const floor = depth
  const scope = load<u32>(MESSAGE, MSG_SCOPE)
  const bytes = load<u32>(MESSAGE, MSG_INPUT_BYTES)
  const gas = load<i64>(MESSAGE, MSG_GAS)
  const isStatic = load<u32>(MESSAGE, MSG_STATIC)
  const kind = load<u32>(MESSAGE, MSG_KIND)
  const from = MESSAGE + MSG_FROM
  const value = MESSAGE + MSG_VALUE
  if (scope) {
    beginTransaction()
    warmAccount(openAccount(from))
    if (kind == 0) warmTarget(MESSAGE + MSG_TO)
    transactionMet = journalTop
  }
  setReturnBytes(0)
  clearWord(RESULT + 32)
  // The input lies in the arena on top of the caller, so that nested messages of host accounts cannot overwrite it.
  const keep = load<u32>(outer, F_MEM_BYTES)
  const input = <usize>load<u32>(outer, F_MEM) + keep
  const room = (bytes + 31) & ~31
  reserveArena(<u64>input + room)
  memory.copy(input, INPUT, bytes)
  store<u32>(outer, keep + room, F_MEM_BYTES)

  if (depth >= 1025) {
    refuse(HALT_CALL_DEPTH, gas)
  } else if (isStatic && (kind != 0 || !isZeroWord(value))) {
    refuse(HALT_STATIC_VIOLATION, 0)
  } else if (!hasBalance(readAccount(from), value)) {
    refuse(HALT_BALANCE, gas)
  } else if (kind == 0) {
    startCall(KIND_CALL, from, MESSAGE + MSG_TO, MESSAGE + MSG_TO, value, input, bytes, gas, isStatic)
  } else {
    startTopCreate(from, value, input, bytes, gas)
  }
  while (depth > floor) {
    const mode = load<u32>(frame, F_MODE)
    if (mode == MODE_FAST) runFast(floor)
    else if (mode == MODE_COMPILED) runCompiled(floor)
    else runChecked(floor)
  }

  memory.fill(input, 0, room)
  store<u32>(outer, keep, F_MEM_BYTES)
  store<i64>(RESULT, refund, RES_REFUND)
  if (scope) finishTransaction()
  return load<u32>(RESULT, RES_STATUS)
}

/** A message that never started, with the gas that comes back. */
function refuse(halt: u32, gas: i64): void {
  store<u32>(RESULT, STATUS_HALT, RES_STATUS)
  store<u32>(RESULT, halt, RES_HALT)
  store<i64>(RESULT, gas, RES_GAS_LEFT)
  store<u32>(RESULT, <u32>RETURN, RES_OUTPUT)
  store<u32>(RESULT, 0, RES_OUTPUT_BYTES)
}

function startTopCreate(from: usize, value: usize, input: usize, bytes: u32, gas: i64): void {
  const sender = openAccount(from)
  const nonce = load<u64>(sender, ACC_NONCE)
  const raised = load<u32>(MESSAGE, MSG_NONCE_RAISED)
  if (!raised) {
    if (nonce == u64.MAX_VALUE) {
      refuse(HALT_NONCE, gas)
      return
    }
    setNonce(sender, nonce + 1)
  }
  const address = createAddress(from, raised ? nonce - 1 : nonce)
  warmAccount(openAccount(address))
  if (collides(address)) {
    refuse(HALT_COLLISION, 0)
    return
  }
  startCreate(KIND_CREATE, from, address, value, input, bytes, gas)
}

/**
 * Runs the prepared calls in TRANSFER..end one after the other, each in a transaction of its own, and writes each
 * result into its record. Result: how many ran.
 */
export function executeBatch(end: usize, flags: u32): u32 {
  let count: u32 = 0
  for (let at = TRANSFER; at < end; at += <usize>load<u32>(at, CALL_BYTES)) {
    if (load<u32>(at, CALL_BYTES) < <u32>CALL_INPUT) break
    addToWord(ENV + ENV_TIMESTAMP, <u64>load<u32>(at, CALL_SECONDS))
    addToWord(ENV + ENV_NUMBER, <u64>load<u32>(at, CALL_BLOCKS))
    store<u32>(ENV, 0, ENV_BLOB_COUNT)
    copyWord(ENV + ENV_ORIGIN, at + CALL_FROM)
    clearWord(ENV + ENV_GAS_PRICE)
    store<u32>(MESSAGE, load<u32>(at, CALL_KIND), MSG_KIND)
    store<u32>(MESSAGE, load<u32>(at, CALL_STATIC), MSG_STATIC)
    store<i64>(MESSAGE, load<i64>(at, CALL_GAS), MSG_GAS)
    store<u32>(MESSAGE, load<u32>(at, CALL_INPUT_BYTES), MSG_INPUT_BYTES)
    store<u32>(MESSAGE, 1, MSG_SCOPE)
    store<u32>(MESSAGE, 0, MSG_NONCE_RAISED)
    copyWord(MESSAGE + MSG_FROM, at + CALL_FROM)
    copyWord(MESSAGE + MSG_TO, at + CALL_TO)
    copyWord(MESSAGE + MSG_VALUE, at + CALL_VALUE)
    memory.copy(INPUT, at + CALL_INPUT, load<u32>(at, CALL_INPUT_BYTES))
    const status = execute()
    count++
    store<u32>(at, status, CALL_STATUS)
    store<u32>(at, load<u32>(RESULT, RES_HALT), CALL_HALT)
    store<i64>(at, load<i64>(RESULT, RES_GAS_LEFT), CALL_GAS_LEFT)
    store<i64>(at, load<i64>(RESULT, RES_REFUND), CALL_REFUND)
    const bytes = load<u32>(RESULT, RES_OUTPUT_BYTES)
    store<u32>(at, bytes, CALL_OUTPUT_BYTES)
    clearWord(at + CALL_OUTPUT)
    memory.copy(at + CALL_OUTPUT, RETURN, min(bytes, 32))
    copyWord(at + CALL_CREATED, RESULT + RES_CREATED)
    if (flags & BATCH_COVERS) {
      mergeCoverage(status == STATUS_SUCCESS ? 0 : 1)
      store<u32>(at, newEdges, CALL_NEW_EDGES)
    }
    if (flags & BATCH_STOPS && status != STATUS_SUCCESS) break
  }
  return count
}

function addToWord(at: usize, amount: u64): void {
  for (let i: usize = 0; i < 32 && amount; i += 8) {
    const sum = load<u64>(at + i) + amount
    store<u64>(at + i, sum)
    amount = <u64>(sum < amount)
  }
}

/** Forgets everything but the host bindings and the rules: as after init(). */
export function reset(): void {
  unwindFrames(0)
  initFrames()
  resetState()
  resetHash()
  resetCoverage()
  resetCodes()
  forgetFeatures()
  forgetWatchers()
}
