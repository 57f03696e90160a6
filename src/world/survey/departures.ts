// How users of ours leave again what nobody else has entered: the state that somebody meets who comes first.

import { changes, gains, type Scene } from './scene.ts'
import type { Departure, Entrance, Position } from './types.ts'

const CALLS_MAX = 200

/** One list for each contract with an entrance in which only users of ours have something, if all of them get out. The state stays. */
export function findDepartures(
  scene: Scene,
  entrances: readonly Entrance[],
  positions: readonly Position[],
): readonly (readonly Departure[])[] {
  return scene.experiments.within(CALLS_MAX, () =>
    entrances.flatMap(({ contract }) => {
      const own = positions.filter((each) => each.contract === contract)
      if (own.length === 0 || own.some(({ isOurs }) => !isOurs)) return []
      const left = scene.experiments.undone(() => own.map((position) => departure(scene, position)))
      return left.every((each) => each !== undefined) ? [left] : []
    }),
  )
}

/** Made; undefined if it takes more than a call, or does not go well. */
function departure(scene: Scene, { owner, exit }: Position): Departure | undefined {
  const [call, ...more] = exit
  if (call === undefined || more.length > 0 || call.seconds > 0) return undefined
  const before = scene.amountsOf(owner)
  if (!scene.experiments.send(call).isSuccess) return undefined
  return { call, worth: gains(changes(before, scene.amountsOf(owner))) }
}
