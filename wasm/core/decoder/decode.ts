// Code -> instructions that the fast loop runs.
//
// A section is a run of opcodes with one way in: it starts at the code's start, at a JUMPDEST, after a JUMPI, and after
// every opcode that must see the exact gas (GAS, SSTORE, CALL*, CREATE*). Its header carries the sum of static gas and
// the bounds of the stack, checked once. If the check fails the checked loop takes over at the header's pc, so that
// the failure has its exact kind and place. Within a section an exceptional halt takes all gas and undoes the frame, so
// charging later opcodes first changes nothing that anyone can see.
//
// Within a section constants are held back until something needs them on the stack: two of them fold, one becomes the
// operand of the opcode behind it. Frequent pairs of stack opcodes become one instruction; see instructions.ts. Gas and
// stack bounds are always counted from the opcodes as they stand in the code.

import { CODE_ENTRY, CODE_PC_MAP, CODE_STATE } from '../layout'
import { returnCodeHeap, takeCodeHeap } from '../code'
import { closeGroup, groupIsFresh, groupOf } from '../coverage'
import {
  dropHeld, duplicateHeld, emitLeft, emitRight, flush, flushBut, fold, forgetHeld, HELD, held, HELD_MAX, hold, top,
} from './held'
import {
  aheadIsConditional, conditionalJump, dynamicJump, ENDS, mapPc, openJumps, resolveJumps, staticJump, staticJumpi,
} from './jumps'
import {
  OP_ADD, OP_AND, OP_DIV, OP_DUP1, OP_GT, OP_JUMP, OP_JUMPDEST, OP_JUMPI, OP_LT, OP_MOD, OP_MUL, OP_OR, OP_PC, OP_POP,
  OP_PUSH0, OP_PUSH1, OP_PUSH32, OP_SHR, OP_STOP, OP_SUB, OP_SWAP1,
} from './opcodes'
import { pairOf } from './pairs'
import { closeSection, count, emit, header, openInstructions, openSection, out, startsAt } from './section'
import { codeEnd, isDefined, isDup, isJumpdest, isPush, openSource, opcodeAt } from './source'
import { I_DUP_ADD_SMALL, I_DUP_SHR, I_FALL, I_JUMP_DYNAMIC, I_JUMPI, I_PUSH_DUP } from '../instructions'
import { fitsU32 } from '../word'

/** Decodes a stored code; its entry then has CODE_ENTRY, CODE_PC_MAP and CODE_GROUP. */
export function decode(entry: usize): void {
  openSource(entry)
  const mapBytes = (<usize>codeEnd + 1) * 4
  // No opcode byte makes more than 24 bytes: the worst are JUMPDEST JUMP (a header and 32), GAS (8 and a header) and a
  // word folded from two bytes (40). Map and instructions are taken at once: a heap too full for both keeps neither.
  const pcMap = takeCodeHeap(mapBytes + 16 + <usize>codeEnd * 28 + 256)
  const first = (pcMap + mapBytes + 15) & ~15
  memory.fill(pcMap, 0, mapBytes)
  openInstructions(first)
  const group = groupOf(entry)
  const fresh = groupIsFresh
  openJumps(pcMap, group, fresh)
  forgetHeld()

  openSection(0)
  let pc: u32 = 0
  let live = true
  // A PUSH whose data is cut off by the end of the code leaves pc beyond it.
  while (pc < codeEnd) {
    const op = opcodeAt(pc)
    if (op == OP_JUMPDEST) {
      if (live) {
        flush()
        if (!startsAt(pc)) {
          emit(I_FALL, 0, 0)
          closeSection()
          openSection(pc)
        }
      } else {
        openSection(pc)
        live = true
      }
      mapPc(pc, header)
      count(op)
      pc++
      // A second JUMPDEST right here needs a header of its own, even though the section is still empty.
      if (opcodeAt(pc) == OP_JUMPDEST) {
        emit(I_FALL, 0, 0)
        closeSection()
        openSection(pc)
      }
    } else if (!live) {
      pc += op >= OP_PUSH1 && op <= OP_PUSH32 ? op - OP_PUSH0 + 1 : 1
    } else if (!isDefined(op)) {
      emit(0xfe, 0, 0)
      closeSection()
      forgetHeld()
      live = false
      pc++
    } else if (isPush(op)) {
      count(op)
      hold(op, pc)
      pc += 1 + (op - OP_PUSH0)
    } else {
      const next = decodeOne(op, pc)
      pc = next & 0x7fffffff
      live = (next & ENDS) == 0
    }
  }
  if (live) {
    emit(OP_STOP, 0, 0)
    closeSection()
  }
  if (fresh) closeGroup()
  returnCodeHeap(out)
  resolveJumps()
  store<u32>(entry, <u32>pcMap, CODE_PC_MAP)
  store<u32>(entry, <u32>first, CODE_ENTRY)
  store<u32>(entry, 1, CODE_STATE)
}

