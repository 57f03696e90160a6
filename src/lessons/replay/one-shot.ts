// A function that is meant to work once refuses everybody afterwards, and so does a function of a contract that was paused. What tells
// them apart is who left the mark that it looks at: the function itself, or another one.

import { isCreation } from '../../evm/host.ts'
import { makeCall } from '../../attack/arena.ts'
import type { Reenactment } from '../../attack/reenact.ts'
import type { CallSequence } from '../../attack/types.ts'
import type { TraceCall } from '../../evm/trace.ts'
import type { Address } from '../../evm/types.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import type { World } from '../../world/types.ts'

/** Who wrote a slot last in the setup. */
export type Mark = 'the function' | 'a constructor' | 'others'

/**
 * Who left the mark that the last of the calls, which is refused, looked at last; undefined if the setup did not write it. The world is
 * anywhere afterwards.
 */
export function markOf({ world, root }: Reenactment, calls: CallSequence): Mark | undefined {
  const call = calls.at(-1)!
  const selector = selectorIn(call.data)
  if (selector === undefined) return undefined
  world.load(root)
  for (const each of calls.slice(0, -1)) makeCall(world, each)
  const { observations } = world.machine
  observations.observe({ accesses: true })
  makeCall(world, call)
  const slot = observations
    .accesses()
    .findLast(({ kind, address }) => kind === 'read' && address === call.to)?.slot
  observations.observe({})
  return slot === undefined ? undefined : writerOf(world, call.to, slot, selector)
}

function writerOf(world: World, address: Address, slot: bigint, selector: number): Mark | undefined {
  let mark: Mark | undefined
  /** @param around frames that act on the account's storage */
  const visit = (frame: TraceCall, around: readonly TraceCall[]): void => {
    if (frame.status !== 'success') return
    const now = frame.to === address ? [...around, frame] : around
    for (const event of frame.events) {
      if (event.kind === 'call') visit(event.call, now)
      if (event.kind !== 'storage') continue
      const { change } = event
      if (change.address !== address || change.slot !== slot) continue
      const isOwn = now.some(({ kind, input }) => !isCreation(kind) && selectorIn(input) === selector)
      mark = isOwn ? 'the function' : now.some(({ kind }) => isCreation(kind)) ? 'a constructor' : 'others'
    }
  }
  for (const frame of [...(world.setupTrace?.calls ?? []).slice(-1), ...world.laterSetup]) visit(frame, [])
  return mark
}
