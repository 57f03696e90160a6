// Where instructions are written, and what their section's header will say: static gas and the bounds of the stack.

import { OPCODES } from '../layout'
import { H_GAS, H_GROW, H_NEED, H_PC, HEADER_BYTES } from '../instructions'
import { copyWord } from '../word'

/** Next free byte of the instructions. */
export let out: usize = 0
/** Header of the open section. */
export let header: usize = 0
let height: i32 = 0
let need: i32 = 0
let grow: i32 = 0
let gas: u32 = 0

/** Starts writing at `at`. */
export function openInstructions(at: usize): void {
  out = at
}

/** Whether the open section starts at pc. That nothing was written says less: opcodes may have folded to nothing. */
export function startsAt(pc: u32): bool {
  return load<u32>(header, H_PC) == pc
}

/** Gas that is known now though the opcode charges it by its operands. */
export function addGas(amount: u32): void {
  gas += amount
}

/** Counts the opcode into the section: gas and stack. */
export function count(op: u32): void {
  const info = OPCODES + <usize>op * 8
  gas += load<u32>(info)
  const pops = <i32>load<u8>(info, 4)
  const pushes = <i32>load<u8>(info, 5)
  if (pops - height > need) need = pops - height
  height += pushes - pops
  if (height > grow) grow = height
}

export function openSection(pc: u32): void {
  header = out
  store<u32>(out, pc, H_PC)
  out += HEADER_BYTES
  height = 0
  need = 0
  grow = 0
  gas = 0
}

export function closeSection(): void {
  store<u32>(header, gas, H_GAS)
  store<u32>(header, <u32>need << 5, H_NEED)
  store<u32>(header, <u32>grow << 5, H_GROW)
}

// @ts-ignore: decorator
@inline
export function emit(op: u32, a: u32, b: u32): void {
  store<u64>(out, <u64>op | (<u64>a << 16) | (<u64>b << 32))
  out += 8
}

export function emitWithWord(op: u32, word: usize): void {
  emit(op, 0, 0)
  copyWord(out, word)
  out += 32
}

/** Appends eight bytes to the instruction before. */
// @ts-ignore: decorator
@inline
export function emitMore(low: u32, high: u32): void {
  store<u64>(out, <u64>low | (<u64>high << 32))
  out += 8
}
