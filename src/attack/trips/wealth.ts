// How the attacker stands: what it has more or less of than after the setup, as parts of what there is to be had.

import { isCounted } from '../../world/survey/asset-calls.ts'
import { dustOf } from '../detectors/scene.ts'
import type { AttackerFacts } from '../types.ts'

const PART_OF_PAYMENT = 1_000_000_000n
const UNIT = 1_000_000_000_000
/** A trip that brought a smaller part of what there is to be had has brought nothing. */
export const SURPLUS_LEAST = 2e-6

/** Parts of what contracts hold, summed over assets: what it has more of, and what it has less of. */
export type Standing = { readonly surplus: number; readonly deficit: number }

export class Wealth {
  readonly #facts: AttackerFacts
  readonly #had: readonly bigint[]
  /** What contracts hold of an asset; what the attacker had if they hold nothing. */
  readonly #held: readonly bigint[]

  /** The present state is the one after the setup. */
  constructor(facts: AttackerFacts) {
    this.#facts = facts
    this.#had = this.own()
    this.#held = facts.assets.map((_, asset) => {
      const held = facts.heldByContracts(asset)
      return held > 0n ? held : this.#had[asset]!
    })
  }

  /** What all its accounts have together, by asset. */
  own(): bigint[] {
    const { assets, attackers, amountOf } = this.#facts
    return assets.map((_, asset) => attackers.reduce((sum, each) => sum + amountOf(asset, each), 0n))
  }

  isShare(asset: number): boolean {
    const which = this.#facts.assets[asset]!
    return which.kind !== 'ether' && which.isShare
  }

  /** What it has more of than after the setup; negative: less. */
  change(own: readonly bigint[]): bigint[] {
    return own.map((amount, asset) => amount - this.#had[asset]!)
  }

  /** Shares are left out: what was paid for them is what counts. */
  standing(own: readonly bigint[]): Standing {
    let surplus = 0
    let deficit = 0
    for (const [asset, change] of this.change(own).entries()) {
      const part = this.#partOf(asset, change)
      if (part > 0) surplus += part
      else if (-change > this.#free(asset, this.#held[asset]!)) deficit -= part
    }
    return { surplus, deficit }
  }

  /** Nothing was paid for what it has: of no asset is anything missing, as for theft. */
  hasPaidNothing(own: readonly bigint[]): boolean {
    return this.change(own).every(
      (change, asset) =>
        change >= 0n || this.isShare(asset) || -change <= this.#free(asset, this.#held[asset]!),
    )
  }

  /** What steps gave, as a part of what steps took: of a round trip that is nobody's gain one at most. `moved`: by step, then asset. */
  returned(moved: readonly (readonly bigint[])[]): number {
    let given = 0
    let taken = 0
    for (const step of moved) {
      for (const [asset, change] of step.entries()) {
        const part = this.#partOf(asset, change)
        if (part > 0) given += part
        else taken -= part
      }
    }
    return taken === 0 ? 0 : given / taken
  }

  /** Of what there is to be had; shares are nothing. */
  #partOf(asset: number, amount: bigint): number {
    const held = this.#held[asset]!
    if (amount === 0n || held === 0n || this.isShare(asset)) return 0
    return Number((amount * BigInt(UNIT)) / held) / UNIT
  }

  /** What may be missing and still nothing was paid, as for theft. */
  #free(asset: number, held: bigint): bigint {
    const which = this.#facts.assets[asset]!
    const dust = dustOf(which)
    const part = isCounted(which) ? 0n : held / PART_OF_PAYMENT
    return part < dust ? part : dust
  }
}
