// Branches, loops, subroutines, jumps to computed places and jumps that go astray.

import { bytesToBigInt } from '../../src/primitives/bytes.ts'
import { opcodeOf } from '../helpers/opcode-spec.ts'
import {
  anyOpcode,
  HEIGHT_MAX,
  NESTING_MAX,
  write,
  writeLabel,
  writeOperand,
  writePush,
  writeTarget,
  writeWithOperands,
  type Writer,
} from './program-writer.ts'
import { instruction } from './program.ts'
import { writeCondition } from './random-stack-work.ts'
import { between, chance, pick, randomWord } from './random-values.ts'

function writeBlock(writer: Writer, steps: number): void {
  const { height } = writer
  writer.nesting++
  writer.writeSteps(writer, steps)
  writer.nesting--
  while (writer.height > height) write(writer, 'POP')
  while (writer.height < height) writePush(writer, 0n)
}

/** A block that is jumped over if a condition holds. */
export function writeBranch(writer: Writer): void {
  const { prng } = writer
  if (writer.nesting >= NESTING_MAX) return
  const after = writer.labels++
  writeCondition(writer)
  writeTarget(writer, after)
  write(writer, 'JUMPI')
  if (chance(prng, 20)) {
    const { height } = writer
    writeEnd(writer)
    writer.height = height
  } else {
    writeBlock(writer, between(prng, 1, 5))
  }
  writeLabel(writer, after)
}

/** A block that is run a few times, or until the gas is gone. */
export function writeLoop(writer: Writer): void {
  const { prng } = writer
  if (writer.nesting >= NESTING_MAX) return
  const start = writer.labels++
  if (chance(prng, 4)) {
    // Until the gas is gone.
    writeLabel(writer, start)
    writeBlock(writer, between(prng, 0, 4))
    writeTarget(writer, start)
    return write(writer, 'JUMP')
  }
  writePush(writer, BigInt(between(prng, 1, 6)))
  writeLabel(writer, start)
  writeBlock(writer, between(prng, 0, 4))
  writePush(writer, 1n)
  write(writer, 'SWAP1')
  write(writer, 'SUB')
  write(writer, 'DUP1')
  writeTarget(writer, start)
  write(writer, 'JUMPI')
  if (chance(prng, 70)) write(writer, 'POP')
}

/** Calls a subroutine, a new one or one that has been called before: then the jump back has several targets. */
export function writeSubroutineCall(writer: Writer): void {
  const { prng, subroutines } = writer
  if (subroutines.length === 0 || chance(prng, 40)) subroutines.push(writer.labels++)
  const back = writer.labels++
  writeTarget(writer, back)
  writeTarget(writer, pick(prng, subroutines))
  write(writer, 'JUMP')
  writer.height--
  writeLabel(writer, back)
}

/** The body of a subroutine, which returns where its caller says. */
export function writeSubroutine(writer: Writer, id: number): void {
  writer.height = 1
  writeLabel(writer, id)
  // Nested calls would make it recursive: fine for the EVM, but it would rarely end.
  writer.nesting = NESTING_MAX
  writeBlock(writer, between(writer.prng, 0, 4))
  write(writer, 'JUMP')
}

/** A jump whose target is computed or read from memory. */
export function writeComputedJump(writer: Writer): void {
  const id = writer.labels++
  const mask = randomWord(writer.prng)
  writeTarget(writer, id)
  if (chance(writer.prng, 50)) {
    writePush(writer, mask)
    write(writer, 'XOR')
    writePush(writer, mask)
    write(writer, 'XOR')
  } else {
    writePush(writer, 0n)
    write(writer, 'MSTORE')
    writePush(writer, 0n)
    write(writer, 'MLOAD')
  }
  write(writer, 'JUMP')
  if (chance(writer.prng, 50)) writer.items.push(anyOpcode(writer.prng))
  writeLabel(writer, id)
}

/** Something that is probably wrong. */
export function writeAnything(writer: Writer): void {
  const { prng } = writer
  switch (prng.nextBelow(4)) {
    case 0:
      writer.items.push(anyOpcode(prng))
      return
    case 1:
      return writeWildJump(writer)
    default:
      // A jump destination inside an immediate is none (Yellow Paper 9.4.3).
      return writePush(writer, bytesToBigInt(new Uint8Array(between(prng, 1, 32)).fill(opcodeOf('JUMPDEST'))))
  }
}

function writeWildJump(writer: Writer): void {
  const { prng } = writer
  const isConditional = chance(prng, 85)
  if (isConditional) writePush(writer, chance(prng, 60) ? 0n : randomWord(prng))
  if (chance(prng, 60)) writePush(writer, BigInt(prng.nextBelow(200)))
  else writeOperand(writer, 'word')
  write(writer, isConditional ? 'JUMPI' : 'JUMP')
}

/** Ends the program in one of all the ways there are. */
export function writeEnd(writer: Writer): void {
  const { prng } = writer
  switch (prng.nextBelow(20)) {
    case 0:
      return write(writer, chance(prng, 75) ? 'STOP' : 'INVALID')
    case 1:
    case 2:
      return
    case 3:
    case 4:
      return writeWithOperands(writer, 'REVERT')
    case 5:
      return writeWithOperands(writer, 'RETURN')
    case 6:
    case 7:
      return writeWithOperands(writer, 'SELFDESTRUCT')
    case 8:
      // Code that ends inside an immediate.
      writer.items.push(instruction(`PUSH${between(prng, 2, 32)}`, Uint8Array.of(prng.nextU32() & 0xff)))
      return
    default:
      return writeReturnOfStack(writer)
  }
}

// Every word that was left is made visible.
function writeReturnOfStack(writer: Writer): void {
  const words = Math.min(writer.height, HEIGHT_MAX)
  for (let index = 0; index < words; index++) {
    writePush(writer, BigInt(32 * index))
    write(writer, 'MSTORE')
  }
  writePush(writer, BigInt(32 * words))
  writePush(writer, 0n)
  write(writer, chance(writer.prng, 90) ? 'RETURN' : 'REVERT')
}
