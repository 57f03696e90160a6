// How to go through a code instruction by instruction.

const PUSH0 = 0x5f
const PUSH4 = 0x63
const PUSH32 = 0x7f

/** pc of the instruction that follows. */
export function nextPc(code: Uint8Array, pc: number): number {
  const opcode = code[pc]!
  return opcode >= PUSH0 && opcode <= PUSH32 ? pc + opcode - PUSH0 + 1 : pc + 1
}

/** What a PUSH of up to four bytes pushes; undefined for any other instruction. */
export function pushedNumber(code: Uint8Array, pc: number): number | undefined {
  const opcode = code[pc]
  if (opcode === undefined || opcode < PUSH0 || opcode > PUSH4) return undefined
  let value = 0
  for (let at = pc + 1; at <= pc + opcode - PUSH0; at++) value = value * 256 + (code[at] ?? 0)
  return value
}
