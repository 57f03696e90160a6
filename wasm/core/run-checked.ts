// The checked loop: one opcode at a time from the code as it is, every check before every opcode. It runs initcode,
// whatever is traced or compared, and sections that the fast loop could not enter. It is the plain statement of what
// the fast loop must do.

import {
  ACC_BALANCE, CODE_GROUP, ENV, ENV_BASE_FEE, ENV_BLOB_BASE_FEE, ENV_CHAIN_ID, ENV_COINBASE, ENV_GAS_LIMIT,
  ENV_GAS_PRICE, ENV_NUMBER, ENV_ORIGIN, ENV_PREVRANDAO, ENV_TIMESTAMP, F_ACCOUNT, F_ADDRESS, F_CALLER, F_CODE,
  F_CODE_BYTES, F_CODE_ENTRY, F_GAS, F_INPUT_BYTES, F_IP, F_JUMPDESTS, F_MEM, F_MEM_BYTES, F_MODE, F_PC_MAP, F_SP,
  F_STACK_BASE, F_STACK_LIMIT, F_VALUE, HALT_INVALID_JUMP, HALT_INVALID_OPCODE, HALT_OUT_OF_GAS, HALT_STACK_OVERFLOW,
  HALT_STACK_UNDERFLOW, INTERCEPT_ACCESS, KIND_CALL, KIND_CALLCODE, KIND_CREATE, KIND_CREATE2, KIND_DELEGATECALL, KIND_STATICCALL,
  OBSERVE_COMPARES, OBSERVE_COVERAGE, OBSERVE_STEPS, OBSERVE_WRAPS, OPCODES, RETURN, STATUS_HALT, STATUS_REVERT, STATUS_SUCCESS,
} from './layout'
import { opCall, opCreate, opSelfdestruct } from './calls'
import { hitDynamicEdge, hitEdge } from './coverage'
import { depth, endFrame, frame, growMemory, growMemoryTo, MODE_CHECKED, observe, returnBytes } from './frame'
import { hostAccess, hostStep } from './host'
import { I_JUMP, I_STATIC_LAST } from './instructions'
import {
  noteCompare, noteWrap, opBalance, opBlobhash, opBlockhash, opCalldatacopy, opCalldataload, opCodecopy, opExtcodecopy,
  opExtcodehash, opExtcodesize, opKeccak, opLog, opMcopy, opReturndatacopy, opSload, opSstore, opTload, opTstore,
} from './ops'
import {
  add, addmod, and, byte, byteLength, clz as clz256, div, eq, exp, gt, isZero, lt, mod, mul, mulmod, not, or, sar, sdiv, sgt, shl,
  shr, signextend, slt, smod, sub, xor,
} from './u256'
import { noteBalance, noteBlock } from './watch'
import { clearWord, copyWord, fitsU32, loadBytesAsWord, saturateU64, setWord, storeWordAsBytes } from './word'

const OOG: i64 = -(<i64>HALT_OUT_OF_GAS)

/** Whether pc is a JUMPDEST of the frame's code. */
function isJumpdest(f: usize, target: usize): bool {
  if (!fitsU32(target)) return false
  const pc = load<u32>(target)
  if (pc >= load<u32>(f, F_CODE_BYTES)) return false
  return (load<u8>(<usize>load<u32>(f, F_JUMPDESTS) + <usize>(pc >> 3)) >> <u8>(pc & 7) & 1) != 0
}

/** Counts the edge of a JUMP or JUMPI as the fast loop would. */
function coverJump(f: usize, pc: u32, to: u32, taken: bool): void {
  const entry = <usize>load<u32>(f, F_CODE_ENTRY)
  // Initcode has no edges: it runs once.
  if (entry == 0) return
  const instruction = <usize>load<u32>(<usize>load<u32>(f, F_PC_MAP) + (<usize>pc << 2))
  const form: u32 = instruction == 0 ? 0 : <u32>load<u16>(instruction)
  if (form < I_JUMP || form > I_STATIC_LAST) hitDynamicEdge(<usize>load<u32>(entry, CODE_GROUP), pc, to)
  else hitEdge(load<u32>(instruction + (taken ? 8 : 12)))
}

