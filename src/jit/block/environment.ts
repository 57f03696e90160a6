// Words of the frame and of the transaction that are read where they lie, and calldata.

import { LOCAL } from '../emit/body.ts'
import { GLOBAL } from '../emit/helpers.ts'
import { W } from '../emit/wasm-opcodes.ts'
import { OP } from '../op.ts'
import { LIMB_BITS, lowWord, valueOf, wordOf, ZERO } from '../words/limbs.ts'
import type { BlockWriter } from './block-writer.ts'
import { OFFSET_MAX, saturated } from './reach.ts'
import { readWord } from './word-bytes.ts'
import * as L from '../../evm/core/layout.gen.ts'

/** Of sizes, and of an address's highest limb. */
const SIZE_BITS = 32
const GAS_BITS = 63

/** Pushes the word of an opcode that reads one. False if this is none of them. */
export function environmentWord(writer: BlockWriter, op: number): boolean {
  const { body, gas, stack } = writer
  switch (op) {
    case OP.address:
      pushWordAt(writer, LOCAL.frame, L.F_ADDRESS, 3)
      return true
    case OP.caller:
      pushWordAt(writer, LOCAL.frame, L.F_CALLER, 3)
      return true
    case OP.callvalue:
      pushWordAt(writer, LOCAL.frame, L.F_VALUE, 4)
      return true
    case OP.origin:
      pushWordAt(writer, undefined, L.ENV + L.ENV_ORIGIN, 3)
      return true
    case OP.gasprice:
      pushWordAt(writer, undefined, L.ENV + L.ENV_GAS_PRICE, 4)
      return true
    case OP.calldatasize:
      pushSizeAt(writer, L.F_INPUT_BYTES)
      return true
    case OP.codesize:
      pushSizeAt(writer, L.F_CODE_BYTES)
      return true
    case OP.msize:
      pushSizeAt(writer, L.F_MEM_BYTES)
      return true
    case OP.returndatasize:
      body.op(W.globalGet)
      body.out.u32(GLOBAL.returnBytes)
      body.op(W.i64ExtendU)
      stack.push(lowWord(stack.keep(SIZE_BITS)))
      return true
    case OP.gas:
      gas.check()
      gas.load()
      stack.push(lowWord(stack.keep(GAS_BITS)))
      return true
    default:
      return false
  }
}

/** Pushes the word at an offset from a local, or from 0. An address has three limbs. */
function pushWordAt(
  { body, stack }: BlockWriter,
  base: number | undefined,
  offset: number,
  limbs: 3 | 4,
): void {
  stack.push(
    wordOf((part) => {
      if (part >= limbs) return ZERO
      if (base === undefined) body.i32(0)
      else body.get(base)
      body.access(W.i64Load, offset + 8 * part)
      return stack.keep(limbs === 3 && part === 2 ? SIZE_BITS : LIMB_BITS)
    }),
  )
}

/** Pushes a number of 32 bits of the frame. */
function pushSizeAt({ body, stack }: BlockWriter, offset: number): void {
  body.get(LOCAL.frame)
  body.access(W.i64Load32, offset)
  stack.push(lowWord(stack.keep(SIZE_BITS)))
}

export function calldataload(writer: BlockWriter): void {
  const { body, stack } = writer
  const offset = stack.pop()
  const known = valueOf(offset)
  const at = known === undefined ? saturated(writer, offset) : undefined
  const position = stack.height
  stack.claim(position)
  const limbs = stack.takeWord()
  const loadOffset = (): void => {
    if (at === undefined) body.i64(known! > OFFSET_MAX ? OFFSET_MAX : known!)
    else stack.load(at)
  }
  // offset + 32 <= length, without wrapping: the offset is below 2^63 or no offset at all.
  loadOffset()
  body.i64(32n)
  body.op(W.i64Add)
  body.get(LOCAL.frame)
  body.access(W.i64Load32, L.F_INPUT_BYTES)
  body.op(W.i64LeU)
  body.open(W.if)
  body.get(LOCAL.frame)
  body.access(W.i32Load, L.F_INPUT)
  loadOffset()
  body.op(W.i32Wrap)
  body.op(W.i32Add)
  body.set(LOCAL.scratch)
  readWord(body, limbs, () => body.get(LOCAL.scratch), 0)
  body.else()
  body.get(LOCAL.frame)
  stack.loadAddress(position)
  loadOffset()
  writer.call('compiledCalldata')
  for (const [part, limb] of limbs.entries()) {
    stack.load({ kind: 'stack', position, part })
    body.set(limb.index)
  }
  body.close()
  if (at !== undefined) stack.leave(at, offset[0])
  stack.push(limbs)
  stack.release(offset)
}
