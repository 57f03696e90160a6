// Code -> instructions that the fast loop runs.
//
// A section is a run of opcodes with one way in: it starts at the code's start, at a JUMPDEST, after a JUMPI, and after
// every opcode that must see the exact gas (GAS, SSTORE, CALL*, CREATE*). Its header carries the sum of static gas and
// the bounds of the stack, checked once. If the check fails the checked loop takes over at the header's pc, so that
// the failure has its exact kind and place. Within a section an exceptional halt takes all gas and undoes the frame, so
// charging later opcodes first changes nothing that anyone can see.
//
// Frequent opcode sequences become one instruction; see instructions.ts.

import {
  CODE_ENTRY, CODE_GROUP, CODE_LENGTH, CODE_PC_MAP, CODE_POINTER, CODE_STATE, CODES, CODE_BYTES, GROUP_FIRST, OPCODES,
} from './layout'
import { jumpdestsOf, returnCodeHeap, takeCodeHeap } from './code'
import { addEdge, closeGroup, EDGE_KIND_FALL, EDGE_KIND_JUMP, groupIsFresh, groupOf } from './coverage'
import {
  HEADER_BYTES, H_GAS, H_GROW, H_NEED, H_PC, I_ADD, I_AND, I_AND_WORD, I_BOOL, I_CALLDATALOAD, I_DUP_ADD, I_DUP_DUP,
  I_DUP_MLOAD, I_DUP_PUSH, I_DUP_SWAP, I_EQ, I_EQ_JUMPI, I_FALL, I_GT_JUMPI, I_JUMP, I_JUMPI, I_LT_JUMPI, I_MLOAD, I_MSTORE,
  I_POPS, I_PUSH, I_PUSH_DUP, I_PUSH_WORD, I_SELECTOR, I_SGT_JUMPI, I_SHL, I_SHR, I_SLT_JUMPI, I_SUB_FROM, I_SWAP_DUP,
  I_SWAP_POP, I_SWAP_SUB, I_SWAP_SWAP,
} from './instructions'

const OP_ADD: u32 = 0x01
const OP_SUB: u32 = 0x03
const OP_LT: u32 = 0x10
const OP_GT: u32 = 0x11
const OP_SLT: u32 = 0x12
const OP_SGT: u32 = 0x13
const OP_EQ: u32 = 0x14
const OP_ISZERO: u32 = 0x15
const OP_AND: u32 = 0x16
const OP_SHL: u32 = 0x1b
const OP_SHR: u32 = 0x1c
const OP_CALLDATALOAD: u32 = 0x35
const OP_POP: u32 = 0x50
const OP_MLOAD: u32 = 0x51
const OP_MSTORE: u32 = 0x52
const OP_SSTORE: u32 = 0x55
const OP_JUMP: u32 = 0x56
const OP_JUMPI: u32 = 0x57
const OP_PC: u32 = 0x58
const OP_GAS: u32 = 0x5a
const OP_JUMPDEST: u32 = 0x5b
const OP_PUSH0: u32 = 0x5f
const OP_PUSH1: u32 = 0x60
const OP_PUSH4: u32 = 0x63
const OP_PUSH32: u32 = 0x7f
const OP_DUP1: u32 = 0x80
const OP_DUP16: u32 = 0x8f
const OP_SWAP1: u32 = 0x90
const OP_SWAP16: u32 = 0x9f

// The decoder's position, shared by its helpers.
let code: usize = 0
let codeEnd: u32 = 0
let out: usize = 0
let header: usize = 0
let height: i32 = 0
let need: i32 = 0
let grow: i32 = 0
let gas: u32 = 0

// @ts-ignore: decorator
@inline
function opcodeAt(pc: u32): u32 {
  return pc < codeEnd ? <u32>load<u8>(code + pc) : 0x100
}

/** Bytes of the opcode's immediate. */
// @ts-ignore: decorator
@inline
function immediateBytes(op: u32): u32 {
  return op >= OP_PUSH1 && op <= OP_PUSH32 ? op - OP_PUSH0 : 0
}

/** True if the opcode pushes at most four bytes of data, all of them inside the code. */
// @ts-ignore: decorator
@inline
function isSmallPush(op: u32, pc: u32): bool {
  return op >= OP_PUSH0 && op <= OP_PUSH4 && isDefined(op) && pc + (op - OP_PUSH0) < codeEnd
}

