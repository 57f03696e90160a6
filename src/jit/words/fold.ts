// Opcodes of known words, computed at once.

import { OP } from '../op.ts'
import { WORD_MAX } from '../../primitives/bytes.ts'

const SIGN = 1n << 255n

/**
 * The result of a pure opcode; undefined if it is none of these, or not worth it.
 * @param operands Words, that on top of the stack first.
 */
export function fold(op: number, operands: readonly bigint[]): bigint | undefined {
  const [a = 0n, b = 0n, c = 0n] = operands
  switch (op) {
    case OP.add:
      return (a + b) & WORD_MAX
    case OP.mul:
      return (a * b) & WORD_MAX
    case OP.sub:
      return (a - b) & WORD_MAX
    case OP.div:
      return b === 0n ? 0n : a / b
    case OP.sdiv:
      return b === 0n ? 0n : BigInt.asUintN(256, signed(a) / signed(b))
    case OP.mod:
      return b === 0n ? 0n : a % b
    case OP.smod:
      return b === 0n ? 0n : BigInt.asUintN(256, signed(a) % signed(b))
    case OP.addmod:
      return c === 0n ? 0n : (a + b) % c
    case OP.mulmod:
      return c === 0n ? 0n : (a * b) % c
    case OP.exp:
      return power(a, b)
    case OP.signextend:
      return a >= 31n ? b : BigInt.asUintN(256, BigInt.asIntN(Number(a) * 8 + 8, b))
    case OP.lt:
      return a < b ? 1n : 0n
    case OP.gt:
      return a > b ? 1n : 0n
    case OP.slt:
      return signed(a) < signed(b) ? 1n : 0n
    case OP.sgt:
      return signed(a) > signed(b) ? 1n : 0n
    case OP.eq:
      return a === b ? 1n : 0n
    case OP.iszero:
      return a === 0n ? 1n : 0n
    case OP.and:
      return a & b
    case OP.or:
      return a | b
    case OP.xor:
      return a ^ b
    case OP.not:
      return WORD_MAX - a
    case OP.byte:
      return a >= 32n ? 0n : (b >> (248n - 8n * a)) & 0xffn
    case OP.shl:
      return a >= 256n ? 0n : (b << a) & WORD_MAX
    case OP.shr:
      return a >= 256n ? 0n : b >> a
    case OP.sar:
      return BigInt.asUintN(256, signed(b) >> (a >= 256n ? 255n : a))
    case OP.clz:
      return BigInt(256 - (a === 0n ? 0 : a.toString(2).length))
    default:
      return undefined
  }
}

function signed(word: bigint): bigint {
  return word >= SIGN ? word - (SIGN << 1n) : word
}

/** base ** exponent modulo 2^256. */
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  let square = base
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) & WORD_MAX
    square = (square * square) & WORD_MAX
  }
  return result
}
