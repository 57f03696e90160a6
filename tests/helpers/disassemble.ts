import { bytesToHex } from '../../src/primitives/hex.ts'
import { OPCODES } from './opcode-spec.ts'

/** One instruction per line: place in hex, mnemonic, immediate. Bytes that are no opcode are shown as they are. */
export function disassemble(code: Uint8Array): string {
  const lines: string[] = []
  for (let pc = 0; pc < code.length;) {
    const spec = OPCODES.get(code[pc]!)
    const name = spec?.name ?? `0x${code[pc]!.toString(16).padStart(2, '0')}`
    const immediateBytes = spec?.immediateBytes ?? 0
    // Code may end inside an immediate; the EVM reads zeros there (Yellow Paper 9.4.1).
    const immediate = code.subarray(pc + 1, pc + 1 + immediateBytes)
    const cut = immediate.length < immediateBytes ? ' (cut off)' : ''
    lines.push(
      `${pc.toString(16).padStart(4, '0')}  ${name}${immediateBytes > 0 ? ` ${bytesToHex(immediate)}${cut}` : ''}`,
    )
    pc += 1 + immediateBytes
  }
  return lines.join('\n')
}
