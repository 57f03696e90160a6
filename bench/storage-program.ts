/**
 * Straight-line bytecode that writes many slots: the price of a storage write and of taking it back, with almost
 * nothing else. It returns the last slot it wrote, plus 2^128 times the value that it found in slot 0, which shows a
 * write that was not taken back.
 */

import { encodeWord } from './cases.ts'

/** Slots written by one call, each once. */
export const STORAGE_PROGRAM_SLOTS = 1024

const PUSH0 = 0x5f
const PUSH1 = 0x60
const PUSH2 = 0x61
const DUP1 = 0x80
const OR = 0x17
const SHL = 0x1b
const CODECOPY = 0x39
const MSTORE = 0x52
const SLOAD = 0x54
const SSTORE = 0x55
const RETURN = 0xf3

/** Creation code of the program. */
export const STORAGE_PROGRAM_INITCODE: Uint8Array = createInitcode()

/** What a call of the program returns. */
export const STORAGE_PROGRAM_OUTPUT: Uint8Array = encodeWord(BigInt(valueOf(STORAGE_PROGRAM_SLOTS - 1)))

function valueOf(slot: number): number {
  return (slot % 255) + 1
}

function createProgram(): number[] {
  const code = [PUSH0, SLOAD, PUSH1, 128, SHL]
  for (let slot = 0; slot < STORAGE_PROGRAM_SLOTS; slot++) {
    code.push(PUSH1, valueOf(slot), PUSH2, slot >> 8, slot & 0xff, SSTORE)
  }
  const last = STORAGE_PROGRAM_SLOTS - 1
  code.push(PUSH2, last >> 8, last & 0xff, SLOAD, OR, PUSH0, MSTORE, PUSH1, 32, PUSH0, RETURN)
  return code
}

function createInitcode(): Uint8Array {
  const program = createProgram()
  const size = program.length
  const prefix = [PUSH2, size >> 8, size & 0xff, DUP1, PUSH1, 0, PUSH0, CODECOPY, PUSH0, RETURN]
  prefix[5] = prefix.length
  return Uint8Array.from([...prefix, ...program])
}
