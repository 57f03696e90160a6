// Calls that honest users are about to send: the attacker says only when, between which of its own.

import { selectorIn } from '../../project/abi/selector.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import type { Survey } from '../../world/survey/types.ts'
import type { TargetFunction } from '../types.ts'

/** A function for each of them, numbered from `first`. */
export function pendingFunctions({ pending, contracts }: Survey, first: number): readonly TargetFunction[] {
  return pending
    .flatMap(({ call: { from, to, value, data } }): Omit<TargetFunction, 'index'>[] => {
      const artifact = contracts.find(({ address }) => address === to)?.artifact
      const selector = selectorIn(data)
      const own = artifact?.abi.functions.find((each) => each.selector === selector)
      if (artifact === undefined || own === undefined) return []
      const abi = { ...own, inputs: [], mutability: 'nonpayable' } as const
      return [{ to, artifact, abi, senders: [from], isTest: false, fixed: { value, data } }]
    })
    .map((fn, i) => ({ ...fn, index: first + i }))
}

/** Whether it is one of these; what somebody who is lured sends is fixed, too. */
export function isPending({ fixed, to }: TargetFunction): boolean {
  return fixed !== undefined && to !== ATTACKER_CONTRACT
}
