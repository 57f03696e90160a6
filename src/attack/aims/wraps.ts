// Numbers with which a sum, difference or product that nobody checks does not fit a word, and what comes out is next to nothing: paid
// for all, that is nothing, and what each gets is not. Nobody comes upon them by chance.

import type { Arithmetic } from '../formulas/follow-call.ts'
import { ADD, evaluateUnbounded, input, MUL, SUB, type Term } from '../formulas/formula.ts'
import { type Aim, equal } from './aim.ts'

const RANGE = 1n << 256n

/**
 * One operand moved, and the other as it is, either way; where one input moves both, the least with which they do not fit.
 * @param values of all inputs, as they are
 */
export function wrapsOf(arithmetic: readonly Arithmetic[], values: readonly bigint[]): readonly Aim[] {
  return arithmetic.flatMap((each): readonly Aim[] => {
    const { code, pc, opcode, left, right, values: operands, after } = each
    const shared = sharedInputs(left, right)
    if (shared.length > 0)
      return shared.map((position) => ({
        name: `${code} ${pc} both by ${position}`,
        after,
        conditions: () => {
          const least = leastThatWraps(each, position, values)
          return least === undefined ? undefined : equal(input(position), least)
        },
      }))
    const [x, y] = operands
    const aim = (side: string, moved: Term, to: bigint | undefined, kept: Term, value: bigint): Aim | [] => {
      if (typeof moved === 'bigint' || to === undefined) return []
      const [isMoved, isKept] = [equal(moved, to), equal(kept, value)]
      if (isMoved === undefined || isKept === undefined) return []
      return { name: `${code} ${pc} ${side} ${to}`, after, conditions: () => [...isKept, ...isMoved] }
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

function sharedInputs(left: Term, right: Term): readonly number[] {
  if (typeof left === 'bigint' || typeof right === 'bigint') return []
  return left.inputs.filter((each) => right.inputs.includes(each))
}

/** By halving, as if numbers had no end. What is computed of more is mostly more; if not, what comes out costs a try. */
function leastThatWraps(
  { opcode, left, right }: Arithmetic,
  position: number,
  values: readonly bigint[],
): bigint | undefined {
  const inputs = [...values]
  const doesWrap = (value: bigint): boolean => {
    inputs[position] = value
    const [x, y] = [evaluateUnbounded(left, inputs), evaluateUnbounded(right, inputs)]
    return opcode === SUB ? x < y : (opcode === ADD ? x + y : x * y) >= RANGE
  }
  let [fits, wraps] = [values[position]!, RANGE - 1n]
  if (doesWrap(fits) || !doesWrap(wraps)) return undefined
  while (wraps - fits > 1n) {
    const middle = (fits + wraps) >> 1n
    if (doesWrap(middle)) wraps = middle
    else fits = middle
  }
  return wraps
}