/** Whether the code at pc pushes a target and jumps there on what is on the stack. */
function isBranchNext(code: usize, pc: u32, codeBytes: u32): bool {
  if (pc >= codeBytes) return false
  const op = <u32>load<u8>(code + pc)
  if (op < 0x60 || op > 0x63) return false
  const next = pc + op - 0x5e
  return next < codeBytes && load<u8>(code + next) == 0x57
}

function isTruthValue(word: usize): bool {
  return fitsU32(word) && load<u32>(word) <= 1
}

export function runChecked(floor: u32): void {
  let f: usize = 0
  let pc: u32 = 0
  let sp: usize = 0
  let gas: i64 = 0
  let mem: usize = 0
  let code: usize = 0
  let codeBytes: u32 = 0
  let stackBase: usize = 0
  let stackLimit: usize = 0
  let reload = true
  let covers = false
  let steps = false
  let compares = false
  let wraps = false
  let accesses = false

  while (true) {
    if (reload) {
      if (gas < 0) endFrame(STATUS_HALT, <u32>-gas, RETURN, 0)
      f = frame
      if (depth <= floor || load<u32>(f, F_MODE) != MODE_CHECKED) return
      pc = load<u32>(f, F_IP)
      sp = <usize>load<u32>(f, F_SP)
      gas = load<i64>(f, F_GAS)
      mem = <usize>load<u32>(f, F_MEM)
      code = <usize>load<u32>(f, F_CODE)
      codeBytes = load<u32>(f, F_CODE_BYTES)
      stackBase = <usize>load<u32>(f, F_STACK_BASE)
      stackLimit = <usize>load<u32>(f, F_STACK_LIMIT)
      // Host code may have changed what is observed.
      covers = (observe & OBSERVE_COVERAGE) != 0
      steps = (observe & OBSERVE_STEPS) != 0
      compares = (observe & OBSERVE_COMPARES) != 0
      wraps = (observe & OBSERVE_WRAPS) != 0
      accesses = (observe & INTERCEPT_ACCESS) != 0
      reload = false
    }
    const op = pc < codeBytes ? <u32>load<u8>(code + pc) : 0
    if (steps) hostStep(f, pc, op, sp, gas)
    const info = OPCODES + <usize>op * 8
    if (load<u8>(info, 6) == 0) {
      gas = -(<i64>HALT_INVALID_OPCODE)
      reload = true
      continue
    }
    const pops = <usize>load<u8>(info, 4)
    const pushes = <usize>load<u8>(info, 5)
    if (stackBase - sp < pops << 5) {
      gas = -(<i64>HALT_STACK_UNDERFLOW)
      reload = true
      continue
    }
    if (sp + (pops << 5) - (pushes << 5) < stackLimit) {
      gas = -(<i64>HALT_STACK_OVERFLOW)
      reload = true
      continue
    }
    gas -= <i64>load<u32>(info)
    if (gas < 0) {
      gas = OOG
      reload = true
      continue
    }
    if (accesses && (op == 0x54 || op == 0x55)) hostAccess(f, op & 1, sp, sp + 32)
    if (compares) {
      if (op >= 0x10 && op <= 0x15) noteCompare(f, pc, op, sp, op == 0x15 ? 0 : sp + 32)
      // Compilers test for equality with a difference, and for zero with the value itself.
      else if ((op == 0x03 || op == 0x18) && isBranchNext(code, pc + 1, codeBytes)) noteCompare(f, pc, 0x14, sp, sp + 32)
      else if (op == 0x57 && !isTruthValue(sp + 32)) noteCompare(f, pc, 0x15, sp + 32, 0)
    }
    if (wraps && ((op >= 0x01 && op <= 0x03) || op == 0x16)) noteWrap(f, pc, op, sp, sp + 32)
    pc++

    if (op >= 0x5f && op <= 0x7f) {
      // PUSH0..PUSH32: the first data byte is the most significant; data beyond the end of the code is zero.
      const bytes = op - 0x5f
      sp -= 32
      clearWord(sp)
      for (let i: u32 = 0; i < bytes; i++) {
        if (pc + i < codeBytes) store<u8>(sp + (bytes - 1 - i), load<u8>(code + pc + i))
      }
      pc += bytes
      continue
    }
    if (op >= 0x80 && op <= 0x8f) {
      sp -= 32
      copyWord(sp, sp + (<usize>(op - 0x7f) << 5))
      continue
    }
    if (op >= 0x90 && op <= 0x9f) {
      const other = sp + (<usize>(op - 0x8f) << 5)
      const low = v128.load(sp)
      const high = v128.load(sp, 16)
      copyWord(sp, other)
      v128.store(other, low)
      v128.store(other, high, 16)
      continue
    }
    switch (op) {
      case 0x00:
        store<i64>(f, gas, F_GAS)
        endFrame(STATUS_SUCCESS, 0, RETURN, 0)
        gas = 0
        reload = true
        continue
      case 0x01: add(sp + 32, sp, sp + 32); sp += 32; continue
      case 0x02: mul(sp + 32, sp, sp + 32); sp += 32; continue
      case 0x03: sub(sp + 32, sp, sp + 32); sp += 32; continue
      case 0x04: div(sp + 32, sp, sp + 32); sp += 32; continue
      case 0x05: sdiv(sp + 32, sp, sp + 32); sp += 32; continue
      case 0x06: mod(sp + 32, sp, sp + 32); sp += 32; continue
      case 0x07: smod(sp + 32, sp, sp + 32); sp += 32; continue
      case 0x08: addmod(sp + 64, sp, sp + 32, sp + 64); sp += 64; continue
      case 0x09: mulmod(sp + 64, sp, sp + 32, sp + 64); sp += 64; continue
      case 0x0a:
        gas -= 50 * <i64>byteLength(sp + 32)
        if (gas < 0) {
          gas = OOG
          break
        }
        exp(sp + 32, sp, sp + 32)
        sp += 32
        continue
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
      case 0x20: gas = opKeccak(f, sp, gas); sp += 32; break
      case 0x30: sp -= 32; copyWord(sp, f + F_ADDRESS); continue
      case 0x31: gas = opBalance(sp, gas); break
      case 0x32: sp -= 32; copyWord(sp, ENV + ENV_ORIGIN); continue
      case 0x33: sp -= 32; copyWord(sp, f + F_CALLER); continue
      case 0x34: sp -= 32; copyWord(sp, f + F_VALUE); continue
      case 0x35: opCalldataload(f, sp); continue
      case 0x36: sp -= 32; setWord(sp, <u64>load<u32>(f, F_INPUT_BYTES)); continue
      case 0x37: gas = opCalldatacopy(f, sp, gas); sp += 96; break
      case 0x38: sp -= 32; setWord(sp, <u64>codeBytes); continue
      case 0x39: gas = opCodecopy(f, sp, gas); sp += 96; break
      case 0x3a: sp -= 32; copyWord(sp, ENV + ENV_GAS_PRICE); continue
      case 0x3b: gas = opExtcodesize(sp, gas); break
      case 0x3c: gas = opExtcodecopy(f, sp, gas); sp += 128; break
      case 0x3d: sp -= 32; setWord(sp, <u64>returnBytes); continue
      case 0x3e: gas = opReturndatacopy(f, sp, gas); sp += 96; break
      case 0x3f: gas = opExtcodehash(sp, gas); break
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
      case 0x51:
        gas = growMemory(f, saturateU64(sp), 32, gas)
        if (gas < 0) break
        loadBytesAsWord(sp, mem + <usize>load<u32>(sp))
        continue
      case 0x52:
        gas = growMemory(f, saturateU64(sp), 32, gas)
        if (gas < 0) break
        storeWordAsBytes(mem + <usize>load<u32>(sp), sp + 32)
        sp += 64
        continue
      case 0x53:
        gas = growMemory(f, saturateU64(sp), 1, gas)
        if (gas < 0) break
        store<u8>(mem + <usize>load<u32>(sp), load<u8>(sp, 32))
        sp += 64
        continue
      case 0x54: gas = opSload(f, sp, gas); break
      case 0x55: gas = opSstore(f, sp, gas); sp += 64; break
      case 0x56:
        if (!isJumpdest(f, sp)) {
          gas = -(<i64>HALT_INVALID_JUMP)
          break
        }
        if (covers) coverJump(f, pc - 1, load<u32>(sp), true)
        pc = load<u32>(sp)
        sp += 32
        continue
      case 0x57:
        if (isZero(sp + 32)) {
          if (covers) coverJump(f, pc - 1, pc, false)
        } else {
          if (!isJumpdest(f, sp)) {
            gas = -(<i64>HALT_INVALID_JUMP)
            break
          }
          if (covers) coverJump(f, pc - 1, load<u32>(sp), true)
          pc = load<u32>(sp)
        }
        sp += 64
        continue
      case 0x58: sp -= 32; setWord(sp, <u64>(pc - 1)); continue
      case 0x59: sp -= 32; setWord(sp, <u64>load<u32>(f, F_MEM_BYTES)); continue
      case 0x5a: sp -= 32; setWord(sp, <u64>gas); continue
      case 0x5b: continue
      case 0x5c: opTload(f, sp); continue
      case 0x5d: gas = opTstore(f, sp, gas); sp += 64; break
      case 0x5e: gas = opMcopy(f, sp, gas); sp += 96; break
      case 0xa0: case 0xa1: case 0xa2: case 0xa3: case 0xa4:
        gas = opLog(f, sp, gas, op - 0xa0)
        sp += <usize>((op - 0xa0 + 2) << 5)
        break
      case 0xf0: case 0xf5:
        store<u32>(f, pc, F_IP)
        store<u32>(f, <u32>sp, F_SP)
        store<i64>(f, gas, F_GAS)
        gas = -(<i64>opCreate(f, op == 0xf0 ? KIND_CREATE : KIND_CREATE2))
        reload = true
        continue
      case 0xf1: case 0xf2: case 0xf4: case 0xfa:
        store<u32>(f, pc, F_IP)
        store<u32>(f, <u32>sp, F_SP)
        store<i64>(f, gas, F_GAS)
        gas = -(<i64>opCall(f, op == 0xf1 ? KIND_CALL : op == 0xfa ? KIND_STATICCALL : op == 0xf4 ? KIND_DELEGATECALL : KIND_CALLCODE))
        reload = true
        continue
      case 0xf3: case 0xfd: {
        gas = growMemoryTo(f, sp, sp + 32, gas)
        if (gas < 0) break
        store<i64>(f, gas, F_GAS)
        const bytes = load<u32>(sp, 32)
        endFrame(
          op == 0xf3 ? STATUS_SUCCESS : STATUS_REVERT, 0, mem + (bytes ? <usize>load<u32>(sp) : 0), bytes,
        )
        gas = 0
        reload = true
        continue
      }
      case 0xff: {
        store<u32>(f, <u32>sp, F_SP)
        store<i64>(f, gas, F_GAS)
        const refused = opSelfdestruct(f)
        gas = -(<i64>refused)
        if (!refused) endFrame(STATUS_SUCCESS, 0, RETURN, 0)
        reload = true
        continue
      }
      default:
        // INVALID (0xfe), and nothing else: the table has no other entry.
        gas = -(<i64>HALT_INVALID_OPCODE)
    }
    // Operations that charge by their operands come here with the gas left, or minus the halt.
    if (gas < 0) reload = true
  }
}
