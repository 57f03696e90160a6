// Blocks to a module: functions of a bounded size, each a loop over its blocks; a jump to a block of another function is a
// tail call. V8 ends the process on functions that are too large, and its optimiser takes more than linear time.

import type { Block } from './block.ts'
import { reloadRoom } from './block.ts'
import { Body, type Fixup, LOCAL } from './body.ts'
import { ByteWriter } from './byte-writer.ts'
import { HELPERS, helperIndex } from './helpers.ts'
import * as L from '../evm/core/layout.gen.ts'
import { TYPE_I32, TYPE_I64, TYPE_V128, W } from './wasm-opcodes.ts'

/** EVM operations in one function, unless a single block has more. */
const OPCODES_PER_FUNCTION = 500
/** Numbers of blocks are 16 bits in JUMP_TARGETS: the function's in the upper, the block's within it in the lower. */
const BLOCKS_PER_FUNCTION = 200
const FUNCTIONS_MAX = 250

/** A module and where its blocks are. */
export type Assembled = {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Number of the block that begins at a pc. */
  readonly numbers: ReadonlyMap<number, number>
  readonly functions: number
}

/** Puts blocks into a module. Undefined if there are too many. The block at pc 0 must be the first. */
export function assembleModule(blocks: readonly Block[]): Assembled | undefined {
  const groups = grouped(blocks)
  if (groups.length > FUNCTIONS_MAX) return undefined
  const numbers = new Map<number, number>()
  for (const [g, group] of groups.entries())
    for (const [i, block] of group.entries()) numbers.set(block.pc, (g << 8) | i)

  const helpers = HELPERS.length
  // Functions: helpers, then enter, dispatch, and one for each group.
  const [enter, dispatch, first] = [helpers, helpers + 1, helpers + 2]
  const out = new ByteWriter(1 << 16)
  out.bytes(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0))
  section(out, 1, (types) => {
    types.u32(helpers + 2)
    for (const { params, result } of HELPERS) writeType(types, params, result)
    writeType(types, [TYPE_I32], undefined)
    writeType(types, [TYPE_I32, TYPE_I32, TYPE_I32, TYPE_I64], undefined)
  })
  section(out, 2, (imports) => {
    imports.u32(helpers + 4)
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
  section(out, 3, (functions) => {
    functions.u32(2 + groups.length)
    functions.u32(helpers)
    for (let i = 0; i <= groups.length; i++) functions.u32(helpers + 1)
  })
  section(out, 7, (exports) => {
    exports.u32(1)
    exports.name('enter')
    exports.byte(0)
    exports.u32(enter)
  })
  section(out, 10, (codes) => {
    codes.u32(2 + groups.length)
    writeFunction(codes, enterBody(dispatch))
    writeFunction(codes, dispatchBody(groups.length, first))
    for (const [g, group] of groups.entries()) writeFunction(codes, groupBody(g, group, numbers, dispatch))
  })
  return { bytes: out.view().slice(), numbers, functions: groups.length }
}

function grouped(blocks: readonly Block[]): Block[][] {
  const groups: Block[][] = []
  let group: Block[] = []
  let opcodes = 0
  for (const block of blocks) {
    if (
      group.length > 0 &&
      (opcodes + block.opcodes > OPCODES_PER_FUNCTION || group.length >= BLOCKS_PER_FUNCTION)
    ) {
      groups.push(group)
      group = []
      opcodes = 0
    }
    group.push(block)
    opcodes += block.opcodes
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

/** The door for the core: takes block, stack pointer and gas from the frame. */
function enterBody(dispatch: number): ByteWriter {
  const body = new Body()
  body.out.u32(0)
  body.get(LOCAL.frame)
  for (const field of [L.F_IP, L.F_SP]) {
    body.get(LOCAL.frame)
    body.access(W.i32Load, field)
  }
  body.get(LOCAL.frame)
  body.access(W.i64Load, L.F_GAS)
  body.op(W.returnCall)
  body.out.u32(dispatch)
  body.op(W.end)
  return body.out
}

/** To the function that has the block. */
function dispatchBody(groups: number, first: number): ByteWriter {
  const body = new Body()
  const { out } = body
  out.u32(0)
  const pass = (g: number): void => {
    for (let local = 0; local < 4; local++) body.get(local)
    body.op(W.returnCall)
    out.u32(first + g)
  }
  for (let g = 0; g < groups; g++) {
    out.byte(W.block)
    out.byte(0x40)
  }
  body.get(LOCAL.block)
  body.i32(8)
  body.op(W.i32ShrU)
  out.byte(W.brTable)
  out.u32(groups - 1)
  for (let g = 0; g < groups; g++) out.u32(g)
  for (let g = 0; g < groups; g++) {
    out.byte(W.end)
    pass(g)
  }
  out.byte(W.end)
  return out
}

/**
 * The function of a group:
 *
 *   block invalidJump  block outOfGas  block leave
 *     loop again
 *       block elsewhere  block n-1 ... block 0
 *         br_table
 *       end  (block 0's instructions)
 *       ...
 *       end  (block n-1's instructions)
 *       end  tail call to the function that has the block
 *     end
 *   end  a loop goes on    end  halt    end  halt
 */
function groupBody(
  g: number,
  group: readonly Block[],
  numbers: ReadonlyMap<number, number>,
  dispatch: number,
): ByteWriter {
  const count = group.length
  const limbs = Math.max(...group.map((block) => block.locals))
  const body = new Body()
  const { out } = body
  out.u32(3)
  for (const [n, type] of [
    [5, TYPE_I32],
    [2, TYPE_V128],
    [2 + limbs, TYPE_I64],
  ] as const) {
    out.u32(n)
    out.byte(type)
  }
  for (const [field, local] of [
    [L.F_MEM, LOCAL.memory],
    [L.F_STACK_BASE, LOCAL.stackBase],
    [L.F_STACK_LIMIT, LOCAL.stackLimit],
  ] as const) {
    body.get(LOCAL.frame)
    body.access(W.i32Load, field)
    body.set(local)
  }
  reloadRoom(body)
  for (let i = 0; i < 3; i++) blockOpen(out, W.block)
  blockOpen(out, W.loop)
  for (let i = 0; i <= count; i++) blockOpen(out, W.block)
  body.get(LOCAL.block)
  body.i32(g << 8)
  body.op(W.i32Sub)
  out.byte(W.brTable)
  out.u32(count)
  for (let i = 0; i <= count; i++) out.u32(i)
  for (const [i, block] of group.entries()) {
    out.byte(W.end)
    writeBlock(body, block, { g, i, count, numbers, dispatch })
  }
  out.byte(W.end)
  tailCall(body, dispatch)
  // The loop's end is not reached.
  out.byte(W.end)
  body.op(W.unreachable)
  out.byte(W.end)
  body.get(LOCAL.frame)
  body.get(LOCAL.sp)
  body.get(LOCAL.gas)
  body.get(LOCAL.block)
  body.call(helperIndex('compiledSection'))
  body.op(W.return)
  out.byte(W.end)
  body.i32(L.HALT_OUT_OF_GAS)
  body.call(helperIndex('compiledHalt'))
  body.op(W.return)
  out.byte(W.end)
  body.i32(L.HALT_INVALID_JUMP)
  body.call(helperIndex('compiledHalt'))
  out.byte(W.end)
  return out
}

function blockOpen(out: ByteWriter, kind: number): void {
  out.byte(kind)
  out.byte(0x40)
}

function tailCall(body: Body, target: number): void {
  for (let local = 0; local < 4; local++) body.get(local)
  body.op(W.returnCall)
  body.out.u32(target)
}

type Place = {
  readonly g: number
  readonly i: number
  readonly count: number
  readonly numbers: ReadonlyMap<number, number>
  readonly dispatch: number
}

/** A block's instructions with its fixups filled in. */
function writeBlock(body: Body, block: Block, place: Place): void {
  const from = block.body.out
  let at = 0
  for (const fixup of block.body.fixups) {
    body.out.bytes(from.view(at, fixup.at))
    at = fixup.at
    writeFixup(body, fixup, place)
  }
  body.out.bytes(from.view(at))
}

function writeFixup(body: Body, { kind, nest, pc }: Fixup, place: Place): void {
  const { g, i, count, numbers, dispatch } = place
  const { out } = body
  const branch = (opcode: number, label: number): void => {
    out.byte(opcode)
    out.u32(nest + label)
  }
  const again = count - i
  switch (kind) {
    case 'goto': {
      if (pc < 0) {
        branch(W.br, again)
        return
      }
      const number = numbers.get(pc)!
      const j = number & 0xff
      if (number >> 8 === g && j > i) {
        branch(W.br, j - i - 1)
        return
      }
      body.i32(number)
      body.set(LOCAL.block)
      if (number >> 8 === g) branch(W.br, again)
      else tailCall(body, dispatch)
      return
    }
    case 'id':
      body.i32(numbers.get(pc)!)
      return
    case 'leaveIf':
      branch(W.brIf, again + 1)
      return
    case 'outOfGasIf':
      branch(W.brIf, again + 2)
      return
    case 'invalidJumpIf':
      branch(W.brIf, again + 3)
  }
}
