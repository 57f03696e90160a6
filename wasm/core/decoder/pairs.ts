// Frequent pairs of stack opcodes become one instruction.

import {
  I_BOOL, I_DUP_ADD, I_DUP_AND, I_DUP_DUP, I_DUP_GT, I_DUP_LT, I_DUP_MLOAD, I_DUP_MSTORE, I_DUP_MUL, I_DUP_OR, I_DUP_SUB,
  I_DUP_SWAP, I_DUP_XOR, I_JUMP_DYNAMIC, I_POPS, I_SWAP_DIV, I_SWAP_DUP, I_SWAP_JUMP_DYNAMIC, I_SWAP_POPS, I_SWAP_SUB,
  I_SWAP_SWAP,
} from '../instructions'
import { conditionAhead, dynamicJump } from './jumps'
import {
  OP_ADD, OP_AND, OP_DIV, OP_DUP1, OP_GT, OP_ISZERO, OP_JUMP, OP_LT, OP_MLOAD, OP_MSTORE, OP_MUL, OP_OR, OP_POP, OP_SUB,
  OP_SWAP1, OP_XOR,
} from './opcodes'
import { count, emit } from './section'
import { isDup, isSwap, opcodeAt } from './source'

/** Emits one instruction for a frequent sequence that starts at pc; nothing is held back. Result: the pc behind it, or 0. */
export function pairOf(op: u32, pc: u32): u32 {
  const second = opcodeAt(pc + 1)
  if (isDup(op)) {
    const place = (op - OP_DUP1 + 1) << 5
    switch (second) {
      case OP_ADD: return pair(op, second, I_DUP_ADD, place, 0, pc)
      case OP_SUB: return pair(op, second, I_DUP_SUB, place, 0, pc)
      case OP_MUL: return pair(op, second, I_DUP_MUL, place, 0, pc)
      case OP_AND: return pair(op, second, I_DUP_AND, place, 0, pc)
      case OP_OR: return pair(op, second, I_DUP_OR, place, 0, pc)
      case OP_XOR: return pair(op, second, I_DUP_XOR, place, 0, pc)
      case OP_LT: case OP_GT:
        if (conditionAhead(pc + 2)) return 0
        return pair(op, second, second == OP_LT ? I_DUP_LT : I_DUP_GT, place, 0, pc)
      case OP_MLOAD: return pair(op, second, I_DUP_MLOAD, place, 0, pc)
      case OP_MSTORE: return pair(op, second, I_DUP_MSTORE, place, 0, pc)
      default:
    }
    if (isDup(second)) {
      // Leave the second DUP to a sequence of its own if that is the better one.
      if (startsPair(opcodeAt(pc + 2)) || conditionAhead(pc + 2)) return 0
      return pair(op, second, I_DUP_DUP, place, (second - OP_DUP1 + 1) << 5, pc)
    }
    if (isSwap(second)) {
      const third = opcodeAt(pc + 2)
      if (third == OP_POP || (second == OP_SWAP1 && (third == OP_SUB || third == OP_DIV))) return 0
      return pair(op, second, I_DUP_SWAP, place, (second - OP_SWAP1 + 1) << 5, pc)
    }
    return 0
  }
  if (isSwap(op)) {
    const place = (op - OP_SWAP1 + 1) << 5
    if (second == OP_POP) {
      count(op)
      let pops: u32 = 0
      while (opcodeAt(pc + 1 + pops) == OP_POP && pops < 64) {
        count(OP_POP)
        pops++
      }
      const next = pc + 1 + pops
      if (opcodeAt(next) == OP_JUMP) return dynamicJump(I_SWAP_JUMP_DYNAMIC, place, pops << 5, next)
      emit(I_SWAP_POPS, place, pops << 5)
      return next
    }
    if (op == OP_SWAP1 && second == OP_SUB) return pair(op, second, I_SWAP_SUB, 0, 0, pc)
    if (op == OP_SWAP1 && second == OP_DIV) return pair(op, second, I_SWAP_DIV, 0, 0, pc)
    if (isSwap(second)) {
      if (opcodeAt(pc + 2) == OP_POP) return 0
      return pair(op, second, I_SWAP_SWAP, place, (second - OP_SWAP1 + 1) << 5, pc)
    }
    if (isDup(second)) {
      if (startsPair(opcodeAt(pc + 2)) || conditionAhead(pc + 2)) return 0
      return pair(op, second, I_SWAP_DUP, place, (second - OP_DUP1 + 1) << 5, pc)
    }
    return 0
  }
  if (op == OP_POP) {
    let pops: u32 = 0
    while (opcodeAt(pc + pops) == OP_POP && pops < 64) {
      count(OP_POP)
      pops++
    }
    const next = pc + pops
    if (opcodeAt(next) == OP_JUMP) return dynamicJump(I_JUMP_DYNAMIC, 0, pops << 5, next)
    emit(I_POPS, pops << 5, 0)
    return next
  }
  if (op == OP_ISZERO && second == OP_ISZERO) return pair(op, second, I_BOOL, 0, 0, pc)
  return 0
}

/** Whether a DUP before this opcode becomes one instruction with it. */
function startsPair(op: u32): bool {
  return (
    op == OP_ADD || op == OP_SUB || op == OP_MUL || op == OP_AND || op == OP_OR || op == OP_XOR || op == OP_LT ||
    op == OP_GT || op == OP_MLOAD || op == OP_MSTORE
  )
}

function pair(op: u32, second: u32, instruction: u32, a: u32, b: u32, pc: u32): u32 {
  count(op)
  count(second)
  emit(instruction, a, b)
  return pc + 2
}
