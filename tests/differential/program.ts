// Programs as lists of instructions with symbolic jump targets, so that instructions can be taken out of a failing
// program without all its jumps going astray.

import { concatBytes } from '../../src/primitives/bytes.ts'
import { OPCODES, opcodeOf } from '../helpers/opcode-spec.ts'

/** One instruction, or bytes that are none. */
export type Instruction =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** JUMPDEST. */
  | { readonly kind: 'label'; readonly id: number }
  /** PUSH2 of the place of a label; of 0xffff if the program has none of that id. */
  | { readonly kind: 'target'; readonly id: number }

/** Code as instructions. */
export type Program = readonly Instruction[]

const NOWHERE = 0xffff

/** An instruction of one opcode, with its immediate. */
export function instruction(name: string, immediate: Uint8Array = new Uint8Array()): Instruction {
  return { kind: 'bytes', bytes: concatBytes(Uint8Array.of(opcodeOf(name)), immediate) }
}

/** The bytes of a program. */
export function encode(program: Program): Uint8Array {
  const places = new Map<number, number>()
  let length = 0
  for (const item of program) {
    if (item.kind === 'label') places.set(item.id, length)
    length += item.kind === 'bytes' ? item.bytes.length : item.kind === 'label' ? 1 : 3
  }
  const parts = program.map((item) => {
    if (item.kind === 'bytes') return item.bytes
    if (item.kind === 'label') return Uint8Array.of(opcodeOf('JUMPDEST'))
    const place = Math.min(places.get(item.id) ?? NOWHERE, NOWHERE)
    return Uint8Array.of(opcodeOf('PUSH2'), place >> 8, place & 0xff)
  })
  return concatBytes(...parts)
}

/** Cuts code into instructions; jumps keep the numbers they have. */
export function decode(code: Uint8Array): Program {
  const program: Instruction[] = []
  for (let pc = 0; pc < code.length;) {
    const size = 1 + (OPCODES.get(code[pc]!)?.immediateBytes ?? 0)
    program.push({ kind: 'bytes', bytes: code.slice(pc, pc + size) })
    pc += size
  }
  return program
}
