// A finding's sequence by names: roles, contracts and functions instead of addresses and selectors.

import type { Program, ProgramStep, Watched } from '../lessons/program/types.ts'

/** Grows when a field changes its meaning or goes. */
export const PROGRAM_VERSION = 1

export type ReportProgram = Program & {
  readonly version: typeof PROGRAM_VERSION
  /**
   * Other sequences with the same accounts that do no harm: the functions of the program as somebody may use them. If such a use is
   * refused in a later version, that the program is refused too is no sign of a repair.
   */
  readonly uses: readonly (readonly ProgramStep[])[]
  /** What honest users could do after the setup: each list of steps worked for itself. */
  readonly honest: readonly (readonly ProgramStep[])[]
  readonly watched: Watched
}
