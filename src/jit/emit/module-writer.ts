// Blocks to a module: functions of a bounded size, each a loop over its blocks; a jump to a block of another function is a
// tail call. V8 ends the process on functions that are too large, and its optimiser takes more than linear time.

import type { Block } from './body.ts'
import { ByteWriter } from './byte-writer.ts'
import { groupBody } from './group-function.ts'
import { GLOBAL, HELPERS, OWN_FUNCTION } from './helpers.ts'
import { dispatchBody, enterBody, hitBody } from './own-functions.ts'
import { TYPE_I32, TYPE_I64, W } from './wasm-opcodes.ts'

/** EVM operations in one function, unless a single block has more. */
const OPCODES_PER_FUNCTION = 500
/** WebAssembly in one function, unless a single block has more. */
const BYTES_PER_FUNCTION = 60_000
/** Numbers of blocks are 16 bits in JUMP_TARGETS: the function's in the upper, the block's within it in the lower. */
const BLOCKS_PER_FUNCTION = 200
const FUNCTIONS_MAX = 250

/** A module and where its blocks are. */
export type Assembled = {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Number of the block that begins at a pc. */
  readonly numbers: ReadonlyMap<number, number>
  /** The functions that hold blocks: how many blocks, and bytes of WebAssembly. */
  readonly functions: readonly { readonly blocks: number; readonly bytes: number }[]
}

/** Puts blocks into a module. Where a block cannot be entered, code that notes operands is left for the checked loop. Undefined if there are too many. The block at pc 0 must be the first. */
export function assembleModule(blocks: readonly Block[], notes: boolean): Assembled | undefined {
  const groups = grouped(blocks)
  if (groups.length > FUNCTIONS_MAX) return undefined
  const numbers = new Map<number, number>()
  for (const [g, group] of groups.entries())
    for (const [i, block] of group.entries()) numbers.set(block.pc, (g << 8) | i)

  const helpers = HELPERS.length
  const globals = groups.flatMap((group) => group.flatMap((block) => block.body.globals))
  const out = new ByteWriter(1 << 16)
  out.bytes(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0))
  section(out, 1, (types) => {
    types.u32(helpers + 2)
    for (const { params, result } of HELPERS) writeType(types, params, result)
    writeType(types, [TYPE_I32], undefined)
    writeType(types, [TYPE_I32, TYPE_I32, TYPE_I32, TYPE_I64], undefined)
  })
  section(out, 2, (imports) => {
    imports.u32(helpers + 5)
    for (const [i, { name }] of HELPERS.entries()) {
      imports.name('core')
      imports.name(name)
      imports.byte(0)
      imports.u32(i)
    }
    imports.name('core')
    imports.name('memory')
    imports.bytes(Uint8Array.of(2, 0, 1))
    for (const [name, isMutable] of [
      ['returnBytes', true],
      ['generation', true],
      ['edges', false],
      ['targets', false],
    ] as const) {
      imports.name(isMutable ? 'core' : 'code')
      imports.name(name)
      imports.byte(3)
      imports.byte(TYPE_I32)
      imports.byte(isMutable ? 1 : 0)
    }
  })
  section(out, 3, (types) => {
    types.u32(3 + groups.length)
    types.u32(helpers)
    types.u32(helpers + 1)
    types.u32(helpers)
    for (let i = 0; i < groups.length; i++) types.u32(helpers + 1)
  })
  const functions: { blocks: number; bytes: number }[] = []
  section(out, 6, (own) => {
    own.u32(globals.length)
    for (const initial of globals) {
      own.bytes(Uint8Array.of(TYPE_I32, 1, W.i32Const))
      own.i32(initial)
      own.byte(W.end)
    }
  })
  section(out, 7, (exports) => {
    exports.u32(1)
    exports.name('enter')
    exports.byte(0)
    exports.u32(OWN_FUNCTION.enter)
  })
  section(out, 10, (codes) => {
    codes.u32(3 + groups.length)
    writeFunction(codes, enterBody())
    writeFunction(codes, dispatchBody(groups.length))
    writeFunction(codes, hitBody())
    let firstGlobal = GLOBAL.own
    for (const [g, group] of groups.entries()) {
      const body = groupBody(g, group, numbers, firstGlobal, notes)
      functions.push({ blocks: group.length, bytes: body.length })
      writeFunction(codes, body)
      for (const block of group) firstGlobal += block.body.globals.length
    }
  })
  return { bytes: out.view().slice(), numbers, functions }
}

function grouped(blocks: readonly Block[]): Block[][] {
  const groups: Block[][] = []
  let group: Block[] = []
  let opcodes = 0
  let bytes = 0
  for (const block of blocks) {
    const isFull =
      opcodes + block.opcodes > OPCODES_PER_FUNCTION ||
      bytes + block.body.out.length > BYTES_PER_FUNCTION ||
      group.length >= BLOCKS_PER_FUNCTION
    if (group.length > 0 && isFull) {
      groups.push(group)
      group = []
      opcodes = 0
      bytes = 0
    }
    group.push(block)
    opcodes += block.opcodes
    bytes += block.body.out.length
  }
  if (group.length > 0) groups.push(group)
  return groups
}

function section(out: ByteWriter, id: number, write: (content: ByteWriter) => void): void {
  const content = new ByteWriter(1 << 12)
  write(content)
  out.byte(id)
  out.u32(content.length)
  out.bytes(content.view())
}

function writeType(out: ByteWriter, params: readonly number[], result: number | undefined): void {
  out.byte(0x60)
  out.u32(params.length)
  for (const param of params) out.byte(param)
  out.u32(result === undefined ? 0 : 1)
  if (result !== undefined) out.byte(result)
}

/** Locals and instructions of a function, with their length in front. */
function writeFunction(out: ByteWriter, body: ByteWriter): void {
  out.u32(body.length)
  out.bytes(body.view())
}
