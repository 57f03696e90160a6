// Random programs that mostly do something: operands of the right kind, loops that end, jumps that arrive, results that
// are returned. Each rule is broken now and then.

import { concatBytes } from '../../src/primitives/bytes.ts'
import type { Prng } from '../../src/primitives/prng.ts'
import { bytecode, deployer, op, ret } from '../helpers/bytecode.ts'
import {
  anyOpcode,
  HEIGHT_MAX,
  NESTING_MAX,
  opcodeBytes,
  pickDefined,
  write,
  writePush,
  writeWithOperands,
  type Writer,
} from './program-writer.ts'
import { decode, encode, instruction, type Program } from './program.ts'
import {
  writeAnything,
  writeBranch,
  writeComputedJump,
  writeEnd,
  writeLoop,
  writeSubroutine,
  writeSubroutineCall,
} from './random-control-flow.ts'
import { randomOperand, type OperandKind, type Surroundings } from './random-operand.ts'
import { writeShuffle, writeStackWork } from './random-stack-work.ts'
import {
  between,
  chance,
  pick,
  pickWeighted,
  randomBytes,
  randomOffset,
  randomWord,
} from './random-values.ts'

/** Shapes of code, with how often each is drawn. */
const SHAPES = { structured: 80, mutated: 8, opcodes: 5, bytes: 4, deepStack: 3 } as const

/** Steps of a structured program, with how often each is drawn. */
const STEPS = {
  push: 8,
  compute: 20,
  stackWork: 12,
  memory: 12,
  storage: 14,
  transient: 4,
  environment: 8,
  copy: 9,
  call: 13,
  create: 4,
  log: 4,
  branch: 7,
  loop: 3,
  subroutine: 2,
  computedJump: 2,
  shuffle: 8,
  pop: 3,
  anything: 2,
} as const

type Step = keyof typeof STEPS

const COMPUTATIONS =
  'ADD MUL SUB DIV SDIV MOD SMOD ADDMOD MULMOD EXP SIGNEXTEND LT GT SLT SGT EQ ISZERO AND OR XOR NOT BYTE SHL SHR SAR CLZ KECCAK256'
const ENVIRONMENT =
  'ADDRESS BALANCE ORIGIN CALLER CALLVALUE CALLDATALOAD CALLDATASIZE CODESIZE GASPRICE EXTCODESIZE RETURNDATASIZE EXTCODEHASH BLOCKHASH COINBASE TIMESTAMP NUMBER PREVRANDAO GASLIMIT CHAINID SELFBALANCE BASEFEE BLOBHASH BLOBBASEFEE PC MSIZE GAS PUSH0'

/** Instructions that a step draws from. */
const INSTRUCTIONS: Readonly<Partial<Record<Step, readonly string[]>>> = {
  compute: COMPUTATIONS.split(' '),
  memory: ['MLOAD', 'MSTORE', 'MSTORE', 'MSTORE8', 'MCOPY', 'MSIZE'],
  storage: ['SLOAD', 'SSTORE', 'SSTORE'],
  transient: ['TLOAD', 'TSTORE'],
  environment: ENVIRONMENT.split(' '),
  copy: ['CALLDATACOPY', 'CODECOPY', 'EXTCODECOPY', 'RETURNDATACOPY', 'RETURNDATACOPY', 'MCOPY'],
  log: ['LOG0', 'LOG1', 'LOG2', 'LOG3', 'LOG4'],
}

/** Random code of any shape. */
export function randomProgram(prng: Prng, world: Surroundings): Program {
  switch (pickWeighted(prng, SHAPES)) {
    case 'structured':
      return structuredProgram(prng, world, 0)
    case 'mutated':
      return decode(mutate(prng, encode(structuredProgram(prng, world, 0))))
    case 'opcodes':
      return Array.from({ length: prng.nextBelow(80) }, () => anyOpcode(prng))
    case 'bytes':
      return decode(randomBytes(prng, prng.nextBelow(120)))
    case 'deepStack':
      return deepStackProgram(prng, world)
  }
}

/** Changes, takes out or puts in a few bytes. */
export function mutate(prng: Prng, code: Uint8Array): Uint8Array {
  let mutated = code
  for (let turn = between(prng, 1, 4); turn > 0; turn--) {
    const at = prng.nextBelow(mutated.length + 1)
    const kind = prng.nextBelow(4)
    const removed = kind === 0 ? 0 : kind === 1 ? between(prng, 1, 5) : 1
    const inserted = kind === 1 ? new Uint8Array() : kind === 2 ? randomBytes(prng, 1) : opcodeBytes(prng)
    mutated = concatBytes(mutated.subarray(0, at), inserted, mutated.subarray(at + removed))
  }
  return mutated
}

