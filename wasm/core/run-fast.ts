// The fast loop: runs decoded instructions. Gas and stack were checked at the section's header, so an instruction only
// checks what depends on its operands.
//
// Three nested loops: the innermost runs instructions (`continue`); `break` out of the switch means that ip points at
// a header, which is checked before going on; ip == 0 means that the frame changed (gas >= 0) or halts (gas < 0, then
// minus the HALT_*), and everything is read from the current frame again.

import {
  ACC_BALANCE, CODE_GROUP, ENV, ENV_BASE_FEE, ENV_BLOB_BASE_FEE, ENV_CHAIN_ID, ENV_COINBASE, ENV_GAS_LIMIT,
  ENV_GAS_PRICE, ENV_NUMBER, ENV_ORIGIN, ENV_PREVRANDAO, ENV_TIMESTAMP, F_ACCOUNT, F_ADDRESS, F_CALLER, F_CODE_BYTES,
  F_CODE_ENTRY, F_GAS, F_INPUT_BYTES, F_IP, F_MEM, F_MEM_BYTES, F_MODE, F_PC_MAP, F_SP, F_STACK_BASE, F_STACK_LIMIT,
  F_VALUE, HALT_INVALID_JUMP, HALT_INVALID_OPCODE, HALT_OUT_OF_GAS, KIND_CALL, KIND_CALLCODE, KIND_CREATE,
  KIND_CREATE2, KIND_DELEGATECALL, KIND_STATICCALL, OBSERVE_COVERAGE, RETURN, STATUS_HALT, STATUS_REVERT,
  STATUS_SUCCESS, F_CODE,
} from './layout'
import { opCall, opCreate, opSelfdestruct } from './calls'
import { dynamicEdge, hitDynamic, hitDynamicEdge, hitEdge } from './coverage'
import { depth, endFrame, frame, growMemory, growMemoryTo, MODE_FAST, observe, returnBytes, runChecked } from './frame'
import {
  H_GAS, H_GROW, H_NEED, H_PC, HEADER_BYTES, I_ADD, I_ADD_WORD, I_ADDRESS, I_AND, I_AND_WORD, I_BOOL, I_CALLDATALOAD,
  I_DIV_WORD, I_DUP_ADD, I_DUP_ADD_SMALL, I_DUP_AND, I_DUP_DUP, I_DUP_GT, I_DUP_JUMPI, I_DUP_LT, I_DUP_MLOAD,
  I_DUP_MSTORE, I_DUP_MUL, I_DUP_OR, I_DUP_SHR, I_DUP_SUB, I_DUP_SWAP, I_DUP_XOR, I_EQ, I_EQ_JUMPI, I_FALL, I_GT_JUMPI,
  I_GT_WORD, I_JUMP, I_JUMP_DYNAMIC, I_JUMPI, I_LT_JUMPI, I_LT_WORD, I_MLOAD, I_MOD_WORD, I_MSTORE, I_MUL_WORD, I_OR_WORD, I_POPS,
  I_PUSH, I_PUSH_DUP, I_PUSH_PUSH, I_PUSH_WORD, I_SELECTOR, I_SGT_JUMPI, I_SHL, I_SHR, I_SLT_JUMPI,
  I_SUB_FROM, I_SWAP_DIV, I_SWAP_DUP, I_SWAP_JUMP_DYNAMIC, I_SWAP_POPS, I_SWAP_SUB, I_SWAP_SWAP,
} from './instructions'
import {
  calldataWord, opBalance, opBlobhash, opBlockhash, opCalldatacopy, opCalldataload, opCodecopy, opExtcodecopy,
  opExtcodehash, opExtcodesize, opKeccak, opLog, opMcopy, opReturndatacopy, opSload, opSstore, opTload, opTstore,
} from './ops'
import {
  add, addmod, and, byte, byteLength, clz as clz256, div, eq, exp, gt, isZero, lt, mod, mul, mulmod, not, or, sar, sdiv, sgt, shl,
  shiftLeft, shiftRight, shr, signextend, slt, smod, sub, xor,
} from './u256'
import { noteBalance, noteBlock } from './watch'
import { copyWord, loadBytesAsWord, setWord, storeWordAsBytes, fitsU32 } from './word'

