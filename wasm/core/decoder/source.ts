// The code that is being decoded.

import { CODE_LENGTH, CODE_POINTER, OPCODES } from '../layout'
import { jumpdestsOf } from '../code'
import {
  NO_OPCODE, OP_DUP1, OP_DUP16, OP_PUSH0, OP_PUSH32, OP_PUSH4, OP_SWAP1, OP_SWAP16,
} from './opcodes'

export let code: usize = 0
export let codeEnd: u32 = 0
let bits: usize = 0

/** Takes the code of this entry as the source. */
export function openSource(entry: usize): void {
  bits = jumpdestsOf(entry)
  code = <usize>load<u32>(entry, CODE_POINTER)
  codeEnd = load<u32>(entry, CODE_LENGTH)
}

// @ts-ignore: decorator
@inline
export function opcodeAt(pc: u32): u32 {
  return pc < codeEnd ? <u32>load<u8>(code + pc) : NO_OPCODE
}

// @ts-ignore: decorator
@inline
export function isDefined(op: u32): bool {
  return op < NO_OPCODE && load<u8>(OPCODES + <usize>op * 8, 6) != 0
}

// @ts-ignore: decorator
@inline
export function isPush(op: u32): bool {
  return op >= OP_PUSH0 && op <= OP_PUSH32 && isDefined(op)
}

// @ts-ignore: decorator
@inline
export function isDup(op: u32): bool {
  return op >= OP_DUP1 && op <= OP_DUP16
}

// @ts-ignore: decorator
@inline
export function isSwap(op: u32): bool {
  return op >= OP_SWAP1 && op <= OP_SWAP16
}

/** True if the opcode pushes at most four bytes of data, all of them inside the code. */
// @ts-ignore: decorator
@inline
export function isSmallPush(op: u32, pc: u32): bool {
  return op >= OP_PUSH0 && op <= OP_PUSH4 && isDefined(op) && pc + (op - OP_PUSH0) < codeEnd
}

export function smallPushValue(op: u32, pc: u32): u32 {
  let value: u32 = 0
  for (let i: u32 = 0; i < op - OP_PUSH0; i++) value = (value << 8) | <u32>load<u8>(code + pc + 1 + i)
  return value
}

export function isJumpdest(pc: u32): bool {
  return pc < codeEnd && ((load<u8>(bits + <usize>(pc >> 3)) >> <u8>(pc & 7)) & 1) != 0
}
