// Writing random programs instruction by instruction, with an eye on the height of the stack.

import { bigIntToBytes32, concatBytes } from '../../src/primitives/bytes.ts'
import type { Prng } from '../../src/primitives/prng.ts'
import { isDefined, OPCODES, opcodeOf } from '../helpers/opcode-spec.ts'
import { instruction, type Instruction } from './program.ts'
import { OPERANDS, randomOperand, type OperandKind, type Surroundings } from './random-operand.ts'
import { between, chance, pick, randomBytes } from './random-values.ts'

/** Past this the generator takes words away again; it cannot know what a jump leaves behind. */
export const HEIGHT_MAX = 24
/** How deep blocks and initcode nest. */
export const NESTING_MAX = 3

/** A program in the making. */
export type Writer = {
  readonly prng: Prng
  readonly world: Surroundings
  readonly items: Instruction[]
  /** Bodies of subroutines, written behind the program. */
  readonly subroutines: number[]
  /** How deep blocks and initcode are nested here. */
  nesting: number
  /** Words that are on the stack here, as far as one can tell. */
  height: number
  /** Labels given out so far. */
  labels: number
  /** Writes random steps; here because steps contain blocks and blocks contain steps. */
  readonly writeSteps: (writer: Writer, count: number) => void
}

/** One of the names, nearly always one that the fork knows. */
export function pickDefined({ prng, world }: Writer, names: readonly string[]): string {
  const name = pick(prng, names)
  return isDefined(opcodeOf(name), world.fork) || chance(prng, 3) ? name : 'GAS'
}

/** Appends an instruction without an immediate. */
export function write(writer: Writer, name: string): void {
  const spec = OPCODES.get(opcodeOf(name))!
  writer.items.push(instruction(name))
  writer.height = Math.max(0, writer.height - spec.pops) + spec.pushes
}

/** Pushes a word, nearly always with the shortest PUSH. */
export function writePush(writer: Writer, value: bigint): void {
  const bytes = bigIntToBytes32(value)
  const first = bytes.findIndex((byte) => byte !== 0)
  const shortest = first === -1 ? 1 : 32 - first
  const width = chance(writer.prng, 90) ? shortest : between(writer.prng, shortest, 32)
  writer.items.push(instruction(`PUSH${width}`, bytes.subarray(32 - width)))
  writer.height++
}

/** Appends an instruction after operands of its kinds; `given` writes single ones another way. */
export function writeWithOperands(
  writer: Writer,
  name: string,
  given: Readonly<Record<number, () => void>> = {},
): void {
  const kinds = OPERANDS[name]!
  // Now and then with whatever is on the stack, or too little.
  if (chance(writer.prng, 99.8)) {
    for (let index = kinds.length - 1; index >= 0; index--) {
      const write = given[index] ?? (() => writeOperand(writer, kinds[index]!))
      write()
    }
  }
  write(writer, name)
}

/** Pushes a word of a kind, or copies one from the stack. */
export function writeOperand(writer: Writer, kind: OperandKind): void {
  const { prng, height, world } = writer
  const isPlain = kind === 'word' || kind === 'stored' || kind === 'slot'
  if (height > 0 && chance(prng, isPlain ? 45 : 4)) {
    return write(writer, `DUP${between(prng, 1, Math.min(16, height))}`)
  }
  const operand = randomOperand(prng, kind, world)
  if (typeof operand === 'bigint') writePush(writer, operand)
  else write(writer, operand)
}

/** Pushes the place of a label. */
export function writeTarget(writer: Writer, id: number): void {
  writer.items.push({ kind: 'target', id })
  writer.height++
}

/** Puts a label here. */
export function writeLabel(writer: Writer, id: number): void {
  writer.items.push({ kind: 'label', id })
}

/** Any instruction with any immediate, now and then a byte that is none. */
export function anyOpcode(prng: Prng): Instruction {
  return { kind: 'bytes', bytes: opcodeBytes(prng) }
}

/** The bytes of any instruction. */
export function opcodeBytes(prng: Prng): Uint8Array {
  const spec = chance(prng, 95) ? pick(prng, [...OPCODES.values()]) : undefined
  if (spec === undefined) return randomBytes(prng, 1)
  return concatBytes(Uint8Array.of(spec.code), randomBytes(prng, spec.immediateBytes))
}
