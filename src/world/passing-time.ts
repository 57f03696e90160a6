// Time and blocks pass together.

import type { World } from './types.ts'

const SECONDS_PER_BLOCK = 12

/** As many blocks as begin in these seconds. */
export function blocksIn(seconds: number): number {
  return Math.ceil(seconds / SECONDS_PER_BLOCK)
}

/** Lets seconds pass, and the blocks that begin in them. */
export function letPass(world: World, seconds: bigint): void {
  if (seconds > 0n) world.advance(seconds, BigInt(blocksIn(Number(seconds))))
}
