// How to trade in the world's own pools: calls that take one asset of their sender and give another. Found by calling each swap
// as a user who has some of everything.

import type { Address } from '../../evm/types.ts'
import { WORD_MAX } from '../../primitives/bytes.ts'
import { encoded } from './experiments.ts'
import { changes, gains, losses, type Scene } from './scene.ts'
import { APPROVE } from './standard-functions.ts'
import { isTradeName } from './swap-names.ts'
import type { PlainCall, SurveyedContract } from './types.ts'

const CALLS_MAX = 3_000
const TRADES_MAX = 32
const VECTORS = 40
/** Parts of what the trader has. */
const PARTS: readonly bigint[] = [1_000n, 10n]

/** One call for each function and pair of assets, by a user who was funded. The state stays as it is. */
export function findTrades(scene: Scene, trader: Address): readonly PlainCall[] {
  const { experiments } = scene
  const trades: PlainCall[] = []
  experiments.within(CALLS_MAX, () => {
    for (const pool of scene.contracts)
      if (pool.roles.includes('pool'))
        experiments.undone(() => {
          approve(scene, trader, pool)
          for (const call of tradesOf(scene, trader, pool)) if (trades.length < TRADES_MAX) trades.push(call)
        })
  })
  return trades
}

function tradesOf(scene: Scene, trader: Address, pool: SurveyedContract): readonly PlainCall[] {
  const { experiments } = scene
  const own = scene.amountsOf(trader)
  const amounts = [...new Set(PARTS.flatMap((part) => own.map((amount) => amount / part)))].filter(
    (amount) => amount > 0n,
  )
  const ether = own[0]! / PARTS[0]!
  const found: PlainCall[] = []
  for (const abi of scene.changingFunctions(pool)) {
    if (!isTradeName(abi.name)) continue
    const known = new Set<string>()
    const context = scene.contextFor(pool, trader, { amounts })
    for (const values of scene.argumentsFor(pool, abi, context, VECTORS)) {
      const data = encoded(abi, values)
      if (data === undefined) break
      for (const value of abi.mutability === 'payable' ? [0n, ether] : [0n]) {
        const call: PlainCall = { from: trader, to: pool.address, value, data, seconds: 0 }
        const pair = experiments.undone(() => {
          if (!experiments.send(call).isSuccess) return undefined
          const differences = changes(own, scene.amountsOf(trader))
          const [paid, got] = [losses(differences)[0], gains(differences)[0]]
          return paid === undefined || got === undefined ? undefined : `${paid.asset} ${got.asset}`
        })
        if (pair === undefined || known.has(pair)) continue
        known.add(pair)
        found.push(call)
      }
    }
  }
  return found
}

function approve(scene: Scene, trader: Address, { address }: SurveyedContract): void {
  for (const asset of scene.assets)
    if (asset.kind === 'erc20' && asset.address !== address)
      scene.experiments.sendAbi({
        from: trader,
        to: asset.address,
        abi: APPROVE,
        values: [address, WORD_MAX],
      })
}
