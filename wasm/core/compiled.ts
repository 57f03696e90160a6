// Compiled code: WebAssembly that src/jit wrote for one contract, entered through the table of functions. A frame in this
// mode is a frame like any other: between blocks its stack, gas and memory are where the loops have them, so any loop can
// take it over, and calls between contracts go through `execute` and cost no native stack.
//
// What is exported here is what compiled code calls. `gas` is always the exact gas at that place of the code.

import {
  CODE_ENTRY, CODE_GROUP, EDGE_BLOCK_GENERATION, ENV, ENV_BASE_FEE, ENV_BLOB_BASE_FEE, ENV_CHAIN_ID, ENV_COINBASE, ENV_GAS_LIMIT, ENV_NUMBER,
  ENV_PREVRANDAO, ENV_TIMESTAMP, ACC_BALANCE, F_ACCOUNT, F_CODE, F_CODE_BYTES, F_CODE_ENTRY, F_COMPILED, F_GAS, F_IP, F_MEM, F_MODE,
  F_PC_MAP, F_SP, HALT_INVALID_JUMP, HALT_INVALID_OPCODE, HALT_OUT_OF_GAS, KIND_CALL, KIND_CALLCODE, KIND_CREATE,
  KIND_CREATE2, KIND_DELEGATECALL, KIND_STATICCALL, OBSERVE_COMPARES, OBSERVE_COVERAGE, OBSERVE_WRAPS, RETURN, STATUS_HALT, STATUS_SUCCESS,
} from './layout'
import { opCall, opCreate } from './calls'
import { dynamicEdge, hitDynamicEdge, touchBlock } from './coverage'
import { depth, endFrame, frame, growMemory, growMemoryTo, MODE_COMPILED, MODE_FAST, observe, runChecked } from './frame'
import {
  calldataWord, noteCompare, noteWrap, opBalance, opBlobhash, opBlockhash, opCalldatacopy, opCodecopy, opExtcodecopy, opExtcodehash,
  opExtcodesize, opLog, opMcopy, opReturndatacopy, opSload, opTload, opTstore,
} from './ops'
import { byteLength, exp } from './u256'
import { noteBalance, noteBlock } from './watch'
import { copyWord, fitsU32 } from './word'

const OOG: i64 = -(<i64>HALT_OUT_OF_GAS)

/** Runs frames of compiled code until one ends that was called by the frame at depth `floor`, or another mode goes on. */
export function runCompiled(floor: u32): void {
  while (true) {
    const f = frame
    if (depth <= floor || load<u32>(f, F_MODE) != MODE_COMPILED) return
    call_indirect<void>(load<u32>(f, F_COMPILED), f)
  }
}

// ---- leaving a frame ---------------------------------------------------------------------------------------------

/** The frame halts. */
export function compiledHalt(reason: u32): void {
  endFrame(STATUS_HALT, reason, RETURN, 0)
}

export function compiledStop(f: usize, gas: i64): void {
  store<i64>(f, gas, F_GAS)
  endFrame(STATUS_SUCCESS, 0, RETURN, 0)
}

/** RETURN and REVERT: offset and length are on the stack at sp. */
export function compiledReturn(f: usize, sp: usize, gas: i64, status: u32): void {
  gas = growMemoryTo(f, sp, sp + 32, gas)
  if (gas < 0) {
    endFrame(STATUS_HALT, HALT_OUT_OF_GAS, RETURN, 0)
    return
  }
  store<i64>(f, gas, F_GAS)
  const bytes = load<u32>(sp, 32)
  endFrame(status, 0, <usize>load<u32>(f, F_MEM) + (bytes ? <usize>load<u32>(sp) : 0), bytes)
}

/** The checked loop goes on at pc. */
export function compiledChecked(f: usize, sp: usize, gas: i64, pc: u32): void {
  store<u32>(f, <u32>sp, F_SP)
  store<i64>(f, gas, F_GAS)
  runChecked(f, pc)
}

/** A loop goes on at pc: the fast one if a section is known to begin there. */
export function compiledSection(f: usize, sp: usize, gas: i64, pc: u32): void {
  let header: u32 = 0
  if (pc == 0) header = load<u32>(<usize>load<u32>(f, F_CODE_ENTRY), CODE_ENTRY)
  // The map also holds instructions at the pcs of jumps.
  else if (load<u8>(<usize>load<u32>(f, F_CODE) + <usize>pc) == 0x5b) {
    header = load<u32>(<usize>load<u32>(f, F_PC_MAP) + (<usize>pc << 2))
  }
  if (header == 0) {
    compiledChecked(f, sp, gas, pc)
    return
  }
  store<u32>(f, <u32>sp, F_SP)
  store<i64>(f, gas, F_GAS)
  store<u32>(f, MODE_FAST, F_MODE)
  store<u32>(f, header, F_IP)
}

/**
 * A jump at `from` to a place that was not compiled, or is no place to jump to. Gas and stack are those behind the jump. Code that
 * notes operands goes on in the checked loop, which does so too.
 */
export function compiledJump(f: usize, sp: usize, gas: i64, from: u32, target: u32, notes: u32): void {
  if (target >= load<u32>(f, F_CODE_BYTES) || load<u8>(<usize>load<u32>(f, F_CODE) + <usize>target) != 0x5b ||
    load<u32>(<usize>load<u32>(f, F_PC_MAP) + (<usize>target << 2)) == 0) {
    endFrame(STATUS_HALT, HALT_INVALID_JUMP, RETURN, 0)
    return
  }
  if (observe & OBSERVE_COVERAGE) hitDynamicEdge(<usize>load<u32>(<usize>load<u32>(f, F_CODE_ENTRY), CODE_GROUP), from, target)
  if (notes) compiledChecked(f, sp, gas, target)
  else compiledSection(f, sp, gas, target)
}

