// What each opcode takes from the stack, and random values of those kinds.

import type { Prng } from '../../src/primitives/prng.ts'
import type { Address, Fork } from '../../src/evm/types.ts'
import { WORD_MAX } from '../../src/primitives/bytes.ts'
import { between, chance, pick, randomOffset, randomSize, randomWord } from './random-values.ts'

/** What a stack word means to the instruction that takes it. */
export type OperandKind =
  | 'word'
  | 'shift'
  | 'exponent'
  | 'offset'
  | 'size'
  | 'slot'
  | 'stored'
  | 'address'
  | 'gas'
  | 'wei'
  | 'salt'
  | 'block'
  | 'returnOffset'
  | 'returnSize'

/** The world that a program is written for. */
export type Surroundings = {
  readonly fork: Fork
  readonly blockNumber: bigint
  /** The account that the program is for. */
  readonly self: Address
  /** All accounts of the world, and some addresses without one. */
  readonly addresses: readonly Address[]
}

/** Storage slots that programs share, so that writes meet. */
export const SLOTS: readonly bigint[] = [0n, 1n, 2n, 3n, 1n << 255n, WORD_MAX]

const WORDS: readonly OperandKind[] = ['word', 'word', 'word']
const LOG: readonly OperandKind[] = ['offset', 'size', 'word', 'word', 'word', 'word']

/** Operands of every opcode that the generator uses as an ordinary instruction, top of the stack first. */
export const OPERANDS: Readonly<Record<string, readonly OperandKind[]>> = {
  ...Object.fromEntries(
    [
      'ADD',
      'MUL',
      'SUB',
      'DIV',
      'SDIV',
      'MOD',
      'SMOD',
      'LT',
      'GT',
      'SLT',
      'SGT',
      'EQ',
      'AND',
      'OR',
      'XOR',
    ].map((name) => [name, WORDS.slice(1)]),
  ),
  ADDMOD: WORDS,
  MULMOD: WORDS,
  EXP: ['word', 'exponent'],
  SIGNEXTEND: ['shift', 'word'],
  ISZERO: ['word'],
  NOT: ['word'],
  CLZ: ['word'],
  BYTE: ['shift', 'word'],
  SHL: ['shift', 'word'],
  SHR: ['shift', 'word'],
  SAR: ['shift', 'word'],
  KECCAK256: ['offset', 'size'],
  ADDRESS: [],
  BALANCE: ['address'],
  ORIGIN: [],
  CALLER: [],
  CALLVALUE: [],
  CALLDATALOAD: ['offset'],
  CALLDATASIZE: [],
  CALLDATACOPY: ['offset', 'offset', 'size'],
  CODESIZE: [],
  CODECOPY: ['offset', 'offset', 'size'],
  GASPRICE: [],
  EXTCODESIZE: ['address'],
  EXTCODECOPY: ['address', 'offset', 'offset', 'size'],
  RETURNDATASIZE: [],
  RETURNDATACOPY: ['offset', 'returnOffset', 'returnSize'],
  EXTCODEHASH: ['address'],
  BLOCKHASH: ['block'],
  COINBASE: [],
  TIMESTAMP: [],
  NUMBER: [],
  PREVRANDAO: [],
  GASLIMIT: [],
  CHAINID: [],
  SELFBALANCE: [],
  BASEFEE: [],
  BLOBHASH: ['shift'],
  BLOBBASEFEE: [],
  MLOAD: ['offset'],
  MSTORE: ['offset', 'word'],
  MSTORE8: ['offset', 'word'],
  SLOAD: ['slot'],
  SSTORE: ['slot', 'stored'],
  PC: [],
  MSIZE: [],
  GAS: [],
  TLOAD: ['slot'],
  TSTORE: ['slot', 'stored'],
  MCOPY: ['offset', 'offset', 'size'],
  PUSH0: [],
  LOG0: LOG.slice(0, 2),
  LOG1: LOG.slice(0, 3),
  LOG2: LOG.slice(0, 4),
  LOG3: LOG.slice(0, 5),
  LOG4: LOG,
  CREATE: ['wei', 'offset', 'size'],
  CREATE2: ['wei', 'offset', 'size', 'salt'],
  CALL: ['gas', 'address', 'wei', 'offset', 'size', 'offset', 'size'],
  CALLCODE: ['gas', 'address', 'wei', 'offset', 'size', 'offset', 'size'],
  DELEGATECALL: ['gas', 'address', 'offset', 'size', 'offset', 'size'],
  STATICCALL: ['gas', 'address', 'offset', 'size', 'offset', 'size'],
  RETURN: ['offset', 'size'],
  REVERT: ['offset', 'size'],
  SELFDESTRUCT: ['address'],
}

