// MLOAD, MSTORE, MSTORE8 and KECCAK256.

import { reloadRoom } from '../emit/memory-room.ts'
import { W } from '../emit/wasm-opcodes.ts'
import { valueOf } from '../words/limbs.ts'
import type { BlockWriter } from './block-writer.ts'
import { viaCore } from './core-call.ts'
import { IMMEDIATE_MAX, reach } from './reach.ts'
import { readWord, writeWord } from './word-bytes.ts'

export function mload(writer: BlockWriter): void {
  const { body, memory, stack } = writer
  const offset = stack.pop()
  const place = reach(writer, offset, 32)
  const known = place.offset === undefined ? undefined : memory.word(place.offset)
  if (known !== undefined) {
    stack.push(known)
    return
  }
  const limbs = stack.takeWord()
  readWord(body, limbs, place.loadBase, place.immediate)
  place.leave()
  stack.push(limbs)
  if (place.offset !== undefined) memory.remember(place.offset, limbs)
  stack.release(offset)
}

export function mstore(writer: BlockWriter): void {
  const { memory, stack } = writer
  const offset = stack.pop()
  const value = stack.pop()
  const place = reach(writer, offset, 32)
  writeWord(writer, value, place.loadBase, place.immediate)
  place.leave()
  if (place.offset === undefined) memory.forget()
  else {
    memory.overwritten(place.offset, 32)
    memory.remember(place.offset, value)
  }
  stack.release(offset)
  stack.release(value)
}

export function mstore8(writer: BlockWriter): void {
  const { body, memory, stack } = writer
  const offset = stack.pop()
  const value = stack.pop()
  const place = reach(writer, offset, 1)
  if (place.offset === undefined) memory.forget()
  else memory.overwritten(place.offset, 1)
  place.loadBase()
  stack.load(value[0])
  body.access(W.i64Store8, place.immediate)
  place.leave()
  stack.release(offset)
  stack.release(value)
}

/** Gas per word that is hashed (Yellow Paper, appendix G). */
const HASHED_WORD_GAS = 6

export function keccak(writer: BlockWriter): void {
  const { body, gas, stack } = writer
  const [from, bytes] = [valueOf(stack.peek(0)), valueOf(stack.peek(1))]
  const isShort = bytes === 32n || bytes === 64n
  if (!isShort || from === undefined || from >= IMMEDIATE_MAX) {
    viaCore(writer, 'opKeccak', { pops: 2, pushes: 1 })
    reloadRoom(body)
    return
  }
  // What storage layouts hash: the price is known, and where it lies.
  const offset = stack.pop()
  stack.pop()
  gas.spent += HASHED_WORD_GAS * (bytes === 64n ? 2 : 1)
  const place = reach(writer, offset, Number(bytes))
  gas.check()
  const position = stack.height
  stack.claim(position)
  place.loadBase()
  body.i32(place.immediate)
  body.op(W.i32Add)
  stack.loadAddress(position)
  writer.call(bytes === 64n ? 'keccakMemo64' : 'keccakMemo32')
  stack.push(stack.inMemory(position))
}
