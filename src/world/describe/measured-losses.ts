// What others than the attacker have less, as numbers: the story (wealth-story.ts) says the same in words. Pure.

import type { Asset, AssetAmount } from '../survey/types.ts'
import { assetNames, amountText, isSpeck } from './wealth-story-amounts.ts'
import type { WealthToTell } from './wealth-story.ts'

export type MeasuredLoss = {
  /** 'USDC'. */
  readonly asset: string
  /** In the smallest unit, in decimal. */
  readonly amount: string
  /** '1,234.5 USDC'. */
  readonly text: string
  /** Of what those who lost had of it, 0 to 1, down to a millionth. */
  readonly share: number
}

type Lost = { readonly amount: bigint; readonly had: bigint }

const PARTS = 1_000_000n

/**
 * By asset, the greatest share first. An asset is lost by accounts that hold less of it, less what other accounts than the attacker's
 * hold more; or by deposits that are worth less or cannot be withdrawn, whichever is more: a contract that lost what it owes is not
 * counted twice. A deposit that is worth more of another asset was moved by a trade, as those in pools are: what is lost by that, accounts
 * have lost. What only may be rounding is left out.
 */
export function measuredLosses(wealth: WealthToTell): readonly MeasuredLoss[] {
  const { assets, names } = wealth
  const called = assetNames(assets, names)
  return assets
    .flatMap((asset, index) => {
      const { amount, had } = greater(lostByAccounts(wealth, index), lostByDeposits(wealth, index))
      if (amount <= 0n || had <= 0n || isSpeck(amount, asset)) return []
      const share = Number((amount * PARTS) / had) / Number(PARTS)
      const name = called[index]!
      return [{ asset: name, amount: amount.toString(), text: amountText(amount, asset, name), share }]
    })
    .sort((a, b) => b.share - a.share)
}

function lostByAccounts({ changes }: WealthToTell, asset: number): Lost {
  let amount = 0n
  let had = 0n
  for (const { isAttacker, asset: of, before, after } of changes) {
    if (of !== asset || isAttacker) continue
    amount += before - after
    if (after < before) had += before
  }
  return { amount, had }
}

function lostByDeposits({ positions, assets }: WealthToTell, asset: number): Lost {
  let amount = 0n
  let had = 0n
  for (const { before, after } of positions) {
    if (after !== undefined && wasTraded(before, after, assets)) continue
    const was = sumOf(before, asset)
    const is = after === undefined ? 0n : sumOf(after, asset)
    if (is >= was) continue
    amount += was - is
    had += was
  }
  return { amount, had }
}

/** Whether there is more of something, and not by rounding. */
function wasTraded(
  before: readonly AssetAmount[],
  after: readonly AssetAmount[],
  assets: readonly Asset[],
): boolean {
  return assets.some((asset, index) => {
    const gain = sumOf(after, index) - sumOf(before, index)
    return gain > 0n && !isSpeck(gain, asset)
  })
}

function sumOf(amounts: readonly AssetAmount[], asset: number): bigint {
  return amounts.reduce((sum, { asset: of, amount }) => (of === asset ? sum + amount : sum), 0n)
}

/** Of two measures of one thing: by parts of what was had, as what was had need not be the same. */
function greater(left: Lost, right: Lost): Lost {
  if (left.amount <= 0n || left.had === 0n) return right
  if (right.amount <= 0n || right.had === 0n) return left
  return left.amount * right.had >= right.amount * left.had ? left : right
}
