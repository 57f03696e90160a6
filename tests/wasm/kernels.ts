// The word arithmetic and keccak of the core in a module of their own, with bigints on the JavaScript side.

import { compileAssemblyScript } from './compile-assemblyscript.ts'

// Past the last table of wasm/core/layout.ts that these functions use (the preimages end at 0x600000). Pointers have to
// be multiples of 8 only, so operands are kept off multiples of 16.
/** Address of slot 0. */
export const OPERANDS = 0x60_0008
/** Where callers may put input bytes: one MiB, to the very end of the memory. */
export const BYTES = 0x61_0000
/** The end of the memory. */
export const BYTES_END = 0x71_0000

const PAGE_BYTES = 0x1_0000
const WORD_BYTES = 32

/** dst = f(operands), all by pointer. */
export type Operation = (dst: number, ...operands: number[]) => void

/** A boolean of two words or one. WebAssembly returns 0 or 1. */
export type Predicate = (...operands: number[]) => number

/** What u256-entry.ts exports. */
export type KernelExports = {
  readonly [name: string]: Operation | Predicate
} & {
  readonly bitLength: (value: number) => number
  readonly byteLength: (value: number) => number
  readonly keccak256Bytes: (src: number, byteLength: number, dst: number) => void
  readonly keccak256Word: (src: number, byteLength: number, dst: number) => void
  readonly keccakMemo64: (src: number, dst: number) => void
  readonly keccakMemo32: (src: number, dst: number) => void
  readonly setKeccakMemo: (isOn: number) => void
  readonly preimageFind: (hash: number) => number
}

/** An instance with its own memory. */
export type Kernels = {
  readonly exports: KernelExports
  /** The whole memory. */
  readonly bytes: Uint8Array
  /** Address of one of the word slots that belong to the caller. */
  readonly slot: (index: number) => number
  readonly readWord: (at: number) => bigint
  /** `value` is 0 to 2^256-1. */
  readonly writeWord: (at: number, value: bigint) => void
}

/** A fresh instance: empty memo, no preimages. */
export function createKernels(entryFile: string = 'tests/wasm/u256-entry.ts'): Kernels {
  const memory = new WebAssembly.Memory({ initial: BYTES_END / PAGE_BYTES })
  const instance = new WebAssembly.Instance(compileAssemblyScript(entryFile), { env: { memory } })
  const limbs = new DataView(memory.buffer)
  return {
    exports: instance.exports as unknown as KernelExports,
    bytes: new Uint8Array(memory.buffer),
    slot: (index) => OPERANDS + index * WORD_BYTES,
    readWord: (at) => {
      let value = 0n
      for (let offset = 24; offset >= 0; offset -= 8)
        value = (value << 64n) | limbs.getBigUint64(at + offset, true)
      return value
    },
    writeWord: (at, value) => {
      for (let offset = 0; offset < WORD_BYTES; offset += 8)
        limbs.setBigUint64(at + offset, BigInt.asUintN(64, value >> BigInt(8 * offset)), true)
    },
  }
}
