// Opcodes whose result depends on their operands only: folded if these are known, written out if that is short, else computed
// by the core.

import type { HelperName } from '../emit/helpers.ts'
import { OP } from '../op.ts'
import { equal, isZero, less } from '../words/comparisons.ts'
import { fold } from '../words/fold.ts'
import { constWord, isLow, valueOf, type Word, wordOf, ZERO_WORD } from '../words/limbs.ts'
import { bitwise, not } from '../words/logic.ts'
import { multiplyByLimb } from '../words/products.ts'
import { byteAt, shiftLeft, shiftRight, shiftRightSigned, signExtend } from '../words/shifts.ts'
import { add, subtract } from '../words/sums.ts'
import type { Writer } from '../words/writer.ts'
import type { BlockWriter } from './block-writer.ts'
import { computeInCore, viaCore } from './core-call.ts'
import { divideProduct } from './known-product.ts'

/** Pure opcodes that the core computes. */
const COMPUTED: Readonly<Record<number, HelperName>> = {
  [OP.mul]: 'mul',
  [OP.div]: 'div',
  [OP.sdiv]: 'sdiv',
  [OP.mod]: 'mod',
  [OP.smod]: 'smod',
  [OP.addmod]: 'addmod',
  [OP.mulmod]: 'mulmod',
  [OP.signextend]: 'signextend',
  [OP.byte]: 'byte',
  [OP.shl]: 'shl',
  [OP.shr]: 'shr',
  [OP.sar]: 'sar',
  [OP.clz]: 'clz',
}

/** Gas per byte of EXP's exponent (EIP-160). */
const EXP_BYTE_GAS = 50

/** Writes a pure opcode that takes `pops` words. */
export function pure(writer: BlockWriter, op: number, pops: number): void {
  const { gas, stack } = writer
  const operands = Array.from({ length: pops }, (_, i) => stack.peek(i))
  const values = operands.map(valueOf)
  if (values.every((value) => value !== undefined)) {
    const value = fold(op, values)
    if (value !== undefined) {
      if (op === OP.exp) gas.spent += EXP_BYTE_GAS * Math.ceil(bitLength(values[1]!) / 8)
      for (let i = 0; i < pops; i++) stack.release(stack.pop())
      stack.pushValue(value)
      return
    }
  }
  if (op === OP.exp) {
    viaCore(writer, 'compiledOp', { pops: 2, pushes: 1, op })
    return
  }
  const factor = op === OP.div ? writer.product.otherFactor(operands[0]!, operands[1]!) : undefined
  if (factor !== undefined) {
    divideProduct(writer, factor)
    // Nobody divides it twice.
    writer.product.forget()
    return
  }
  const result = writtenOut(writer, op, operands, values)
  if (result === undefined) {
    if (op === OP.mul) multiplyInCore(writer, operands)
    else computeInCore(writer, COMPUTED[op]!, pops)
    return
  }
  for (let i = 0; i < pops; i++) stack.pop()
  stack.push(result)
  writer.condition.noted(op, operands, result)
  if (op === OP.mul) writer.product.noted(result, operands[0]!, operands[1]!)
  for (const operand of operands) stack.release(operand)
}

/** A product that is remembered: it is brought into locals. */
function multiplyInCore(writer: BlockWriter, factors: readonly Word[]): void {
  const { stack } = writer
  const held = factors.map((factor) => stack.hold(factor))
  computeInCore(writer, 'mul', 2)
  const stored = stack.pop()
  const product = wordOf((part) => stack.atHand(stored[part]!))
  stack.push(product)
  writer.product.noted(product, stack.held(held[0]!), stack.held(held[1]!))
  for (const id of held) stack.letGo(id)
}

/** The result of an opcode that is written out; undefined if the core computes it. */
function writtenOut(
  writer: Writer,
  op: number,
  operands: readonly Word[],
  values: readonly (bigint | undefined)[],
): Word | undefined {
  const [a, b] = operands as readonly [Word, Word]
  const [first, second] = values
  switch (op) {
    case OP.add:
      return add(writer, a, b)
    case OP.mul: {
      const [value, factor] = first !== undefined ? [b, first] : [a, second]
      if (factor === 0n) return ZERO_WORD
      const bits = powerOfTwo(factor)
      if (bits !== undefined) return shiftLeft(writer, value, bits)
      if (isLow(b)) return multiplyByLimb(writer, a, b[0])
      return isLow(a) ? multiplyByLimb(writer, b, a[0]) : undefined
    }
    case OP.sub:
      return subtract(writer, a, b)
    case OP.div: {
      const bits = powerOfTwo(second)
      return bits === undefined ? undefined : shiftRight(writer, a, bits)
    }
    case OP.mod:
      return powerOfTwo(second) === undefined
        ? undefined
        : bitwise(writer, OP.and, a, constWord(second! - 1n))
    case OP.signextend:
      if (first === undefined) return undefined
      return first >= 31n ? b : signExtend(writer, b, Number(first))
    case OP.lt:
      return less(writer, a, b, false)
    case OP.gt:
      return less(writer, b, a, false)
    case OP.slt:
      return less(writer, a, b, true)
    case OP.sgt:
      return less(writer, b, a, true)
    case OP.eq:
      return equal(writer, a, b)
    case OP.iszero:
      return isZero(writer, a)
    case OP.and:
    case OP.or:
    case OP.xor:
      return bitwise(writer, op, a, b)
    case OP.not:
      return not(writer, a)
    case OP.byte:
      if (first === undefined) return undefined
      return first >= 32n ? ZERO_WORD : byteAt(writer, b, Number(first))
    case OP.shl:
    case OP.shr:
      if (first === undefined) return undefined
      if (first >= 256n) return ZERO_WORD
      return (op === OP.shl ? shiftLeft : shiftRight)(writer, b, Number(first))
    case OP.sar:
      if (first === undefined) return undefined
      return shiftRightSigned(writer, b, first >= 256n ? 255 : Number(first))
    default:
      return undefined
  }
}

function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length
}

/** The exponent of a power of two; undefined for anything else. */
function powerOfTwo(value: bigint | undefined): number | undefined {
  return value !== undefined && value > 0n && (value & (value - 1n)) === 0n ? bitLength(value) - 1 : undefined
}