/** Emits what starts at pc with this opcode, which is defined and no PUSH or JUMPDEST. Result: the pc behind it. */
function decodeOne(op: u32, pc: u32): u32 {
  if (op == OP_JUMP && held && fitsU32(top()) && isJumpdest(load<u32>(top()))) return staticJump(pc)
  if (op == OP_JUMPI && held && fitsU32(top()) && isJumpdest(load<u32>(top()))) {
    const target = load<u32>(top())
    dropHeld()
    flush()
    return staticJumpi(pc, I_JUMPI, 0, target, 0)
  }
  const conditional = conditionalJump(op, pc)
  if (conditional) return conditional

  if (fold(op)) {
    count(op)
    return pc + 1
  }
  if (held) {
    if (op == OP_POP) {
      count(op)
      dropHeld()
      return pc + 1
    }
    if (op == OP_DUP1 && held < HELD_MAX && fitsU32(top())) {
      count(op)
      duplicateHeld()
      return pc + 1
    }
    const second = opcodeAt(pc + 1)
    if (isDup(op) && op != OP_DUP1) {
      // k DUPn SWAP1 is DUP(n-1) k; k DUPn op is DUP(n-1), then `x op k`.
      if (second == OP_SWAP1) {
        count(op)
        count(second)
        return dupBelowHeld(op, pc, opcodeAt(pc + 2))
      }
      if (second == OP_SUB || second == OP_DIV || second == OP_MOD || second == OP_LT || second == OP_GT) {
        if (!aheadIsConditional(pc + 1)) {
          count(op)
          count(second)
          emitDupBelowHeld(op)
          emitRight(second)
          return pc + 2
        }
      }
      if (second == OP_ADD || second == OP_MUL || second == OP_AND || second == OP_OR) {
        count(op)
        count(second)
        emitDupBelowHeld(op)
        emitLeft(second)
        return pc + 2
      }
    }
    if (op == OP_SWAP1 && (second == OP_SUB || second == OP_DIV || second == OP_MOD || second == OP_LT || second == OP_GT)) {
      if (!aheadIsConditional(pc + 1)) {
        count(op)
        count(second)
        emitRight(second)
        return pc + 2
      }
    }
    if (isDup(op) && held == 1 && fitsU32(HELD)) {
      count(op)
      emit(I_PUSH_DUP, (op - OP_DUP1 + 1) << 5, load<u32>(HELD))
      forgetHeld()
      return pc + 1
    }
    if (emitLeft(op)) {
      count(op)
      return pc + 1
    }
    flush()
  }

  if (op == OP_JUMP) return dynamicJump(I_JUMP_DYNAMIC, 0, 0, pc)
  const paired = pairOf(op, pc)
  if (paired) return paired
  count(op)
  if (op == OP_JUMPI) mapPc(pc, out)
  emit(op, 0, op == OP_PC || op == OP_JUMPI ? pc : 0)
  switch (op) {
    case 0x00: // STOP
    case 0xf3: // RETURN
    case 0xfd: // REVERT
    case 0xfe: // INVALID
    case 0xff: // SELFDESTRUCT
      closeSection()
      return (pc + 1) | ENDS
    case 0x55: // SSTORE
    case 0x57: // JUMPI
    case 0x5a: // GAS
    case 0xf0: // CREATE
    case 0xf1: // CALL
    case 0xf2: // CALLCODE
    case 0xf4: // DELEGATECALL
    case 0xf5: // CREATE2
    case 0xfa: // STATICCALL
      closeSection()
      openSection(pc + 1)
      break
    default:
  }
  return pc + 1
}

/** `k DUPn SWAP1` seen; `then` is the opcode behind: the copy goes below the constant that stays held back. */
function dupBelowHeld(op: u32, pc: u32, then: u32): u32 {
  const small = fitsU32(top())
  const value = load<u32>(top())
  if (small && (then == OP_SHR || then == OP_ADD) && (then == OP_ADD || value < 256)) {
    flushBut(1)
    forgetHeld()
    count(then)
    emit(then == OP_SHR ? I_DUP_SHR : I_DUP_ADD_SMALL, (op - OP_DUP1) << 5, value)
    return pc + 3
  }
  emitDupBelowHeld(op)
  return pc + 2
}

/** DUPn with one constant held back on top: DUP(n-1) below it. */
function emitDupBelowHeld(op: u32): void {
  flushBut(1)
  emit(op - 1, 0, 0)
}
