// Call frames: how a message begins and ends, and the memory of each frame.
//
// Frames are records in linear memory, so a call costs no native stack; only host code nests natively. Frame 0 stands
// for the outside. A frame's EVM memory begins where its caller's ends in the arena, which is all zero beyond the
// newest frame: a frame clears what it used when it ends.

import {
  ACC_CODE, ACC_HOST, ARENA, CODE_BYTES, CODE_COMPILED, CODE_DELEGATE_ADDRESS, CODE_NOTING, CODE_NOTING_RUNS, CODE_DELEGATES, CODE_ENTRY, CODE_GROUP, CODE_LENGTH,
  CODE_PC_MAP, CODE_POINTER, CODE_RUNS, CODE_STATE, CODES, F_ACCOUNT, F_ADDRESS, F_ARENA, F_CALLER, F_CODE,
  F_CODE_ADDRESS, F_CODE_BYTES, F_CODE_ENTRY, F_COMPILED, F_GAS, F_GAS_LIMIT, F_HOST, F_INPUT, F_INPUT_BYTES, F_IP, F_JOURNAL,
  F_JUMPDESTS, F_KIND, F_LOG, F_LOG_COUNT, F_MEM, F_MEM_BYTES, F_MEM_GAS, F_MODE, F_OUT, F_OUT_BYTES, F_PC_MAP,
  F_REFUND, F_SP, F_STACK_BASE, F_STACK_LIMIT, F_STATIC, F_VALUE, FRAME_BYTES, FRAME_MEMORY_MAX, FRAMES, HALT_BALANCE,
  HALT_CODE_SIZE, HALT_INVALID_CODE, HALT_OUT_OF_GAS, HALT_PRECOMPILE, INTERCEPT_ACCESS, INTERCEPT_FRAMES, INTERCEPTED,
  INTERCEPTED_CREATED, ISOLATING, KIND_CALL, KIND_CREATE, KIND_STATICCALL,
  LIMIT_ARENA, LIMIT_FRAME_MEMORY, LOGS, OBSERVE_CALLS, OBSERVE_CHECKED, OBSERVE_COMPARES, OBSERVE_COVERAGE,
  OBSERVE_STEPS, OBSERVE_WRAPS, RES_CREATED, RES_GAS_LEFT, RES_HALT, RES_OUTPUT, RES_OUTPUT_BYTES, RES_STATUS, RESULT, RETURN,
  RULE_CODE_MAX, RULE_DELEGATION, RULE_P256, RULE_PRECOMPILES_LAST, RULES, STACK_TOP, STATUS_HALT, STATUS_SUCCESS,
} from './layout'
import { abortFull } from './abort'
import { internCode, jumpdestsOf, markJumpdests } from './code'
import { hitEnd, touchGroup } from './coverage'
import { decode } from './decoder/decode'
import { hostAfter, hostCall, hostCompile, hostEnter, hostLeave, hostPrecompile } from './host'
import { credit, debit, journalTop, markCreated, openAccount, setCodeNumber, setNonce, touch, undoTo } from './state'
import { abandonIsolated, finishIsolated, isIsolated, leaveIsolated } from './isolation'
import { answersImpersonation, endImpersonation, isImpersonating } from './impersonation'
import { copyBytes, copyWord, isZeroWord, setWord } from './word'

export const MODE_FAST: u32 = 0
export const MODE_CHECKED: u32 = 1
export const MODE_HOST: u32 = 2
export const MODE_COMPILED: u32 = 3

/** In F_HOST: the frame belongs to the precompile of this number, not to a host account. */
const IS_PRECOMPILE: u32 = 0x80000000

export let frame: usize = FRAMES
/** Frame records in use beyond the outside one: the transaction's own frame is at depth 1. */
export let depth: u32 = 0
/** Return data of the last call of the current frame is RETURN, this many bytes. */
export let returnBytes: u32 = 0
/** EIP-3529 refund counter. */
export let refund: i64 = 0
export let logTop: usize = LOGS
export let logCount: u32 = 0
/** OBSERVE_* flags. */
export let observe: u32 = OBSERVE_COVERAGE
let arenaEnd: usize = ARENA
/** A code is offered to the compiler when it begins for this time; 0: never. */
let compileAt: u32 = 0

