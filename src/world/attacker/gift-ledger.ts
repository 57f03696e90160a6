// What gift functions gave to the attacker, in a storage that goes back with the state.

import type { Machine } from '../../evm/machine.ts'
import type { Address } from '../../evm/types.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import { isSameAsset } from '../survey/same-asset.ts'
import type { Asset, Gift, Survey } from '../survey/types.ts'
import { LEDGER } from './attacker.ts'

type Entry = { readonly asset: number; readonly amount: bigint }

/** Notes what calls of the attackers were given by design. */
export class GiftLedger {
  readonly #machine: Machine
  /** By callee, then selector. */
  readonly #gifts = new Map<Address, Map<number, Entry[]>>()

  constructor(machine: Machine, survey: Pick<Survey, 'assets' | 'gifts'>) {
    this.#machine = machine
    for (const gift of survey.gifts) {
      const asset = assetIndexOf(survey.assets, gift)
      if (asset < 0) continue
      const functions = this.#gifts.get(gift.contract) ?? new Map<number, Entry[]>()
      this.#gifts.set(gift.contract, functions)
      const entries = functions.get(gift.abi.selector) ?? []
      functions.set(gift.abi.selector, entries)
      entries.push({ asset, amount: gift.amount })
    }
  }

  /** A call of an attacker has succeeded. To be told where what the call did is undone, if it is: the note goes with it. */
  note(to: Address, data: Uint8Array): void {
    const functions = this.#gifts.get(to)
    if (functions === undefined) return
    for (const { asset, amount } of functions.get(selectorIn(data) ?? -1) ?? []) {
      const slot = BigInt(asset)
      this.#machine.setStorage(LEDGER, slot, this.#machine.getStorage(LEDGER, slot) + amount)
    }
  }
}

/** The position of what a gift gives among the assets; -1 if it is none of them. */
export function assetIndexOf(assets: readonly Asset[], { asset }: Pick<Gift, 'asset'>): number {
  return assets.findIndex((each) => isSameAsset(each, asset))
}
