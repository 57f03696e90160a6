// The beginning of a block: the test whether gas and stack suffice for its whole way. If not, nothing has happened yet, and a
// loop takes over.

import { Body, LOCAL } from '../emit/body.ts'
import { W } from '../emit/wasm-opcodes.ts'
import { GROWTH_MAX } from '../words/virtual-stack.ts'
import type { BlockWriter } from './block-writer.ts'

/** What was written, behind its test. Called when the block is complete. */
export function withEntry({ body: written, gas, stack }: BlockWriter, pc: number): Body {
  const body = new Body()
  body.globals = written.globals
  body.get(LOCAL.sp)
  body.i32(32 * GROWTH_MAX)
  body.op(W.i32Sub)
  body.set(LOCAL.base)
  let tests = 0
  if (stack.need > 0) {
    body.get(LOCAL.stackBase)
    body.get(LOCAL.sp)
    body.op(W.i32Sub)
    body.i32(32 * stack.need)
    body.op(W.i32LtU)
    tests++
  }
  if (stack.grow > 0) {
    body.get(LOCAL.sp)
    body.get(LOCAL.stackLimit)
    body.op(W.i32Sub)
    body.i32(32 * stack.grow)
    body.op(W.i32LtU)
    if (tests++ > 0) body.op(W.i32Or)
  }
  if (gas.spent > 0) {
    body.get(LOCAL.gas)
    body.i64(BigInt(gas.spent))
    body.op(W.i64LtS)
    if (tests++ > 0) body.op(W.i32Or)
  }
  if (tests > 0) {
    body.i32(pc)
    body.set(LOCAL.block)
    body.fixup('leaveIf')
  }
  const shift = body.out.length
  body.out.bytes(written.out.view())
  for (const fixup of written.fixups) body.fixups.push({ ...fixup, at: fixup.at + shift })
  return body
}
