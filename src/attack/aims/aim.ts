// What the solving stage solves for in an attacker's campaign besides sides of jumps that nobody took.

import { compute, EQ, type Term } from '../formulas/formula.ts'
import type { Condition } from '../formulas/solve.ts'

export type Aim = {
  /** The same for the same try. */
  readonly name: string
  /** How many branches of the way lie before what it is about: they are to go as they went. */
  readonly after: number
  /** Asked once, when it is tried. Undefined if it cannot be met. */
  conditions(): readonly Condition[] | undefined
}

/** That a term is this number: nothing to ask of one that always is; undefined if it never is, or nobody can say. */
export function equal(term: Term | undefined, wanted: bigint): readonly Condition[] | undefined {
  if (typeof term === 'bigint') return term === wanted ? [] : undefined
  const formula = term && compute(EQ, [wanted, term])
  return formula && [{ formula, isTrue: true }]
}
