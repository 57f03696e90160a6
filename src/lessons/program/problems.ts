// Why a program cannot be carried out in a world: what it names is not there any more, or is not what it was.

import { clippedText } from '../../primitives/plain-text.ts'

export type ProblemKind =
  | 'contract gone'
  | 'account gone'
  | 'function gone'
  | 'parameters changed'
  | 'value gone'
  | 'pending call gone'
  | 'not understood'

export type Problem = {
  readonly kind: ProblemKind
  /** Of the program, from 1. */
  readonly step: number
  /** One sentence. */
  readonly message: string
  /** What to do, or what it may be now; null if nothing is known. */
  readonly hint: string | null
}

/** Thrown and caught within this folder: the first problem of a step ends reading it. */
export class StepProblem extends Error {
  readonly kind: ProblemKind
  readonly hint: string | null

  constructor(kind: ProblemKind, message: string, hint: string | null = null) {
    super(message)
    this.kind = kind
    this.hint = hint
  }
}

const SHOWN_MAX = 160

/** Text out of a lesson or a contract, for a sentence. */
export function shown(text: string): string {
  return clippedText(text, SHOWN_MAX)
}