export function setReturnBytes(bytes: u32): void {
  returnBytes = bytes
}
export function addRefund(amount: i64): void {
  refund += amount
}
export function setLogs(top: usize, count: u32): void {
  logTop = top
  logCount = count
}
export function setObserve(flags: u32): void {
  observe = flags
}
export function setCompileAt(runs: u32): void {
  compileAt = runs
}

/** Frame 0: calls of the outside start here. */
export function initFrames(): void {
  frame = FRAMES
  depth = 0
  memory.fill(FRAMES, 0, FRAME_BYTES)
  store<u32>(FRAMES, MODE_HOST, F_MODE)
  store<u32>(FRAMES, <u32>STACK_TOP, F_SP)
  store<u32>(FRAMES, <u32>STACK_TOP, F_STACK_BASE)
  store<u32>(FRAMES, <u32>ARENA, F_ARENA)
  store<u32>(FRAMES, <u32>ARENA, F_MEM)
  arenaEnd = memory.size() << 16
}

// ---- memory ----------------------------------------------------------------------------------------------------

/** Makes room in the arena up to `end`. */
export function reserveArena(end: u64): void {
  if (end <= <u64>arenaEnd) return
  const pages = <i32>((end - <u64>arenaEnd + 0xffff) >> 16)
  // Grow by at least 16 MiB: growing detaches every view that TypeScript holds.
  if (end > 0xffff0000 || (memory.grow(max(pages, 256)) < 0 && memory.grow(pages) < 0)) {
    abortFull(LIMIT_ARENA, 0xffff0000 - <u32>ARENA, <u32>(arenaEnd - ARENA))
  }
  arenaEnd = memory.size() << 16
}

/** Charges and makes memory up to byte `offset + bytes` (Yellow Paper, appendix H). Result: gas left, or -1. */
export function growMemory(f: usize, offset: u64, bytes: u64, gas: i64): i64 {
  // 2^35 bytes cost 2^51 gas: beyond any gas limit that is meant, and the square below must not overflow.
  if (offset >= 0x800000000 || bytes >= 0x800000000) return -1
  const end = offset + bytes
  const size = <u64>load<u32>(f, F_MEM_BYTES)
  if (end <= size) return gas
  const words = (end + 31) >> 5
  const cost = <i64>(words * 3 + ((words * words) >> 9))
  gas -= cost - load<i64>(f, F_MEM_GAS)
  if (gas < 0) return -1
  if (words << 5 > <u64>FRAME_MEMORY_MAX) abortFull(LIMIT_FRAME_MEMORY, FRAME_MEMORY_MAX, <u32>size)
  reserveArena(<u64>load<u32>(f, F_MEM) + (words << 5))
  store<i64>(f, cost, F_MEM_GAS)
  store<u32>(f, <u32>(words << 5), F_MEM_BYTES)
  return gas
}

/** growMemory for a range given by two words; an empty range costs nothing wherever it is. Mostly the memory is there. */
// @ts-ignore: decorator
@inline
export function growMemoryTo(f: usize, offset: usize, bytes: usize, gas: i64): i64 {
  const upper = load<u64>(offset, 8) | load<u64>(offset, 16) | load<u64>(offset, 24) |
    load<u64>(bytes, 8) | load<u64>(bytes, 16) | load<u64>(bytes, 24)
  const first = load<u64>(offset)
  const count = load<u64>(bytes)
  const isThere = ((first | count) >> 32 | upper) == 0 && first + count <= <u64>load<u32>(f, F_MEM_BYTES)
  return isThere ? gas : growMemoryToAbsent(f, offset, bytes, gas)
}

function growMemoryToAbsent(f: usize, offset: usize, bytes: usize, gas: i64): i64 {
  if (isZeroWord(bytes)) return gas
  if (load<u64>(offset, 8) | load<u64>(offset, 16) | load<u64>(offset, 24)) return -1
  if (load<u64>(bytes, 8) | load<u64>(bytes, 16) | load<u64>(bytes, 24)) return -1
  return growMemory(f, load<u64>(offset), load<u64>(bytes), gas)
}

// ---- beginning -------------------------------------------------------------------------------------------------

/** Number of the precompile at this address word, or 0. */
// @ts-ignore: decorator
@inline
export function precompileAt(address: usize): u32 {
  if (load<u64>(address, 8) | <u64>load<u32>(address, 16)) return 0
  const number = load<u64>(address)
  if (number == 0 || number > 0x100) return 0
  if (number <= <u64>load<u32>(RULES, RULE_PRECOMPILES_LAST)) return <u32>number
  return number == 0x100 && load<u32>(RULES, RULE_P256) ? 0x100 : 0
}

