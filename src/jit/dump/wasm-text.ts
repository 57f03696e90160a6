// Instructions of a block as text, with names for the locals and functions that every module has. Places that are filled in
// only when the block is put into a function are shown for what they mean: `goto 0x1a2`, `leave if`.

import { type Body, type Fixup, LOCAL } from '../emit/body.ts'
import { GLOBAL, HELPERS, OWN_FUNCTION } from '../emit/helpers.ts'
import { SIMD, W } from '../emit/wasm-opcodes.ts'

const LOCALS = namesOf(LOCAL)
const GLOBALS = namesOf(GLOBAL)
const INSTRUCTIONS = namesOf(W)
const VECTORS = namesOf(SIMD)
const FUNCTIONS: ReadonlyMap<number, string> = new Map([
  ...HELPERS.map(({ name }, i) => [i, name] as const),
  ...Object.entries(OWN_FUNCTION).map(([name, i]) => [i, name] as const),
])

function namesOf(numbers: Readonly<Record<string, number>>): ReadonlyMap<number, string> {
  return new Map(Object.entries(numbers).map(([name, number]) => [number, name]))
}

/** The instructions from byte `from` to byte `to` of what is written so far, which must not begin or end within one. */
export function wasmText(body: Body, from: number, to: number): readonly string[] {
  const fixups = body.fixups.filter(({ at }) => at >= from && at <= to)
  const reader = new Reader(body.out.view(0, to), from)
  const lines: string[] = []
  const writeFixups = (): void => {
    while (fixups[0]?.at === reader.at) lines.push(fixupText(fixups.shift()!))
  }
  while (reader.at < to) {
    writeFixups()
    if (reader.at >= to) break
    lines.push(instructionText(reader, fixups))
  }
  writeFixups()
  return lines
}

function fixupText({ kind, pc }: Fixup): string {
  switch (kind) {
    case 'goto':
      return pc < 0 ? 'goto block' : `goto 0x${pc.toString(16)}`
    case 'id':
      return `i32Const number of 0x${pc.toString(16)}`
    case 'global':
      return `own${pc}`
    case 'outOfGasIf':
      return 'out of gas if'
    case 'invalidJumpIf':
      return 'invalid jump if'
    case 'leaveIf':
      return 'leave if'
  }
}

function instructionText(reader: Reader, fixups: Fixup[]): string {
  const byte = reader.byte()
  const name = INSTRUCTIONS.get(byte) ?? `0x${byte.toString(16)}`
  switch (byte) {
    case W.localGet:
    case W.localSet:
    case W.localTee: {
      const local = reader.u32()
      return `${name} ${LOCALS.get(local) === undefined || local >= LOCAL.limbs ? `l${local - LOCAL.limbs}` : LOCALS.get(local)}`
    }
    case W.globalGet:
    case W.globalSet: {
      // A global of the block's own gets its index later.
      if (fixups[0]?.at === reader.at) return `${name} ${fixupText(fixups.shift()!)}`
      const global = reader.u32()
      return `${name} ${GLOBALS.get(global) ?? global}`
    }
    case W.call:
    case W.returnCall: {
      const index = reader.u32()
      return `${name} ${FUNCTIONS.get(index) ?? index}`
    }
    case W.i32Const:
    case W.i64Const:
      return `${name} ${reader.signed()}`
    case W.block:
    case W.if:
      reader.byte()
      return name
    case W.simd:
      return vectorText(reader)
    default:
      if (byte >= W.i32Load && byte <= W.i64Store8) {
        reader.byte()
        return `${name} +${reader.u32()}`
      }
      return name
  }
}

function vectorText(reader: Reader): string {
  const opcode = reader.byte()
  const name = `v128.${VECTORS.get(opcode) ?? opcode}`
  switch (opcode) {
    case SIMD.load:
    case SIMD.store:
      reader.byte()
      return `${name} +${reader.u32()}`
    case SIMD.const:
      return `${name} 0x${Array.from({ length: 16 }, () => reader.byte().toString(16).padStart(2, '0')).join('')}`
    case SIMD.shuffle:
      return `${name} ${Array.from({ length: 16 }, () => reader.byte()).join(' ')}`
    default:
      return `${name} ${reader.byte()}`
  }
}

/** Reads what a ByteWriter wrote. */
class Reader {
  readonly #bytes: Uint8Array
  at: number

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes
    this.at = at
  }

  byte(): number {
    return this.#bytes[this.at++] ?? 0
  }

  u32(): number {
    return Number(this.#leb().value)
  }

  signed(): bigint {
    const { value, bits } = this.#leb()
    return BigInt.asIntN(bits, value)
  }

  #leb(): { readonly value: bigint; readonly bits: number } {
    let value = 0n
    for (let bits = 7; ; bits += 7) {
      const byte = this.byte()
      value |= BigInt(byte & 0x7f) << BigInt(bits - 7)
      if (byte < 0x80) return { value, bits }
    }
  }
}
