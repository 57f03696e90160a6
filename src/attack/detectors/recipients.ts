// Whom money may lawfully end with: a collection that reached its goal goes to whom it was made for.

import type { Address } from '../../evm/types.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { isGetter } from '../../project/abi/mutability.ts'
import { addressIn } from '../../world/survey/address-in.ts'
import { readByCall } from '../../world/survey/storage-reads.ts'
import type { Scene } from './scene.ts'

/** Accounts that had been named when the setup ended, with what they had. */
export class Recipients {
  readonly #scene: Scene
  /** By account, then asset. */
  readonly #had = new Map<Address, readonly bigint[]>()

  /** The present state is the one after the setup. */
  constructor(scene: Scene) {
    this.#scene = scene
    const { survey, world } = scene
    const actors = new Set(survey.actors.map(({ address }) => address))
    for (const account of new Set([...scene.others, ...namedBy(scene)])) {
      // What another contract has got may be stuck in it.
      const isPerson = actors.has(account) || world.machine.getCode(account).length === 0
      if (!isPerson || scene.attackers.includes(account)) continue
      this.#had.set(
        account,
        survey.assets.map((_, asset) => scene.amountByCall(asset, account)),
      )
    }
  }

  /** Whether one of them, who is not the owner, has at least half of all these amounts more. Asked by calls. */
  haveGot(amounts: readonly bigint[], owner: Address): boolean {
    const scene = this.#scene
    scene.trials.touchEther()
    return [...this.#had].some(
      ([account, had]) =>
        account !== owner &&
        amounts.every(
          (amount, asset) =>
            amount <= 0n || (scene.amountByCall(asset, account) - had[asset]!) * 2n >= amount,
        ),
    )
  }
}

/** Whom getters of the contracts name. */
function namedBy({ survey, world }: Scene): readonly Address[] {
  return survey.contracts.flatMap(({ address, artifact }) =>
    artifact.abi.functions.flatMap((abi): Address | [] => {
      if (!isGetter(abi) || abi.outputs[0]?.type.kind !== 'address') return []
      const word = readByCall(world.machine, address, encodeCall(abi, []))
      return (word === undefined ? undefined : addressIn(word)) ?? []
    }),
  )
}