function pushFrame(kind: u32, account: usize, gas: i64, isStatic: u32, mark: usize): usize {
  const parent = frame
  const f = parent + FRAME_BYTES
  const sp = load<u32>(parent, F_SP)
  const memory = load<u32>(parent, F_MEM) + load<u32>(parent, F_MEM_BYTES)
  store<u32>(f, sp, F_SP)
  store<i64>(f, gas, F_GAS)
  store<i64>(f, gas, F_GAS_LIMIT)
  store<u32>(f, sp, F_STACK_BASE)
  store<u32>(f, sp - 32768, F_STACK_LIMIT)
  store<u32>(f, memory, F_ARENA)
  store<u32>(f, memory, F_MEM)
  store<u32>(f, 0, F_MEM_BYTES)
  store<i64>(f, 0, F_MEM_GAS)
  store<u32>(f, isStatic, F_STATIC)
  store<u32>(f, kind, F_KIND)
  store<u32>(f, <u32>account, F_ACCOUNT)
  store<u32>(f, 0, F_HOST)
  store<u32>(f, <u32>mark, F_JOURNAL)
  store<u32>(f, <u32>logTop, F_LOG)
  store<u32>(f, logCount, F_LOG_COUNT)
  store<i64>(f, refund, F_REFUND)
  frame = f
  depth++
  returnBytes = 0
  return f
}

function useCode(f: usize, number: u32): void {
  const entry = CODES + <usize>number * CODE_BYTES
  store<u32>(f, load<u32>(entry, CODE_POINTER), F_CODE)
  store<u32>(f, load<u32>(entry, CODE_LENGTH), F_CODE_BYTES)
  store<u32>(f, <u32>entry, F_CODE_ENTRY)
  if (load<u32>(entry, CODE_STATE) == 0) decode(entry)
  store<u32>(f, load<u32>(entry, CODE_PC_MAP), F_PC_MAP)
  if (observe & OBSERVE_COVERAGE) touchGroup(<usize>load<u32>(entry, CODE_GROUP))
  if (observe & (OBSERVE_STEPS | OBSERVE_CHECKED | INTERCEPT_ACCESS)) {
    runChecked(f, 0)
    return
  }
  const notes = (observe & (OBSERVE_COMPARES | OBSERVE_WRAPS)) != 0
  let compiled: u32
  if (notes) {
    const noted = load<u32>(entry, CODE_NOTING_RUNS) + 1
    store<u32>(entry, noted, CODE_NOTING_RUNS)
    if (noted == compileAt) hostCompile(entry, 1)
    compiled = load<u32>(entry, CODE_NOTING)
  } else {
    const runs = load<u32>(entry, CODE_RUNS) + 1
    store<u32>(entry, runs, CODE_RUNS)
    if (runs == compileAt) hostCompile(entry, 0)
    compiled = load<u32>(entry, CODE_COMPILED)
  }
  if (compiled) {
    store<u32>(f, MODE_COMPILED, F_MODE)
    store<u32>(f, 0, F_IP)
    store<u32>(f, compiled, F_COMPILED)
  } else if (notes) {
    runChecked(f, 0)
  } else {
    store<u32>(f, MODE_FAST, F_MODE)
    store<u32>(f, load<u32>(entry, CODE_ENTRY), F_IP)
  }
}

/** Lets the frame go on in the checked loop at `pc`. */
export function runChecked(f: usize, pc: u32): void {
  const entry = <usize>load<u32>(f, F_CODE_ENTRY)
  store<u32>(f, MODE_CHECKED, F_MODE)
  store<u32>(f, pc, F_IP)
  if (entry) {
    store<u32>(f, <u32>jumpdestsOf(entry), F_JUMPDESTS)
  }
}

/**
 * Starts a message to `to` that runs the code of `codeAddress`. The caller has checked depth and balance, and has put
 * into the current frame where the output goes. Moves `value` unless the kind is DELEGATECALL. Ends at once, through
 * deliver(), if there is no code; else the new frame is current.
 */
