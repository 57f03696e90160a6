// Mechanisms: how a finding works. A detector says what happened (somebody has less); a mechanism says by what means, and only if
// the finding is gone when just this is taken away. See docs/internals/attacker/mechanisms.md.

import type { Reenactment } from '../reenact.ts'
import type { AttackerFacts, CallSequence, Property } from '../types.ts'
import type { Look } from './look.ts'

/** All there are, the most specific first. Lessons and reports know them by these words: none is renamed. */
export const MECHANISM_IDS = [
  'reentrancy/single-function',
  'reentrancy/cross-function',
  'reentrancy/read-only',
  'reentrancy/cross-contract',
  'signature-replay',
  'proof-replay',
  'front-running',
  'sandwich',
  'donation',
  'price-manipulation',
  'weak-randomness',
  'integer-wrap',
  'ignored-failure',
  'delegatecall',
  'arbitrary-call',
  'uninitialized',
  'counted-holdings',
  'rounding',
  'missing-caller-check',
] as const

export type MechanismId = (typeof MECHANISM_IDS)[number]

/** A line of source that shows it. */
export type MechanismPlace = { readonly path: string; readonly line: number; readonly text: string }

/** How a finding works, with what shows it. All texts are safe to print. */
export type Mechanism = {
  readonly id: MechanismId
  /** One simple sentence, with names. */
  readonly sentence: string
  /** Of the minimal sequence, from 0: the step that does it. */
  readonly step: number
  /** Functions that were at work, outermost first. */
  readonly path: readonly string[]
  /** Undefined without a source map. */
  readonly place: MechanismPlace | undefined
}

/** A finding that is examined: the smallest sequence, and what was seen of it. */
export type Examined = {
  readonly parts: Reenactment
  readonly facts: AttackerFacts
  readonly property: Property
  readonly calls: CallSequence
  readonly look: Look
  /** The same look with the stack before each opcode. Made when somebody asks; the world is anywhere then. */
  readonly stacked: () => Look
}

/** One mechanism. The world is in any state before and after. */
export type Examiner = (examined: Examined) => Mechanism | undefined
