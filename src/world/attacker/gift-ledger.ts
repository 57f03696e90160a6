// What gift functions gave to the attacker, in a storage that goes back with the state.

import type { Machine } from '../../evm/machine.ts'
import type { Address } from '../../evm/types.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import type { Holdings } from '../survey/holdings.ts'
import { isSameAsset } from '../survey/same-asset.ts'
import type { Asset, Gift, Survey } from '../survey/types.ts'
import { INVESTED, LEDGER, PERHAPS_GIVEN } from './attacker.ts'

type Entry = { readonly asset: number; readonly amount: bigint }

/** What the attackers had when a call began that may give something by design. */
export type BeforeGift = {
  readonly entries: readonly Entry[]
  /** They are of the function that is called, and not of others of the same contract. */
  readonly isOwn: boolean
  /** By entry, then attacker. */
  readonly amounts: readonly (readonly bigint[])[]
  /** By entry: what the ledger said. */
  readonly noted: readonly bigint[]
}

type GiftsOfContract = {
  /** By selector. */
  readonly functions: Map<number, Entry[]>
  /** The greatest gift of each asset. */
  readonly greatest: Entry[]
}

/** Notes what calls of the attackers were given by design. */
export class GiftLedger {
  readonly #machine: Machine
  readonly #holdings: Holdings
  readonly #attackers: readonly Address[]
  /** What they had together after the setup, by asset. */
  #began: readonly bigint[] = []
  #stakes: readonly bigint[] = []
  /** What of it is kept away from them for a while, by asset. */
  #aside: readonly bigint[] = []
  /** By callee. */
  readonly #gifts = new Map<Address, GiftsOfContract>()

  constructor(
    machine: Machine,
    survey: Pick<Survey, 'assets' | 'gifts'>,
    holdings: Holdings,
    attackers: readonly Address[],
  ) {
    this.#machine = machine
    this.#holdings = holdings
    this.#attackers = attackers
    for (const gift of survey.gifts) {
      const asset = assetIndexOf(survey.assets, gift)
      if (asset < 0) continue
      const of = this.#gifts.get(gift.contract) ?? { functions: new Map<number, Entry[]>(), greatest: [] }
      this.#gifts.set(gift.contract, of)
      const entries = of.functions.get(gift.abi.selector) ?? []
      of.functions.set(gift.abi.selector, entries)
      const entry = { asset, amount: gift.amount }
      entries.push(entry)
      const known = of.greatest.findIndex((each) => each.asset === asset)
      if (known < 0) of.greatest.push(entry)
      else if (of.greatest[known]!.amount < gift.amount) of.greatest[known] = entry
    }
  }

  /** The setup is over: what the attackers have now is what they begin with. */
  settle(): void {
    this.#began = this.#holdings.assets.map((_, asset) => this.#sum(asset))
  }

  /** So much of what they began with is kept away from them, by asset: they are without it, and have not put it in. */
  setAside(amounts: readonly bigint[]): void {
    this.#aside = amounts
  }

  /** Time is about to pass: notes whether the attackers have put something in, and the most of each asset. */
  noteWait(): void {
    const missing = this.#began.map((amount, asset) => amount - (this.#aside[asset] ?? 0n) - this.#sum(asset))
    if (missing.every((amount) => amount <= 0n)) return
    // Set once: what is written in a state is news to the search, and how much it was is not worth that.
    if (this.#machine.getStorage(LEDGER, INVESTED) === 0n) this.#machine.setStorage(LEDGER, INVESTED, 1n)
    this.#stakes = missing.map((amount, asset) =>
      amount > this.stakeIn(asset) ? amount : this.stakeIn(asset),
    )
  }

  /** The most of an asset that the attackers were without when time passed. */
  stakeIn(asset: number): bigint {
    return this.#stakes[asset] ?? 0n
  }
  /** All of these: a part of the state. */
  get stakes(): readonly bigint[] {
    return this.#stakes
  }
  /** The state goes back to where these were so. */
  goTo(stakes: readonly bigint[] | undefined): void {
    this.#stakes = stakes ?? []
  }

  /** Whether it notes what this account is given. */
  isFor(account: Address): boolean {
    return this.#attackers.includes(account)
  }

  /** An attacker is about to call. Undefined if no gift can come of it; else for `note`, if the call succeeds. */
  begin(to: Address, data: Uint8Array): BeforeGift | undefined {
    const gifts = this.#gifts.get(to)
    if (gifts === undefined) return undefined
    const own = gifts.functions.get(selectorIn(data) ?? -1)
    // Another function may come to the gift in its own way: a multicall, or one that asks for many accounts.
    const entries = own ?? gifts.greatest
    return {
      entries,
      isOwn: own !== undefined,
      amounts: entries.map(({ asset }) => this.#amounts(asset)),
      noted: entries.map(({ asset }) => this.#noted(asset)),
    }
  }

  /**
   * The call has succeeded: no more is noted than it really gave, and nothing twice that calls inside of it were given. To be told
   * where what the call did is undone, if it is: the note goes with it.
   */
  note({ entries, isOwn, amounts, noted }: BeforeGift): void {
    for (const [i, { asset, amount }] of entries.entries()) {
      const before = amounts[i]!
      const growths = this.#amounts(asset).map((now, attacker) => now - before[attacker]!)
      const gain = growths.reduce((sum, each) => sum + each, 0n) - (this.#noted(asset) - noted[i]!)
      const given = isOwn ? least(gain, amount) : 0n
      // For each account its own gift.
      const most = growths.reduce((sum, each) => sum + least(each, amount), 0n)
      this.#add(BigInt(asset), given)
      this.#add(BigInt(asset) + PERHAPS_GIVEN, least(gain, most) - given)
    }
  }

  #add(slot: bigint, amount: bigint): void {
    if (amount > 0n) this.#machine.setStorage(LEDGER, slot, this.#machine.getStorage(LEDGER, slot) + amount)
  }

  #amounts(asset: number): readonly bigint[] {
    return this.#attackers.map((attacker) => this.#holdings.amountOf(asset, attacker))
  }

  #sum(asset: number): bigint {
    return this.#amounts(asset).reduce((sum, amount) => sum + amount, 0n)
  }

  #noted(asset: number): bigint {
    const slot = BigInt(asset)
    return this.#machine.getStorage(LEDGER, slot) + this.#machine.getStorage(LEDGER, slot + PERHAPS_GIVEN)
  }
}

/** The lesser of the two, and not less than nothing. */
function least(amount: bigint, most: bigint): bigint {
  if (amount <= 0n) return 0n
  return amount < most ? amount : most
}

/** The position of what a gift gives among the assets; -1 if it is none of them. */
export function assetIndexOf(assets: readonly Asset[], { asset }: Pick<Gift, 'asset'>): number {
  return assets.findIndex((each) => isSameAsset(each, asset))
}
