// Which opcodes code is made of, as it stands: by reading it from the beginning. Data of pushes and the compiler's metadata at the end
// are no code.

import { metadataBytes } from './bytecode-template.ts'

export const BALANCE = 0x31
export const ORIGIN = 0x32
export const CALLER = 0x33
export const SELFBALANCE = 0x47
export const SSTORE = 0x55
export const CREATE = 0xf0
export const CALL = 0xf1
export const DELEGATECALL = 0xf4
export const CREATE2 = 0xf5
const EXTCODESIZE = 0x3b
const PUSH1 = 0x60
const PUSH32 = 0x7f

/** Whether any of these occurs in a code. */
export function usesOpcode(code: Uint8Array, ...opcodes: readonly number[]): boolean {
  return anyOpcode(code, (opcode) => opcodes.includes(opcode))
}

/** Whether code asks, at once, whether its caller has code: `extcodesize(caller())`. */
export function asksCodeOfCaller(code: Uint8Array): boolean {
  return anyOpcode(code, (opcode, before) => opcode === EXTCODESIZE && before === CALLER)
}

function anyOpcode(code: Uint8Array, is: (opcode: number, before: number) => boolean): boolean {
  const end = code.length - metadataBytes(code)
  let before = 0
  for (let at = 0; at < end; at++) {
    const opcode = code[at]!
    if (is(opcode, before)) return true
    if (opcode >= PUSH1 && opcode <= PUSH32) at += opcode - PUSH1 + 1
    before = opcode
  }
  return false
}
