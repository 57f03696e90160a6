// Who gave what to whom, and who ended with what, as data: the story (wealth-story.ts) says the same in words. Pure.

import type { Address } from '../../evm/types.ts'
import { accountCaller } from './account-caller.ts'
import { groupedFlow } from './flow-groups.ts'
import type { Movement } from './value-flow.ts'
import { NOBODY } from './value-flow-accounts.ts'
import { toldChanges } from './wealth-changes.ts'
import { amountText, assetNames } from './wealth-story-amounts.ts'
import type { WealthToTell } from './wealth-story.ts'

/** Somebody, as stories call them. All accounts of the attacker are one. */
export type Party = { readonly name: string; readonly address: Address; readonly isAttacker: boolean }

export type Transfer = {
  /** Number of the step, from 1. */
  readonly step: number
  /** Null: it was newly made. */
  readonly from: Party | null
  /** Null: it is no more. */
  readonly to: Party | null
  /** '5 ETH'. */
  readonly what: string
}

export type Gain = {
  readonly party: Party
  readonly asset: string
  /** '5 ETH', without a sign. */
  readonly text: string
  readonly isLoss: boolean
}

const TRANSFERS_MAX = 200
const GAINS_MAX = 100

/** @param flows Of each step the movements, in order. */
export function transfersOf(
  wealth: WealthToTell,
  flows: readonly (readonly Movement[])[],
): readonly Transfer[] {
  const party = partyOf(wealth)
  return flows
    .flatMap((flow, index) =>
      groupedFlow(wealth, flow).map(({ first: { from, to, by }, what }) => ({
        step: index + 1,
        from: from === NOBODY ? null : party(from),
        to: to === NOBODY && by !== 'call' ? null : party(to),
        what,
      })),
    )
    .slice(0, TRANSFERS_MAX)
}

/** The attacker first, then those who have less or more. Rounding is left out. */
export function gainsOf(wealth: WealthToTell): readonly Gain[] {
  const { assets, names, changes } = wealth
  const called = assetNames(assets, names)
  const party = partyOf(wealth)
  return toldChanges(changes, assets)
    .map(({ account, asset, before, after }) => ({ who: party(account), asset, change: after - before }))
    .map(({ who, asset, change }) => ({
      party: who,
      asset: called[asset]!,
      text: amountText(change < 0n ? -change : change, assets[asset]!, called[asset]!),
      isLoss: change < 0n,
    }))
    .slice(0, GAINS_MAX)
}

function partyOf(wealth: WealthToTell): (account: Address) => Party {
  const call = accountCaller(wealth)
  const own = new Set(wealth.attackers.map(lower))
  const [first] = wealth.attackers
  return (account) =>
    own.has(lower(account))
      ? { name: 'attacker', address: lower(first ?? account), isAttacker: true }
      : { name: call(account), address: lower(account), isAttacker: false }
}

function lower(address: Address): Address {
  return address.toLowerCase() as Address
}
