// A lesson: a finding that is kept, so that every later version has to survive it. One file each, under version control.

import type { FailureSignature } from '../../attack/types.ts'
import type { Program, ProgramStep, Watched } from '../program/types.ts'

/** What this version writes, and the only one that it reads. */
export const LESSON_VERSION = 1

export type Lesson = {
  readonly lesson: typeof LESSON_VERSION
  /** Of the finding: 12 hex digits. */
  readonly id: string
  /** One line for people. */
  readonly title: string
  readonly found: {
    /** '2026-11-22'. */
    readonly on: string
    /** Of Faultline. */
    readonly version: string
    /** 'attacker:test/Vault.t.sol:VaultTest': whose setup makes the world. */
    readonly campaign: string
    /** Of the run, in decimal: the same world needs the same. */
    readonly seed: string
  }
  /** What broke. */
  readonly property: { readonly name: string; readonly kind: string }
  readonly signature: FailureSignature
  readonly cause: {
    /** Id and title of the kind of attack; null if it is not known. */
    readonly vector: string | null
    readonly title: string | null
    readonly severity: string | null
    /** How it works, a sentence each. */
    readonly mechanisms: readonly string[]
    /** 'src/Vault.sol:41', as it was then. */
    readonly place: string | null
    /** The line there. */
    readonly code: string | null
  }
  /** What others had less: '12.5 ETH (100 %)'. */
  readonly losses: readonly string[]
  /** Who ended with what. */
  readonly story: readonly string[]
  /** Names of files beside it. */
  readonly proofs: readonly string[]
  readonly program: LessonProgram
}

/** Sequences share the accounts. */
export type LessonProgram = Program & {
  readonly uses: readonly (readonly ProgramStep[])[]
  readonly honest: readonly (readonly ProgramStep[])[]
  readonly watched: Watched
}
