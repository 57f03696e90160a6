// Who ended with what: the sequence of a detector's finding once more, with everybody's amounts before and after it.

import type { Address } from '../evm/types.ts'
import type { Names } from '../world/describe/account-names.ts'
import { watchFlow } from '../world/describe/value-flow-run.ts'
import { type Holding, wealthStory, type WealthStory } from '../world/describe/wealth-story.ts'
import { makeCall } from './arena.ts'
import type { Reenactment } from './reenact.ts'
import type { AttackerFacts, CallSequence } from './types.ts'

/** Plays the sequence from the state after setup; the world stays at its end. */
export function theftStory(
  { world, root }: Reenactment,
  facts: AttackerFacts,
  names: Names,
  sequence: CallSequence,
): WealthStory {
  const { attackers, assets, others } = facts
  const accounts = [...attackers, ...others]
  world.load(root)
  const before = amountsOf(facts, accounts)
  const flows = sequence.map((call) => watchFlow(world, () => makeCall(world, call), { accounts, assets }))
  const after = amountsOf(facts, accounts)
  const holdings: Holding[] = accounts.flatMap((account, i) =>
    assets.map((_, asset) => ({ account, asset, before: before[i]![asset]!, after: after[i]![asset]! })),
  )
  return wealthStory({ assets, names, attackers, holdings, positions: facts.positions() }, flows)
}

function amountsOf({ assets, amountOf }: AttackerFacts, accounts: readonly Address[]): bigint[][] {
  return accounts.map((account) => assets.map((_, asset) => amountOf(asset, account)))
}
