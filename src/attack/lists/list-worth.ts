// What a list is worth to the attacker.

import { type Standing, SURPLUS_LEAST } from '../trips/wealth.ts'

/** Less is no gain where something was paid, too: what one thing costs in another is not known. */
const GAIN_LEAST = 0.01

/**
 * What is won less what is lost, as parts of what there is to be had; where that is a gain, how many times as much was won as lost: `Infinity`
 * if nothing was lost. Undefined for undefined.
 */
export function worthOf(standing: Standing | undefined): number | undefined {
  if (standing === undefined) return undefined
  const { surplus, deficit } = standing
  if (deficit === 0 && surplus >= SURPLUS_LEAST) return Infinity
  const net = surplus - deficit
  return net < GAIN_LEAST ? net : surplus / deficit
}
