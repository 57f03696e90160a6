// Loss: what an honest user could get out has become less.

import { amountText, assetName, shareText } from './amount-text.ts'
import type { Exits, OpenPosition } from './exits.ts'
import { isCounted } from '../../world/survey/asset-calls.ts'
import { dustOf, type Scene } from './scene.ts'
import type { Detector, Verdict } from './types.ts'
import { LIMITED_SECONDS } from './waits.ts'

/** Less by no more than this part is rounding, or a fee. */
const PART_OF_WORTH = 1_000n
/** Who spent about as much as others lost, rounding and fees apart, has paid for it: so many tenths. */
const SPENT_TENTHS = 9n
/** Who spent this part of what cannot be got out, though it is not gone, may have borrowed it. */
const PART_OF_STUCK = 100n

export function loss(scene: Scene, exits: Exits): Detector {
  return {
    name: 'loss',
    rule:
      'An honest position, got out now, gives its owner less of an asset and more of no other than right after the setup, ' +
      'and than it would give now if nobody had done anything; and the attacker has spent less than nine tenths of that, or less than a ' +
      'hundredth of it if only a part can be got out.',
    judge: () =>
      exits.firstFound((open, outcome) =>
        outcome === undefined ? undefined : judgePosition(scene, exits, open, outcome),
      ),
    touch: () => exits.touch(),
  }
}

function judgePosition(
  scene: Scene,
  exits: Exits,
  open: OpenPosition,
  outcome: readonly bigint[],
): Verdict | undefined {
  const { position, base, name } = open
  if (lostAsset(scene, base, outcome) === undefined) return undefined
  // It may give something that it did not give before, and the owner may have got a part of it already.
  const gives = exits.outcomeOf(position)
  if (gives === undefined) return undefined
  const received = exits.received(open)
  const now = gives.map((amount, asset) => amount + received[asset]!)
  const lost = lostAsset(scene, base, now)
  if (lost === undefined) return undefined
  // Interest, fees and prices that fall with time are nobody's attack.
  const isWhole = exits.worksInWhole(position)
  if (scene.hasTimePassed) {
    // Time takes fees when somebody has them taken: then less can be asked for.
    if (!isWhole) return undefined
    const untouched = exits.withoutAttack(position)
    if (untouched === undefined || untouched === 'unknown') return undefined
    if (lostAsset(scene, untouched, now) !== lost) return undefined
  }
  // What may be taken out in a day was taken: tomorrow all of it can be had.
  if (!isWhole && exits.worksInWhole(position, LIMITED_SECONDS)) return undefined
  const asset = scene.asset(lost)
  const missing = base[lost]! - now[lost]!
  // Who spent as much may have traded, or borrowed against collateral: prices move, liquidity goes, and both come back.
  // What a loan costs may be much less than the loan, where the pledge was bought for the very asset that is lent.
  const free = isWhole ? (missing * SPENT_TENTHS) / 10n : missing / PART_OF_STUCK
  if (scene.hasSpent((spent) => (spent === lost ? free : 0n))) return undefined
  const [atMost, atLeast] = isWhole ? ['', ''] : ['at most ', 'at least ']
  return {
    words: `${name} gives less ${assetName(asset)}`,
    details:
      `${name} gave ${amountText(base[lost]!, asset)} after the setup and gives ${atMost}${amountText(now[lost]!, asset)} now: ` +
      `${atLeast}${amountText(missing, asset)} less, ${shareText(missing, base[lost]!)} of it.`,
    evidence: { kind: 'exit', position, asset: lost },
  }
}

/** The asset that is missing, if one is and there is no more of another instead. */
export function lostAsset(scene: Scene, had: readonly bigint[], have: readonly bigint[]): number | undefined {
  let lost: number | undefined
  for (const [asset, before] of had.entries()) {
    const change = have[asset]! - before
    const which = scene.asset(asset)
    const part = isCounted(which) ? 0n : before / PART_OF_WORTH
    // What it gives instead may be few units of something that has no decimals.
    if (change > most(scene.unpaidOf(asset), part)) return undefined
    if (change < -most(dustOf(which), part)) lost ??= asset
  }
  return lost
}

function most(left: bigint, right: bigint): bigint {
  return left > right ? left : right
}
