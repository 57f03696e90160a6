// Frozen: an honest user cannot get out any more, for good, and that cost the attacker next to nothing.

import { amountText } from './amount-text.ts'
import type { Exits, OpenPosition } from './exits.ts'
import { lostAsset } from './loss.ts'
import { Recipients } from './recipients.ts'
import type { Scene } from './scene.ts'
import type { StoppedLenders } from './stopped-lenders.ts'
import type { Detector, Verdict } from './types.ts'
import { WAITS } from './waits.ts'

/** Who spent this part of what is frozen may have bought it, or borrowed it against collateral. */
const PART_OF_FROZEN = 100n

export function frozen(scene: Scene, exits: Exits, lenders: StoppedLenders): Detector {
  const recipients = new Recipients(scene)
  return {
    name: 'frozen',
    rule:
      'The exit of an honest position reverts, also with a part of its amounts, now and after a day, a month and 400 days, would work if nobody had done anything, ' +
      'nobody has got what it would give, and the attacker spent less than a hundredth of what is frozen. Or who lent for the time of a call lends nothing ' +
      'any more, though it has what it had.',
    judge: () =>
      exits.firstFound((open, outcome) =>
        outcome === undefined ? judgePosition(scene, exits, recipients, open) : undefined,
      ) ?? lenders.judge(),
    touch: () => {
      exits.touch()
      lenders.touch()
    },
  }
}

function judgePosition(
  scene: Scene,
  exits: Exits,
  recipients: Recipients,
  open: OpenPosition,
): Verdict | undefined {
  const { position, base, name } = open
  if (scene.hasSpent((asset) => base[asset]! / PART_OF_FROZEN)) return undefined
  // Anybody may end it, and the owner got what is due: a claim for others, an escrow that is over.
  if (lostAsset(scene, base, exits.received(open)) === undefined) return undefined
  // It came to an end by which somebody else was to get it: a collection that reached its goal.
  if (recipients.haveGot(base, position.owner)) return undefined
  if (WAITS.some((seconds) => exits.worksLater(position, seconds))) return undefined
  const untouched = exits.withoutAttack(position)
  if (untouched === undefined || untouched === 'unknown') return undefined
  const worth = base.flatMap((amount, asset) => (amount > 0n ? [amountText(amount, scene.asset(asset))] : []))
  return {
    words: `${name} does not work any more`,
    details: `${name} gave ${worth.join(' and ')} after the setup. Now it reverts, and it still does after a day, a month and 400 days.`,
    evidence: { kind: 'exit', position, asset: undefined },
  }
}
