// Users of our own, with something of every asset, who trust the protocol's contracts with it.

import type { Address } from '../../evm/types.ts'
import { WORD_MAX } from '../../primitives/bytes.ts'
import type { AbiValue } from '../../project/abi/types.ts'
import { wholeUnit } from './assets.ts'
import { mayTake } from './may-take.ts'
import type { Scene } from './scene.ts'
import type { Asset } from './types.ts'
import { APPROVE, SET_APPROVAL_FOR_ALL } from './standard-functions.ts'

/** In whole units. */
const WEALTH = 1_000n
const TOKENS_WEALTH = 2n

/**
 * Gives a user of ours its wealth and lets it approve every contract of the protocol that can take tokens. Stays.
 * @param isLeftOut by asset: what it is not given. Default: nothing is left out
 */
export function fundUser(
  scene: Scene,
  user: Address,
  isLeftOut: (asset: Asset) => boolean = () => false,
): void {
  const { holdings, assets } = scene
  const ids: bigint[] = []
  assets.forEach((asset, i) => {
    if (isLeftOut(asset)) return
    if (asset.kind === 'erc721') ids.push(...holdings.grantTokens(i, user, TOKENS_WEALTH))
    else holdings.grant(i, user, wholeUnit(asset) * WEALTH)
  })
  scene.grantedIds.set(user, ids)
  approveAll(scene, user)
}

/** Lets an account approve every contract of the protocol that has a reason to take its tokens. Stays. */
function approveAll(scene: Scene, account: Address): void {
  const approved = new Set<Address>()
  for (const asset of scene.assets) {
    if (asset.kind === 'ether' || approved.has(asset.address)) continue
    approved.add(asset.address)
    const [abi, allowed]: [typeof APPROVE, AbiValue] =
      asset.kind === 'erc20' ? [APPROVE, WORD_MAX] : [SET_APPROVAL_FOR_ALL, true]
    for (const contract of scene.protocol) {
      const { address } = contract
      if (address !== asset.address && mayTake(scene.experiments.world, asset.address, contract))
        scene.experiments.sendAbi({ from: account, to: asset.address, abi, values: [address, allowed] })
    }
  }
}
