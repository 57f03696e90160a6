// Where the functions of a contract begin: the code compares the selector of the calldata with each that it has, and jumps.
//
// Solidity writes `PUSH4 selector EQ PUSH target JUMPI`, with DUPs where they are needed; by way of Yul also `SUB` or `XOR`
// instead of EQ, or an ISZERO behind it, and then the function is what follows the jump.

import { nextPc, pushedNumber } from './instructions.ts'

/** The entry of one function. */
export type FunctionEntry = {
  /** pc of the conditional jump that decides. */
  readonly jump: number
  /** pc where the function begins. */
  readonly start: number
}

const SUB = 0x03
const EQ = 0x14
const ISZERO = 0x15
const XOR = 0x18
const JUMPI = 0x57
const DUP1 = 0x80
const SWAP16 = 0x9f

/** Entries by selector. Functions that are found by other means (jump tables) are not among them. */
export function functionEntries(
  code: Uint8Array,
  selectors: ReadonlySet<number>,
): ReadonlyMap<number, FunctionEntry> {
  const entries = new Map<number, FunctionEntry>()
  for (let pc = 0; pc < code.length; pc = nextPc(code, pc)) {
    const selector = pushedNumber(code, pc)
    if (selector === undefined || !selectors.has(selector) || entries.has(selector)) continue
    const entry = decision(code, nextPc(code, pc))
    if (entry !== undefined) entries.set(selector, entry)
  }
  return entries
}

function decision(code: Uint8Array, from: number): FunctionEntry | undefined {
  let pc = from
  while (code[pc]! >= DUP1 && code[pc]! <= SWAP16) pc++
  const comparison = code[pc]
  if (comparison !== EQ && comparison !== SUB && comparison !== XOR) return undefined
  let jumpsIfEqual = comparison === EQ
  for (pc++; code[pc] === ISZERO; pc++) jumpsIfEqual = !jumpsIfEqual
  const target = pushedNumber(code, pc)
  if (target === undefined) return undefined
  const jump = nextPc(code, pc)
  return code[jump] === JUMPI ? { jump, start: jumpsIfEqual ? target : jump + 1 } : undefined
}
