// Amounts that are more than dust and still next to nothing beside what was got for them: no price is so high, but one in wrong units (a feed
// with other decimals than it is read with, say). Without them whoever pledges next to nothing and takes all there is has paid for it.

import { isCounted } from '../../world/survey/asset-calls.ts'
import type { Scene } from './scene.ts'

/** A price is none if it is so many times what it could be. */
const TIMES = 1_000_000_000n
/** No currency has more whole units; a setup may give somebody as many as a number can hold. */
const WHOLE_MAX = 1_000_000_000_000n

export class NoPrice {
  readonly #units: readonly bigint[]
  /** By asset: what others had of it, as money; 0 if it is none. Of ether a test contract owns without end, and things are counted. */
  readonly #held: readonly bigint[]
  readonly #isMoney: readonly boolean[]

  /** The present state is the one after the setup. */
  constructor(scene: Scene) {
    const { assets } = scene.survey
    this.#units = assets.map(({ decimals }) => 10n ** BigInt(decimals))
    this.#isMoney = assets.map((asset) => !isCounted(asset) && asset.decimals > 0)
    this.#held = assets.map((asset, i) => {
      if (asset.kind !== 'erc20' || !this.#isMoney[i]) return 0n
      const held = scene.othersHad(i)
      const most = WHOLE_MAX * this.#units[i]!
      return held < most ? held : most
    })
  }

  /** What is missing of an asset may be next to nothing beside something: a thousand-millionth of what others had, at most. */
  mayBeNothing(asset: number, missing: bigint): boolean {
    return missing * TIMES <= this.#held[asset]!
  }

  /**
   * Whether it is, beside this gain of another asset of which the losers had `lost`: the gain is a thousand million times as great, in
   * whole units, and as a part of what there is too.
   */
  isNothing(asset: number, missing: bigint, other: number, gain: bigint, lost: bigint): boolean {
    const price = missing * TIMES
    return (
      this.#isMoney[other]! &&
      this.mayBeNothing(asset, missing) &&
      price * this.#units[other]! <= gain * this.#units[asset]! &&
      price * lost <= gain * this.#held[asset]!
    )
  }
}
