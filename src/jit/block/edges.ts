// Counting the edges that jumps take.

import { LOCAL } from '../emit/body.ts'
import { GLOBAL, OWN_FUNCTION } from '../emit/helpers.ts'
import { W } from '../emit/wasm-opcodes.ts'
import type { BlockWriter, StaticEdges } from './block-writer.ts'
import * as L from '../../evm/core/layout.gen.ts'

/** A jump: the pcs of both ends, and its edges if the decoder resolved it. */
export type Edge = {
  readonly edges: StaticEdges | undefined
  readonly side: 'taken' | 'fall'
  readonly from: number
  readonly to: number
}

/** Counts an edge whose ends are known. */
export function countEdge(writer: BlockWriter, { edges, side, from, to }: Edge): void {
  if (!writer.context.countsEdges) return
  if (edges === undefined) countAskedEdge(writer, from, to)
  else countEdgeAt(writer, L.EDGE_HITS + edges[side])
}

/** Counts the edge whose counter is at an offset from that of the group's first. */
function countEdgeAt({ body }: BlockWriter, at: number): void {
  body.op(W.globalGet)
  body.out.u32(GLOBAL.edges)
  body.op(W.globalGet)
  body.out.u32(GLOBAL.edges)
  body.access(W.i32Load8, at)
  body.tee(LOCAL.scratch)
  body.get(LOCAL.scratch)
  // Saturates: a wrapped counter would look like a new bucket.
  body.i32(255)
  body.op(W.i32Ne)
  body.op(W.i32Add)
  body.access(W.i32Store8, at)
}

/** Counts an edge that the core gives an id: it is asked for when the edge is first taken, and remembered. */
function countAskedEdge(writer: BlockWriter, from: number, to: number): void {
  const { body } = writer
  const known = body.newGlobal(0)
  body.global(W.globalGet, known)
  body.tee(LOCAL.scratch)
  body.op(W.i32Eqz)
  body.open(W.if)
  body.get(LOCAL.frame)
  body.i32(from)
  body.i32(to)
  writer.call('compiledEdgeId')
  body.tee(LOCAL.scratch)
  body.global(W.globalSet, known)
  body.close()
  body.get(LOCAL.scratch)
  body.call(OWN_FUNCTION.hit)
}

/** Counts the edge to the pc in `scratch`. The last two targets and their edges are remembered, as in the fast loop. */
export function countEdgeToScratch(writer: BlockWriter, from: number): void {
  if (!writer.context.countsEdges) return
  const { body } = writer
  // No pc is -1.
  const [target, id] = [body.newGlobal(-1), body.newGlobal(0)]
  const [olderTarget, olderId] = [body.newGlobal(-1), body.newGlobal(0)]
  const differs = (global: number): void => {
    body.global(W.globalGet, global)
    body.get(LOCAL.scratch)
    body.op(W.i32Ne)
  }
  const move = (source: number, destination: number): void => {
    body.global(W.globalGet, source)
    body.global(W.globalSet, destination)
  }
  const hit = (global: number): void => {
    body.global(W.globalGet, global)
    body.call(OWN_FUNCTION.hit)
  }
  differs(target)
  body.open(W.if)
  differs(olderTarget)
  body.open(W.if)
  move(target, olderTarget)
  move(id, olderId)
  body.get(LOCAL.scratch)
  body.global(W.globalSet, target)
  body.get(LOCAL.frame)
  body.i32(from)
  body.get(LOCAL.scratch)
  writer.call('compiledEdgeId')
  body.global(W.globalSet, id)
  hit(id)
  body.else()
  hit(olderId)
  body.close()
  body.else()
  hit(id)
  body.close()
}
