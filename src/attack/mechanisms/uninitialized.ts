// A contract that was left to be initialized. The counterfactual: somebody else has been first, and the attacker is refused.

import { selectorIn } from '../../project/abi/selector.ts'
import { isCreation } from '../../evm/host.ts'
import type { TraceCall } from '../../evm/trace.ts'
import { byFreshAccounts } from './fresh-account.ts'
import { replay } from './replay.ts'
import type { Examined, Mechanism } from './types.ts'
import { keysOf, namesOf, placeOfWrite, type Write, writesOf } from './whose.ts'

/** A contract that was left to be initialized by whoever comes first. */
export function examineUninitialized(examined: Examined): Mechanism | undefined {
  const { look, facts, calls, parts } = examined
  for (const write of writesOf(examined)) {
    const { step } = write.frame
    const { before, after, slot } = write.change
    const call = calls[step]!
    if (namesOf(before).length > 0 || !namesOf(after).some((each) => look.isAttacker(each))) continue
    if (call.value !== 0n || keysOf(parts.world.machine, slot).length > 0) continue
    const isOnceOnly = byFreshAccounts([call], facts.attackers).some(([other]) => {
      // It is refused to the next one, and would have been refused to the attacker.
      const next = replay(examined, { calls: [...calls.slice(0, step + 1), other!] })
      if (next.succeeded[step + 1] !== false) return false
      const first = replay(examined, { calls: [...calls.slice(0, step), other!, ...calls.slice(step)] })
      return first.succeeded[step] === true && first.succeeded[step + 1] === false && first.isGone
    })
    if (!isOnceOnly) continue
    return {
      id: 'uninitialized',
      sentence: `Nobody had called ${look.functionOf(write.frame)} before, and it makes whoever is first what they ask to be; it would have been refused to everybody after.`,
      step,
      path: look.pathTo(write.frame),
      place: placeOfWrite(examined, write),
    }
  }
  return undefined
}

/** Whether the function that wrote it was run on the same contract in the setup, out of its constructor: that is what initializes a proxy. */
export function isInitializer({ parts: { world } }: Examined, { frame: { call } }: Write): boolean {
  const selector = selectorIn(call.input)
  const isSame = ({ kind, to, codeAddress, input, status }: TraceCall): boolean =>
    kind === 'delegatecall' &&
    status === 'success' &&
    to === call.to &&
    codeAddress === call.codeAddress &&
    selectorIn(input) === selector
  const isIn = ({ kind, to, events }: TraceCall): boolean =>
    events.some(
      (event) =>
        event.kind === 'call' &&
        ((isCreation(kind) && to === call.to && isSame(event.call)) || isIn(event.call)),
    )
  return (world.setupTrace?.calls ?? []).some(isIn)
}