const OOG: i64 = -(<i64>HALT_OUT_OF_GAS)

// @ts-ignore: decorator
@inline
function swap(a: usize, b: usize): void {
  const aLow = v128.load(a)
  const aHigh = v128.load(a, 16)
  const bLow = v128.load(b)
  const bHigh = v128.load(b, 16)
  v128.store(a, bLow)
  v128.store(a, bHigh, 16)
  v128.store(b, aLow)
  v128.store(b, aHigh, 16)
}

/** dst = a + small, where dst may be a. */
// @ts-ignore: decorator
@inline
function addSmall(at: usize, small: u64): void {
  const s0 = load<u64>(at) + small
  store<u64>(at, s0)
  if (s0 < small) {
    const s1 = load<u64>(at, 8) + 1
    store<u64>(at, s1, 8)
    if (s1 == 0) {
      const s2 = load<u64>(at, 16) + 1
      store<u64>(at, s2, 16)
      if (s2 == 0) store<u64>(at, load<u64>(at, 24) + 1, 24)
    }
  }
}

// @ts-ignore: decorator
@inline
function isSmall(at: usize, small: u64): bool {
  return ((load<u64>(at) ^ small) | load<u64>(at, 8) | load<u64>(at, 16) | load<u64>(at, 24)) == 0
}

/** x = small - x */
// @ts-ignore: decorator
@inline
function subFromSmall(at: usize, small: u64): void {
  const x0 = load<u64>(at)
  const borrow0 = <u64>(small < x0)
  store<u64>(at, small - x0)
  const x1 = load<u64>(at, 8)
  const borrow1 = <u64>((x1 | borrow0) != 0)
  store<u64>(at, 0 - x1 - borrow0, 8)
  const x2 = load<u64>(at, 16)
  const borrow2 = <u64>((x2 | borrow1) != 0)
  store<u64>(at, 0 - x2 - borrow1, 16)
  store<u64>(at, 0 - load<u64>(at, 24) - borrow2, 24)
}

/** The word as a memory offset; anything above 2^64 - 1 is as good as that. */
// @ts-ignore: decorator
@inline
function memoryOffset(at: usize): u64 {
  return (load<u64>(at, 8) | load<u64>(at, 16) | load<u64>(at, 24)) == 0 ? load<u64>(at) : u64.MAX_VALUE
}

/**
 * Header of the JUMPDEST that the word names, or 0. Dynamic jumps only: internal function returns, mostly.
 */
// @ts-ignore: decorator
@inline
function headerAt(f: usize, target: usize): usize {
  if (!fitsU32(target)) return 0
  const pc = load<u32>(target)
  if (pc >= load<u32>(f, F_CODE_BYTES)) return 0
  // The map also holds instructions at the pcs of JUMPs; only a JUMPDEST byte is a target.
  if (load<u8>(<usize>load<u32>(f, F_CODE) + <usize>pc) != 0x5b) return 0
  return <usize>load<u32>(<usize>load<u32>(f, F_PC_MAP) + (<usize>pc << 2))
}

