// What a lane is given, and what it gives back.

import type { Address } from '../evm/types.ts'
import type { World } from '../world/types.ts'
import type { AttackerMoves } from './attacker/attacker-moves.ts'
import type { CallWriter } from './call-writer.ts'
import type { Corpus } from './corpus.ts'
import type { CreatedContracts } from './created-contracts.ts'
import type { Entry } from './entry.ts'
import type { JumpSides } from './formulas/jump-sides.ts'
import type { Influence } from './influence.ts'
import type { PropertyWatch } from './property-watch.ts'
import type { ReactionWriter } from './attacker/reaction-writer.ts'
import type { Seen } from './seen.ts'
import type { Courses } from './trips/courses.ts'
import type { CallSequence, CampaignTarget } from './types.ts'
import type { Ways } from './ways.ts'

export type LaneTask = {
  readonly epoch: number
  readonly lane: number
  /** Calls to make. */
  readonly executionsMax: number
  /** The lane ends early when its calls used this much gas: epochs of slow contracts must not take minutes. */
  readonly gasMax: number
  /** Positions of properties that are broken already. */
  readonly broken: readonly number[]
  /** Keys of failed assertions and reverts that are known already; see LaneFailure. */
  readonly knownFailures: readonly string[]
  /** The campaign has come upon nothing new for so long that looking closer is worth little from the beginning; see Freshness. */
  readonly isStale?: boolean
}

/** A property that broke in a lane. */
export type LaneFailure = {
  readonly property: number
  readonly sequence: CallSequence
  /** Tells failures of one property apart without looking closer: by function and revert data. */
  readonly key: string
  /** Calls that the lane had made, this one included. */
  readonly executions: number
}

export type LaneResult = {
  readonly entries: readonly Entry[]
  readonly failures: readonly LaneFailure[]
  readonly executions: number
  /** Edges that successful calls of the corpus took when the lane began. */
  readonly edges: number
  /** Per target function: calls, reverts, discards. */
  readonly counts: Uint32Array
  /** Greatest values of optimisations that this lane raised: property, value, calls. */
  readonly best: readonly {
    readonly property: number
    readonly value: bigint
    readonly sequence: CallSequence
  }[]
  /** It was told to stop before its budget was used. */
  readonly isStopped: boolean
  /** Sentences for the user. */
  readonly warnings: readonly string[]
  /** Why the campaign cannot go on, if it cannot: a contract asked for a cheatcode that nobody has. */
  readonly endedBy?: string
}

/** What lanes work with. */
export type LaneParts = {
  readonly world: World
  readonly target: CampaignTarget
  readonly corpus: Corpus
  readonly seen: Seen
  readonly writer: CallWriter
  readonly reactions: ReactionWriter
  /** Of an attacker's campaign. */
  readonly moves: AttackerMoves | undefined
  /** What users of the setup did one after another, as the attacker's contract can do it. */
  readonly courses: Courses
  /** What users did who let time pass, as the attacker's contract can do it, with the time that passes. */
  readonly patientCourses: readonly CallSequence[]
  readonly created: CreatedContracts
  readonly influence: Influence
  readonly sides: JumpSides
  readonly ways: Ways
  readonly watch: PropertyWatch
  /** The test contract and the targets that stand after setup. */
  readonly standing: ReadonlySet<Address>
  /** Edges that successful calls of the corpus took. */
  readonly edges: number
  /** Asked now and then with the calls made so far; true: stop. */
  readonly isStopped: (executions: number) => boolean
  /** A failure was found: the last of the result so far. */
  readonly onFailure: () => void
}
