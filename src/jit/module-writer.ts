// Blocks to a module: functions of a bounded size, each a loop over its blocks; a jump to a block of another function is a
// tail call. V8 ends the process on functions that are too large, and its optimiser takes more than linear time.

import type { Block } from './block.ts'
import { reloadRoom } from './block.ts'
import { Body, type Fixup, LOCAL } from './body.ts'
import { ByteWriter } from './byte-writer.ts'
import { GLOBAL, HELPERS, helperIndex, OWN_FUNCTION } from './helpers.ts'
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
  section(out, 3, (functions) => {
    functions.u32(3 + groups.length)
    functions.u32(helpers)
    functions.u32(helpers + 1)
    functions.u32(helpers)
    for (let i = 0; i < groups.length; i++) functions.u32(helpers + 1)
  })
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
      writeFunction(codes, groupBody(g, group, numbers, firstGlobal, notes))
      for (const block of group) firstGlobal += block.body.globals.length
    }
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
function enterBody(): ByteWriter {
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
  body.out.u32(OWN_FUNCTION.dispatch)
  body.op(W.end)
  return body.out
}

/** Counts the edge whose id is the parameter, unless it is 0. */
function hitBody(): ByteWriter {
  const body = new Body()
  const { out } = body
  const [id, count] = [0, 1]
  out.bytes(Uint8Array.of(1, 1, TYPE_I32))
  body.get(id)
  body.op(W.i32Eqz)
  body.open(W.if)
  body.op(W.return)
  body.close()
  body.get(id)
  body.i32(4)
  body.op(W.i32ShrU)
  body.i32(2)
  body.op(W.i32Shl)
  body.access(W.i32Load, L.EDGE_BLOCK_GENERATION)
  body.op(W.globalGet)
  out.u32(GLOBAL.generation)
  body.op(W.i32Ne)
  body.open(W.if)
  body.get(id)
  body.call(helperIndex('compiledTouch'))
  body.close()
  body.get(id)
  body.get(id)
  body.access(W.i32Load8, L.EDGE_HITS)
  body.tee(count)
  body.get(count)
  // Saturates: a wrapped counter would look like a new bucket.
  body.i32(255)
  body.op(W.i32Ne)
  body.op(W.i32Add)
  body.access(W.i32Store8, L.EDGE_HITS)
  body.op(W.end)
  return out
}

/** To the function that has the block. */
function dispatchBody(groups: number): ByteWriter {
  const body = new Body()
  const { out } = body
  out.u32(0)
  const pass = (g: number): void => {
    for (let local = 0; local < 4; local++) body.get(local)
    body.op(W.returnCall)
    out.u32(OWN_FUNCTION.blocks + g)
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
  firstGlobal: number,
  notes: boolean,
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
  let global = firstGlobal
  for (const [i, block] of group.entries()) {
    out.byte(W.end)
    writeBlock(body, block, { g, i, count, numbers, firstGlobal: global })
    global += block.body.globals.length
  }
  out.byte(W.end)
  tailCall(body, OWN_FUNCTION.dispatch)
  // The loop's end is not reached.
  out.byte(W.end)
  body.op(W.unreachable)
  out.byte(W.end)
  body.get(LOCAL.frame)
  body.get(LOCAL.sp)
  body.get(LOCAL.gas)
  body.get(LOCAL.block)
  body.call(helperIndex(notes ? 'compiledChecked' : 'compiledSection'))
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
  readonly firstGlobal: number
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
  const { g, i, count, numbers, firstGlobal } = place
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
      else tailCall(body, OWN_FUNCTION.blocks + (number >> 8))
      return
    }
    case 'id':
      body.i32(numbers.get(pc)!)
      return
    case 'global':
      out.u32(firstGlobal + pc)
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
