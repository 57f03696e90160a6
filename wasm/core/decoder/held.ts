// Constants that the code pushed and that are held back until something needs them on the stack.

import { SCRATCH } from '../layout'
import {
  I_ADD, I_ADD_WORD, I_ADDRESS, I_AND, I_AND_WORD, I_CALLDATALOAD, I_DIV_WORD, I_EQ, I_GT_WORD, I_LT_WORD, I_MLOAD,
  I_MOD_WORD, I_MSTORE, I_MUL_WORD, I_OR_WORD, I_PUSH, I_PUSH_PUSH, I_PUSH_WORD, I_SHL, I_SHR, I_SUB_FROM,
} from '../instructions'
import { add, and, byteLength, exp, isZero, mul, not, or, shl, shr, sub, xor } from '../u256'
import { clearWord, copyWord, fitsU32, setWord } from '../word'
import {
  OP_ADD, OP_AND, OP_CALLDATALOAD, OP_DIV, OP_EQ, OP_EXP, OP_GT, OP_ISZERO, OP_LT, OP_MLOAD, OP_MOD, OP_MSTORE, OP_MUL,
  OP_NOT, OP_OR, OP_PUSH0, OP_SHL, OP_SHR, OP_SUB, OP_XOR,
} from './opcodes'
import { addGas, emit, emitWithWord } from './section'
import { code, codeEnd } from './source'

/** Words, oldest first. */
export const HELD: usize = SCRATCH + 1024
export const HELD_MAX: u32 = 8
const FOLDED: usize = SCRATCH + 1024 + 512

export let held: u32 = 0

/** Forgets what is held back: nothing can see the stack any more. */
export function forgetHeld(): void {
  held = 0
}

/** Takes back the newest constant. */
export function dropHeld(): void {
  held--
}

/** Holds the newest constant twice: DUP1. */
export function duplicateHeld(): void {
  held++
  copyWord(top(), top() - 32)
}

// @ts-ignore: decorator
@inline
export function top(): usize {
  return HELD + (<usize>(held - 1) << 5)
}

/** Holds back the data of the PUSH at pc. The first data byte is the most significant; what is beyond the code's end is zero. */
export function hold(op: u32, pc: u32): void {
  if (held == HELD_MAX) flush()
  held++
  const word = top()
  const bytes = op - OP_PUSH0
  clearWord(word)
  for (let i: u32 = 0; i < bytes; i++) {
    store<u8>(word + (bytes - 1 - i), pc + 1 + i < codeEnd ? load<u8>(code + pc + 1 + i) : 0)
  }
}

/** Pushes what is held back, but for the newest `keep` constants (0 or 1). */
export function flushBut(keep: u32): void {
  const end = held - keep
  let i: u32 = 0
  while (i < end) {
    const word = HELD + (<usize>i << 5)
    if (!fitsU32(word)) {
      emitWithWord(I_PUSH_WORD, word)
      i++
      continue
    }
    const value = load<u32>(word)
    if (value <= 0xffff && i + 1 < end && fitsU32(word + 32)) {
      emit(I_PUSH_PUSH, value, load<u32>(word + 32))
      i += 2
    } else {
      emit(I_PUSH, 0, value)
      i++
    }
  }
  if (keep && end) copyWord(HELD, HELD + (<usize>end << 5))
  held = keep
}

// @ts-ignore: decorator
@inline
export function flush(): void {
  if (held) flushBut(0)
}

/** Computes an opcode whose operands are all held back. False if it does not fold. */
export function fold(op: u32): bool {
  if (held == 0) return false
  const a = top()
  if (op == OP_NOT) {
    not(a, a)
    return true
  }
  if (op == OP_ISZERO) {
    setWord(a, <u64>isZero(a))
    return true
  }
  if (held < 2) return false
  const b = a - 32
  switch (op) {
    case OP_ADD: add(b, a, b); break
    case OP_SUB: sub(b, a, b); break
    case OP_MUL: mul(b, a, b); break
    case OP_AND: and(b, a, b); break
    case OP_OR: or(b, a, b); break
    case OP_XOR: xor(b, a, b); break
    case OP_SHL: shl(b, a, b); break
    case OP_SHR: shr(b, a, b); break
    case OP_EXP:
      // EIP-160: the exponent is known, so its price is static here.
      addGas(50 * byteLength(b))
      exp(b, a, b)
      break
    default: return false
  }
  held--
  return true
}

/** Emits `x op constant`, x on the stack, the constant held back. False if there is no such instruction. */
export function emitRight(op: u32): bool {
  const k = top()
  if (op == OP_SUB) {
    // x - k = x + (2^256 - k)
    clearWord(FOLDED)
    sub(k, FOLDED, k)
    emitLeft(OP_ADD)
    return true
  }
  if (op == OP_DIV || op == OP_MOD || op == OP_LT || op == OP_GT) {
    flushBut(1)
    emitWithWord(op == OP_DIV ? I_DIV_WORD : op == OP_MOD ? I_MOD_WORD : op == OP_LT ? I_LT_WORD : I_GT_WORD, HELD)
    held = 0
    return true
  }
  return op == OP_ADD || op == OP_MUL || op == OP_AND || op == OP_OR ? emitLeft(op) : false
}

/** Emits `constant op x`, the constant held back and on top, x on the stack. False if there is no such instruction. */
export function emitLeft(op: u32): bool {
  const small = fitsU32(top())
  const value = load<u32>(top())
  switch (op) {
    case OP_ADD:
      flushBut(1)
      if (small) emit(I_ADD, 0, value)
      else emitWithWord(I_ADD_WORD, HELD)
      break
    case OP_SUB:
      if (!small) return false
      flushBut(1)
      emit(I_SUB_FROM, 0, value)
      break
    case OP_MUL:
      flushBut(1)
      emitWithWord(I_MUL_WORD, HELD)
      break
    case OP_AND:
      flushBut(1)
      if (small) emit(I_AND, 0, value)
      else if (isAddressMask(HELD)) emit(I_ADDRESS, 0, 0)
      else emitWithWord(I_AND_WORD, HELD)
      break
    case OP_OR:
      flushBut(1)
      emitWithWord(I_OR_WORD, HELD)
      break
    // k < x is x > k.
    case OP_LT:
      flushBut(1)
      emitWithWord(I_GT_WORD, HELD)
      break
    case OP_GT:
      flushBut(1)
      emitWithWord(I_LT_WORD, HELD)
      break
    case OP_EQ: case OP_MLOAD: case OP_MSTORE: case OP_CALLDATALOAD:
      if (!small) return false
      flushBut(1)
      emit(op == OP_EQ ? I_EQ : op == OP_MLOAD ? I_MLOAD : op == OP_MSTORE ? I_MSTORE : I_CALLDATALOAD, 0, value)
      break
    case OP_SHL: case OP_SHR:
      if (!small || value > 255) return false
      flushBut(1)
      emit(op == OP_SHL ? I_SHL : I_SHR, 0, value)
      break
    default: return false
  }
  held = 0
  return true
}

function isAddressMask(word: usize): bool {
  return load<u64>(word) == u64.MAX_VALUE && load<u64>(word, 8) == u64.MAX_VALUE && load<u64>(word, 16) == 0xffffffff && load<u64>(word, 24) == 0
}
