// Pools that traded as they promise: prices that differ between pools after the setup are there to be evened out, by anybody.

import type { Address } from '../../evm/types.ts'
import { wordToAddress } from '../../primitives/hex.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import { TOKEN0, TOKEN1 } from '../../world/survey/standard-functions.ts'
import { readByCall } from '../../world/survey/storage-reads.ts'
import { dustOf, type Scene } from './scene.ts'

/** What the others may have less of an asset and still have lost nothing but rounding: this part of what they had. */
const PART_OF_HOLDINGS = 1_000_000n

/** A pool of two tokens, token0() and token1(), and what it had of them after the setup. */
type Pool = {
  readonly address: Address
  readonly assets: readonly [number, number]
  readonly had: readonly [bigint, bigint]
}

export class FairTrades {
  readonly #scene: Scene
  readonly #pools: readonly Pool[]

  /** The present state is the one after the setup. */
  constructor(scene: Scene) {
    this.#scene = scene
    this.#pools = scene.survey.contracts.flatMap(({ address, roles }) => {
      const first = assetOf(scene, address, TOKEN0)
      const second = assetOf(scene, address, TOKEN1)
      if (!roles.includes('pool') || first < 0 || second < 0 || first === second) return []
      const had: Pool['had'] = [scene.amountByCall(first, address), scene.amountByCall(second, address)]
      return had.every((amount) => amount > 0n) ? [{ address, assets: [first, second], had }] : []
    })
  }

  /**
   * Whether nobody but pools has less of anything, and each of these took enough of its other token: the product of the two has
   * not become less. Asked by calls.
   */
  explainAll(): boolean {
    const scene = this.#scene
    if (this.#pools.length < 2 || !this.#pools.every((pool) => this.#isFair(pool))) return false
    scene.trials.touchEther()
    return scene.survey.assets.every((_, asset) => {
      let lost = scene.othersHad(asset)
      for (const other of scene.others) lost -= scene.amountByCall(asset, other)
      let had = scene.othersHad(asset)
      for (const { address, assets, had: both } of this.#pools) {
        const side = assets.indexOf(asset)
        if (side < 0) continue
        lost -= both[side]! - scene.amountByCall(asset, address)
        had -= both[side]!
      }
      return lost <= dustOf(scene.asset(asset)) || lost * PART_OF_HOLDINGS <= had
    })
  }

  #isFair({ address, assets: [first, second], had }: Pool): boolean {
    const now = this.#scene.amountByCall(first, address) * this.#scene.amountByCall(second, address)
    return now >= had[0] * had[1]
  }
}

/** The position of the token that a getter names among the assets; -1 if it is none. */
function assetOf({ survey, world }: Scene, contract: Address, getter: AbiFunction): number {
  const word = readByCall(world.machine, contract, encodeCall(getter, []))
  if (word === undefined) return -1
  return survey.assets.findIndex((asset) => asset.kind === 'erc20' && asset.address === wordToAddress(word))
}
