// The function that holds a group of blocks: a loop over them; a jump to a block of another function is a tail call. What the
// blocks left open as fixups is filled in here.

import { type Block, Body, type Fixup, LOCAL } from './body.ts'
import type { ByteWriter } from './byte-writer.ts'
import { helperIndex, OWN_FUNCTION } from './helpers.ts'
import { reloadRoom } from './memory-room.ts'
import { TYPE_I32, TYPE_I64, TYPE_V128, W } from './wasm-opcodes.ts'
import * as L from '../../evm/core/layout.gen.ts'

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
export function groupBody(
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