/** A random word of a kind; a name stands for the instruction that pushes it. */
export function randomOperand(
  prng: Prng,
  kind: OperandKind,
  world: Surroundings,
): bigint | 'GAS' | 'RETURNDATASIZE' {
  switch (kind) {
    case 'word':
      return chance(prng, 10) ? BigInt(pick(prng, world.addresses)) : randomWord(prng)
    case 'shift':
      return chance(prng, 85) ? BigInt(prng.nextBelow(260)) : randomWord(prng)
    case 'exponent':
      return chance(prng, 60) ? BigInt(prng.nextBelow(300)) : randomWord(prng)
    case 'offset':
      return randomOffset(prng)
    case 'size':
      return randomSize(prng)
    case 'slot':
      return chance(prng, 90) ? pick(prng, SLOTS) : randomWord(prng)
    case 'stored':
      return chance(prng, 80) ? pick(prng, [0n, 0n, 1n, 2n, WORD_MAX]) : randomWord(prng)
    case 'address':
      return randomAddress(prng, world)
    case 'gas':
      return randomCallGas(prng)
    case 'wei':
      if (chance(prng, 65)) return 0n
      return chance(prng, 85) ? BigInt(between(prng, 1, 20)) : randomWord(prng)
    case 'salt':
      return chance(prng, 80) ? BigInt(prng.nextBelow(2)) : randomWord(prng)
    case 'block':
      if (chance(prng, 15)) return randomWord(prng)
      return BigInt.asUintN(
        256,
        world.blockNumber + 2n - BigInt(pick(prng, [0, 1, 2, 3, 4, 100, 256, 257, 258, 259])),
      )
    // Reading past the end of the return data halts (EIP-211).
    case 'returnOffset':
      return chance(prng, 97) ? 0n : pick(prng, [1n, 31n, 32n, randomOffset(prng)])
    case 'returnSize':
      return chance(prng, 97) ? 'RETURNDATASIZE' : pick(prng, [0n, 1n, 32n, 33n, randomSize(prng)])
  }
}

function randomAddress(prng: Prng, { self, addresses }: Surroundings): bigint {
  const kind = prng.nextBelow(100)
  if (kind < 10) return BigInt(self)
  if (kind < 22) return pick(prng, [1n, 2n, 2n, 3n, 4n, 4n, 4n, 5n, 6n, 7n, 9n, 0xan, 0x100n])
  if (kind < 24) return pick(prng, [0n, 0x12n, 0xffn, 0x101n])
  const address = BigInt(pick(prng, addresses))
  // The upper 12 bytes of an address operand do not count.
  return kind < 30 ? address | (prng.nextBigInt(96) << 160n) : address
}

function randomCallGas(prng: Prng): bigint | 'GAS' {
  const kind = prng.nextBelow(100)
  if (kind < 40) return 'GAS'
  if (kind < 50) return WORD_MAX
  if (kind < 55) return pick(prng, [(1n << 63n) - 1n, 1n << 63n, (1n << 64n) - 1n, 1n << 64n])
  if (kind < 75) return BigInt(prng.nextBelow(3000))
  return BigInt(prng.nextBelow(60_000))
}
