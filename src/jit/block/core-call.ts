// Opcodes that the core does: their operands are stored where the loops have them, and the result is read from there.

import { LOCAL } from '../emit/body.ts'
import type { HelperName } from '../emit/helpers.ts'
import type { VirtualStack } from '../words/virtual-stack.ts'
import type { BlockWriter } from './block-writer.ts'

/** An opcode that reads `pops` words, may charge and fail, and leaves its result, if any, where the last of them was. */
export function viaCore(
  writer: BlockWriter,
  name: HelperName,
  { pops, pushes, op }: { readonly pops: number; readonly pushes: number; readonly op?: number },
): void {
  const { body, gas, stack } = writer
  gas.check()
  stack.storeTop(pops, stack.height - pops)
  const position = pops > 0 ? stack.height - 1 : stack.height
  body.get(LOCAL.frame)
  stack.loadAddress(position)
  gas.load()
  if (op !== undefined) body.i32(op)
  writer.call(name)
  gas.take('any')
  replaceStored(stack, pops, pushes)
}

/** A pure opcode of words in memory: the function is given where the result goes and where each operand is. */
export function computeInCore(writer: BlockWriter, name: HelperName, pops: number): void {
  const { stack } = writer
  stack.storeTop(pops, stack.height - pops)
  const top = stack.height - 1
  stack.loadAddress(top - pops + 1)
  for (let i = 0; i < pops; i++) stack.loadAddress(top - i)
  writer.call(name)
  replaceStored(stack, pops, 1)
}

/** Pops words that are stored; the result is in memory. */
function replaceStored(stack: VirtualStack, pops: number, pushes: number): void {
  for (let i = 0; i < pops; i++) stack.release(stack.pop())
  if (pushes > 0) stack.push(stack.inMemory(stack.height))
}
