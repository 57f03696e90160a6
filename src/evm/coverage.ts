// Coverage of a Machine: which edges ran, kept apart for executions that succeeded and that failed.

import type { Core } from './core/core.ts'
import { MachineInputError } from './errors.ts'
import type { Address } from './types.ts'
import {
  CODE_BYTES,
  CODE_GROUP,
  CODE_INDEX,
  CODE_INDEX_SLOTS,
  CODE_LENGTH,
  CODE_POINTER,
  CODES,
  EDGE_HITS,
  EDGE_INFO,
  EDGE_SEEN_FAILURE,
  EDGE_SEEN_SUCCESS,
  GROUP_BYTES,
  GROUP_HASH,
  GROUPS,
} from './core/layout.gen.ts'

/** What an edge id stands for. */
export type Edge = {
  /** keccak256 of the first code seen in the coverage group; codes that differ in immediates only share a group. */
  readonly codeHash: bigint
  /** 'end': a frame of the code ended; 'jump': a jump taken; 'fall': a conditional jump not taken; 'dynamic': a jump whose target depends on data. */
  readonly kind: 'end' | 'jump' | 'fall' | 'dynamic'
  /** pc of the jump. */
  readonly from: number
  /** pc where it led; for 'end': 0 success, 1 revert, 2 halt. */
  readonly to: number
}

export type CoverageGain = {
  /** Edges that were never taken before in executions of this kind. */
  readonly newEdges: number
  /** Edges whose hit count fell into a bucket (1, 2, 3, 4-7, 8-15, 16-31, 32-127, 128+) not seen before; includes new edges. */
  readonly newBuckets: number
}

const NO_GAIN: CoverageGain = { newEdges: 0, newBuckets: 0 }
const KINDS = ['end', 'jump', 'fall', 'dynamic'] as const
const JUMP = KINDS.indexOf('jump')
const FALL = KINDS.indexOf('fall')
const FIRST_ID = 16

/** Reads and merges the coverage of one Machine. Ids keep their meaning until the Machine's reset(). Initcode has no edges. */
export class Coverage {
  readonly #core: Core

  readonly #codeEntry: (address: Address) => number

  /** @param codeEntry where the core keeps what it knows of an account's code */
  constructor(core: Core, codeEntry: (address: Address) => number) {
    this.#core = core
    this.#codeEntry = codeEntry
  }

  /** Ids given out so far; ids are 16 to this, dense but for padding between codes. */
  get edgeCount(): number {
    return this.#core.doors.edgeCount.value
  }

  /** Edges that found no id because the map is full; they are not told apart. */
  get dropped(): number {
    return this.#core.doors.edgesDropped.value
  }

  /**
   * Adds what ran since the last merge to what is covered, and clears it. 'drop' clears it only.
   * Costs about one vector instruction per 16 edges of the codes that ran.
   */
  merge(into: 'success' | 'failure' | 'drop'): CoverageGain {
    const doors = this.#core.doors
    if (doors.depthNow() > 0)
      throw new MachineInputError('Coverage cannot be merged while something executes.')
    const newBuckets = doors.mergeCoverage(into === 'success' ? 0 : into === 'failure' ? 1 : 2)
    return newBuckets === 0 ? NO_GAIN : { newEdges: doors.newEdges.value, newBuckets }
  }

  /** Hit counts since the last merge, one byte per id, saturating at 255. A view, valid until the next execution. */
  hits(): Uint8Array {
    return this.#core.view(EDGE_HITS, this.edgeCount)
  }

  /** Buckets seen per id, one bit each. A view, valid until the next merge. */
  seen(kind: 'success' | 'failure'): Uint8Array {
    return this.#core.view(kind === 'success' ? EDGE_SEEN_SUCCESS : EDGE_SEEN_FAILURE, this.edgeCount)
  }

  /** What an id stands for; undefined for an id that is padding or not given out. */
  edge(id: number): Edge | undefined {
    if (!Number.isInteger(id) || id < FIRST_ID || id >= this.edgeCount) return undefined
    const u32 = this.#core.u32
    const at = (EDGE_INFO + id * 16) >> 2
    const group = u32[at]!
    if (group === 0) return undefined
    return {
      codeHash: this.groupHash(group),
      kind: KINDS[u32[at + 1]!]!,
      from: u32[at + 2]!,
      to: u32[at + 3]!,
    }
  }

  /**
   * A code of each group, by Edge.codeHash, as a copy: jumps of the others have the same places. A group whose codes the
   * Machine no longer holds is left out. Goes over all codes: for reports.
   */
  codes(): Map<bigint, Uint8Array> {
    const { u32 } = this.#core
    const codes = new Map<bigint, Uint8Array>()
    for (let slot = 0; slot < CODE_INDEX_SLOTS; slot++) {
      const number = u32[(CODE_INDEX >> 2) + slot]!
      if (number === 0) continue
      const entry = CODES + number * CODE_BYTES
      const group = u32[(entry + CODE_GROUP) >> 2]!
      // Codes that never ran have no group; the first one is for codes that found no room.
      if (group <= GROUPS) continue
      const hash = this.#core.word(group + GROUP_HASH)
      if (codes.has(hash)) continue
      const at = u32[(entry + CODE_POINTER) >> 2]!
      codes.set(hash, this.#core.view(at, u32[(entry + CODE_LENGTH) >> 2]!).slice())
    }
    return codes
  }

  /** Edge.codeHash of the edges of the account's code; undefined for one that never ran. @throws what a fork source throws */
  groupAt(address: Address): bigint | undefined {
    const group = this.#core.u32[(this.#codeEntry(address) + CODE_GROUP) >> 2]!
    // The first group is for codes that found no room.
    return group > GROUPS ? this.#core.word(group + GROUP_HASH) : undefined
  }

  /**
   * Goes over the conditional jumps among the ids from `first` on, in their order: `visit` gets the id, the group's number
   * (see groupHash), whether the side is that of the jump taken, and the pc of the jump.
   */
  scanJumps(first: number, visit: (id: number, group: number, isTaken: boolean, from: number) => void): void {
    const { u32 } = this.#core
    const count = this.edgeCount
    for (let id = Math.max(first, FIRST_ID); id < count; id++) {
      const at = (EDGE_INFO + id * 16) >> 2
      const kind = u32[at + 1]!
      if (u32[at] !== 0 && (kind === JUMP || kind === FALL)) visit(id, u32[at]!, kind === JUMP, u32[at + 2]!)
    }
  }

  /** Edge.codeHash of the edges of a group. */
  groupHash(group: number): bigint {
    return this.#core.word(GROUPS + group * GROUP_BYTES + GROUP_HASH)
  }

  /** Forgets what was covered; ids keep their meaning. */
  reset(): void {
    this.#core.doors.forgetCoverage()
  }
}
