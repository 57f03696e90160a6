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

import {
  CODE_BYTES, CODE_ENTRY, CODE_LENGTH, CODE_PC_MAP, CODE_POINTER, CODE_STATE, CODES, GROUP_FIRST, OPCODES, SCRATCH,
} from './layout'
import { jumpdestsOf, returnCodeHeap, takeCodeHeap } from './code'
import { addEdge, closeGroup, EDGE_KIND_FALL, EDGE_KIND_JUMP, groupIsFresh, groupOf } from './coverage'
import {
  HEADER_BYTES, H_GAS, H_GROW, H_NEED, H_PC, I_ADD, I_ADD_WORD, I_ADDRESS, I_AND, I_AND_WORD, I_BOOL, I_CALLDATALOAD,
  I_DIV_WORD, I_DUP_ADD, I_DUP_ADD_SMALL, I_DUP_AND, I_DUP_DUP, I_DUP_GT, I_DUP_JUMPI, I_DUP_LT, I_DUP_MLOAD,
  I_DUP_MSTORE, I_DUP_MUL, I_DUP_OR, I_DUP_SHR, I_DUP_SUB, I_DUP_SWAP, I_DUP_XOR, I_EQ, I_FALL, I_GT_WORD,
  I_JUMP, I_JUMP_DYNAMIC, I_JUMPI, I_LT_JUMPI, I_LT_WORD, I_MLOAD, I_MOD_WORD, I_MSTORE, I_MUL_WORD, I_OR_WORD, I_POPS,
  I_PUSH, I_PUSH_DUP, I_PUSH_PUSH, I_PUSH_WORD, I_SELECTOR, I_SHL, I_SHR, I_STATIC_LAST, I_SUB_FROM, I_SWAP_DIV,
  I_SWAP_DUP, I_SWAP_JUMP_DYNAMIC, I_SWAP_POPS, I_SWAP_SUB, I_SWAP_SWAP,
} from './instructions'
import { add, and, byteLength, exp, isZero, mul, not, or, shl, shr, sub, xor } from './u256'
import { clearWord, copyWord, fitsU32, setWord } from './word'

const OP_STOP: u32 = 0x00
const OP_ADD: u32 = 0x01
const OP_MUL: u32 = 0x02
const OP_SUB: u32 = 0x03
const OP_DIV: u32 = 0x04
const OP_MOD: u32 = 0x06
const OP_EXP: u32 = 0x0a
const OP_LT: u32 = 0x10
const OP_GT: u32 = 0x11
const OP_EQ: u32 = 0x14
const OP_ISZERO: u32 = 0x15
const OP_AND: u32 = 0x16
const OP_OR: u32 = 0x17
const OP_XOR: u32 = 0x18
const OP_NOT: u32 = 0x19
const OP_SHL: u32 = 0x1b
const OP_SHR: u32 = 0x1c
const OP_CALLDATALOAD: u32 = 0x35
const OP_POP: u32 = 0x50
const OP_MLOAD: u32 = 0x51
const OP_MSTORE: u32 = 0x52
const OP_JUMP: u32 = 0x56
const OP_JUMPI: u32 = 0x57
const OP_PC: u32 = 0x58
const OP_JUMPDEST: u32 = 0x5b
const OP_PUSH0: u32 = 0x5f
const OP_PUSH1: u32 = 0x60
const OP_PUSH4: u32 = 0x63
const OP_PUSH32: u32 = 0x7f
const OP_DUP1: u32 = 0x80
const OP_DUP16: u32 = 0x8f
const OP_SWAP1: u32 = 0x90
const OP_SWAP16: u32 = 0x9f
const NO_OPCODE: u32 = 0x100

/** Constants held back: words, oldest first. */
const HELD: usize = SCRATCH + 1024
const HELD_MAX: u32 = 8
const FOLDED: usize = SCRATCH + 1024 + 512

// The decoder's position, shared by its helpers.
let code: usize = 0
let codeEnd: u32 = 0
let bits: usize = 0
let out: usize = 0
let header: usize = 0
let height: i32 = 0
let need: i32 = 0
let grow: i32 = 0
let gas: u32 = 0
let held: u32 = 0
let pcMap: usize = 0
let group: usize = 0
let fresh: bool = false
let edge: u32 = 0