export function startCall(
  kind: u32, caller: usize, to: usize, codeAddress: usize, value: usize, input: usize, inputBytes: u32, gas: i64,
  isStatic: u32,
): void {
  const mark = journalTop
  const account = openAccount(to)
  if (kind == KIND_CALL && !isZeroWord(value)) {
    debit(openAccount(caller), value)
    if (credit(account, value)) {
      // More than 2^256 - 1 wei in one account cannot be on a chain, but a test may deal that much: the call fails.
      undoTo(mark)
      if (isIsolated() && depth == 1) leaveIsolated(0)
      returnBytes = 0
      deliver(frame, STATUS_HALT, HALT_BALANCE, 0)
      return
    }
  }
  if (kind == KIND_CALL || kind == KIND_STATICCALL) touch(account)
  const precompile = precompileAt(codeAddress)
  let code: u32 = 0
  let host: u32 = 0
  if (!precompile) {
    const codeAccount = codeAddress == to ? account : openAccount(codeAddress)
    host = load<u32>(codeAccount, ACC_HOST)
    code = load<u32>(codeAccount, ACC_CODE)
    if (!host && code && load<u32>(CODES + <usize>code * CODE_BYTES, CODE_DELEGATES) && load<u32>(RULES, RULE_DELEGATION)) {
      // EIP-7702: the delegate's code runs here; a precompile as delegate counts as no code; delegates do not chain.
      const delegate = CODES + <usize>code * CODE_BYTES + CODE_DELEGATE_ADDRESS
      const delegateAccount = openAccount(delegate)
      host = load<u32>(delegateAccount, ACC_HOST)
      code = precompileAt(delegate) ? 0 : load<u32>(delegateAccount, ACC_CODE)
    }
    if (!code && !host && !(observe & (OBSERVE_CALLS | INTERCEPT_FRAMES)) && !isImpersonating() && !isIsolated()) {
      returnBytes = 0
      deliver(frame, STATUS_SUCCESS, 0, gas)
      return
    }
  }
  const f = pushFrame(kind, account, gas, isStatic, mark)
  copyWord(f + F_ADDRESS, to)
  copyWord(f + F_CALLER, caller)
  copyWord(f + F_VALUE, value)
  copyWord(f + F_CODE_ADDRESS, codeAddress)
  store<u32>(f, <u32>input, F_INPUT)
  store<u32>(f, inputBytes, F_INPUT_BYTES)
  if (precompile || host || !code) {
    store<u32>(f, MODE_HOST, F_MODE)
    store<u32>(f, 0, F_CODE_ENTRY)
    store<u32>(f, precompile ? IS_PRECOMPILE | precompile : host, F_HOST)
    if (observe & OBSERVE_CALLS) hostEnter(f)
    if (precompile) runPrecompile(f, precompile)
    else if (host) runHost(f, host)
    else endFrame(STATUS_SUCCESS, 0, RETURN, 0)
    return
  }
  useCode(f, code)
  if (observe & OBSERVE_CALLS) hostEnter(f)
}

/**
 * A call that an interceptor answers, or that is refused while one listens: a frame that ends at once, so that whoever
 * waits for its end sees it. The output is in RETURN. Moves no value.
 */
export function answerCall(
  kind: u32, caller: usize, to: usize, value: usize, input: usize, inputBytes: u32, gas: i64, isStatic: u32, status: u32,
  bytes: u32,
): void {
  const f = pushFrame(kind, openAccount(to), gas, isStatic, journalTop)
  copyWord(f + F_ADDRESS, to)
  copyWord(f + F_CALLER, caller)
  copyWord(f + F_VALUE, value)
  copyWord(f + F_CODE_ADDRESS, to)
  store<u32>(f, <u32>input, F_INPUT)
  store<u32>(f, inputBytes, F_INPUT_BYTES)
  store<u32>(f, MODE_HOST, F_MODE)
  store<u32>(f, 0, F_CODE_ENTRY)
  store<u32>(f, 0, F_CODE)
  store<u32>(f, 0, F_CODE_BYTES)
  if (observe & OBSERVE_CALLS) hostEnter(f)
  endFrame(status, 0, RETURN, bytes)
}

