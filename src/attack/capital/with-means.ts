// A finding's calls by an attacker with other means: so much of each asset in each of its accounts instead of what it was given.
// The rest lies somewhere else meanwhile and is added again before the detector is asked, which compares with the state after setup.

import { askProperty, makeCall } from '../arena.ts'
import { judgeCall, type Reenactment } from '../reenact.ts'
import type { AttackerFacts, CallSequence, Property } from '../types.ts'

/** By attacker, then asset. */
export type Means = readonly (readonly bigint[])[]

export type WithMeans = {
  readonly parts: Reenactment
  readonly facts: AttackerFacts
  readonly property: Property
}

/** What the attackers were given. The world is at the state after setup then. */
export function allMeans({ parts: { world, root }, facts }: WithMeans): Means {
  world.load(root)
  return facts.attackers.map((account) => facts.assets.map((_, asset) => facts.amountOf(asset, account)))
}

/**
 * Whether the calls, made from the state after setup with these means, come to what the detector reports. The world stays at the
 * end.
 * @param fees By asset: what the attackers have to give away at the end.
 */
export function worksWith(
  { parts, facts, property }: WithMeans,
  calls: CallSequence,
  means: Means,
  fees: readonly bigint[] = [],
): boolean {
  const { world } = parts
  const { attackers, assets } = facts
  const all = allMeans({ parts, facts, property })
  for (const [i, account] of attackers.entries())
    for (const asset of assets.keys())
      if (means[i]![asset] !== all[i]![asset] && !facts.setAmount(asset, account, means[i]![asset]!))
        return false
  // What was taken from them they have not invested, however much time passes.
  world.setAside(
    assets.map((_, asset) => all.reduce((sum, had, i) => sum + had[asset]! - means[i]![asset]!, 0n)),
  )
  // A detector of calls looks at the last one while it is made, the others ask the state that is left.
  const detector = property.isOfCall === true ? facts.ofCalls.get(property.name) : undefined
  const last = detector && calls.at(-1)
  try {
    for (const call of last === undefined ? calls : calls.slice(0, -1))
      if (makeCall(world, call).verdict !== 'ran') return false
    if (last !== undefined && judgeCall(world, detector!, last) === undefined) return false
  } finally {
    world.setAside([])
  }
  for (const asset of assets.keys()) {
    let due = fees[asset] ?? 0n
    for (const [i, account] of attackers.entries()) {
      const back = all[i]![asset]! - means[i]![asset]!
      const has = facts.amountOf(asset, account)
      const paid = due < has ? due : has
      due -= paid
      const left = has - paid + back
      // What it was lent went to another of the attacker's accounts: it cannot be given back from here.
      if (left < 0n) return false
      if (back !== paid && !facts.setAmount(asset, account, left)) return false
    }
    if (due > 0n) return false
  }
  return property.isOfCall === true || askProperty(world, world.sender, property).isBroken
}
