// What moves while something runs in a world.

import type { Address } from '../../evm/types.ts'
import type { Asset } from '../survey/types.ts'
import type { World } from '../types.ts'
import { type Movement, valueFlow } from './value-flow.ts'

export type WatchedFlow = {
  /** Accounts without code that SELFDESTRUCT may pay: attackers, users. Those of contracts are known. */
  readonly accounts: readonly Address[]
  /** If given, events of other tokens than these say nothing, and ERC-20 tokens without events are read in their storage. */
  readonly assets?: readonly Asset[]
}

/** Runs calls, traced but not opcode by opcode, and says what they moved. The state is what `run` leaves behind. */
export function watchFlow(world: World, run: () => unknown, watched: WatchedFlow): readonly Movement[] {
  const { accounts, assets } = watched
  const before = etherOf(world, [...accounts, ...contractsOf(world)])
  const { trace } = world.trace(() => {
    run()
  })
  return valueFlow(trace.calls, {
    assets,
    preimageOf: (hash) => world.machine.preimage(hash),
    ether: { before, after: etherOf(world, before.keys()) },
  })
}

/** Wei of accounts, by lower-case address. */
export function etherOf(world: World, accounts: Iterable<Address>): ReadonlyMap<Address, bigint> {
  return new Map(
    Array.from(accounts, (account) => [account.toLowerCase() as Address, world.machine.getBalance(account)]),
  )
}

/** All contracts that there are now. */
export function contractsOf(world: World): readonly Address[] {
  return world.contracts().map(({ address }) => address)
}
