// Frozen: an honest user cannot get out any more, for good, and that cost the attacker next to nothing.

import { amountText } from './amount-text.ts'
import type { Exits, OpenPosition } from './exits.ts'
import { lostAsset } from './loss.ts'
import { NextStages } from './next-stage.ts'
import { Recipients } from './recipients.ts'
import { judgeRefused } from './refused-exits.ts'
import { dustOf, type Scene } from './scene.ts'
import type { StoppedLenders } from './stopped-lenders.ts'
import type { Detector, Verdict } from './types.ts'
import { WAITS } from './waits.ts'

/** Who spent this part of what is frozen may have bought it, or borrowed it against collateral. */
const PART_OF_FROZEN = 100n
/** Who had this part of it at stake while time passed has won it. */
const PART_AT_STAKE = 2n

export function frozen(scene: Scene, exits: Exits, lenders: StoppedLenders): Detector {
  const recipients = new Recipients(scene)
  const stages = new NextStages(scene, exits)
  return {
    name: 'frozen',
    rule:
      'The exit of an honest position reverts, also with a part of its amounts, now and after a day, a month and 400 days, would work if nobody had done anything, ' +
      'nobody has got what it would give, no account can now do next what serves owners and was not to be done before, and the attacker spent less than a hundredth of what is frozen. Or it pays the attacker on its way, and ' +
      'gives nothing if that is refused. Or who lent for the time of a call lends nothing ' +
      'any more, though it has what it had.',
    judge: () =>
      exits.firstFound((open, outcome) =>
        outcome === undefined ? judgePosition(scene, exits, { recipients, stages }, open) : undefined,
      ) ??
      firstRefused(scene, exits) ??
      lenders.judge(),
    touch: () => {
      exits.touch()
      lenders.touch()
    },
  }
}

/** An exit works only as long as the attacker takes what it is paid on the way, and that has cost next to nothing. */
function firstRefused(scene: Scene, exits: Exits): Verdict | undefined {
  for (const open of exits.payingAttackers()) {
    if (scene.hasSpent((asset) => open.base[asset]! / PART_OF_FROZEN) || isWager(scene, open)) continue
    // Who has been served has got what is due, and others stand there now.
    if (lostAsset(scene, open.base, exits.received(open)) === undefined) continue
    const found = judgeRefused(scene, exits, open)
    if (found !== undefined) return found
  }
  return undefined
}

function judgePosition(
  scene: Scene,
  exits: Exits,
  { recipients, stages }: { readonly recipients: Recipients; readonly stages: NextStages },
  open: OpenPosition,
): Verdict | undefined {
  const { position, base, name } = open
  if (scene.hasSpent((asset) => base[asset]! / PART_OF_FROZEN)) return undefined
  if (isWager(scene, open)) return undefined
  // Anybody may end it, and the owner got what is due: a claim for others, an escrow that is over.
  if (lostAsset(scene, base, exits.received(open)) === undefined) return undefined
  // It came to an end by which somebody else was to get it: a collection that reached its goal.
  if (recipients.haveGot(base, position.owner)) return undefined
  if (WAITS.some((seconds) => exits.worksLater(position, seconds))) return undefined
  const untouched = exits.withoutAttack(position)
  if (untouched === undefined || untouched === 'unknown') return undefined
  // A stage that was due, from which somebody else goes on: a draw, a vote that is counted, an epoch.
  if (stages.isDue(open)) return undefined
  const worth = base.flatMap((amount, asset) => (amount > 0n ? [amountText(amount, scene.asset(asset))] : []))
  return {
    words: `${name} does not work any more`,
    details: `${name} gave ${worth.join(' and ')} after the setup. Now it reverts, and it still does after a day, a month and 400 days.`,
    evidence: { kind: 'exit', position, asset: undefined },
  }
}

/**
 * Whether the attacker had at least half as much at stake while time passed: a game that the owner did not go on with, an option that
 * ended. Not where it is missing now: then somebody took what belongs to all.
 */
function isWager(scene: Scene, { position, base }: OpenPosition): boolean {
  if (!scene.hasTimePassed || !scene.hasInvested) return false
  return base.every(
    (amount, asset) =>
      amount <= dustOf(scene.asset(asset)) ||
      (scene.investedOf(asset) * PART_AT_STAKE >= amount &&
        scene.amountByCall(asset, position.contract) >= amount),
  )
}
