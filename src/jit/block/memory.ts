// MLOAD, MSTORE and MSTORE8.

import { W } from '../emit/wasm-opcodes.ts'
import type { BlockWriter } from './block-writer.ts'
import { reach } from './reach.ts'
import { readWord, writeWord } from './word-bytes.ts'

export function mload(writer: BlockWriter): void {
  const { body, stack } = writer
  const offset = stack.pop()
  const place = reach(writer, offset, 32)
  const limbs = stack.takeWord()
  readWord(body, limbs, place.loadBase, place.immediate)
  place.leave()
  stack.push(limbs)
  stack.release(offset)
}

export function mstore(writer: BlockWriter): void {
  const { stack } = writer
  const offset = stack.pop()
  const value = stack.pop()
  const place = reach(writer, offset, 32)
  writeWord(writer, value, place.loadBase, place.immediate)
  place.leave()
  stack.release(offset)
  stack.release(value)
}

export function mstore8(writer: BlockWriter): void {
  const { body, stack } = writer
  const offset = stack.pop()
  const value = stack.pop()
  const place = reach(writer, offset, 1)
  place.loadBase()
  stack.load(value[0])
  body.access(W.i64Store8, place.immediate)
  place.leave()
  stack.release(offset)
  stack.release(value)
}
