// How somebody new would put something into a vault of shares, and get it out again at once: what an attacker who moved the
// price of a share lies in wait for.

import { NEWCOMER } from '../honest-users.ts'
import { depositFunctions, depositsBy } from './deposits.ts'
import { fundUser } from './honest-users.ts'
import { type IsGated, waysOut } from './positions.ts'
import type { Scene } from './scene.ts'
import type { Entrance } from './types.ts'

const ENTRANCES_MAX = 4
const CALLS_MAX = 2_000
/** Of what is put in, in hundredths: who gets less back at once pays a fee, and is no measure. */
const PERCENT_BACK = 99n

/** One for each contract whose own shares are had for one asset. Gives the newcomer its wealth, which stays. */
export function findEntrances(scene: Scene, isGated: IsGated): readonly Entrance[] {
  const vaults = scene.protocol.flatMap((contract) => {
    const share = scene.assets.findIndex(
      (asset) => asset.kind === 'erc20' && asset.isShare && asset.address === contract.address,
    )
    return share < 0 ? [] : [{ contract, share }]
  })
  if (vaults.length === 0) return []
  fundUser(scene, NEWCOMER)
  return scene.experiments.within(CALLS_MAX, () =>
    vaults.slice(0, ENTRANCES_MAX).flatMap(({ contract, share }): Entrance[] => {
      for (const abi of depositFunctions(scene, contract)) {
        const [deposit] = depositsBy(scene, contract, abi, NEWCOMER, 1)
        const got = deposit?.got.find((each) => each.asset === share)?.amount
        const [paid, ...more] = deposit?.paid ?? []
        if (deposit === undefined || got === undefined || paid === undefined || more.length > 0) continue
        const exit = waysOut(scene, deposit, isGated)
        const back = exit?.worth.find(({ asset }) => asset === paid.asset)?.amount ?? 0n
        if (exit === undefined || back * 100n < paid.amount * PERCENT_BACK) continue
        if (exit.calls.some(({ seconds }) => seconds > 0)) continue
        return [{ contract: contract.address, enter: deposit.call, paid, share, got, exit: exit.calls }]
      }
      return []
    }),
  )
}