// @ts-ignore: decorator
@inline
function opcodeAt(pc: u32): u32 {
  return pc < codeEnd ? <u32>load<u8>(code + pc) : NO_OPCODE
}

// @ts-ignore: decorator
@inline
function isDefined(op: u32): bool {
  return op < NO_OPCODE && load<u8>(OPCODES + <usize>op * 8, 6) != 0
}

// @ts-ignore: decorator
@inline
function isPush(op: u32): bool {
  return op >= OP_PUSH0 && op <= OP_PUSH32 && isDefined(op)
}

// @ts-ignore: decorator
@inline
function isDup(op: u32): bool {
  return op >= OP_DUP1 && op <= OP_DUP16
}

// @ts-ignore: decorator
@inline
function isSwap(op: u32): bool {
  return op >= OP_SWAP1 && op <= OP_SWAP16
}

/** True if the opcode pushes at most four bytes of data, all of them inside the code. */
// @ts-ignore: decorator
@inline
function isSmallPush(op: u32, pc: u32): bool {
  return op >= OP_PUSH0 && op <= OP_PUSH4 && isDefined(op) && pc + (op - OP_PUSH0) < codeEnd
}

function smallPushValue(op: u32, pc: u32): u32 {
  let value: u32 = 0
  for (let i: u32 = 0; i < op - OP_PUSH0; i++) value = (value << 8) | <u32>load<u8>(code + pc + 1 + i)
  return value
}

function isJumpdest(pc: u32): bool {
  return pc < codeEnd && ((load<u8>(bits + <usize>(pc >> 3)) >> <u8>(pc & 7)) & 1) != 0
}

/** Counts the opcode into the section: gas and stack. */
function count(op: u32): void {
  const info = OPCODES + <usize>op * 8
  gas += load<u32>(info)
  const pops = <i32>load<u8>(info, 4)
  const pushes = <i32>load<u8>(info, 5)
  if (pops - height > need) need = pops - height
  height += pushes - pops
  if (height > grow) grow = height
}

function openSection(pc: u32): void {
  header = out
  store<u32>(out, pc, H_PC)
  out += HEADER_BYTES
  height = 0
  need = 0
  grow = 0
  gas = 0
}

function closeSection(): void {
  store<u32>(header, gas, H_GAS)
  store<u32>(header, <u32>need << 5, H_NEED)
  store<u32>(header, <u32>grow << 5, H_GROW)
}

// @ts-ignore: decorator
@inline
function emit(op: u32, a: u32, b: u32): void {
  store<u64>(out, <u64>op | (<u64>a << 16) | (<u64>b << 32))
  out += 8
}

function emitWithWord(op: u32, word: usize): void {
  emit(op, 0, 0)
  copyWord(out, word)
  out += 32
}

// ---- constants held back -----------------------------------------------------------------------------------------

// @ts-ignore: decorator
@inline
function top(): usize {
  return HELD + (<usize>(held - 1) << 5)
}

