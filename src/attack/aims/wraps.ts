// Numbers with which a sum, difference or product that nobody checks does not fit a word, and what comes out is next to nothing: paid
// for all, that is nothing, and what each gets is not. Nobody comes upon them by chance.

import type { Arithmetic } from '../formulas/follow-call.ts'
import { ADD, MUL, SUB, type Term } from '../formulas/formula.ts'
import { type Aim, equal } from './aim.ts'

const RANGE = 1n << 256n

/** One operand moved, and the other as it is: either way. */
export function wrapsOf(arithmetic: readonly Arithmetic[]): readonly Aim[] {
  return arithmetic.flatMap(({ code, pc, opcode, left, right, values: [x, y], after }): readonly Aim[] => {
    const aim = (side: string, moved: Term, to: bigint | undefined, kept: Term, value: bigint): Aim | [] => {
      if (typeof moved === 'bigint' || to === undefined) return []
      const [isMoved, isKept] = [equal(moved, to), equal(kept, value)]
      if (isMoved === undefined || isKept === undefined) return []
      return { name: `${code} ${pc} ${side} ${to}`, after, conditions: [...isKept, ...isMoved] }
    }
    return [
      aim('left', left, leftThatWraps(opcode, y), right, y),
      aim('right', right, opcode === SUB ? rightThatWraps(x) : leftThatWraps(opcode, x), left, x),
    ].flat()
  })
}

/** The least number that wraps with the other one; of a difference the greatest. Undefined if none does. */
function leftThatWraps(opcode: number, other: bigint): bigint | undefined {
  if (opcode === MUL) return other < 2n ? undefined : (RANGE + other - 1n) / other
  if (other === 0n) return undefined
  return opcode === ADD ? RANGE - other : other - 1n
}

function rightThatWraps(left: bigint): bigint | undefined {
  return left + 1n < RANGE ? left + 1n : undefined
}
