// Functions that every module has for itself: the core's door, the way to the function that has a block, and the counting of
// edges whose ids are known only when they are taken.

import { Body, LOCAL } from './body.ts'
import type { ByteWriter } from './byte-writer.ts'
import { GLOBAL, helperIndex, OWN_FUNCTION } from './helpers.ts'
import { TYPE_I32, W } from './wasm-opcodes.ts'
import * as L from '../../evm/core/layout.gen.ts'

/** The door for the core: takes block, stack pointer and gas from the frame. */
export function enterBody(): ByteWriter {
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
export function hitBody(): ByteWriter {
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
export function dispatchBody(groups: number): ByteWriter {
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
