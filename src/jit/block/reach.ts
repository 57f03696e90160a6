// Offsets in memory: whether what is meant is there, and the core's growing of memory if it is not.

import { LOCAL } from '../emit/body.ts'
import { reloadRoom } from '../emit/memory-room.ts'
import { W } from '../emit/wasm-opcodes.ts'
import { loadAbove } from '../words/comparisons.ts'
import { constLimb, isLow, type Limb, valueOf, type Word } from '../words/limbs.ts'
import type { Writer } from '../words/writer.ts'
import type { BlockWriter } from './block-writer.ts'

/** Stands for every larger offset: beyond what any gas reaches, and 32 can be added to it. */
export const OFFSET_MAX = 0x3fff_ffff_ffff_ffffn
const OFFSET_BITS = 62
/** Of a place that is there. */
const PLACE_BITS = 32
/** Below this an offset is written into the instruction that loads or stores. */
export const IMMEDIATE_MAX = 0x1000_0000n

/** A place in memory that is there. */
export type Place = {
  /** Pushes its address, less `immediate`. */
  readonly loadBase: () => void
  readonly immediate: number
  /** Its offset, if that is known. */
  readonly offset: number | undefined
  /** Gives back what it is held in. */
  readonly leave: () => void
}

/** The word as a number below 2^62, or OFFSET_MAX for anything larger. In a local: `leave` it. */
export function saturated(writer: Writer, word: Word): Limb {
  const { body, stack } = writer
  if (word[0].kind === 'local' && word[0].bits <= OFFSET_BITS && isLow(word)) return word[0]
  stack.load(word[0])
  body.i64(OFFSET_MAX)
  loadAbove(writer, word, OFFSET_BITS)
  body.op(W.i64Eqz)
  body.op(W.select)
  return stack.keep()
}

/** Makes sure that `bytes` bytes of memory, 32 at most unless the offset is known, are there at the offset. The operands are popped already. */
export function reach(writer: BlockWriter, offset: Word, bytes: number): Place {
  const { body, gas, stack } = writer
  const known = valueOf(offset)
  const isImmediate = known !== undefined && known < IMMEDIATE_MAX
  const end = isImmediate ? Number(known) + bytes : Infinity
  if (isImmediate && writer.memory.reaches(end)) return immediatePlace(writer, Number(known))
  const at = isImmediate ? constLimb(known) : saturated(writer, offset)
  // A byte fits wherever a word does not need new memory; elsewhere the core decides.
  if (isImmediate && bytes > 32) body.i64(BigInt(end - 32))
  else stack.load(at)
  body.get(LOCAL.room)
  body.op(W.i64GeU)
  body.open(W.if)
  body.get(LOCAL.frame)
  stack.load(at)
  body.i64(BigInt(bytes))
  gas.load()
  writer.call('compiledGrow')
  gas.take('outOfGas')
  reloadRoom(body)
  body.close()
  if (isImmediate) {
    writer.memory.reached(end)
    return immediatePlace(writer, Number(known))
  }
  stack.narrow(offset, PLACE_BITS)
  return {
    loadBase: () => {
      body.get(LOCAL.memory)
      stack.load(at)
      body.op(W.i32Wrap)
      body.op(W.i32Add)
    },
    immediate: 0,
    offset: undefined,
    leave: () => stack.leave(at, offset[0]),
  }
}

function immediatePlace({ body }: BlockWriter, offset: number): Place {
  return { loadBase: () => body.get(LOCAL.memory), immediate: offset, offset, leave: () => undefined }
}
