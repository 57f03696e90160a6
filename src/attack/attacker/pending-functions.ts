// Calls that honest users send: the attacker says only when, between which of its own.

import { selectorIn } from '../../project/abi/selector.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import type { Survey } from '../../world/survey/types.ts'
import type { TargetFunction } from '../types.ts'

/** A function for each call that is about to be sent and for each by which one of ours leaves, numbered from `first`. */
export function pendingFunctions(
  { pending, departures, contracts }: Pick<Survey, 'pending' | 'departures' | 'contracts'>,
  first: number,
): readonly TargetFunction[] {
  const leaving = departures.flat()
  return [...pending, ...leaving]
    .flatMap((each): Omit<TargetFunction, 'index'>[] => {
      const { from, to, value, data } = each.call
      const artifact = contracts.find(({ address }) => address === to)?.artifact
      const selector = selectorIn(data)
      const own = artifact?.abi.functions.find((each) => each.selector === selector)
      if (artifact === undefined || own === undefined) return []
      const abi = { ...own, inputs: [], mutability: 'nonpayable' } as const
      const isDeparture = leaving.some((departure) => departure === each)
      const fixed = { value, data, ...(isDeparture && { isDeparture }) }
      return [{ to, artifact, abi, senders: [from], isTest: false, fixed }]
    })
    .map((fn, i) => ({ ...fn, index: first + i }))
}

/** Whether it is about to be sent; what somebody who is lured sends is fixed, too. */
export function isPending({ fixed, to }: TargetFunction): boolean {
  return fixed !== undefined && fixed.isDeparture !== true && to !== ATTACKER_CONTRACT
}
