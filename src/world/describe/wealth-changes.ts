// What everybody has of every asset, and had: the one computation that the story, the gains and the losses of a report are made of.

import type { Address } from '../../evm/types.ts'
import type { Asset } from '../survey/types.ts'
import { isSpeck } from './wealth-story-amounts.ts'

/** What an account had of an asset, and has. What the attacker was given by gift functions is best counted as had. */
export type Holding = {
  readonly account: Address
  /** Position in the assets. */
  readonly asset: number
  readonly before: bigint
  readonly after: bigint
}

/** A holding; of the attacker one for each asset, under its first account and with the amounts of all of them. */
export type WealthChange = Holding & { readonly isAttacker: boolean }

/**
 * The attacker's first, then those of others in the order of their accounts; unchanged ones too. Each asset of an account counts once,
 * and what is no position in the assets not at all. Accounts are in lower case.
 */
export function wealthChanges({
  assets,
  attackers,
  holdings,
}: {
  readonly assets: readonly Asset[]
  readonly attackers: readonly Address[]
  readonly holdings: readonly Holding[]
}): readonly WealthChange[] {
  const own = new Set(attackers.map(lower))
  const [first] = own
  const seen = new Set<string>()
  const gains = new Map<number, WealthChange>()
  const others: WealthChange[] = []
  for (const { account, asset, before, after } of holdings) {
    const holder = lower(account)
    const key = `${holder} ${asset}`
    if (assets[asset] === undefined || seen.has(key)) continue
    seen.add(key)
    if (first === undefined || !own.has(holder)) {
      others.push({ account: holder, asset, before, after, isAttacker: false })
      continue
    }
    const sum = gains.get(asset)
    gains.set(asset, {
      account: first,
      asset,
      before: (sum?.before ?? 0n) + before,
      after: (sum?.after ?? 0n) + after,
      isAttacker: true,
    })
  }
  return [...gains.values(), ...others]
}

/** Who is none of the attacker's and has more of an asset by a smaller part of its greatest change has got what rounding left. */
const PART_LEFT = 10n ** 12n

/** Those by which somebody has more or less than rounding leaves. */
export function toldChanges(
  changes: readonly WealthChange[],
  assets: readonly Asset[],
): readonly WealthChange[] {
  const greatest = assets.map(() => 0n)
  for (const change of changes) {
    const amount = sizeOf(change)
    if (amount > greatest[change.asset]!) greatest[change.asset] = amount
  }
  return changes.filter((change) => {
    const { asset, before, after, isAttacker } = change
    const amount = sizeOf(change)
    if (amount === 0n || isSpeck(amount, assets[asset]!)) return false
    return isAttacker || after < before || amount * PART_LEFT >= greatest[asset]!
  })
}

function sizeOf({ before, after }: WealthChange): bigint {
  return after > before ? after - before : before - after
}

function lower(address: Address): Address {
  return address.toLowerCase() as Address
}