/** Holds back the data of the PUSH at pc. The first data byte is the most significant; what is beyond the code's end is zero. */
function hold(op: u32, pc: u32): void {
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
function flushBut(keep: u32): void {
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
function flush(): void {
  if (held) flushBut(0)
}

/** Computes an opcode whose operands are all held back. False if it does not fold. */
function fold(op: u32): bool {
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
      gas += 50 * byteLength(b)
      exp(b, a, b)
      break
    default: return false
  }
  held--
  return true
}

/** Emits `x op constant`, x on the stack, the constant held back. False if there is no such instruction. */
function emitRight(op: u32): bool {
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
function emitLeft(op: u32): bool {
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

// ---- decoding ----------------------------------------------------------------------------------------------------

/** Decodes a stored code; its entry then has CODE_ENTRY, CODE_PC_MAP and CODE_GROUP. */
export function decode(entry: usize): void {
  bits = jumpdestsOf(entry)
  code = <usize>load<u32>(entry, CODE_POINTER)
  codeEnd = load<u32>(entry, CODE_LENGTH)
  const mapBytes = (<usize>codeEnd + 1) * 4
  pcMap = takeCodeHeap(mapBytes)
  memory.fill(pcMap, 0, mapBytes)
  // No opcode byte makes more than 24 bytes: the worst are a jump (24), GAS or FALL with a header
  // (24), and a word folded from two bytes (40).
  const first = takeCodeHeap(<usize>codeEnd * 24 + 256)
  out = first
  group = groupOf(entry, <u32>((entry - CODES) / CODE_BYTES))
  fresh = groupIsFresh
  edge = load<u32>(group, GROUP_FIRST) == 0 ? 0 : load<u32>(group, GROUP_FIRST) + 3
  held = 0

  openSection(0)
  let pc: u32 = 0
  let live = true
  // A PUSH whose data is cut off by the end of the code leaves pc beyond it.
  while (pc < codeEnd) {
    const op = opcodeAt(pc)
    if (op == OP_JUMPDEST) {
      if (live) {
        flush()
        if (out != header + HEADER_BYTES) {
          emit(I_FALL, 0, 0)
          closeSection()
          openSection(pc)
        }
      } else {
        openSection(pc)
        live = true
      }
      store<u32>(pcMap + (<usize>pc << 2), <u32>header)
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
      held = 0
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

/** Set in a result of decodeOne if nothing after it can be reached in a straight line. */
const ENDS: u32 = 0x80000000

/** Emits what starts at pc with this opcode, which is defined and no PUSH or JUMPDEST. Result: the pc behind it. */
function decodeOne(op: u32, pc: u32): u32 {
  if (op == OP_JUMP && held && fitsU32(top()) && isJumpdest(load<u32>(top()))) return staticJump(pc)
  if (op == OP_JUMPI && held && fitsU32(top()) && isJumpdest(load<u32>(top()))) {
    const target = load<u32>(top())
    held--
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
      held--
      return pc + 1
    }
    if (op == OP_DUP1 && held < HELD_MAX && fitsU32(top())) {
      count(op)
      held++
      copyWord(top(), top() - 32)
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
      held = 0
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
  if (op == OP_JUMPI) store<u32>(pcMap + (<usize>pc << 2), <u32>out)
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
    held = 0
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

// ---- jumps -------------------------------------------------------------------------------------------------------

function staticJump(pc: u32): u32 {
  const target = load<u32>(top())
  held--
  flush()
  count(OP_JUMP)
  store<u32>(pcMap + (<usize>pc << 2), <u32>out)
  emit(I_JUMP, 0, target)
  if (fresh) addEdge(group, EDGE_KIND_JUMP, pc, target)
  store<u64>(out, <u64>edge)
  out += 8
  if (edge) edge++
  closeSection()
  return (pc + 1) | ENDS
}

/** Emits a conditional jump at pc (the JUMPI's) in one of its forms; everything before the JUMPI is counted. */
function staticJumpi(pc: u32, form: u32, inverted: u32, target: u32, extra: u64): u32 {
  count(OP_JUMPI)
  store<u32>(pcMap + (<usize>pc << 2), <u32>out)
  emit(form, inverted & 1, target)
  if (fresh) {
    addEdge(group, EDGE_KIND_JUMP, pc, target)
    addEdge(group, EDGE_KIND_FALL, pc, pc + 1)
  }
  store<u32>(out, edge)
  store<u32>(out, edge ? edge + 1 : 0, 4)
  out += 8
  if (edge) edge += 2
  if (form >= I_SELECTOR) {
    store<u64>(out, extra)
    out += 8
  }
  closeSection()
  openSection(pc + 1)
  return pc + 1
}

/** pc of the JUMPI if `[ISZERO]* PUSH target JUMPI` with a valid target starts at pc, else 0. Sets the three below. */
let aheadInverted: u32 = 0
let aheadTarget: u32 = 0
let aheadPush: u32 = 0
function conditionAhead(pc: u32): u32 {
  let at = pc
  let inverted: u32 = 0
  while (inverted < 3 && opcodeAt(at) == OP_ISZERO) {
    inverted++
    at++
  }
  const push = opcodeAt(at)
  if (!isSmallPush(push, at)) return 0
  const jumpi = at + 1 + (push - OP_PUSH0)
  if (opcodeAt(jumpi) != OP_JUMPI) return 0
  const target = smallPushValue(push, at)
  if (!isJumpdest(target)) return 0
  aheadInverted = inverted
  aheadTarget = target
  aheadPush = push
  return jumpi
}

/** Whether the comparison at pc belongs to a conditional jump: that form is better than one with a constant. */
function aheadIsConditional(pc: u32): bool {
  const op = opcodeAt(pc)
  return op >= OP_LT && op <= OP_EQ && conditionAhead(pc + 1) != 0
}

/** The forms of a conditional jump that start before its PUSH. Result: the pc behind the JUMPI, or 0. */
function conditionalJump(op: u32, pc: u32): u32 {
  if (op >= OP_LT && op <= OP_EQ) {
    const jumpi = conditionAhead(pc + 1)
    if (!jumpi) return 0
    flush()
    count(op)
    countAhead()
    return staticJumpi(jumpi, I_LT_JUMPI + (op - OP_LT), aheadInverted, aheadTarget, 0)
  }
  if (op == OP_ISZERO) {
    const jumpi = conditionAhead(pc)
    if (!jumpi) return 0
    flush()
    countAhead()
    return staticJumpi(jumpi, I_JUMPI, aheadInverted, aheadTarget, 0)
  }
  if (!isDup(op)) return 0
  let jumpi = conditionAhead(pc + 1)
  if (jumpi) {
    flush()
    count(op)
    countAhead()
    return staticJumpi(jumpi, I_DUP_JUMPI, aheadInverted, aheadTarget, <u64>(op - OP_DUP1) << 5)
  }
  // The dispatch of a function selector: DUP1 PUSH4 EQ PUSH JUMPI.
  const selector = opcodeAt(pc + 1)
  if (op != OP_DUP1 || !isSmallPush(selector, pc + 1)) return 0
  const eqAt = pc + 2 + (selector - OP_PUSH0)
  if (opcodeAt(eqAt) != OP_EQ) return 0
  jumpi = conditionAhead(eqAt + 1)
  if (!jumpi || aheadInverted) return 0
  flush()
  count(op)
  count(selector)
  count(OP_EQ)
  countAhead()
  return staticJumpi(jumpi, I_SELECTOR, 0, aheadTarget, <u64>smallPushValue(selector, pc + 1))
}

/** Counts the ISZEROs and the PUSH that conditionAhead found. */
function countAhead(): void {
  for (let i: u32 = 0; i < aheadInverted; i++) count(OP_ISZERO)
  count(aheadPush)
}

// ---- pairs of stack opcodes ----------------------------------------------------------------------------------------

/** Emits one instruction for a frequent sequence that starts at pc; nothing is held back. Result: the pc behind it, or 0. */
function pairOf(op: u32, pc: u32): u32 {
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

/** A jump whose target is on the stack, after some stack work in the same instruction. */
function dynamicJump(instruction: u32, place: u32, pops: u32, pc: u32): u32 {
  count(OP_JUMP)
  store<u32>(pcMap + (<usize>pc << 2), <u32>out)
  emit(instruction, place, pc)
  store<u32>(out, pops)
  // No target yet: no pc is that large.
  store<u32>(out, 0xffffffff, 4)
  store<u64>(out, 0, 8)
  out += 16
  closeSection()
  return (pc + 1) | ENDS
}

/** Replaces the target pcs of static jumps by pointers to their headers. */
function resolveJumps(): void {
  for (let pc: u32 = 0; pc < codeEnd; pc++) {
    const at = <usize>load<u32>(pcMap + (<usize>pc << 2))
    if (at == 0 || opcodeAt(pc) == OP_JUMPDEST) continue
    const op = <u32>load<u16>(at)
    if (op >= I_JUMP && op <= I_STATIC_LAST) {
      store<u32>(at, load<u32>(pcMap + (<usize>load<u32>(at, 4) << 2)), 4)
    }
  }
}
