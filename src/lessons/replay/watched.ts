// What a detector looks at when it judges a program: tokens and positions. In a world that has them no more, nothing is ever seen.

import { makeCall } from '../../attack/arena.ts'
import type { Reenactment } from '../../attack/reenact.ts'
import type { AttackerFacts, CallSequence } from '../../attack/types.ts'
import type { Address } from '../../evm/types.ts'
import type { ProgramWriter } from '../program/write-program.ts'
import type { Watched } from '../program/types.ts'

const POSITIONS_MAX = 8

/** Nothing where no attacker is watched. The world is anywhere afterwards. */
export function watchedBy(
  { world, root, target }: Reenactment,
  calls: CallSequence,
  names: ProgramWriter,
): Watched {
  const facts = target.attacker
  if (facts === undefined) return { assets: [], positions: [] }
  world.load(root)
  const before = amountsOf(facts)
  for (const call of calls) makeCall(world, call)
  const after = amountsOf(facts)
  const changed = facts
    .positions()
    .filter((each) => JSON.stringify(asText(each.before)) !== JSON.stringify(asText(each.after)))
  world.load(root)
  const assets = facts.assets.flatMap((asset, i): Address[] =>
    asset.kind !== 'ether' && before[i]!.some((amount, j) => amount !== after[i]![j]) ? [asset.address] : [],
  )
  return {
    assets: [...new Set(assets)].map((address) => names.nameOf(address)),
    positions: changed
      .slice(0, POSITIONS_MAX)
      .map(({ owner, contract }) => ({ owner: names.nameOf(owner), contract: names.nameOf(contract) })),
  }
}

/** By asset, of everybody who is compared. */
function amountsOf({ assets, others, attackers, amountOf }: AttackerFacts): readonly (readonly bigint[])[] {
  const accounts = [...others, ...attackers]
  return assets.map((_, asset) => accounts.map((account) => amountOf(asset, account)))
}

function asText(
  amounts: readonly { readonly asset: number; readonly amount: bigint }[] | undefined,
): unknown {
  return amounts?.map(({ asset, amount }) => [asset, String(amount)])
}