function runPrecompile(f: usize, precompile: u32): void {
  const gas = load<i64>(f, F_GAS)
  const input = <usize>load<u32>(f, F_INPUT)
  const bytes = load<u32>(f, F_INPUT_BYTES)
  if (precompile == 4) {
    // Identity: 15 gas and 3 per word.
    const left = gas - 15 - 3 * <i64>((<u64>bytes + 31) >> 5)
    if (left < 0) {
      endFrame(STATUS_HALT, HALT_OUT_OF_GAS, RETURN, 0)
      return
    }
    store<i64>(f, left, F_GAS)
    endFrame(STATUS_SUCCESS, 0, input, bytes)
    return
  }
  const left = hostPrecompile(precompile, input, bytes, gas)
  if (left < 0) {
    endFrame(STATUS_HALT, left == -1 ? HALT_OUT_OF_GAS : HALT_PRECOMPILE, RETURN, 0)
    return
  }
  store<i64>(f, left, F_GAS)
  endFrame(STATUS_SUCCESS, 0, RETURN, load<u32>(RESULT, RES_OUTPUT_BYTES))
}

function runHost(f: usize, host: u32): void {
  if (answersImpersonation(f)) {
    endFrame(STATUS_SUCCESS, 0, RETURN, 0)
    return
  }
  const packed = hostCall(host, f)
  endFrame(packed & 0xff, packed >> 8, RETURN, load<u32>(RESULT, RES_OUTPUT_BYTES))
}

/** Starts a creation at `address`, whose nonce, code and storage the caller has found free. */
export function startCreate(
  kind: u32, caller: usize, address: usize, value: usize, input: usize, inputBytes: u32, gas: i64,
): void {
  const mark = journalTop
  const account = openAccount(address)
  setNonce(account, 1)
  markCreated(account)
  if (!isZeroWord(value)) {
    debit(openAccount(caller), value)
    credit(account, value)
  }
  const f = pushFrame(kind, account, gas, 0, mark)
  copyWord(f + F_ADDRESS, address)
  copyWord(f + F_CALLER, caller)
  copyWord(f + F_VALUE, value)
  copyWord(f + F_CODE_ADDRESS, address)
  store<u32>(f, <u32>input, F_INPUT)
  store<u32>(f, 0, F_INPUT_BYTES)
  store<u32>(f, <u32>input, F_CODE)
  store<u32>(f, inputBytes, F_CODE_BYTES)
  store<u32>(f, 0, F_CODE_ENTRY)
  store<u32>(f, 0, F_PC_MAP)
  store<u32>(f, MODE_CHECKED, F_MODE)
  store<u32>(f, 0, F_IP)
  // Initcode runs once: it is not stored or decoded. Its jump map lies in front of the frame's memory.
  const bits = load<u32>(f, F_MEM)
  const bitsEnd = (<u64>bits + <u64>(inputBytes >> 3) + 32) & ~31
  reserveArena(bitsEnd)
  store<u32>(f, bits, F_JUMPDESTS)
  store<u32>(f, <u32>bitsEnd, F_MEM)
  markJumpdests(input, inputBytes, bits)
  if (observe & OBSERVE_CALLS) hostEnter(f)
}

// ---- ending ----------------------------------------------------------------------------------------------------

/**
 * Ends the current frame with the output at `output`. Gas left is the frame's F_GAS, or 0 on a halt. Failure undoes
 * what the frame did. The caller's frame is current afterwards and has received the result.
 */
export function endFrame(status: u32, halt: u32, output: usize, bytes: u32): void {
  const f = frame
  const kind = load<u32>(f, F_KIND)
  if (status == STATUS_SUCCESS && kind >= KIND_CREATE) {
    const refused = deposit(f, output, bytes)
    if (refused) {
      status = STATUS_HALT
      halt = refused
    }
    bytes = 0
  }
  let gas = load<i64>(f, F_GAS)
  if (status == STATUS_HALT) {
    gas = 0
    bytes = 0
  }
  if (bytes && output != RETURN) copyBytes(RETURN, output, bytes)
  returnBytes = bytes
  let refunded = refund
  if (status != STATUS_SUCCESS) undoFrame(f)
  let created = f + F_ADDRESS
  if (observe) {
    if (observe & ISOLATING && depth == 2 && isIsolated()) {
      finishIsolated(f, status)
      if (status != STATUS_HALT) gas = load<i64>(f, F_GAS)
      refunded = refund
    }
    if (observe & OBSERVE_COVERAGE) {
      const entry = <usize>load<u32>(f, F_CODE_ENTRY)
      if (entry) hitEnd(<usize>load<u32>(entry, CODE_GROUP), status)
    }
    if (observe & OBSERVE_CALLS) hostLeave(f, status, halt, gas, bytes)
    if (observe & INTERCEPT_FRAMES) {
      copyWord(INTERCEPTED + INTERCEPTED_CREATED, created)
      const answer = hostAfter(f, status, halt, bytes)
      if (answer) {
        created = INTERCEPTED + INTERCEPTED_CREATED
        if (answer - 1 != STATUS_SUCCESS && status == STATUS_SUCCESS) undoFrame(f)
        // As in forge: what is undone counts for the refund if its caller sees a success.
        if (answer - 1 == STATUS_SUCCESS) refund = refunded
        status = answer - 1
        halt = 0
        bytes = load<u32>(RESULT, RES_OUTPUT_BYTES)
        returnBytes = bytes
      }
    }
    if (isImpersonating()) endImpersonation(f, kind)
  }
  clearArena(f)
  const parent = f - FRAME_BYTES
  frame = parent
  depth--
  deliver(parent, status, halt, gas)
  // The address of what was created goes where a call would have put 1.
  if (status == STATUS_SUCCESS && kind >= KIND_CREATE) {
    if (load<u32>(parent, F_MODE) == MODE_HOST) copyWord(RESULT + RES_CREATED, created)
    else copyWord(<usize>load<u32>(parent, F_SP), created)
  }
}

