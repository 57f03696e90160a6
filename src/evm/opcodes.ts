// The opcodes: names, stack effect, static gas and the fork that brought each. The only place that knows; the core
// receives it as a table when a Machine starts, and tools print names from it.
//
// Static gas is what the opcode always costs (Yellow Paper, appendix G, as changed by EIP-1884, EIP-2929, EIP-3198,
// EIP-3529). Where the cost depends on operands or state, the core adds the rest: a cold account or slot, memory,
// bytes copied, SSTORE entirely (EIP-2200).

import { type Fork, isAtLeast } from './forks.ts'

export type Opcode = {
  readonly byte: number
  readonly name: string
  /** Words taken from the stack. */
  readonly pops: number
  /** Words put on the stack. */
  readonly pushes: number
  readonly gas: number
  readonly since: Fork
}

type Row = readonly [byte: number, name: string, pops: number, pushes: number, gas: number, since?: Fork]

const rows: readonly Row[] = [
  [0x00, 'STOP', 0, 0, 0],
  [0x01, 'ADD', 2, 1, 3],
  [0x02, 'MUL', 2, 1, 5],
  [0x03, 'SUB', 2, 1, 3],
  [0x04, 'DIV', 2, 1, 5],
  [0x05, 'SDIV', 2, 1, 5],
  [0x06, 'MOD', 2, 1, 5],
  [0x07, 'SMOD', 2, 1, 5],
  [0x08, 'ADDMOD', 3, 1, 8],
  [0x09, 'MULMOD', 3, 1, 8],
  [0x0a, 'EXP', 2, 1, 10],
  [0x0b, 'SIGNEXTEND', 2, 1, 5],
  [0x10, 'LT', 2, 1, 3],
  [0x11, 'GT', 2, 1, 3],
  [0x12, 'SLT', 2, 1, 3],
  [0x13, 'SGT', 2, 1, 3],
  [0x14, 'EQ', 2, 1, 3],
  [0x15, 'ISZERO', 1, 1, 3],
  [0x16, 'AND', 2, 1, 3],
  [0x17, 'OR', 2, 1, 3],
  [0x18, 'XOR', 2, 1, 3],
  [0x19, 'NOT', 1, 1, 3],
  [0x1a, 'BYTE', 2, 1, 3],
  [0x1b, 'SHL', 2, 1, 3],
  [0x1c, 'SHR', 2, 1, 3],
  [0x1d, 'SAR', 2, 1, 3],
  [0x1e, 'CLZ', 1, 1, 5, 'osaka'], // EIP-7939
  [0x20, 'KECCAK256', 2, 1, 30],
  [0x30, 'ADDRESS', 0, 1, 2],
  [0x31, 'BALANCE', 1, 1, 100],
  [0x32, 'ORIGIN', 0, 1, 2],
  [0x33, 'CALLER', 0, 1, 2],
  [0x34, 'CALLVALUE', 0, 1, 2],
  [0x35, 'CALLDATALOAD', 1, 1, 3],
  [0x36, 'CALLDATASIZE', 0, 1, 2],
  [0x37, 'CALLDATACOPY', 3, 0, 3],
  [0x38, 'CODESIZE', 0, 1, 2],
  [0x39, 'CODECOPY', 3, 0, 3],
  [0x3a, 'GASPRICE', 0, 1, 2],
  [0x3b, 'EXTCODESIZE', 1, 1, 100],
  [0x3c, 'EXTCODECOPY', 4, 0, 100],
  [0x3d, 'RETURNDATASIZE', 0, 1, 2],
  [0x3e, 'RETURNDATACOPY', 3, 0, 3],
  [0x3f, 'EXTCODEHASH', 1, 1, 100],
  [0x40, 'BLOCKHASH', 1, 1, 20],
  [0x41, 'COINBASE', 0, 1, 2],
  [0x42, 'TIMESTAMP', 0, 1, 2],
  [0x43, 'NUMBER', 0, 1, 2],
  [0x44, 'PREVRANDAO', 0, 1, 2],
  [0x45, 'GASLIMIT', 0, 1, 2],
  [0x46, 'CHAINID', 0, 1, 2],
  [0x47, 'SELFBALANCE', 0, 1, 5],
  [0x48, 'BASEFEE', 0, 1, 2],
  [0x49, 'BLOBHASH', 1, 1, 3, 'cancun'], // EIP-4844
  [0x4a, 'BLOBBASEFEE', 0, 1, 2, 'cancun'], // EIP-7516
  [0x50, 'POP', 1, 0, 2],
  [0x51, 'MLOAD', 1, 1, 3],
  [0x52, 'MSTORE', 2, 0, 3],
  [0x53, 'MSTORE8', 2, 0, 3],
  [0x54, 'SLOAD', 1, 1, 100],
  [0x55, 'SSTORE', 2, 0, 0],
  [0x56, 'JUMP', 1, 0, 8],
  [0x57, 'JUMPI', 2, 0, 10],
  [0x58, 'PC', 0, 1, 2],
  [0x59, 'MSIZE', 0, 1, 2],
  [0x5a, 'GAS', 0, 1, 2],
  [0x5b, 'JUMPDEST', 0, 0, 1],
  [0x5c, 'TLOAD', 1, 1, 100, 'cancun'], // EIP-1153
  [0x5d, 'TSTORE', 2, 0, 100, 'cancun'],
  [0x5e, 'MCOPY', 3, 0, 3, 'cancun'], // EIP-5656
  [0x5f, 'PUSH0', 0, 1, 2, 'shanghai'], // EIP-3855
  ...Array.from({ length: 32 }, (_, i): Row => [0x60 + i, `PUSH${i + 1}`, 0, 1, 3]),
  ...Array.from({ length: 16 }, (_, i): Row => [0x80 + i, `DUP${i + 1}`, i + 1, i + 2, 3]),
  ...Array.from({ length: 16 }, (_, i): Row => [0x90 + i, `SWAP${i + 1}`, i + 2, i + 2, 3]),
  ...Array.from({ length: 5 }, (_, i): Row => [0xa0 + i, `LOG${i}`, i + 2, 0, 375 * (i + 1)]),
  [0xf0, 'CREATE', 3, 1, 32000],
  [0xf1, 'CALL', 7, 1, 100],
  [0xf2, 'CALLCODE', 7, 1, 100],
  [0xf3, 'RETURN', 2, 0, 0],
  [0xf4, 'DELEGATECALL', 6, 1, 100],
  [0xf5, 'CREATE2', 4, 1, 32000],
  [0xfa, 'STATICCALL', 6, 1, 100],
  [0xfd, 'REVERT', 2, 0, 0],
  [0xfe, 'INVALID', 0, 0, 0],
  [0xff, 'SELFDESTRUCT', 1, 0, 5000],
]

/** Every opcode of the newest fork, by byte. */
export const OPCODES: readonly Opcode[] = rows.map(([byte, name, pops, pushes, gas, since = 'london']) => ({
  byte,
  name,
  pops,
  pushes,
  gas,
  since,
}))

const byByte: readonly (Opcode | undefined)[] = Array.from({ length: 256 }, (_, byte) =>
  OPCODES.find((o) => o.byte === byte),
)

/** The opcode of a byte, whatever the fork; undefined if no fork defines it. */
export function opcodeOf(byte: number): Opcode | undefined {
  return byByte[byte]
}

/** Name for people: `PUSH1`, or `0x0c` for a byte that is no opcode. */
export function opcodeName(byte: number): string {
  return byByte[byte]?.name ?? `0x${byte.toString(16).padStart(2, '0')}`
}

/** Opcodes that a fork has. */
export function opcodesOf(fork: Fork): readonly Opcode[] {
  return OPCODES.filter((opcode) => isAtLeast(fork, opcode.since))
}
