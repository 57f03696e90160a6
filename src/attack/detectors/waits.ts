// How long is waited before something counts as gone for good.

import type { World } from '../../world/types.ts'

const DAY = 86_400n
/** A day, a month, 400 days: what opens again does so after one of these. */
export const WAITS: readonly bigint[] = [DAY, 30n * DAY, 400n * DAY]
const SECONDS_PER_BLOCK = 12n

/** Lets seconds pass, and as many blocks as begin in them. */
export function letPass(world: World, seconds: bigint): void {
  if (seconds > 0n) world.advance(seconds, (seconds + SECONDS_PER_BLOCK - 1n) / SECONDS_PER_BLOCK)
}
