// The edges that a campaign took, by the code that they belong to.

import type { Coverage } from '../../evm/coverage.ts'

/** Bits: it ran in a call that succeeded; in one that failed and was undone; before the campaign began. */
export const IN_SUCCESS = 1
export const IN_FAILURE = 2
export const IN_SETUP = 4
/** Bits of what the campaign's own calls ran. */
export const IN_CALLS: number = IN_SUCCESS | IN_FAILURE

/** The edges of one code that were taken. */
export type HitEdges = {
  /** In which calls a frame of the code ended at all. */
  readonly ended: number
  /** Bits of each jump, taken or not taken, by `edgeKey`. */
  readonly jumps: ReadonlyMap<number, number>
}

export const NO_HITS: HitEdges = { ended: 0, jumps: new Map() }

// Codes are far smaller, and twice as many bits are exact in a number.
const PC_LIMIT = 2 ** 24
// Ids below are no edges: see Coverage.edgeCount.
const FIRST_EDGE = 16

/** Names a jump by where it is and where it led; a jump that was not taken led to the next pc. */
export function edgeKey(from: number, to: number): number {
  return from * PC_LIMIT + to
}

/** Where a jump was, and where it led. */
export function edgeOf(key: number): { readonly from: number; readonly to: number } {
  return { from: Math.floor(key / PC_LIMIT), to: key % PC_LIMIT }
}

/**
 * What was taken, by Edge.codeHash.
 * @param seen by edge id, anything but 0 for an edge that was taken; `success` and `failure` as in Coverage.seen
 */
export function hitEdges(
  coverage: Coverage,
  seen: { readonly success: Uint8Array; readonly failure: Uint8Array; readonly setup: Uint8Array },
): ReadonlyMap<bigint, HitEdges> {
  const { success, failure, setup } = seen
  const count = Math.max(success.length, failure.length, setup.length)
  const found = new Map<bigint, { ended: number; jumps: Map<number, number> }>()
  for (let id = FIRST_EDGE; id < count; id++) {
    const bits = (success[id] ? IN_SUCCESS : 0) | (failure[id] ? IN_FAILURE : 0) | (setup[id] ? IN_SETUP : 0)
    const edge = bits === 0 ? undefined : coverage.edge(id)
    if (edge === undefined) continue
    let hits = found.get(edge.codeHash)
    if (hits === undefined) found.set(edge.codeHash, (hits = { ended: 0, jumps: new Map() }))
    if (edge.kind === 'end') hits.ended |= bits
    else {
      const key = edgeKey(edge.from, edge.to)
      hits.jumps.set(key, (hits.jumps.get(key) ?? 0) | bits)
    }
  }
  return found
}

/** Hits of two codes that have their jumps at the same places. */
export function bothHits(one: HitEdges, other: HitEdges): HitEdges {
  const jumps = new Map(one.jumps)
  for (const [key, bits] of other.jumps) jumps.set(key, (jumps.get(key) ?? 0) | bits)
  return { ended: one.ended | other.ended, jumps }
}
