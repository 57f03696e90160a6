// A function of the test contract, run once more with a trace. The state is afterwards as it was.

import type { TraceCall } from '../evm/trace.ts'
import { encodeCall } from '../project/abi/encode.ts'
import type { AbiFunction } from '../project/abi/types.ts'
import type { World } from './types.ts'

export type TraceOfTestOptions = {
  readonly gasMax: bigint
  /** Of the trace: events, and bytes of one call's data. */
  readonly eventsMax: number
  readonly bytesMax: number
}

/**
 * What `look` makes of what the function does, while the state is as the function left it; also if it reverts or asks for a
 * cheatcode that is not there: what came before that was seen. Undefined if nothing was. `abi` takes no arguments.
 */
export function traceOfTest<Result>(
  world: World,
  abi: AbiFunction,
  { gasMax, ...limits }: TraceOfTestOptions,
  look: (outer: TraceCall) => Result,
): Result | undefined {
  const mark = world.mark()
  try {
    const data = encodeCall(abi, [])
    const { trace } = world.machine.trace(() => {
      try {
        return world.call({ to: world.test.address, data, gasMax })
      } catch {
        return undefined
      }
    }, limits)
    const [outer] = trace.calls
    return outer && look(outer)
  } finally {
    world.rollback(mark)
  }
}