/** Calls and creations. The frame goes on at block `next` when the call has ended. */
export function compiledCall(f: usize, sp: usize, gas: i64, next: u32, op: u32): void {
  store<u32>(f, next, F_IP)
  store<u32>(f, <u32>sp, F_SP)
  store<i64>(f, gas, F_GAS)
  let refused: u32
  switch (op) {
    case 0xf0: refused = opCreate(f, KIND_CREATE); break
    case 0xf5: refused = opCreate(f, KIND_CREATE2); break
    case 0xf1: refused = opCall(f, KIND_CALL); break
    case 0xf2: refused = opCall(f, KIND_CALLCODE); break
    case 0xf4: refused = opCall(f, KIND_DELEGATECALL); break
    default: refused = opCall(f, KIND_STATICCALL)
  }
  if (refused) endFrame(STATUS_HALT, refused, RETURN, 0)
}

// ---- in the middle of a block ------------------------------------------------------------------------------------

/** Memory up to offset + bytes. Result: the gas left, or -1. */
export function compiledGrow(f: usize, offset: u64, bytes: u64, gas: i64): i64 {
  return growMemory(f, offset, bytes, gas)
}

export function compiledSload(f: usize, sp: usize, gas: i64): i64 {
  return opSload(f, sp, gas)
}

export function compiledCalldata(f: usize, to: usize, offset: u64): void {
  calldataWord(f, to, offset)
}

/** Id of the edge of a jump that the decoder did not resolve; 0 if there is no more room. Compiled code remembers it. */
export function compiledEdgeId(f: usize, from: u32, to: u32): u32 {
  return dynamicEdge(<usize>load<u32>(<usize>load<u32>(f, F_CODE_ENTRY), CODE_GROUP), from, to)
}

/** The edge joins the next merge. */
export function compiledTouch(id: u32): void {
  touchBlock(id, EDGE_BLOCK_GENERATION + (<usize>(id >> 4) << 2))
}

/** Notes the operands of a comparison, as the checked loop does. */
export function compiledCompare(f: usize, pc: u32, op: u32, left: usize, right: usize): void {
  if (observe & OBSERVE_COMPARES) noteCompare(f, pc, op, left, right)
}

/** Notes a condition of a jump that is no truth value. */
export function compiledCondition(f: usize, pc: u32, condition: usize): void {
  if (observe & OBSERVE_COMPARES && !(fitsU32(condition) && load<u32>(condition) <= 1)) noteCompare(f, pc, 0x15, condition, 0)
}

/** Notes arithmetic that may wrap. */
export function compiledWrap(f: usize, pc: u32, op: u32, left: usize, right: usize): void {
  if (observe & OBSERVE_WRAPS) noteWrap(f, pc, op, left, right)
}

/** Every other opcode, with its operands on the stack at sp; the result is where the last operand was, or at sp. */
export function compiledOp(f: usize, sp: usize, gas: i64, op: u32): i64 {
  switch (op) {
    case 0x0a: { // EXP: 50 gas per byte of the exponent (EIP-160)
      gas -= 50 * <i64>byteLength(sp + 32)
      if (gas < 0) return OOG
      exp(sp + 32, sp, sp + 32)
      return gas
    }
    case 0x31: return opBalance(sp, gas)
    case 0x37: return opCalldatacopy(f, sp, gas)
    case 0x39: return opCodecopy(f, sp, gas)
    case 0x3b: return opExtcodesize(sp, gas)
    case 0x3c: return opExtcodecopy(f, sp, gas)
    case 0x3e: return opReturndatacopy(f, sp, gas)
    case 0x3f: return opExtcodehash(sp, gas)
    case 0x40: noteBlock(); opBlockhash(sp); return gas
    case 0x41: noteBlock(); copyWord(sp, ENV + ENV_COINBASE); return gas
    case 0x42: noteBlock(); copyWord(sp, ENV + ENV_TIMESTAMP); return gas
    case 0x43: noteBlock(); copyWord(sp, ENV + ENV_NUMBER); return gas
    case 0x44: noteBlock(); copyWord(sp, ENV + ENV_PREVRANDAO); return gas
    case 0x45: noteBlock(); copyWord(sp, ENV + ENV_GAS_LIMIT); return gas
    case 0x46: noteBlock(); copyWord(sp, ENV + ENV_CHAIN_ID); return gas
    case 0x47: noteBalance(); copyWord(sp, <usize>load<u32>(f, F_ACCOUNT) + ACC_BALANCE); return gas
    case 0x48: noteBlock(); copyWord(sp, ENV + ENV_BASE_FEE); return gas
    case 0x49: opBlobhash(sp); return gas
    case 0x4a: noteBlock(); copyWord(sp, ENV + ENV_BLOB_BASE_FEE); return gas
    case 0x5c: opTload(f, sp); return gas
    case 0x5d: return opTstore(f, sp, gas)
    case 0x5e: return opMcopy(f, sp, gas)
    case 0xa0: case 0xa1: case 0xa2: case 0xa3: case 0xa4: return opLog(f, sp, gas, op - 0xa0)
    default: return -(<i64>HALT_INVALID_OPCODE)
  }
}
