// Theft: the attacker has more of something and less of nothing, and others have less.

import { amountText, assetName, shareText } from './amount-text.ts'
import { assetIndexOf } from '../../world/attacker/gift-ledger.ts'
import { sizeOf } from '../seen.ts'
import { FairTrades } from './fair-trades.ts'
import { NoPrice } from './no-price.ts'
import { Prey } from './prey.ts'
import { Savings } from './savings.ts'
import { dustOf, type Scene } from './scene.ts'
import type { Detector, Verdict } from './types.ts'

/** A gain below this part of what the losers had is rounding. */
const PART_OF_HOLDINGS = 1_000_000n
/** If time has passed, a gain below this part may be a bounty, or what a share of everybody's token earned. */
const PART_WITH_TIME = 2n
/** What all others have of an asset, for comparing gains in one asset with losses in another before anything is sold. */
const SHARE_UNIT = 10n ** 12n

export function theft(scene: Scene): Detector {
  const { assets } = scene.survey
  const least = assets.map(dustOf)
  const payable = assets.map((_, asset) => scene.unpaidOf(asset))
  const given = new Set(scene.survey.gifts.map((gift) => assetIndexOf(assets, gift)))
  const gains = new Array<bigint>(assets.length).fill(0n)
  const trades = new FairTrades(scene)
  const savings = new Savings(scene)
  const prey = new Prey(scene)
  const noPrice = new NoPrice(scene)
  return {
    name: 'theft',
    rule:
      'The attacker ends with more of an asset and less of no other, and others have less of it. If time has passed, it is more than half ' +
      'of what they had, and the attacker had nothing invested while it passed, or only where users wait as long for what they put in and ' +
      'there is nothing else to be had.',
    judge: () => {
      let hasGain = false
      for (let asset = 0; asset < assets.length; asset++) {
        // What gifts gave is taken off, also if it has been spent.
        const gift = given.has(asset) ? scene.giftsOf(asset) : 0n
        const gain = scene.attackersHave(asset) - scene.attackersHad(asset) - gift
        if (-gain > payable[asset]! && !noPrice.mayBeNothing(asset, -gain)) return undefined
        gains[asset] = gain
        if (gain > least[asset]!) hasGain = true
      }
      if (!hasGain) return undefined
      for (let asset = 0; asset < assets.length; asset++) {
        if (gains[asset]! <= least[asset]!) continue
        const found = judgeGain({ scene, savings, noPrice }, asset, gains)
        if (found !== undefined) return trades.explainAll() ? undefined : found
      }
      return undefined
    },
    // Of the attacker shares are left out: what was paid for them is what counts. What was taken from others for nothing is worth going on from.
    score: () => {
      let shares = prey.taken(SHARE_UNIT)
      for (let asset = 0; asset < assets.length; asset++) {
        const had = scene.contractsHad(asset)
        const which = assets[asset]!
        if (had === 0n || (which.kind !== 'ether' && which.isShare)) continue
        const gift = given.has(asset) ? scene.giftsOf(asset) : 0n
        shares += ((scene.attackersHave(asset) - scene.attackersHad(asset) - gift) * SHARE_UNIT) / had
      }
      return shares >= 0n ? BigInt(sizeOf(shares)) : -BigInt(sizeOf(-shares))
    },
    touch: () => {
      scene.touchAttackers()
      prey.touch()
    },
  }
}

type Judges = { readonly scene: Scene; readonly savings: Savings; readonly noPrice: NoPrice }

function judgeGain(
  { scene, savings, noPrice }: Judges,
  asset: number,
  gains: readonly bigint[],
): Verdict | undefined {
  const gain = gains[asset]!
  const loss = scene.othersLoss(asset, (gain + 1n) / 2n, gain)
  const part = scene.hasTimePassed ? PART_WITH_TIME : PART_OF_HOLDINGS
  if (loss === undefined || gain * part < loss.held) return undefined
  const isPaid = gains.some(
    (change, other) =>
      -change > scene.unpaidOf(other) && !noPrice.isNothing(other, -change, asset, gain, loss.held),
  )
  if (isPaid) return undefined
  if (scene.hasTimePassed && scene.hasInvested) {
    const { timestamp } = scene.world.machine.block
    const isKept = savings.keeps(loss.loser, asset, timestamp - scene.block.timestamp)
    if (!isKept || loss.most * 2n < gain) return undefined
  }
  const which = scene.asset(asset)
  const loser = scene.nameOf(loss.loser)
  const had = scene.attackersHad(asset)
  return {
    words: `the attacker took ${assetName(which)} from ${loser}`,
    details:
      `The attacker, who began with ${amountText(had, which)}, ends with ${amountText(gain, which)} more ` +
      `and less of nothing else. Others have ${amountText(loss.amount, which)} less, ` +
      `${shareText(loss.amount, loss.held)} of what those who lost had; most was lost by ${loser}.`,
  }
}
