// How to trade where the pool is paid first: one asset is given to it by a plain transfer, and it then lets its sender take another one
// (pairs after Uniswap's version 2). Found by giving a little to each pool and asking for less than what it is worth.

import type { Address } from '../../evm/types.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import { encoded } from './experiments.ts'
import { wordsIn } from './plain-call.ts'
import { changes, gains, losses, type Scene } from './scene.ts'
import { TRANSFER } from './standard-functions.ts'
import { isTradeName } from './swap-names.ts'
import type { PlainCall, PrepaidTrade, SurveyedContract } from './types.ts'

const CALLS_MAX = 1_500
const TRADES_MAX = 16
const VECTORS = 40
/** What is paid, at most, as a part of what the pool has of it; a tenth of that part is asked for, which a price near that of its balances, and a fee, allow. */
const PAID_ONE_IN = 100n
const TAKEN_ONE_IN = 10n
/** So that what was asked for is told from other numbers of the call. */
const ODD = 7n

/** One for each function and pair of assets, by a user who was funded. The state stays as it is. */
export function findPrepaidTrades(scene: Scene, trader: Address): readonly PrepaidTrade[] {
  const { experiments } = scene
  const trades: PrepaidTrade[] = []
  experiments.within(CALLS_MAX, () => {
    for (const pool of scene.contracts)
      if (pool.roles.includes('pool'))
        experiments.undone(() => {
          for (const trade of tradesOf(scene, trader, pool))
            if (trades.length < TRADES_MAX) trades.push(trade)
        })
  })
  return trades
}

function tradesOf(scene: Scene, trader: Address, pool: SurveyedContract): readonly PrepaidTrade[] {
  const { experiments, assets } = scene
  const inPool = scene.amountsOf(pool.address)
  const own = scene.amountsOf(trader)
  const found: PrepaidTrade[] = []
  for (const [asset, which] of assets.entries()) {
    const part = inPool[asset]! / PAID_ONE_IN
    const paid = part < own[asset]! ? part : own[asset]!
    if (which.kind !== 'erc20' || which.address === pool.address || paid === 0n) continue
    const amounts = inPool.flatMap((amount, other) =>
      other !== asset && amount > 0n ? [(amount * paid) / inPool[asset]! / TAKEN_ONE_IN + ODD] : [],
    )
    const pay = plainCall(trader, which.address, encoded(TRANSFER, [pool.address, paid]))
    if (pay === undefined || amounts.length === 0) continue
    const takes = takingCalls(scene, trader, pool, amounts)
    const free = takes.map((take) => takenBy(scene, take))
    experiments.undone(() => {
      if (!experiments.send(pay).isSuccess) return
      const known = new Set<string>()
      for (const [i, take] of takes.entries()) {
        const taken = takenBy(scene, take)
        // What is given without a payment is no trade.
        if (taken === undefined || free[i] !== undefined || taken.asset === asset) continue
        const amount = amounts.find((each) => each === taken.amount && wordsIn(take.data).includes(each))
        const key = `${selectorIn(take.data)} ${taken.asset}`
        if (amount === undefined || known.has(key)) continue
        known.add(key)
        found.push({ pay, take, pays: asset, takes: taken.asset, amount })
      }
    })
  }
  return found
}

/** Calls of the pool that might be about taking one of these amounts. */
function takingCalls(
  scene: Scene,
  trader: Address,
  pool: SurveyedContract,
  amounts: readonly bigint[],
): readonly PlainCall[] {
  return scene.changingFunctions(pool).flatMap((abi) => {
    if (!isTradeName(abi.name)) return []
    const context = scene.contextFor(pool, trader, { amounts })
    return scene.argumentsFor(pool, abi, context, VECTORS).flatMap((values) => {
      const call = plainCall(trader, pool.address, encoded(abi, values))
      return call !== undefined && wordsIn(call.data).some((word) => amounts.includes(word)) ? [call] : []
    })
  })
}

/** The only asset of which its sender has more after the call, who pays nothing; the state stays. */
function takenBy(
  scene: Scene,
  call: PlainCall,
): { readonly asset: number; readonly amount: bigint } | undefined {
  const { experiments } = scene
  return experiments.undone(() => {
    const before = scene.amountsOf(call.from)
    if (!experiments.send(call).isSuccess) return undefined
    const differences = changes(before, scene.amountsOf(call.from))
    const got = gains(differences)
    return got.length === 1 && losses(differences).length === 0 ? got[0] : undefined
  })
}

function plainCall(from: Address, to: Address, data: Uint8Array | undefined): PlainCall | undefined {
  return data && { from, to, value: 0n, data, seconds: 0 }
}