/** Initcode of every kind that CREATE tells apart. */
export function randomInitcode(prng: Prng, world: Surroundings, nesting: number = NESTING_MAX): Uint8Array {
  switch (prng.nextBelow(12)) {
    case 0:
      return new Uint8Array()
    case 1:
      return bytecode(op('MSTORE', 0, randomWord(prng)), op('REVERT', randomOffset(prng), prng.nextBelow(70)))
    case 2:
      // EIP-3541 refuses code that begins with 0xEF.
      return deployer(Uint8Array.of(0xef, ...randomBytes(prng, prng.nextBelow(4))))
    case 3:
      // Legacy initcode may begin with 0xEF and halts (EIP-3541 looks at deployed code only).
      return chance(prng, 50)
        ? bytecode(op('INVALID'))
        : Uint8Array.of(0xef, prng.nextBelow(2), prng.nextBelow(2))
    case 4:
      return bytecode(op('SELFDESTRUCT', randomOperandWord(prng, 'address', world)))
    case 5:
      // Zeros, as many as a contract may hold (EIP-170) or a little more: 200 gas each.
      return bytecode(ret(0, pick(prng, [0, 1, 300, 0x6000, 0x6001])))
    case 6:
      return bytecode(op('SSTORE', randomOperandWord(prng, 'slot', world), 1), ret(0, prng.nextBelow(3)))
    case 7:
      return encode(structuredProgram(prng, world, nesting))
    default:
      return deployer(encode(structuredProgram(prng, world, nesting)))
  }
}

function structuredProgram(prng: Prng, world: Surroundings, nesting: number): Program {
  const writer = createWriter(prng, world, nesting)
  writeSteps(writer, between(prng, 1, nesting > 0 ? 8 : 40))
  writeEnd(writer)
  for (const id of writer.subroutines) writeSubroutine(writer, id)
  return writer.items
}

// As many words as the stack holds, give or take a few: a check per block must find the very instruction.
function deepStackProgram(prng: Prng, world: Surroundings): Program {
  const writer = createWriter(prng, world, NESTING_MAX)
  const filler = pick(prng, ['PC', 'GAS', 'CALLVALUE', 'DUP1', 'MSIZE'])
  writePush(writer, 1n)
  const count = between(prng, 1000, 1026)
  const labelled = chance(prng, 50) ? between(prng, 0, count) : -1
  for (let index = 0; index < count; index++) {
    if (index === labelled) writer.items.push({ kind: 'label', id: writer.labels++ })
    writer.items.push(instruction(filler))
  }
  writeSteps(writer, between(prng, 0, 4))
  writeEnd(writer)
  return writer.items
}

function createWriter(prng: Prng, world: Surroundings, nesting: number): Writer {
  return { prng, world, items: [], subroutines: [], nesting, height: 0, labels: 0, writeSteps }
}

function writeSteps(writer: Writer, count: number): void {
  for (let index = 0; index < count; index++) {
    writeStep(writer)
    while (writer.height > HEIGHT_MAX) write(writer, 'POP')
  }
}

function writeStep(writer: Writer): void {
  const { prng } = writer
  const step = pickWeighted(prng, STEPS)
  const names = INSTRUCTIONS[step]
  if (names !== undefined) return writeWithOperands(writer, pickDefined(writer, names))
  switch (step) {
    case 'stackWork':
      return writeStackWork(writer, between(prng, 2, 10))
    case 'call':
      return writeCall(writer)
    case 'create':
      return writeCreate(writer)
    case 'branch':
      return writeBranch(writer)
    case 'loop':
      return writeLoop(writer)
    case 'subroutine':
      return writeSubroutineCall(writer)
    case 'computedJump':
      return writeComputedJump(writer)
    case 'shuffle':
      return writeShuffle(writer)
    case 'pop':
      return writer.height > 0 ? write(writer, 'POP') : undefined
    case 'anything':
      return writeAnything(writer)
    default:
      return writePush(writer, randomWord(prng))
  }
}

function writeCall(writer: Writer): void {
  const { prng } = writer
  const name = pick(prng, ['CALL', 'CALL', 'CALL', 'STATICCALL', 'DELEGATECALL', 'CALLCODE'])
  if (chance(prng, 40)) writeWithOperands(writer, 'MSTORE')
  writeWithOperands(writer, name)
  if (chance(prng, 30)) write(writer, 'RETURNDATASIZE')
  if (chance(prng, 25)) writeWithOperands(writer, 'RETURNDATACOPY')
}

function writeCreate(writer: Writer): void {
  const { prng, world, nesting } = writer
  if (nesting >= NESTING_MAX) return writeWithOperands(writer, pick(prng, ['CREATE', 'CREATE2']))
  const initcode = randomInitcode(prng, world, nesting + 1)
  for (let from = 0; from < initcode.length; from += 32) {
    const word = new Uint8Array(32)
    word.set(initcode.subarray(from, from + 32))
    writer.items.push(instruction('PUSH32', word))
    writer.height++
    writePush(writer, BigInt(from))
    write(writer, 'MSTORE')
  }
  writeWithOperands(writer, pick(prng, ['CREATE', 'CREATE2']), {
    1: () => writePush(writer, 0n),
    2: () => writePush(writer, BigInt(initcode.length)),
  })
  if (chance(prng, 40)) {
    const created = writer.height
    writeWithOperands(writer, pick(prng, ['CALL', 'CALL', 'DELEGATECALL', 'STATICCALL']), {
      1: () => write(writer, `DUP${Math.min(16, Math.max(1, writer.height - created + 1))}`),
    })
  }
}

function randomOperandWord(prng: Prng, kind: OperandKind, world: Surroundings): bigint {
  const operand = randomOperand(prng, kind, world)
  return typeof operand === 'bigint' ? operand : 0n
}
