// What stands between the instructions that matter: stack shuffling and arithmetic, often in pairs and triples that an
// interpreter may have joined into one instruction.

import { WORD_MAX } from '../../src/primitives/bytes.ts'
import { write, writeOperand, writePush, type Writer } from './program-writer.ts'
import { between, chance, pick, randomWord } from './random-values.ts'

/** What compilers shuffle and compute with between the instructions that matter, often in known pairs and triples. */
const STACK_WORK: readonly string[] = [
  ...'PUSH PUSH PUSH PUSH DUP DUP DUP SWAP SWAP POP POP ADD SUB MUL DIV MOD AND OR XOR NOT'.split(' '),
  ...'LT GT SLT SGT EQ ISZERO ISZERO SHL SHR SAR BYTE SIGNEXTEND EXP MLOAD MSTORE CALLDATALOAD PC'.split(' '),
]
const CONSTANTS: readonly bigint[] = [
  ...[0n, 0n, 1n, 1n, 2n, 4n, 0x1fn, 0x20n, 0x40n, 0x60n, 0x80n, 0xe0n, 0xffn, 0x100n, 0xffff_ffffn],
  ...[(1n << 64n) - 1n, (1n << 160n) - 1n, 1n << 160n, 1n << 224n, 10n ** 18n, WORD_MAX, WORD_MAX - 31n],
]
/** The instructions that read memory or calldata where a small number says. */
const PLACED: ReadonlySet<string> = new Set(['MLOAD', 'MSTORE', 'CALLDATALOAD'])

/** Simple instructions on constants and on what is there. */
export function writeStackWork(writer: Writer, count: number): void {
  const { prng } = writer
  for (let index = 0; index < count; index++) {
    const name = pick(prng, STACK_WORK)
    const places = Math.min(16, writer.height)
    if (name === 'PUSH' || writer.height < 2) {
      writePush(writer, chance(prng, 80) ? pick(prng, CONSTANTS) : randomWord(prng))
    } else if (name === 'DUP') {
      write(writer, `DUP${between(prng, 1, places)}`)
    } else if (name === 'SWAP') {
      write(writer, `SWAP${between(prng, 1, Math.min(places, writer.height - 1))}`)
    } else {
      if (PLACED.has(name)) {
        writePush(writer, BigInt(pick(prng, [0, 0x20, 0x40, 0x44, 0x80])))
        // The place may also come from deeper in the stack.
        if (chance(prng, 30)) write(writer, 'DUP1')
      }
      write(writer, name)
    }
  }
}

/** Leaves a word for a JUMPI, computed in the ways that compilers do. */
export function writeCondition(writer: Writer): void {
  const { prng } = writer
  if (chance(prng, 40)) return writeOperand(writer, chance(prng, 50) ? 'salt' : 'word')
  writeStackWork(writer, between(prng, 1, 4))
  if (chance(prng, 20)) {
    // The dispatch of a contract's functions.
    writePush(writer, 0n)
    write(writer, 'CALLDATALOAD')
    writePush(writer, 0xe0n)
    write(writer, 'SHR')
  }
  while (writer.height < 2) writePush(writer, pick(prng, CONSTANTS))
  if (chance(prng, 30)) write(writer, `DUP${between(prng, 1, Math.min(16, writer.height))}`)
  if (chance(prng, 40)) writePush(writer, pick(prng, CONSTANTS))
  if (chance(prng, 60)) write(writer, pick(prng, ['EQ', 'EQ', 'LT', 'GT', 'SLT', 'SGT', 'SUB', 'AND']))
  for (let turn = prng.nextBelow(3); turn > 0; turn--) write(writer, 'ISZERO')
}

/** One DUP or SWAP. */
export function writeShuffle(writer: Writer): void {
  const { prng, height } = writer
  if (height < 2) return writePush(writer, randomWord(prng))
  if (chance(prng, 50)) return write(writer, `DUP${between(prng, 1, Math.min(16, height))}`)
  return write(writer, `SWAP${between(prng, 1, Math.min(16, height - 1))}`)
}