/** Takes back what the frame changed, logged and refunded. */
function undoFrame(f: usize): void {
  undoTo(<usize>load<u32>(f, F_JOURNAL))
  logTop = <usize>load<u32>(f, F_LOG)
  logCount = load<u32>(f, F_LOG_COUNT)
  refund = load<i64>(f, F_REFUND)
}

// @ts-ignore: decorator
@inline
function clearArena(f: usize): void {
  const start = <usize>load<u32>(f, F_ARENA)
  const end = <usize>load<u32>(f, F_MEM) + <usize>load<u32>(f, F_MEM_BYTES)
  if (end - start <= 512) {
    const zero = i64x2.splat(0)
    for (let at = start; at < end; at += 32) {
      v128.store(at, zero)
      v128.store(at, zero, 16)
    }
  } else {
    memory.fill(start, 0, end - start)
  }
}

/** Stores the code of a finished creation. Result: 0, or the halt that refuses it (EIP-170, EIP-3541; 200 gas a byte). */
function deposit(f: usize, output: usize, bytes: u32): u32 {
  if (bytes > load<u32>(RULES, RULE_CODE_MAX)) return HALT_CODE_SIZE
  if (bytes && load<u8>(output) == 0xef) return HALT_INVALID_CODE
  const gas = load<i64>(f, F_GAS) - 200 * <i64>bytes
  if (gas < 0) return HALT_OUT_OF_GAS
  store<i64>(f, gas, F_GAS)
  if (bytes) setCodeNumber(<usize>load<u32>(f, F_ACCOUNT), internCode(output, bytes))
  return 0
}

/** Gives a finished call's result to `parent`: success flag and output to a running frame, everything to RESULT for a host. */
export function deliver(parent: usize, status: u32, halt: u32, gas: i64): void {
  if (load<u32>(parent, F_MODE) == MODE_HOST) {
    store<u32>(RESULT, status, RES_STATUS)
    store<u32>(RESULT, halt, RES_HALT)
    store<i64>(RESULT, gas, RES_GAS_LEFT)
    store<u32>(RESULT, <u32>RETURN, RES_OUTPUT)
    store<u32>(RESULT, returnBytes, RES_OUTPUT_BYTES)
    return
  }
  setWord(<usize>load<u32>(parent, F_SP), <u64>(status == STATUS_SUCCESS))
  store<i64>(parent, load<i64>(parent, F_GAS) + gas, F_GAS)
  const bytes = min(load<u32>(parent, F_OUT_BYTES), returnBytes)
  if (bytes) copyBytes(<usize>load<u32>(parent, F_OUT), RETURN, bytes)
}

/** Drops every frame above `keep` without delivering anything, after a trap or a throw from host code. */
export function unwindFrames(keep: u32): void {
  if (keep < 2) abandonIsolated()
  if (depth > keep) {
    // What the lowest frame to go had logged and refunded goes with it.
    const lowest = FRAMES + <usize>(keep + 1) * FRAME_BYTES
    logTop = <usize>load<u32>(lowest, F_LOG)
    logCount = load<u32>(lowest, F_LOG_COUNT)
    refund = load<i64>(lowest, F_REFUND)
  }
  returnBytes = 0
  while (depth > keep) {
    clearArena(frame)
    frame -= FRAME_BYTES
    depth--
  }
}
