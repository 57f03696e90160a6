// Contracts that keep what users put in until they come back for it, and have nothing else: whoever gets more out of one than was
// put in gets what others put in, however long it took.

import type { Address } from '../../evm/types.ts'
import type { Position } from '../../world/survey/types.ts'
import type { Scene } from './scene.ts'

/** What users get back may differ so much from what they put in, in hundredths; and what the contract has from that. */
const DIFFERENCE = 1n
const WHOLE = 100n

export class Savings {
  /** By contract and asset: how long users wait at most, in seconds. */
  readonly #waits = new Map<string, bigint>()

  /** The present state is the one after the setup. */
  constructor(scene: Scene) {
    const { positions, contracts, assets } = scene.survey
    for (const { address } of contracts) {
      const own = positions.filter(({ contract }) => contract === address)
      for (const asset of assets.keys()) {
        if (!own.some(({ isOurs }) => isOurs) || !own.every((each) => givesBack(each, asset))) continue
        const owed = own.reduce((sum, { worth }) => sum + (worth[0]?.amount ?? 0n), 0n)
        if (!isAbout(scene.amountByCall(asset, address), owed)) continue
        const waits = own.map(({ exit }) => exit.reduce((sum, { seconds }) => sum + seconds, 0))
        this.#waits.set(`${address} ${asset}`, BigInt(Math.max(...waits)))
      }
    }
  }

  /** Whether the contract only keeps this asset, and users have to wait for it at least so many seconds. */
  keeps(contract: Address, asset: number, seconds: bigint): boolean {
    return seconds <= (this.#waits.get(`${contract} ${asset}`) ?? -1n)
  }
}

/** Of users whom the setup left it is not known what they put in. */
function givesBack({ isOurs, paid, worth }: Position, asset: number): boolean {
  const [got, ...more] = worth
  if (got === undefined || more.length > 0 || got.asset !== asset) return false
  return !isOurs || (paid.length === 1 && paid[0]!.asset === asset && isAbout(paid[0]!.amount, got.amount))
}

function isAbout(amount: bigint, wanted: bigint): boolean {
  const difference = amount > wanted ? amount - wanted : wanted - amount
  return difference * WHOLE <= wanted * DIFFERENCE
}