/** Runs frames until one ends that was called by the frame at depth `floor`, or until the checked loop must go on. */
export function runFast(floor: u32): void {
  let f: usize = 0
  let ip: usize = 0
  let sp: usize = 0
  let gas: i64 = 0
  let mem: usize = 0
  let memBytes: u32 = 0
  let stackBase: usize = 0
  let stackLimit: usize = 0
  const covers = (observe & OBSERVE_COVERAGE) != 0

  while (true) {
    if (ip == 0) {
      if (gas < 0) endFrame(STATUS_HALT, <u32>-gas, RETURN, 0)
      f = frame
      if (depth <= floor || load<u32>(f, F_MODE) != MODE_FAST) return
      ip = <usize>load<u32>(f, F_IP)
      sp = <usize>load<u32>(f, F_SP)
      gas = load<i64>(f, F_GAS)
      mem = <usize>load<u32>(f, F_MEM)
      memBytes = load<u32>(f, F_MEM_BYTES)
      stackBase = <usize>load<u32>(f, F_STACK_BASE)
      stackLimit = <usize>load<u32>(f, F_STACK_LIMIT)
    }
    // Section header.
    {
      const charged = gas - <i64>load<u32>(ip, H_GAS)
      if (
        charged < 0 ||
        stackBase - sp < <usize>load<u32>(ip, H_NEED) ||
        // Not sp - growth: a section may claim more stack than there is address space below.
        sp - stackLimit < <usize>load<u32>(ip, H_GROW)
      ) {
        store<u32>(f, <u32>sp, F_SP)
        store<i64>(f, gas, F_GAS)
        runChecked(f, load<u32>(ip, H_PC))
        return
      }
      gas = charged
      ip += HEADER_BYTES
    }
    while (true) {
      const instruction = load<u64>(ip)
      ip += 8
      switch (<i32>(instruction & 0xffff)) {
        case 0x00: { // STOP
          store<i64>(f, gas, F_GAS)
          endFrame(STATUS_SUCCESS, 0, RETURN, 0)
          ip = 0
          gas = 0
          break
        }
        case 0x01: add(sp + 32, sp, sp + 32); sp += 32; continue
        case 0x02: mul(sp + 32, sp, sp + 32); sp += 32; continue
        case 0x03: sub(sp + 32, sp, sp + 32); sp += 32; continue
        case 0x04: div(sp + 32, sp, sp + 32); sp += 32; continue
        case 0x05: sdiv(sp + 32, sp, sp + 32); sp += 32; continue
        case 0x06: mod(sp + 32, sp, sp + 32); sp += 32; continue
        case 0x07: smod(sp + 32, sp, sp + 32); sp += 32; continue
        case 0x08: addmod(sp + 64, sp, sp + 32, sp + 64); sp += 64; continue
        case 0x09: mulmod(sp + 64, sp, sp + 32, sp + 64); sp += 64; continue
        case 0x0a: { // EXP: 50 gas per byte of the exponent (EIP-160)
          gas -= 50 * <i64>byteLength(sp + 32)
          if (gas < 0) { gas = OOG; ip = 0; break }
          exp(sp + 32, sp, sp + 32)
          sp += 32
          continue
        }
        case 0x0b: signextend(sp + 32, sp, sp + 32); sp += 32; continue
        case 0x10: { const r = lt(sp, sp + 32); sp += 32; setWord(sp, <u64>r); continue }
        case 0x11: { const r = gt(sp, sp + 32); sp += 32; setWord(sp, <u64>r); continue }
        case 0x12: { const r = slt(sp, sp + 32); sp += 32; setWord(sp, <u64>r); continue }
        case 0x13: { const r = sgt(sp, sp + 32); sp += 32; setWord(sp, <u64>r); continue }
        case 0x14: { const r = eq(sp, sp + 32); sp += 32; setWord(sp, <u64>r); continue }
        case 0x15: setWord(sp, <u64>isZero(sp)); continue
        case 0x16: and(sp + 32, sp, sp + 32); sp += 32; continue
        case 0x17: or(sp + 32, sp, sp + 32); sp += 32; continue
        case 0x18: xor(sp + 32, sp, sp + 32); sp += 32; continue
        case 0x19: not(sp, sp); continue
        case 0x1a: byte(sp + 32, sp, sp + 32); sp += 32; continue
        case 0x1b: shl(sp + 32, sp, sp + 32); sp += 32; continue
        case 0x1c: shr(sp + 32, sp, sp + 32); sp += 32; continue
        case 0x1d: sar(sp + 32, sp, sp + 32); sp += 32; continue
        case 0x1e: clz256(sp, sp); continue
        case 0x20: { // KECCAK256
          gas = opKeccak(f, sp, gas)
          if (gas < 0) { ip = 0; break }
          memBytes = load<u32>(f, F_MEM_BYTES)
          sp += 32
          continue
        }
        case 0x30: sp -= 32; copyWord(sp, f + F_ADDRESS); continue
        case 0x31: gas = opBalance(sp, gas); if (gas < 0) { ip = 0; break } continue
        case 0x32: sp -= 32; copyWord(sp, ENV + ENV_ORIGIN); continue
        case 0x33: sp -= 32; copyWord(sp, f + F_CALLER); continue
        case 0x34: sp -= 32; copyWord(sp, f + F_VALUE); continue
        case 0x35: opCalldataload(f, sp); continue
        case 0x36: sp -= 32; setWord(sp, <u64>load<u32>(f, F_INPUT_BYTES)); continue
        case 0x37: {
          gas = opCalldatacopy(f, sp, gas)
          if (gas < 0) { ip = 0; break }
          memBytes = load<u32>(f, F_MEM_BYTES)
          sp += 96
          continue
        }
        case 0x38: sp -= 32; setWord(sp, <u64>load<u32>(f, F_CODE_BYTES)); continue
        case 0x39: {
          gas = opCodecopy(f, sp, gas)
          if (gas < 0) { ip = 0; break }
          memBytes = load<u32>(f, F_MEM_BYTES)
          sp += 96
          continue
        }
        case 0x3a: sp -= 32; copyWord(sp, ENV + ENV_GAS_PRICE); continue
        case 0x3b: gas = opExtcodesize(sp, gas); if (gas < 0) { ip = 0; break } continue
        case 0x3c: {
          gas = opExtcodecopy(f, sp, gas)
          if (gas < 0) { ip = 0; break }
          memBytes = load<u32>(f, F_MEM_BYTES)
          sp += 128
          continue
        }
        case 0x3d: sp -= 32; setWord(sp, <u64>returnBytes); continue
        case 0x3e: {
          gas = opReturndatacopy(f, sp, gas)
          if (gas < 0) { ip = 0; break }
          memBytes = load<u32>(f, F_MEM_BYTES)
          sp += 96
          continue
        }
        case 0x3f: gas = opExtcodehash(sp, gas); if (gas < 0) { ip = 0; break } continue
        case 0x40: noteBlock(); opBlockhash(sp); continue
        case 0x41: noteBlock(); sp -= 32; copyWord(sp, ENV + ENV_COINBASE); continue
        case 0x42: noteBlock(); sp -= 32; copyWord(sp, ENV + ENV_TIMESTAMP); continue
        case 0x43: noteBlock(); sp -= 32; copyWord(sp, ENV + ENV_NUMBER); continue
        case 0x44: noteBlock(); sp -= 32; copyWord(sp, ENV + ENV_PREVRANDAO); continue
        case 0x45: noteBlock(); sp -= 32; copyWord(sp, ENV + ENV_GAS_LIMIT); continue
        case 0x46: noteBlock(); sp -= 32; copyWord(sp, ENV + ENV_CHAIN_ID); continue
        case 0x47: noteBalance(); sp -= 32; copyWord(sp, <usize>load<u32>(f, F_ACCOUNT) + ACC_BALANCE); continue
        case 0x48: noteBlock(); sp -= 32; copyWord(sp, ENV + ENV_BASE_FEE); continue
        case 0x49: opBlobhash(sp); continue
        case 0x4a: noteBlock(); sp -= 32; copyWord(sp, ENV + ENV_BLOB_BASE_FEE); continue
        case 0x50: sp += 32; continue
        case 0x51: { // MLOAD
          const offset = memoryOffset(sp)
          if (offset > 0xffffff00 || <u32>offset + 32 > memBytes) {
            gas = growMemory(f, offset, 32, gas)
            if (gas < 0) { gas = OOG; ip = 0; break }
            memBytes = load<u32>(f, F_MEM_BYTES)
          }
          loadBytesAsWord(sp, mem + <usize>offset)
          continue
        }
        case 0x52: { // MSTORE
          const offset = memoryOffset(sp)
          if (offset > 0xffffff00 || <u32>offset + 32 > memBytes) {
            gas = growMemory(f, offset, 32, gas)
            if (gas < 0) { gas = OOG; ip = 0; break }
            memBytes = load<u32>(f, F_MEM_BYTES)
          }
          storeWordAsBytes(mem + <usize>offset, sp + 32)
          sp += 64
          continue
        }
        case 0x53: { // MSTORE8
          const offset = memoryOffset(sp)
          if (offset > 0xffffff00 || <u32>offset + 1 > memBytes) {
            gas = growMemory(f, offset, 1, gas)
            if (gas < 0) { gas = OOG; ip = 0; break }
            memBytes = load<u32>(f, F_MEM_BYTES)
          }
          store<u8>(mem + <usize>offset, load<u8>(sp, 32))
          sp += 64
          continue
        }
        case 0x54: gas = opSload(f, sp, gas); if (gas < 0) { ip = 0; break } continue
        case 0x55: { // SSTORE ends its section
          gas = opSstore(f, sp, gas)
          sp += 64
          if (gas < 0) ip = 0
          break
        }
        case 0x57: { // JUMPI to a target known only now; a header follows
          const pc = <u32>(instruction >> 32)
          if (isZero(sp + 32)) {
            if (covers) hitDynamicEdge(<usize>load<u32>(<usize>load<u32>(f, F_CODE_ENTRY), CODE_GROUP), pc, pc + 1)
          } else {
            const header = headerAt(f, sp)
            if (header == 0) { gas = -(<i64>HALT_INVALID_JUMP); ip = 0; break }
            if (covers) hitDynamicEdge(<usize>load<u32>(<usize>load<u32>(f, F_CODE_ENTRY), CODE_GROUP), pc, load<u32>(sp))
            ip = header
          }
          sp += 64
          break
        }
        case 0x58: sp -= 32; setWord(sp, instruction >> 32); continue
        case 0x59: sp -= 32; setWord(sp, <u64>memBytes); continue
        case 0x5a: sp -= 32; setWord(sp, <u64>gas); break // GAS ends its section
        case 0x5c: opTload(f, sp); continue
        case 0x5d: {
          gas = opTstore(f, sp, gas)
          if (gas < 0) { ip = 0; break }
          sp += 64
          continue
        }
        case 0x5e: {
          gas = opMcopy(f, sp, gas)
          if (gas < 0) { ip = 0; break }
          memBytes = load<u32>(f, F_MEM_BYTES)
          sp += 96
          continue
        }
        case 0x80: sp -= 32; copyWord(sp, sp + 32); continue
        case 0x81: sp -= 32; copyWord(sp, sp + 64); continue
        case 0x82: sp -= 32; copyWord(sp, sp + 96); continue
        case 0x83: sp -= 32; copyWord(sp, sp + 128); continue
        case 0x84: sp -= 32; copyWord(sp, sp + 160); continue
        case 0x85: sp -= 32; copyWord(sp, sp + 192); continue
        case 0x86: sp -= 32; copyWord(sp, sp + 224); continue
        case 0x87: sp -= 32; copyWord(sp, sp + 256); continue
        case 0x88: sp -= 32; copyWord(sp, sp + 288); continue
        case 0x89: sp -= 32; copyWord(sp, sp + 320); continue
        case 0x8a: sp -= 32; copyWord(sp, sp + 352); continue
        case 0x8b: sp -= 32; copyWord(sp, sp + 384); continue
        case 0x8c: sp -= 32; copyWord(sp, sp + 416); continue
        case 0x8d: sp -= 32; copyWord(sp, sp + 448); continue
        case 0x8e: sp -= 32; copyWord(sp, sp + 480); continue
        case 0x8f: sp -= 32; copyWord(sp, sp + 512); continue
        case 0x90: swap(sp, sp + 32); continue
        case 0x91: swap(sp, sp + 64); continue
        case 0x92: swap(sp, sp + 96); continue
        case 0x93: swap(sp, sp + 128); continue
        case 0x94: swap(sp, sp + 160); continue
        case 0x95: swap(sp, sp + 192); continue
        case 0x96: swap(sp, sp + 224); continue
        case 0x97: swap(sp, sp + 256); continue
        case 0x98: swap(sp, sp + 288); continue
        case 0x99: swap(sp, sp + 320); continue
        case 0x9a: swap(sp, sp + 352); continue
        case 0x9b: swap(sp, sp + 384); continue
        case 0x9c: swap(sp, sp + 416); continue
        case 0x9d: swap(sp, sp + 448); continue
        case 0x9e: swap(sp, sp + 480); continue
        case 0x9f: swap(sp, sp + 512); continue
        case 0xa0: case 0xa1: case 0xa2: case 0xa3: case 0xa4: {
          const topics = <u32>(instruction & 0xff) - 0xa0
          gas = opLog(f, sp, gas, topics)
          if (gas < 0) { ip = 0; break }
          memBytes = load<u32>(f, F_MEM_BYTES)
          sp += <usize>((topics + 2) << 5)
          continue
        }
        case 0xf0: case 0xf5: {
          store<u32>(f, <u32>ip, F_IP)
          store<u32>(f, <u32>sp, F_SP)
          store<i64>(f, gas, F_GAS)
          const refused = opCreate(f, (instruction & 0xff) == 0xf0 ? KIND_CREATE : KIND_CREATE2)
          gas = -(<i64>refused)
          ip = 0
          break
        }
        case 0xf1: case 0xf2: case 0xf4: case 0xfa: {
          store<u32>(f, <u32>ip, F_IP)
          store<u32>(f, <u32>sp, F_SP)
          store<i64>(f, gas, F_GAS)
          const op = <u32>(instruction & 0xff)
          const kind = op == 0xf1 ? KIND_CALL : op == 0xfa ? KIND_STATICCALL : op == 0xf4 ? KIND_DELEGATECALL : KIND_CALLCODE
          const refused = opCall(f, kind)
          gas = -(<i64>refused)
          ip = 0
          break
        }
        case 0xf3: case 0xfd: { // RETURN, REVERT
          gas = growMemoryTo(f, sp, sp + 32, gas)
          if (gas < 0) { gas = OOG; ip = 0; break }
          store<i64>(f, gas, F_GAS)
          const bytes = load<u32>(sp, 32)
          endFrame(
            (instruction & 0xff) == 0xf3 ? STATUS_SUCCESS : STATUS_REVERT, 0,
            mem + (bytes ? <usize>load<u32>(sp) : 0), bytes,
          )
          gas = 0
          ip = 0
          break
        }
        case 0xff: {
          store<u32>(f, <u32>sp, F_SP)
          store<i64>(f, gas, F_GAS)
          const refused = opSelfdestruct(f)
          gas = -(<i64>refused)
          if (!refused) endFrame(STATUS_SUCCESS, 0, RETURN, 0)
          ip = 0
          break
        }

        // ---- our own instructions -----------------------------------------------------------------------------
        case I_FALL: break
        case I_JUMP: {
          if (covers) hitEdge(load<u32>(ip))
          ip = <usize>(instruction >> 32)
          break
        }
        case I_JUMPI: {
          const taken = <u64>!isZero(sp) != (instruction >> 16 & 1)
          sp += 32
          if (covers) hitEdge(load<u32>(taken ? ip : ip + 4))
          ip = taken ? <usize>(instruction >> 32) : ip + 8
          break
        }
        case I_LT_JUMPI: {
          const taken = <u64>lt(sp, sp + 32) != (instruction >> 16 & 1)
          sp += 64
          if (covers) hitEdge(load<u32>(taken ? ip : ip + 4))
          ip = taken ? <usize>(instruction >> 32) : ip + 8
          break
        }
        case I_GT_JUMPI: {
          const taken = <u64>gt(sp, sp + 32) != (instruction >> 16 & 1)
          sp += 64
          if (covers) hitEdge(load<u32>(taken ? ip : ip + 4))
          ip = taken ? <usize>(instruction >> 32) : ip + 8
          break
        }
        case I_SLT_JUMPI: {
          const taken = <u64>slt(sp, sp + 32) != (instruction >> 16 & 1)
          sp += 64
          if (covers) hitEdge(load<u32>(taken ? ip : ip + 4))
          ip = taken ? <usize>(instruction >> 32) : ip + 8
          break
        }
        case I_SGT_JUMPI: {
          const taken = <u64>sgt(sp, sp + 32) != (instruction >> 16 & 1)
          sp += 64
          if (covers) hitEdge(load<u32>(taken ? ip : ip + 4))
          ip = taken ? <usize>(instruction >> 32) : ip + 8
          break
        }
        case I_EQ_JUMPI: {
          const taken = <u64>eq(sp, sp + 32) != (instruction >> 16 & 1)
          sp += 64
          if (covers) hitEdge(load<u32>(taken ? ip : ip + 4))
          ip = taken ? <usize>(instruction >> 32) : ip + 8
          break
        }
        case I_SELECTOR: {
          const taken = isSmall(sp, load<u64>(ip, 8))
          if (covers) hitEdge(load<u32>(taken ? ip : ip + 4))
          ip = taken ? <usize>(instruction >> 32) : ip + 16
          break
        }
        case I_DUP_JUMPI: {
          const taken = <u64>!isZero(sp + load<u32>(ip, 8)) != (instruction >> 16 & 1)
          if (covers) hitEdge(load<u32>(taken ? ip : ip + 4))
          ip = taken ? <usize>(instruction >> 32) : ip + 16
          break
        }
        case I_SWAP_JUMP_DYNAMIC:
          copyWord(sp + <usize>(instruction >> 16 & 0xffff), sp)
        // falls through
        case I_JUMP_DYNAMIC: {
          sp += <usize>load<u32>(ip)
          const header = headerAt(f, sp)
          if (header == 0) { gas = -(<i64>HALT_INVALID_JUMP); ip = 0; break }
          if (covers) {
            const target = load<u32>(sp)
            let id = load<u32>(ip, 8)
            if (target != load<u32>(ip, 4)) {
              if (target == load<u32>(ip, 12)) {
                id = load<u32>(ip, 16)
              } else {
                // The newer of the two becomes the older.
                store<u64>(ip, load<u64>(ip, 4), 12)
                id = dynamicEdge(<usize>load<u32>(<usize>load<u32>(f, F_CODE_ENTRY), CODE_GROUP), <u32>(instruction >> 32), target)
                store<u32>(ip, target, 4)
                store<u32>(ip, id, 8)
              }
            }
            hitDynamic(id)
          }
          sp += 32
          ip = header
          break
        }
        case I_PUSH: sp -= 32; setWord(sp, instruction >> 32); continue
        case I_PUSH_PUSH: {
          sp -= 64
          setWord(sp + 32, instruction >> 16 & 0xffff)
          setWord(sp, instruction >> 32)
          continue
        }
        case I_PUSH_WORD: sp -= 32; copyWord(sp, ip); ip += 32; continue
        case I_SWAP_POPS: copyWord(sp + <usize>(instruction >> 16 & 0xffff), sp); sp += <usize>(instruction >> 32); continue
        case I_POPS: sp += <usize>(instruction >> 16 & 0xffff); continue
        case I_ADD: addSmall(sp, instruction >> 32); continue
        case I_ADD_WORD: add(sp, sp, ip); ip += 32; continue
        case I_SUB_FROM: subFromSmall(sp, instruction >> 32); continue
        case I_MUL_WORD: mul(sp, sp, ip); ip += 32; continue
        case I_DIV_WORD: div(sp, sp, ip); ip += 32; continue
        case I_MOD_WORD: mod(sp, sp, ip); ip += 32; continue
        case I_AND: setWord(sp, load<u64>(sp) & (instruction >> 32)); continue
        case I_AND_WORD: and(sp, sp, ip); ip += 32; continue
        case I_ADDRESS: store<u32>(sp, 0, 20); store<u64>(sp, 0, 24); continue
        case I_OR_WORD: or(sp, sp, ip); ip += 32; continue
        case I_SHL: shiftLeft(sp, sp, <u32>(instruction >> 32)); continue
        case I_SHR: shiftRight(sp, sp, <u32>(instruction >> 32)); continue
        case I_EQ: setWord(sp, <u64>isSmall(sp, instruction >> 32)); continue
        case I_LT_WORD: { const r = lt(sp, ip); setWord(sp, <u64>r); ip += 32; continue }
        case I_GT_WORD: { const r = gt(sp, ip); setWord(sp, <u64>r); ip += 32; continue }
        case I_MLOAD: {
          const offset = instruction >> 32
          if (offset + 32 > <u64>memBytes) {
            gas = growMemory(f, offset, 32, gas)
            if (gas < 0) { gas = OOG; ip = 0; break }
            memBytes = load<u32>(f, F_MEM_BYTES)
          }
          sp -= 32
          loadBytesAsWord(sp, mem + <usize>offset)
          continue
        }
        case I_MSTORE: {
          const offset = instruction >> 32
          if (offset + 32 > <u64>memBytes) {
            gas = growMemory(f, offset, 32, gas)
            if (gas < 0) { gas = OOG; ip = 0; break }
            memBytes = load<u32>(f, F_MEM_BYTES)
          }
          storeWordAsBytes(mem + <usize>offset, sp)
          sp += 32
          continue
        }
        case I_CALLDATALOAD: sp -= 32; calldataWord(f, sp, instruction >> 32); continue
        case I_DUP_DUP: {
          sp -= 32
          copyWord(sp, sp + <usize>(instruction >> 16 & 0xffff))
          sp -= 32
          copyWord(sp, sp + <usize>(instruction >> 32))
          continue
        }
        case I_DUP_SWAP: {
          sp -= 32
          copyWord(sp, sp + <usize>(instruction >> 16 & 0xffff))
          swap(sp, sp + <usize>(instruction >> 32))
          continue
        }
        case I_DUP_ADD: add(sp, sp, sp + <usize>(instruction >> 16 & 0xffff) - 32); continue
        case I_DUP_SUB: sub(sp, sp + <usize>(instruction >> 16 & 0xffff) - 32, sp); continue
        case I_DUP_MUL: mul(sp, sp, sp + <usize>(instruction >> 16 & 0xffff) - 32); continue
        case I_DUP_AND: and(sp, sp, sp + <usize>(instruction >> 16 & 0xffff) - 32); continue
        case I_DUP_OR: or(sp, sp, sp + <usize>(instruction >> 16 & 0xffff) - 32); continue
        case I_DUP_XOR: xor(sp, sp, sp + <usize>(instruction >> 16 & 0xffff) - 32); continue
        case I_DUP_LT: { const r = lt(sp + <usize>(instruction >> 16 & 0xffff) - 32, sp); setWord(sp, <u64>r); continue }
        case I_DUP_GT: { const r = gt(sp + <usize>(instruction >> 16 & 0xffff) - 32, sp); setWord(sp, <u64>r); continue }
        case I_DUP_MLOAD: {
          const from = sp + <usize>(instruction >> 16 & 0xffff) - 32
          const offset = memoryOffset(from)
          if (offset > 0xffffff00 || <u32>offset + 32 > memBytes) {
            gas = growMemory(f, offset, 32, gas)
            if (gas < 0) { gas = OOG; ip = 0; break }
            memBytes = load<u32>(f, F_MEM_BYTES)
          }
          sp -= 32
          loadBytesAsWord(sp, mem + <usize>offset)
          continue
        }
        case I_DUP_MSTORE: {
          const offset = memoryOffset(sp + <usize>(instruction >> 16 & 0xffff) - 32)
          if (offset > 0xffffff00 || <u32>offset + 32 > memBytes) {
            gas = growMemory(f, offset, 32, gas)
            if (gas < 0) { gas = OOG; ip = 0; break }
            memBytes = load<u32>(f, F_MEM_BYTES)
          }
          storeWordAsBytes(mem + <usize>offset, sp)
          sp += 32
          continue
        }
        case I_DUP_ADD_SMALL: {
          sp -= 32
          copyWord(sp, sp + <usize>(instruction >> 16 & 0xffff))
          addSmall(sp, instruction >> 32)
          continue
        }
        case I_DUP_SHR: {
          sp -= 32
          shiftRight(sp, sp + <usize>(instruction >> 16 & 0xffff), <u32>(instruction >> 32))
          continue
        }
        case I_PUSH_DUP: {
          sp -= 32
          setWord(sp, instruction >> 32)
          sp -= 32
          copyWord(sp, sp + <usize>(instruction >> 16 & 0xffff))
          continue
        }
        case I_SWAP_SWAP: {
          swap(sp, sp + <usize>(instruction >> 16 & 0xffff))
          swap(sp, sp + <usize>(instruction >> 32))
          continue
        }
        case I_SWAP_DUP: {
          swap(sp, sp + <usize>(instruction >> 16 & 0xffff))
          sp -= 32
          copyWord(sp, sp + <usize>(instruction >> 32))
          continue
        }
        case I_SWAP_SUB: sub(sp + 32, sp + 32, sp); sp += 32; continue
        case I_SWAP_DIV: div(sp + 32, sp + 32, sp); sp += 32; continue
        case I_BOOL: setWord(sp, <u64>!isZero(sp)); continue
        default: {
          gas = -(<i64>HALT_INVALID_OPCODE)
          ip = 0
        }
      }
      break
    }
  }
}
