// vm.pauseGasMetering and vm.resumeGasMetering. What is paused still costs, so that loops end; the frame that paused gets it
// back when it resumes, and gasleft() shows what it showed before.

import type { HostFrame } from '../../../evm/host.ts'
import type { Address } from '../../../evm/types.ts'
import { type CheatSlot, cheatSlot, type CheatTable } from '../context.ts'

type Paused = { readonly caller: Address; readonly depth: number; readonly gas: bigint }

const pausedSlot: CheatSlot<Paused | undefined> = cheatSlot('pausedGas', undefined)

export const pauseGasCheats: CheatTable = {
  'pauseGasMetering()': (context, _, frame) => {
    if (context.get(pausedSlot) !== undefined) return
    const { caller, depth } = frame
    context.set(pausedSlot, { caller, depth, gas: callerGas(frame) })
  },
  'resumeGasMetering()': (context, _, frame) => {
    const paused = context.get(pausedSlot)
    context.set(pausedSlot, undefined)
    // Another frame resumes: what was spent since is not its own.
    if (paused?.depth !== frame.depth || paused.caller !== frame.caller) return
    const spent = paused.gas - callerGas(frame)
    if (spent > 0n) frame.addGas(spent)
  },
}

/** What the calling frame had when it called with all it may give: all but a 64th (EIP-150). */
export function callerGas({ gas }: HostFrame): bigint {
  return gas + gas / 63n
}
