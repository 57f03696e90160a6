// The same calls in another order, more than once, or later.

import type { Call, CallSequence } from '../../attack/types.ts'
import { blocksIn } from '../../world/passing-time.ts'

const REPEATED_MAX = 3
const DELAYS = [1, 3_600, 86_400, 2_592_000] as const

export function* otherOrders(calls: CallSequence): Generator<CallSequence> {
  for (let i = 0; i + 1 < calls.length; i++)
    yield calls.map((call, j) => (j === i ? calls[i + 1]! : j === i + 1 ? calls[i]! : call))
  for (let i = 0; i < calls.length; i++)
    for (let times = 2; times <= REPEATED_MAX; times++)
      yield calls.flatMap((call, j): Call[] => (j === i ? Array.from({ length: times }, () => call) : [call]))
  for (let times = 2; times <= REPEATED_MAX; times++) yield Array.from({ length: times }, () => calls).flat()
  for (let i = 0; i < calls.length; i++)
    for (const seconds of DELAYS)
      yield calls.map((call, j) =>
        j === i
          ? { ...call, seconds: call.seconds + seconds, blocks: call.blocks + blocksIn(seconds) }
          : call,
      )
}
