// Instructions of one block, written before it is known which function the block will be in. What depends on that is left
// open as a fixup: where jumps to other blocks lead, the numbers of blocks, and the labels of the shared exits.

import { ByteWriter } from './byte-writer.ts'
import { SIMD, W } from './wasm-opcodes.ts'

/** Locals of every function that holds blocks: the parameters, then what is loaded or computed at its start. */
export const LOCAL = {
  /** The frame's record. */
  frame: 0,
  /** The block to go to; at the exit to a loop, the pc. */
  block: 1,
  /** Top of the EVM stack in memory when the block began. */
  sp: 2,
  /** Gas when the block began, less what was charged by operands since. */
  gas: 3,
  memory: 4,
  /** As far below sp as a block may grow: every place is at a positive distance. */
  base: 5,
  scratch: 6,
  stackBase: 7,
  stackLimit: 8,
  zero: 9,
  vector: 10,
  /** Offsets below this have a whole word in memory that is there. */
  room: 11,
  wide: 12,
  /** The first of those that hold limbs. */
  limbs: 13,
} as const

/** `goto`: on to a block. `id`: pushes its number. `global`: the index of a global of the module's own, by its number here. The others leave for a shared exit, if the condition on top says so. */
export type FixupKind = 'goto' | 'id' | 'global' | 'outOfGasIf' | 'invalidJumpIf' | 'leaveIf'

/** Something to be written at `at`; `nest` counts the constructs that are open around it within the block. */
export type Fixup = {
  readonly at: number
  readonly kind: FixupKind
  readonly nest: number
  /** The block, by the pc where it begins; of a global, its number within the block. */
  readonly pc: number
}

/** A block, ready to be put into a function. */
export type Block = {
  readonly pc: number
  readonly body: Body
  /** Opcodes that were translated. */
  readonly opcodes: number
  /** Locals that hold limbs. */
  readonly locals: number
  /** Words that must be on the stack, words that it grows by, and gas that must be there; else a loop takes the block. */
  readonly asks: { readonly need: number; readonly grow: number; readonly gas: number }
  /** How it is left at its end, for people. */
  readonly end: string
}

const CONSTANT_BYTES = new Uint8Array(16)
const CONSTANT = new DataView(CONSTANT_BYTES.buffer)

export class Body {
  readonly out: ByteWriter = new ByteWriter(1024)
  readonly fixups: Fixup[] = []
  nest = 0
  /** Globals of its own that the block has, each an i32: what they are at first. */
  globals: number[] = []

  op(opcode: number): void {
    this.out.byte(opcode)
  }
  get(local: number): void {
    this.out.byte(W.localGet)
    this.out.u32(local)
  }
  set(local: number): void {
    this.out.byte(W.localSet)
    this.out.u32(local)
  }
  tee(local: number): void {
    this.out.byte(W.localTee)
    this.out.u32(local)
  }
  i32(value: number): void {
    this.out.byte(W.i32Const)
    this.out.i32(value)
  }
  i64(value: bigint): void {
    this.out.byte(W.i64Const)
    this.out.i64(value)
  }
  /** A load or store at the address on the stack and `offset`. */
  access(opcode: number, offset: number): void {
    this.out.byte(opcode)
    this.out.byte(0)
    this.out.u32(offset)
  }
  vectorAccess(opcode: number, offset: number): void {
    this.out.byte(W.simd)
    this.out.byte(opcode)
    this.out.byte(0)
    this.out.u32(offset)
  }
  vectorConst(low: bigint, high: bigint): void {
    this.out.byte(W.simd)
    this.out.byte(SIMD.const)
    CONSTANT.setBigUint64(0, low, true)
    CONSTANT.setBigUint64(8, high, true)
    this.out.bytes(CONSTANT_BYTES)
  }
  /** The vector on top with its bytes in the opposite order. `vector` is overwritten. */
  reverse(): void {
    this.tee(LOCAL.vector)
    this.get(LOCAL.vector)
    this.out.byte(W.simd)
    this.out.byte(SIMD.shuffle)
    for (let lane = 15; lane >= 0; lane--) this.out.byte(lane)
  }
  lane(opcode: number, lane: number): void {
    this.out.byte(W.simd)
    this.out.byte(opcode)
    this.out.byte(lane)
  }
  call(functionIndex: number): void {
    this.out.byte(W.call)
    this.out.u32(functionIndex)
  }
  /** Begins a construct without results. */
  open(opcode: number): void {
    this.out.byte(opcode)
    this.out.byte(0x40)
    this.nest++
  }
  else(): void {
    this.out.byte(W.else)
  }
  close(): void {
    this.out.byte(W.end)
    this.nest--
  }
  /** A new global of the block's own. Result: its number within the block. */
  newGlobal(initial: number): number {
    return this.globals.push(initial) - 1
  }
  /** Reads or writes a global of the block's own. */
  global(opcode: number, number: number): void {
    this.out.byte(opcode)
    this.fixup('global', number)
  }
  fixup(kind: FixupKind, pc = 0): void {
    this.fixups.push({ at: this.out.length, kind, nest: this.nest, pc })
  }
}
