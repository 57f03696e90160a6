// Bits of words, limb by limb: what is known to be zero or constant drops out. Operands stay in use by the caller.

import { W } from '../emit/wasm-opcodes.ts'
import { OP } from '../op.ts'
import { bitsOf, constLimb, type Limb, LIMB_MAX, type Word, wordOf, ZERO } from './limbs.ts'
import { type Writer, writeBinary } from './writer.ts'

/** AND, OR or XOR, by its opcode. */
export function bitwise(writer: Writer, op: number, a: Word, b: Word): Word {
  return wordOf((i): Limb => {
    const [x, y] = a[i]!.kind === 'const' ? [b[i]!, a[i]!] : [a[i]!, b[i]!]
    if (y.kind === 'const') {
      if (x.kind === 'const') return constLimb(folded(op, x.value, y.value))
      if (op === OP.and && (y.value === 0n || y.value === LIMB_MAX)) return y.value === 0n ? ZERO : x
      if (op === OP.or && (y.value === 0n || y.value === LIMB_MAX)) return y.value === 0n ? x : y
      if (op === OP.xor && y.value === 0n) return x
    }
    writeBinary(writer, op === OP.and ? W.i64And : op === OP.or ? W.i64Or : W.i64Xor, x, y)
    const [left, right] = [bitsOf(x), bitsOf(y)]
    return writer.stack.keep(op === OP.and ? Math.min(left, right) : Math.max(left, right))
  })
}

function folded(op: number, x: bigint, y: bigint): bigint {
  if (op === OP.and) return x & y
  return op === OP.or ? x | y : x ^ y
}

export function not({ body, stack }: Writer, a: Word): Word {
  return wordOf((i): Limb => {
    const limb = a[i]!
    if (limb.kind === 'const') return constLimb(LIMB_MAX - limb.value)
    stack.load(limb)
    body.i64(LIMB_MAX)
    body.op(W.i64Xor)
    return stack.keep()
  })
}
