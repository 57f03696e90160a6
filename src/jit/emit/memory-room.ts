// How far memory goes, in a local: asked before each access, read again whenever memory may have grown.

import { type Body, LOCAL } from './body.ts'
import { W } from './wasm-opcodes.ts'
import * as L from '../../evm/core/layout.gen.ts'

/** Sets `room` from the frame's memory: 0 if there is none, else its size less 31, so that an offset below it has 32 bytes. */
export function reloadRoom(body: Body): void {
  body.get(LOCAL.frame)
  body.access(W.i64Load32, L.F_MEM_BYTES)
  body.tee(LOCAL.room)
  body.i64(31n)
  body.op(W.i64Sub)
  body.i64(0n)
  body.get(LOCAL.room)
  body.i64(0n)
  body.op(W.i64Ne)
  body.op(W.select)
  body.set(LOCAL.room)
}
