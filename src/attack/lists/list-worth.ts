// What a list is worth to the attacker.

import { type Standing, SURPLUS_LEAST } from '../trips/wealth.ts'

/** Less is no gain where something was paid, too: what one thing costs in another is not known. */
const GAIN_LEAST = 0.01
/** Less was paid than can be counted. */
const DEFICIT_LEAST = 1e-12

/** How the attacker stands after a list. `isFree`: it has paid nothing. */
export type ListStanding = Standing & { readonly isFree: boolean }

/**
 * What is won less what is lost, as parts of what there is to be had; where that is a gain, how many times as much was won as lost: `Infinity`
 * if nothing was lost. Undefined for undefined.
 */
export function worthOf(standing: ListStanding | undefined): number | undefined {
  if (standing === undefined) return undefined
  const { surplus, deficit, isFree } = standing
  if (isFree && surplus >= SURPLUS_LEAST) return Infinity
  const net = surplus - deficit
  return net < GAIN_LEAST ? net : surplus / Math.max(deficit, DEFICIT_LEAST)
}
