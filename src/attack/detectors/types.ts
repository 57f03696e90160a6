// A detector: a property that nobody had to write. It compares the present state with the state after setup.

import type { SentCall } from '../../world/attacker/pending-ledger.ts'
import type { WorldResult } from '../../world/types.ts'
import type { Evidence } from './evidence.ts'

/** What a detector found, in words. */
export type Verdict = {
  /** What happened, with names and without amounts: the same however much it was. Part of the failure's signature. */
  readonly words: string
  /** The same with amounts: a sentence for the report. */
  readonly details: string
  /** Absent: everybody's amounts before and after say it, or nobody knows how to look for it from outside. */
  readonly evidence?: Evidence
}

export type DetectorName =
  | 'theft'
  | 'loss'
  | 'frozen'
  | 'takeover'
  | 'destruction'
  | 'insolvency'
  | 'dilution'
  | 'blocked'
  | CallDetectorName
export type CallDetectorName = 'wrap' | 'ignored-failure'

export type Detector = {
  readonly name: Exclude<DetectorName, CallDetectorName>
  /** What it reports and what it does not, in one sentence for the user. */
  readonly rule: string
  /**
   * Judges the present state; undefined: nothing to report. Works outside of executions and in host code. Leaves the state
   * as it is.
   */
  judge(): Verdict | undefined
  /**
   * How near the present state, which `judge` has just let pass, is to what it reports: greater is nearer. Coarse: states are kept
   * for being the nearest so far, and there should be few.
   */
  score?(): bigint
  /**
   * Reads once, through contract code, what `judge` reads by itself at every asking: the Machine notes only what code reads,
   * and who watches a property asks again only if something that was noted has been written.
   */
  touch(): void
}

/** What a detector of calls found, and where. */
export type CallVerdict = Verdict & {
  /** 'src/Vault.sol:41', or the function without sources. */
  readonly place: string
  readonly line?: { readonly path: string; readonly line: number; readonly text: string }
}

/** A detector that judges what a call did rather than the state that it left: it has the call made again and looks closer. */
export type CallDetector = {
  readonly name: CallDetectorName
  readonly rule: string
  /** There is nothing in this world that it could find. */
  readonly isIdle?: boolean
  /**
   * Has the call made once, a few times slower than usual, and names what in it deserves a closer look: the same name for the
   * same thing in other calls. Empty for nearly all calls.
   * @param call what `run` makes
   */
  suspects(run: () => WorldResult, call: SentCall): readonly string[]
  /**
   * Judges the call that `run` makes in the present state. Slow: it is made several times, with every opcode noted. The world is
   * afterwards where the call leads.
   */
  judge(run: () => WorldResult, call: SentCall): CallVerdict | undefined
}
