// Ways out that pay the attacker first: of a line in which it stands before others, say. It need not take what it is paid.

import { worksWithAbsent } from './absent-contracts.ts'
import { amountText } from './amount-text.ts'
import { helps, REFUSING, whoMayRefuse } from './blocked.ts'
import type { Exits, OpenPosition } from './exits.ts'
import { letPass } from '../../world/passing-time.ts'
import { makesWell } from '../../world/survey/plain-call.ts'
import type { Scene } from './scene.ts'
import type { Verdict } from './types.ts'
import { WAITS } from './waits.ts'

/**
 * What is to be said of an exit that works and pays attackers, if it gives its owner something, and nothing once they refuse: now or later, also if
 * somebody first calls any function without arguments. Who has spent enough for it is left to the caller.
 */
export function judgeRefused(scene: Scene, exits: Exits, open: OpenPosition): Verdict | undefined {
  const { position, base, name } = open
  if (!exits.givesAnything(open)) return undefined
  const untouched = exits.withoutAttack(position)
  if (untouched === undefined || untouched === 'unknown') return undefined
  const refusing = whoMayRefuse(scene)
  const { machine } = scene.world
  const isOpen = (seconds: bigint): boolean =>
    scene.trials.undone(() => {
      for (const each of refusing) machine.setCode(each, REFUSING)
      letPass(scene.world, seconds)
      return helps(scene, { ...position.exit.at(-1)!, from: position.owner }).some((help) =>
        scene.trials.undone(() => {
          if (help !== undefined) makesWell(machine, help)
          return exits.givesAnything(open)
        }),
      )
    })
  if ([0n, ...WAITS].some(isOpen)) return undefined
  const isAbsentNeeded = scene.trials.undone(() => {
    for (const each of refusing) machine.setCode(each, REFUSING)
    return worksWithAbsent(scene, () => exits.givesAnything(open))
  })
  if (isAbsentNeeded) return undefined
  const worth = base.flatMap((amount, asset) => (amount > 0n ? [amountText(amount, scene.asset(asset))] : []))
  return {
    words: `${name} does not work any more if the attacker refuses what it is paid`,
    details:
      `${name} gave ${worth.join(' and ')} after the setup. Now it pays the attacker first, and gives nothing if that is a contract that does ` +
      'not take it: also after a day, a month and 400 days.',
    evidence: { kind: 'exit', position, asset: undefined, refusing },
  }
}
