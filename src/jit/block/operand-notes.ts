// Noting operands, in the form of a code that does: wherever the checked loop does, behind the opcode's charge, before it
// is done.

import { CodeMap } from '../code-map.ts'
import { LOCAL } from '../emit/body.ts'
import { OP } from '../op.ts'
import { isTruth, valueOf } from '../words/limbs.ts'
import type { BlockWriter } from './block-writer.ts'

/** Notes the operands of the opcode at pc, if it is one whose operands are noted. */
export function noteOperands(writer: BlockWriter, op: number, pc: number): void {
  if (op >= OP.lt && op <= OP.iszero) note(writer, 'compiledCompare', pc, op, op === OP.iszero ? 1 : 2)
  // Compilers test for equality with a difference, and for zero with the value itself.
  else if ((op === OP.sub || op === OP.xor) && isBranchAt(writer.map, pc + 1))
    note(writer, 'compiledCompare', pc, OP.eq, 2)
  else if (op === OP.jumpi) noteCondition(writer, pc)
  if ((op >= OP.add && op <= OP.sub) || op === OP.and) note(writer, 'compiledWrap', pc, op, 2)
}

function note(
  writer: BlockWriter,
  name: 'compiledCompare' | 'compiledWrap',
  pc: number,
  op: number,
  count: 1 | 2,
): void {
  const { body, gas, stack } = writer
  gas.check()
  stack.storeTop(count, stack.height - 1)
  body.get(LOCAL.frame)
  body.i32(pc)
  body.i32(op)
  stack.loadAddress(stack.height - 1)
  if (count === 2) stack.loadAddress(stack.height - 2)
  else body.i32(0)
  writer.call(name)
}

function noteCondition(writer: BlockWriter, pc: number): void {
  const { body, gas, stack } = writer
  // A jump to a place that is not known is left for the checked loop, which notes it.
  if (valueOf(stack.peek(0)) === undefined) return
  if (isTruth(stack.peek(1))) return
  gas.check()
  stack.storeTop(2, stack.height - 1)
  body.get(LOCAL.frame)
  body.i32(pc)
  stack.loadAddress(stack.height - 2)
  writer.call('compiledCondition')
}

/** Whether the code at pc pushes a target and jumps there on what is on the stack. */
function isBranchAt(map: CodeMap, pc: number): boolean {
  const op = map.opcodeAt(pc)
  return op >= OP.push1 && op <= OP.push4 && map.opcodeAt(pc + CodeMap.lengthOf(op)) === OP.jumpi
}
