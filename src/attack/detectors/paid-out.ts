// Contracts whose business is over: they had something after the setup, and all of it went back to others than the attacker. Who
// sits in such a shell holds nothing that was anybody's.

import type { Address } from '../../evm/types.ts'
import { dustOf, type Scene } from './scene.ts'

export class PaidOut {
  readonly #scene: Scene
  /** By contract: assets of which it had something. */
  readonly #had = new Map<Address, readonly number[]>()

  /** The present state is the one after the setup. */
  constructor(scene: Scene) {
    this.#scene = scene
    for (const { address } of scene.survey.contracts)
      this.#had.set(
        address,
        scene.survey.assets.flatMap((_, asset) => {
          return scene.amountByCall(asset, address) > dustOf(scene.asset(asset)) ? [asset] : []
        }),
      )
  }

  /** Whether it has nothing left of what it had, and attackers no more of it than before. Asked by calls. */
  isOver(contract: Address): boolean {
    const scene = this.#scene
    const had = this.#had.get(contract) ?? []
    if (had.length === 0) return false
    scene.trials.touchEther()
    return had.every((asset) => {
      const dust = dustOf(scene.asset(asset))
      let attackers = 0n
      for (const attacker of scene.attackers) attackers += scene.amountByCall(asset, attacker)
      return scene.amountByCall(asset, contract) <= dust && attackers <= scene.attackersHad(asset) + dust
    })
  }
}
