import type { Address } from '../../../evm/types.ts'
import { type CheatSlot, cheatSlot } from '../context.ts'

/** vm.broadcast or vm.startBroadcast at work: calls are made as if an account outside sent them. */
export type Broadcast = {
  readonly sender: Address
  /** Who asked for it. */
  readonly by: Address
  readonly originBefore: Address
  readonly depth: number
  readonly isSingle: boolean
}

export const broadcastSlot: CheatSlot<Broadcast | undefined> = cheatSlot('broadcast', undefined)
