// Constants of bytecode: what the code compares with, divides by and returns stands in its PUSHes.

import { bytesToBigInt } from '../../primitives/bytes.ts'
import { metadataBytes } from '../../project/bytecode-template.ts'
import { type Dictionary, useOf } from './dictionary.ts'

const PUSH1 = 0x60
const PUSH32 = 0x7f
const DUP1 = 0x80
const EQ = 0x14
const GT = 0x11
const SHL = 0x1b
const JUMPDEST = 0x5b
const JUMP = 0x56
const JUMPI = 0x57

/**
 * Puts the constants of runtime code into a dictionary, for good, numbers with their neighbours. Left out: targets of
 * jumps, 0 and 1, and masks of whole bytes, all of which are tried anyway or mean nothing.
 */
export function seedFromCode(dictionary: Dictionary, code: Uint8Array): void {
  const end = code.length - metadataBytes(code)
  for (let pc = 0; pc < end; pc++) {
    const opcode = code[pc]!
    if (opcode < PUSH1 || opcode > PUSH32) continue
    const size = opcode - PUSH1 + 1
    const data = code.subarray(pc + 1, pc + 1 + size)
    pc += size
    const next = code[pc + 1]
    if (next === JUMP || next === JUMPI) continue
    const word = bytesToBigInt(data)
    if (word <= 1n || isByteMask(word)) continue
    // A number below the code's length that happens to be a jump's target is left out with the targets.
    if (size <= 3 && word < code.length && code[Number(word)] === JUMPDEST && size > 1) continue
    if (size === 4) dictionary.keepWord(word, 'selector')
    // Four bytes may be a time or an amount as well.
    if (size === 4 && isSelector(code, pc)) continue
    dictionary.keepWord(word, size === 20 ? 'address' : size > 3 && size < 20 ? 'big' : useOf(word))
  }
}

/** Whether the PUSH4 that ends at `end` can be nothing else: it is one of the dispatcher's, or moved to the top of a word. */
function isSelector(code: Uint8Array, end: number): boolean {
  const before = code[end - 5]
  const after = code[end + 1]
  if (before === DUP1 && (after === EQ || after === GT)) return true
  return after === PUSH1 && code[end + 2] === 0xe0 && code[end + 3] === SHL
}

function isByteMask(word: bigint): boolean {
  // 2^(8n) - 1 and, of 32 bytes, its complement.
  return isOnes(word) || isOnes(BigInt.asUintN(256, ~word))
}

function isOnes(word: bigint): boolean {
  return word > 0n && (word & (word + 1n)) === 0n && word.toString(2).length % 8 === 0
}