// @ts-ignore: decorator
@inline
function isDefined(op: u32): bool {
  return load<u8>(OPCODES + <usize>op * 8, 6) != 0
}

function smallPushValue(op: u32, pc: u32): u32 {
  let value: u32 = 0
  for (let i: u32 = 0; i < op - OP_PUSH0; i++) value = (value << 8) | <u32>load<u8>(code + pc + 1 + i)
  return value
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

function isJumpdest(bits: usize, pc: u32): bool {
  return pc < codeEnd && (load<u8>(bits + <usize>(pc >> 3)) >> <u8>(pc & 7) & 1) != 0
}

/** Decodes a stored code; its entry then has CODE_ENTRY, CODE_PC_MAP and CODE_GROUP. */
export function decode(entry: usize): void {
  const bits = jumpdestsOf(entry)
  code = <usize>load<u32>(entry, CODE_POINTER)
  codeEnd = load<u32>(entry, CODE_LENGTH)
  const pcMap = takeCodeHeap((<usize>codeEnd + 1) * 4)
  memory.fill(pcMap, 0, (<usize>codeEnd + 1) * 4)
  let words: usize = 0
  for (let pc: u32 = 0; pc < codeEnd; ) {
    const op = opcodeAt(pc)
    if (op > OP_PUSH4 && op <= OP_PUSH32) words++
    pc += 1 + immediateBytes(op)
  }
  let word = takeCodeHeap(words * 32)
  // An opcode byte makes at most 24 bytes: FALL or a jump, and a header; a static JUMPI makes 32 of at least two bytes.
  const room = <usize>codeEnd * 24 + 256
  const first = takeCodeHeap(room)
  out = first

  const group = groupOf(entry, <u32>((entry - CODES) / CODE_BYTES))
  const fresh = groupIsFresh
  let edge = load<u32>(group, GROUP_FIRST) + 3
  const shared = load<u32>(group, GROUP_FIRST) == 0

  openSection(0)
  let pc: u32 = 0
  let live = true
  while (true) {
    // A PUSH whose data is cut off by the end of the code leaves pc beyond it.
    if (pc >= codeEnd) {
      if (live) {
        emit(0, 0, 0)
        closeSection()
      }
      break
    }
    const op = opcodeAt(pc)
    if (op == OP_JUMPDEST) {
      if (live) {
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
      continue
    }
    if (!live) {
      pc += 1 + immediateBytes(op)
      continue
    }
    if (!isDefined(op)) {
      emit(0xfe, 0, 0)
      closeSection()
      live = false
      pc++
      continue
    }

    // A condition and a static JUMPI: [LT GT SLT SGT EQ] [ISZERO] PUSH JUMPI.
    let at = pc
    let test: u32 = 0
    if (op >= OP_LT && op <= OP_EQ) {
      test = op
      at++
    }
    let inverted: u32 = 0
    while (inverted < 3 && opcodeAt(at) == OP_ISZERO) {
      inverted++
      at++
    }
    // Without a comparison in front, the value tested is any word: only its being zero counts, so ISZEROs fold alike.
    const pushOp = opcodeAt(at)
    if (pushOp != 0x100 && isSmallPush(pushOp, at)) {
      const next = at + 1 + (pushOp - OP_PUSH0)
      const target = smallPushValue(pushOp, at)
      if (opcodeAt(next) == OP_JUMPI && isJumpdest(bits, target)) {
        for (let i = pc; i < at; i++) count(opcodeAt(i))
        count(pushOp)
        count(OP_JUMPI)
        store<u32>(pcMap + (<usize>next << 2), <u32>out)
        emit(test == 0 ? I_JUMPI : I_LT_JUMPI + (test - OP_LT), inverted & 1, target)
        emitEdges(group, fresh, shared, edge, next, target)
        edge += 2
        closeSection()
        pc = next + 1
        openSection(pc)
        continue
      }
      if (at == pc && opcodeAt(next) == OP_JUMP && isJumpdest(bits, target)) {
        count(pushOp)
        count(OP_JUMP)
        store<u32>(pcMap + (<usize>next << 2), <u32>out)
        emit(I_JUMP, 0, target)
        if (fresh) addEdge(group, EDGE_KIND_JUMP, next, target)
        store<u64>(out, <u64>(shared ? 0 : edge))
        out += 8
        edge++
        closeSection()
        live = false
        pc = next + 1
        continue
      }
    }
    // The dispatch of a function selector: DUP1 PUSH4 EQ PUSH JUMPI.
    if (op == OP_DUP1 && isSmallPush(opcodeAt(pc + 1), pc + 1)) {
      const selectorOp = opcodeAt(pc + 1)
      const eqAt = pc + 2 + (selectorOp - OP_PUSH0)
      if (opcodeAt(eqAt) == OP_EQ && opcodeAt(eqAt + 1) != 0x100 && isSmallPush(opcodeAt(eqAt + 1), eqAt + 1)) {
        const targetOp = opcodeAt(eqAt + 1)
        const next = eqAt + 2 + (targetOp - OP_PUSH0)
        const target = smallPushValue(targetOp, eqAt + 1)
        if (opcodeAt(next) == OP_JUMPI && isJumpdest(bits, target)) {
          count(op)
          count(selectorOp)
          count(OP_EQ)
          count(targetOp)
          count(OP_JUMPI)
          store<u32>(pcMap + (<usize>next << 2), <u32>out)
          emit(I_SELECTOR, 0, target)
          emitEdges(group, fresh, shared, edge, next, target)
          edge += 2
          store<u64>(out, <u64>smallPushValue(selectorOp, pc + 1))
          out += 8
          closeSection()
          pc = next + 1
          openSection(pc)
          continue
        }
      }
    }

    const fused = fuse(op, pc)
    if (fused) {
      pc = fused
      continue
    }

    count(op)
    if (op >= OP_PUSH0 && op <= OP_PUSH32) {
      const bytes = op - OP_PUSH0
      if (bytes <= 4) {
        // Data beyond the end of the code reads as zero; the code is followed by zero bytes.
        emit(I_PUSH, 0, smallPushValue(op, pc))
      } else {
        pushWordAt(word, pc, bytes)
        const mask = opcodeAt(pc + 1 + bytes) == OP_AND
        if (mask) count(OP_AND)
        emit(mask ? I_AND_WORD : I_PUSH_WORD, 0, <u32>word)
        word += 32
        if (mask) pc++
      }
      pc += 1 + bytes
      continue
    }
    if (op == OP_JUMP || op == OP_JUMPI) store<u32>(pcMap + (<usize>pc << 2), <u32>out)
    emit(op, 0, op == OP_PC || op == OP_JUMP || op == OP_JUMPI ? pc : 0)
    pc++
    switch (op) {
      case 0x00: // STOP
      case 0x56: // JUMP
      case 0xf3: // RETURN
      case 0xfd: // REVERT
      case 0xfe: // INVALID
      case 0xff: // SELFDESTRUCT
        closeSection()
        live = false
        break
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
        openSection(pc)
        break
      default:
    }
  }
  if (fresh) closeGroup()
  returnCodeHeap(out)
  resolveJumps(first, out, pcMap)
  store<u32>(entry, <u32>pcMap, CODE_PC_MAP)
  store<u32>(entry, <u32>first, CODE_ENTRY)
  store<u32>(entry, 1, CODE_STATE)
}

function emitEdges(group: usize, fresh: bool, shared: bool, edge: u32, from: u32, target: u32): void {
  if (fresh) {
    addEdge(group, EDGE_KIND_JUMP, from, target)
    addEdge(group, EDGE_KIND_FALL, from, from + 1)
  }
  store<u32>(out, shared ? 0 : edge)
  store<u32>(out, shared ? 0 : edge + 1, 4)
  out += 8
}

/** Writes the data of a PUSH5..PUSH32 as a word. */
function pushWordAt(word: usize, pc: u32, bytes: u32): void {
  memory.fill(word, 0, 32)
  // The first data byte is the most significant; data beyond the code's end is zero (Yellow Paper 9.4.1).
  for (let i: u32 = 0; i < bytes; i++) {
    store<u8>(word + (bytes - 1 - i), pc + 1 + i < codeEnd ? load<u8>(code + pc + 1 + i) : 0)
  }
}

/** Emits one instruction for a frequent sequence that starts at pc. Result: the pc behind it, or 0 if there is none. */
function fuse(op: u32, pc: u32): u32 {
  const second = opcodeAt(pc + 1)
  if (op >= OP_DUP1 && op <= OP_DUP16) {
    const place = op - OP_DUP1 + 1
    if (second == OP_ADD) return pair(op, second, I_DUP_ADD, place, 0, pc + 2)
    if (second == OP_MLOAD) return pair(op, second, I_DUP_MLOAD, place, 0, pc + 2)
    if (second >= OP_DUP1 && second <= OP_DUP16) return pair(op, second, I_DUP_DUP, place, (second - OP_DUP1 + 1) << 5, pc + 2)
    if (second >= OP_SWAP1 && second <= OP_SWAP16) return pair(op, second, I_DUP_SWAP, place, (second - OP_SWAP1 + 1) << 5, pc + 2)
    if (second != 0x100 && isSmallPush(second, pc + 1)) {
      const next = pc + 2 + (second - OP_PUSH0)
      // Leave the push to a sequence of its own if that is the better one.
      if (startsPair(opcodeAt(next))) return 0
      return pair(op, second, I_DUP_PUSH, place, smallPushValue(second, pc + 1), next)
    }
    return 0
  }
  if (op >= OP_SWAP1 && op <= OP_SWAP16) {
    const place = op - OP_SWAP1 + 1
    if (second == OP_POP) return pair(op, second, I_SWAP_POP, place, 0, pc + 2)
    if (op == OP_SWAP1 && second == OP_SUB) return pair(op, second, I_SWAP_SUB, 0, 0, pc + 2)
    if (second >= OP_SWAP1 && second <= OP_SWAP16) {
      if (opcodeAt(pc + 2) == OP_POP) return 0
      return pair(op, second, I_SWAP_SWAP, place, (second - OP_SWAP1 + 1) << 5, pc + 2)
    }
    if (second >= OP_DUP1 && second <= OP_DUP16) return pair(op, second, I_SWAP_DUP, place, (second - OP_DUP1 + 1) << 5, pc + 2)
    return 0
  }
  if (op == OP_POP && second == OP_POP) {
    let n: u32 = 0
    while (opcodeAt(pc + n) == OP_POP && n < 64) {
      count(OP_POP)
      n++
    }
    emit(I_POPS, n << 5, 0)
    return pc + n
  }
  if (op == OP_ISZERO && second == OP_ISZERO) return pair(op, second, I_BOOL, 0, 0, pc + 2)
  if (isSmallPush(op, pc)) {
    const next = pc + 1 + (op - OP_PUSH0)
    const value = smallPushValue(op, pc)
    const then = opcodeAt(next)
    switch (then) {
      case OP_ADD: return pair(op, then, I_ADD, 0, value, next + 1)
      case OP_SUB: return pair(op, then, I_SUB_FROM, 0, value, next + 1)
      case OP_EQ: return pair(op, then, I_EQ, 0, value, next + 1)
      case OP_AND: return pair(op, then, I_AND, 0, value, next + 1)
      case OP_SHL: return value < 256 ? pair(op, then, I_SHL, 0, value, next + 1) : 0
      case OP_SHR: return value < 256 ? pair(op, then, I_SHR, 0, value, next + 1) : 0
      case OP_MLOAD: return pair(op, then, I_MLOAD, 0, value, next + 1)
      case OP_MSTORE: return pair(op, then, I_MSTORE, 0, value, next + 1)
      case OP_CALLDATALOAD: return pair(op, then, I_CALLDATALOAD, 0, value, next + 1)
      default:
    }
    if (then >= OP_DUP1 && then <= OP_DUP16) return pair(op, then, I_PUSH_DUP, then - OP_DUP1 + 1, value, next + 1)
  }
  return 0
}

/** Whether a small push before this opcode becomes one instruction with it. */
function startsPair(op: u32): bool {
  return (
    op == OP_ADD || op == OP_SUB || op == OP_EQ || op == OP_AND || op == OP_SHL || op == OP_SHR || op == OP_MLOAD ||
    op == OP_MSTORE || op == OP_CALLDATALOAD || op == OP_JUMP || op == OP_JUMPI
  )
}

function pair(op: u32, second: u32, instruction: u32, a: u32, b: u32, next: u32): u32 {
  count(op)
  count(second)
  emit(instruction, a << 5, b)
  return next
}

/** Replaces the target pcs of static jumps by pointers to their headers. */
function resolveJumps(first: usize, end: usize, pcMap: usize): void {
  for (let pc: u32 = 0; pc < codeEnd; pc++) {
    const at = <usize>load<u32>(pcMap + (<usize>pc << 2))
    if (at == 0 || opcodeAt(pc) == OP_JUMPDEST) continue
    const op = <u32>load<u16>(at)
    if (op >= I_JUMP && op <= I_SELECTOR) {
      store<u32>(at, load<u32>(pcMap + (<usize>load<u32>(at, 4) << 2)), 4)
    }
  }
}
