// Which opcodes code is made of, as it stands: by reading it from the beginning.

import { metadataBytesOfHex } from './bytecode-template.ts'

export const ORIGIN = 0x32
export const DELEGATECALL = 0xf4
export const CREATE = 0xf0
export const CREATE2 = 0xf5
const PUSH1 = 0x60
const PUSH32 = 0x7f

/** @param code hexadecimal digits, in which places for libraries may be left open */
export function usesOpcode(code: string, opcodes: readonly number[]): boolean {
  const end = code.length - 2 * metadataBytesOfHex(code)
  for (let at = 0; at + 2 <= end; at += 2) {
    const opcode = Number.parseInt(code.slice(at, at + 2), 16)
    if (opcodes.includes(opcode)) return true
    if (opcode >= PUSH1 && opcode <= PUSH32) at += 2 * (opcode - PUSH1 + 1)
  }
  return false
}

export const CALLER = 0x33
const EXTCODESIZE = 0x3b

/** Whether code asks, at once, whether its caller has code: `extcodesize(caller())`. */
export function asksCodeOfCaller(code: string): boolean {
  const end = code.length - 2 * metadataBytesOfHex(code)
  let before = 0
  for (let at = 0; at + 2 <= end; at += 2) {
    const opcode = Number.parseInt(code.slice(at, at + 2), 16)
    if (opcode === EXTCODESIZE && before === CALLER) return true
    if (opcode >= PUSH1 && opcode <= PUSH32) at += 2 * (opcode - PUSH1 + 1)
    before = opcode
  }
  return false
}
