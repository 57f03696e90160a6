// JUMP and JUMPI: the block follows a jump whose target is known; to a place that is known only when it runs, a table leads.

import { LOCAL } from '../emit/body.ts'
import { GLOBAL } from '../emit/helpers.ts'
import { W } from '../emit/wasm-opcodes.ts'
import { loadAbove, testNonZero, testZero } from '../words/comparisons.ts'
import { valueOf, type Word } from '../words/limbs.ts'
import type { BlockWriter } from './block-writer.ts'
import { countEdge, countEdgeToScratch } from './edges.ts'
import { alwaysFails } from './look-ahead.ts'
import * as L from '../../evm/core/layout.gen.ts'

const GROWN = 'the code has grown enough'

export function jump(writer: BlockWriter, pc: number): void {
  const { context, gas, map, stack } = writer
  const edges = context.edgesAt(pc)
  const word = stack.pop()
  const value = valueOf(word)
  if (value === undefined) {
    if (edges === undefined) jumpByTable(writer, pc, word)
    else {
      // The decoder knows what this does not: its edge is not to be counted as another.
      stack.push(word)
      writer.leaveToChecked(pc, 'the target is known to the decoder, but not here')
    }
    return
  }
  gas.check()
  const target = map.targetOf(value)
  if (target === undefined) {
    writer.halt(L.HALT_INVALID_JUMP)
    return
  }
  countEdge(writer, { edges, side: 'taken', from: pc, to: target })
  const returns = stack.words.some((each) => valueOf(each) === BigInt(pc + 1))
  const isLoop = edges !== undefined && !returns && writer.visits.has(target)
  if (isLoop || !context.mayFollow()) writer.goTo(target, isLoop ? 'a loop' : GROWN)
  else writer.pc = target
}

/** A jump to where the word says, when it runs. */
function jumpByTable(writer: BlockWriter, pc: number, word: Word): void {
  const { body, context, gas, map, stack } = writer
  gas.check()
  // A place in the code, or no place at all.
  const at = stack.atHand(word[0])
  loadAbove(writer, [at, word[1], word[2], word[3]], 32)
  body.op(W.i64Eqz)
  body.op(W.i32Eqz)
  body.fixup('invalidJumpIf')
  stack.load(at)
  body.op(W.i32Wrap)
  body.set(LOCAL.scratch)
  stack.leave(at, word[0])
  stack.release(word)
  stack.storeAll()
  stack.moveSp()
  body.get(LOCAL.scratch)
  body.i32(map.code.length)
  body.op(W.i32LtU)
  body.open(W.if)
  body.op(W.globalGet)
  body.out.u32(GLOBAL.targets)
  body.get(LOCAL.scratch)
  body.get(LOCAL.scratch)
  body.op(W.i32Add)
  body.op(W.i32Add)
  body.access(W.i32Load16, 0)
  body.tee(LOCAL.block)
  body.open(W.if)
  countEdgeToScratch(writer, pc)
  body.get(LOCAL.block)
  body.i32(1)
  body.op(W.i32Sub)
  body.set(LOCAL.block)
  gas.charge()
  body.fixup('goto', -1)
  body.close()
  body.close()
  body.get(LOCAL.frame)
  body.get(LOCAL.sp)
  gas.load()
  body.i32(pc)
  body.get(LOCAL.scratch)
  body.i32(context.notes ? 1 : 0)
  writer.endWith('compiledJump')
}

export function jumpi(writer: BlockWriter, pc: number): void {
  const { body, context, gas, map, stack } = writer
  const edges = context.edgesAt(pc)
  const value = valueOf(stack.peek(0))
  if (value === undefined) {
    writer.leaveToChecked(pc, 'a condition decides whether to jump to a place that is not known')
    return
  }
  stack.release(stack.pop())
  const condition = stack.pop()
  const target = map.targetOf(value)
  const known = valueOf(condition)
  const next = pc + 1
  gas.check()
  if (target === undefined) {
    // Only where it is not taken does the code go on.
    testNonZero(writer, condition)
    body.fixup('invalidJumpIf')
    stack.release(condition)
    writer.condition.decided(condition, false)
    countEdge(writer, { edges, side: 'fall', from: pc, to: next })
    return
  }
  const taken = { edges, side: 'taken', from: pc, to: target } as const
  const fall = { edges, side: 'fall', from: pc, to: next } as const
  if (known !== undefined) {
    const edge = known === 0n ? fall : taken
    countEdge(writer, edge)
    const isLoop = edge === taken && writer.visits.has(target)
    if (isLoop || (edge === taken && !context.mayFollow())) writer.goTo(target, isLoop ? 'a loop' : GROWN)
    else writer.pc = edge.to
    return
  }
  const [takenFails, fallFails] = [alwaysFails(context, target), alwaysFails(context, next)]
  const followsTaken = context.mayFollow() && fallFails && !takenFails
  const [followed, other] = followsTaken ? [taken, fall] : [fall, taken]
  if (followsTaken) testZero(writer, condition)
  else testNonZero(writer, condition)
  stack.release(condition)
  body.open(W.if)
  countEdge(writer, other)
  writer.neverReturns = followsTaken ? fallFails : takenFails
  stack.aside(() => {
    stack.storeAll()
    writer.leaveTo(other.to)
  })
  writer.neverReturns = false
  body.close()
  writer.condition.decided(condition, followsTaken)
  countEdge(writer, followed)
  writer.pc = followed.to
}
