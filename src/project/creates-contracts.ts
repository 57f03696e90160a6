// Whether code may create contracts, by its opcodes.

import { metadataBytesOfHex } from './bytecode-template.ts'

const CREATE = 0xf0
const CREATE2 = 0xf5
const PUSH1 = 0x60
const PUSH32 = 0x7f

/** @param code hexadecimal digits, in which places for libraries may be left open */
export function createsContracts(code: string): boolean {
  const end = code.length - 2 * metadataBytesOfHex(code)
  for (let at = 0; at + 2 <= end; at += 2) {
    const opcode = Number.parseInt(code.slice(at, at + 2), 16)
    if (opcode === CREATE || opcode === CREATE2) return true
    if (opcode >= PUSH1 && opcode <= PUSH32) at += 2 * (opcode - PUSH1 + 1)
  }
  return false
}
