// Opcodes of known words, computed at once.

import { WORD_MAX } from '../primitives/bytes.ts'

const SIGN = 1n << 255n

/**
 * The result of a pure opcode; undefined if it is none of these, or not worth it.
 * @param operands Words, that on top of the stack first.
 */
export function fold(op: number, operands: readonly bigint[]): bigint | undefined {
  const [a = 0n, b = 0n, c = 0n] = operands
  switch (op) {
    case 0x01:
      return (a + b) & WORD_MAX
    case 0x02:
      return (a * b) & WORD_MAX
    case 0x03:
      return (a - b) & WORD_MAX
    case 0x04:
      return b === 0n ? 0n : a / b
    case 0x05:
      return b === 0n ? 0n : BigInt.asUintN(256, signed(a) / signed(b))
    case 0x06:
      return b === 0n ? 0n : a % b
    case 0x07:
      return b === 0n ? 0n : BigInt.asUintN(256, signed(a) % signed(b))
    case 0x08:
      return c === 0n ? 0n : (a + b) % c
    case 0x09:
      return c === 0n ? 0n : (a * b) % c
    case 0x0a:
      return power(a, b)
    case 0x0b:
      return a >= 31n ? b : BigInt.asUintN(256, BigInt.asIntN(Number(a) * 8 + 8, b))
    case 0x10:
      return a < b ? 1n : 0n
    case 0x11:
      return a > b ? 1n : 0n
    case 0x12:
      return signed(a) < signed(b) ? 1n : 0n
    case 0x13:
      return signed(a) > signed(b) ? 1n : 0n
    case 0x14:
      return a === b ? 1n : 0n
    case 0x15:
      return a === 0n ? 1n : 0n
    case 0x16:
      return a & b
    case 0x17:
      return a | b
    case 0x18:
      return a ^ b
    case 0x19:
      return WORD_MAX - a
    case 0x1a:
      return a >= 32n ? 0n : (b >> (248n - 8n * a)) & 0xffn
    case 0x1b:
      return a >= 256n ? 0n : (b << a) & WORD_MAX
    case 0x1c:
      return a >= 256n ? 0n : b >> a
    case 0x1d:
      return BigInt.asUintN(256, signed(b) >> (a >= 256n ? 255n : a))
    case 0x1e:
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
