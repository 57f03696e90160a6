import { attackerTarget } from '../attack/attacker/attacker-target.ts'
import type { TargetNotes } from '../attack/campaign-target.ts'
import type { World } from '../world/types.ts'

/** As many notes as somebody reads. */
const NOTES_MAX = 5

/** What an attacker's campaign is about, with the first notes of the survey among its warnings. */
export function attackerNotes(world: World): TargetNotes {
  const { target, warnings, survey } = attackerTarget(world)
  const notes = survey.notes.filter((note) => !warnings.includes(note))
  const left = notes.length - NOTES_MAX
  return {
    target,
    warnings: [
      ...warnings,
      ...notes.slice(0, NOTES_MAX),
      ...(left > 0 ? [`${left} more notes: "faultline inspect" prints them.`] : []),
    ],
  }
}
