// What a Machine would ask its compiler for: its decoder gives the jumps their edges, so nobody else can say it.

import type { CompileRequest } from '../../evm/compiler.ts'
import type { Fork } from '../../evm/forks.ts'
import { Machine } from '../../evm/machine.ts'
import type { Address } from '../../evm/types.ts'

const PLACE: Address = '0x00000000000000000000000000000000000c0de0'
const CALLER: Address = '0x00000000000000000000000000000000000ca11e'
/** Enough for a code to begin; what it does is of no interest. */
const GAS = 100_000n

/**
 * The request for a code as deployed; undefined if the Machine does not ask, as for no code at all.
 * @throws as Machine.setAccount, for a code that is too large
 */
export function compileRequestOf(
  code: Uint8Array,
  options: { readonly fork: Fork; readonly countsEdges: boolean; readonly notes: boolean },
): CompileRequest | undefined {
  let found: CompileRequest | undefined
  const machine = new Machine({
    fork: options.fork,
    coverage: options.countsEdges,
    compiler: {
      threshold: 0,
      runsWanted: () => 0,
      compile: (request) => {
        if (request.notes === options.notes) found ??= withEdges(request)
        return undefined
      },
    },
  })
  if (options.notes) machine.observations.observe({ comparisons: true, wraps: true })
  machine.setAccount(PLACE, { nonce: 1n, code })
  machine.call({ from: CALLER, to: PLACE, data: new Uint8Array(0), gas: GAS })
  return found
}

/** The request with its edges kept: the Machine's memory may be another one later. */
function withEdges(request: CompileRequest): CompileRequest {
  const edges = Array.from(request.code, (_, pc) => request.edgesAt(pc))
  return { ...request, edgesAt: (pc) => edges[pc] }
}
