// Names of accounts for telling a sequence: those that it creates have theirs at its end only, those that it destroys before it.

import { accountNames, type Names } from '../world/describe/account-names.ts'
import { makeCall } from './arena.ts'
import type { Reenactment } from './reenact.ts'
import type { CallSequence } from './types.ts'

/** Plays the calls from the state after setup; the world stays at their end. */
export function namesAfter({ world, root, target }: Reenactment, calls: CallSequence): Names {
  world.load(root)
  const before = world.contracts()
  for (const call of calls) makeCall(world, call)
  return accountNames(world, {
    senders: target.senders.filter((sender) => sender !== world.sender),
    before,
  })
}
