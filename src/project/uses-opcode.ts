// Which opcodes code is made of, as it stands: by reading it from the beginning. Data of pushes and the compiler's metadata at the end
// are no code.

import { metadataBytes } from './bytecode-template.ts'

export const BALANCE = 0x31
export const ORIGIN = 0x32
export const CALLER = 0x33
export const SELFBALANCE = 0x47
export const SSTORE = 0x55
export const CREATE = 0xf0
export const CALL = 0xf1
export const DELEGATECALL = 0xf4
export const CREATE2 = 0xf5
const EXTCODESIZE = 0x3b
const PUSH1 = 0x60
const PUSH32 = 0x7f

/** Whether any of these occurs in a code. */
export function usesOpcode(code: Uint8Array, ...opcodes: readonly number[]): boolean {
  return anyOpcode(code, (opcode) => opcodes.includes(opcode))
}

/** Whether code asks, at once, whether its caller has code: `extcodesize(caller())`. */
export function asksCodeOfCaller(code: Uint8Array): boolean {
  return anyOpcode(code, (opcode, before) => opcode === EXTCODESIZE && before === CALLER)
}

/**
 * Whether a code names one of these functions: as they stand in PUSHes, at either end of a word, or with the zeros at their end left to a
 * shift, as solc writes what is shorter that way.
 * @param selectors 1 to 2^32-1
 */
export function namesFunction(code: Uint8Array, selectors: ReadonlySet<number>): boolean {
  const wanted = new Set([...selectors].map(withoutZeros))
  return anyOpcode(code, (opcode, _, at) => {
    if (opcode < PUSH1 || opcode > PUSH32) return false
    const word = shortWord(code, at + 1, at + 2 + opcode - PUSH1)
    return word > 0 && wanted.has(withoutZeros(word))
  })
}

/** The number that some bytes are without the zeros on both sides; 0 if that is more than five bytes. */
function shortWord(code: Uint8Array, from: number, to: number): number {
  let [first, last] = [from, to - 1]
  while (first <= last && code[first] === 0) first++
  while (first <= last && code[last] === 0) last--
  if (last - first > 4) return 0
  let word = 0
  for (let at = first; at <= last; at++) word = word * 256 + (code[at] ?? 0)
  return word
}

function withoutZeros(word: number): number {
  let left = word
  while (left !== 0 && left % 2 === 0) left /= 2
  return left
}

function anyOpcode(code: Uint8Array, is: (opcode: number, before: number, at: number) => boolean): boolean {
  const end = code.length - metadataBytes(code)
  let before = 0
  for (let at = 0; at < end; at++) {
    const opcode = code[at]!
    if (is(opcode, before, at)) return true
    if (opcode >= PUSH1 && opcode <= PUSH32) at += opcode - PUSH1 + 1
    before = opcode
  }
  return false
}
