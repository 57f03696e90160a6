// What replaying a lesson comes to.

import type { CallSequence, FailureSignature, Property } from '../../attack/types.ts'
import type { Program, ProgramStep, Watched } from '../program/types.ts'

/** What is to be replayed. */
export type ToReplay = {
  readonly property: { readonly name: string; readonly kind: string }
  readonly signature: FailureSignature
  readonly program: Program & {
    readonly uses: readonly (readonly ProgramStep[])[]
    readonly honest: readonly (readonly ProgramStep[])[]
    readonly watched: Watched
  }
}

/**
 * 'shown': somebody uses the function, or honest users what they could use. 'by the setup': the setup does, before the state that is
 * attacked. 'unknown': nothing shows it.
 */
export type Usefulness = 'shown' | 'by the setup' | 'unknown'

/** A step that succeeded when the lesson was written, and is refused. */
export type Refusal = {
  /** From 1. */
  readonly step: number
  /** 'custom error Locked()', 'reverted: not the owner'. */
  readonly mechanism: string
  /** 'src/Vault.sol:41'. */
  readonly place: string
  /** The same; undefined without a source map. */
  readonly line: { readonly path: string; readonly line: number } | undefined
}

/** Says of a line whether code behind it, in the same function, ran while the world was set up. */
export type RanInSetup = (place: { readonly path: string; readonly line: number }) => boolean

/** Of the program as it stands, before anything around it was tried. */
export type Played =
  | {
      readonly status: 'fails'
      /** The property of the lesson, or another one that breaks instead of it. */
      readonly property: Property
      readonly signature: FailureSignature
      readonly calls: CallSequence
    }
  | {
      readonly status: 'holds'
      readonly property: Property
      readonly calls: CallSequence
      /** Undefined: every step was carried out, and does no harm any more. */
      readonly refusal: Refusal | undefined
      /** Ways of honest users that were tried, all of which work. */
      readonly honest: number
      /** Of a refusal: what shows that the function is of use still. */
      readonly useful: Usefulness
      /** Of a refusal: what to say if nothing shows it after all. */
      readonly useless: Reason | undefined
      /** Why that it holds may say nothing about the flaw. */
      readonly doubts: readonly Reason[]
    }
  | { readonly status: 'unknown'; readonly reasons: readonly Reason[] }

/** Why a lesson cannot be replayed. */
export type Reason = {
  /** Of the program, from 1; null: it is not about a step. */
  readonly step: number | null
  /** One sentence. */
  readonly message: string
  readonly hint: string | null
}

/** Called now and then in the course of long work, so that others get their turn: true if the work is to stop. */
export type Breathe = () => Promise<boolean>
