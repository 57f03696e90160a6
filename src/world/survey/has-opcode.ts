const PUSH1 = 0x60
const PUSH32 = 0x7f

/** Whether an instruction occurs in a code, data of pushes left out. What follows the code (metadata) may look like one. */
export function hasOpcode(code: Uint8Array, opcode: number): boolean {
  for (let at = 0; at < code.length; at++) {
    const byte = code[at]!
    if (byte === opcode) return true
    if (byte >= PUSH1 && byte <= PUSH32) at += byte - PUSH1 + 1
  }
  return false
}
