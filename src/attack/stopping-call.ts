// Which call of a sequence ended an honest user's way out. It need not be the last one: who gets back afterwards what that took has
// frozen something only then, as the detector sees it.

import { locateFailure } from '../world/describe/failure-place.ts'
import { letPass } from '../world/passing-time.ts'
import { makesWell } from '../world/survey/plain-call.ts'
import type { PlainCall, Position } from '../world/survey/types.ts'
import type { World, WorldResult, WorldState } from '../world/types.ts'
import { makeCall } from './arena.ts'
import type { CallSequence } from './types.ts'

/** The position of the last call before which the way out worked, and after which it does not. The world is behind the sequence. */
export function stoppingCall(
  world: World,
  root: WorldState,
  sequence: CallSequence,
  position: Position,
): number | undefined {
  world.load(root)
  let worked = worksNow(world, position)
  let at: number | undefined
  for (const [i, call] of sequence.entries()) {
    makeCall(world, call)
    const works = worksNow(world, position)
    if (worked && !works) at = i
    worked = works
  }
  return at
}

/** Whether the user can get out in the present state, which stays. */
export function worksNow(world: World, { exit }: Position): boolean {
  const mark = world.mark()
  try {
    return exit.every((call) => {
      letPass(world, BigInt(call.seconds))
      return makesWell(world.machine, call)
    })
  } finally {
    world.rollback(mark)
  }
}

/** So often a last call that goes well is made again: of a line, it may serve others first. */
const TURNS_MAX = 64

/** Where a way out gives way that does not work: undefined if it does. The world is behind the calls before it. */
export function whereItFails(
  world: World,
  exit: readonly PlainCall[],
): Pick<ReturnType<typeof locateFailure>, 'place' | 'line'> | undefined {
  const last = exit.at(-1)
  if (last === undefined) return undefined
  const again = Array.from({ length: TURNS_MAX }, () => ({ ...last, seconds: 0 }))
  for (const { from, to, value, data, seconds } of [...exit, ...again]) {
    world.advance(BigInt(seconds), 0n)
    const run = (): WorldResult => world.call({ from, to, value, data })
    const mark = world.mark()
    const { status } = run()
    world.rollback(mark)
    if (status !== 'success') return locateFailure(world, run)
    run()
  }
  return undefined
}
