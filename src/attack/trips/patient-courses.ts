// Courses that take time: what a user of the setup did one after another and waited between, as the attacker's contract can do it. A
// vote ends, then what was voted for is done; what was asked for is claimed when it is due. Nobody else's thing will do there, so what
// the user named is named anew throughout: its proposal has another number than the attacker's.

import { readWord } from '../../primitives/bytes.ts'
import type { World } from '../../world/types.ts'
import { outcomeOf, tryCall } from '../arena.ts'
import type { CallWriter } from '../call-writer.ts'
import type { Call, CallSequence } from '../types.ts'
import { type CourseParts, renumbered } from './courses.ts'

const COURSES_MAX = 4
const CALLS_MAX = 10
/** Calls of one user that are tried. */
const TRIED_MAX = 32
/** Who has less than the user tries with so many bits less. */
const LESS_BITS: readonly bigint[] = [3n, 6n, 10n]

/**
 * Those calls of each user that the attacker can make too, with the time that passes before them, if time passes before one that is
 * not the first. What an earlier call named otherwise than the user did, later ones name so, too. The state is the one after setup.
 */
export function patientCourses(parts: CourseParts, users: readonly CallSequence[]): readonly CallSequence[] {
  const courses: CallSequence[] = []
  const known = new Set<string>()
  for (const calls of users) {
    if (courses.length >= COURSES_MAX) break
    const course = tried(parts, calls)
    const key = course.map(({ target, seconds }) => `${target} ${seconds > 0}`).join()
    if (known.has(key) || !course.some(({ seconds }, i) => i > 0 && seconds > 0)) continue
    known.add(key)
    courses.push(course)
  }
  parts.world.load(parts.root)
  return courses
}

function tried({ world, root, writer, moves }: CourseParts, calls: CallSequence): CallSequence {
  const course: Call[] = []
  const results: bigint[] = []
  const renamed = new Map<bigint, bigint>()
  // Time passes also before a call that fails.
  let waited = { seconds: 0, blocks: 0 }
  world.load(root)
  for (const planned of calls.slice(0, TRIED_MAX)) {
    if (course.length >= CALLS_MAX) break
    waited = { seconds: waited.seconds + planned.seconds, blocks: waited.blocks + planned.blocks }
    if (planned.target >= 0 && moves.isOfToken(planned.target)) continue
    const call = { ...planned, ...(course.length > 0 ? waited : { seconds: 0, blocks: 0 }) }
    const again = withRenamed(writer, call, renamed)
    const ids = again.target < 0 ? [] : renumbered(writer, again, results)
    const less = [again, ...ids].flatMap((each) =>
      LESS_BITS.flatMap((bits) => (each.value >> bits > 0n ? { ...each, value: each.value >> bits } : [])),
    )
    const made = [again, call, ...ids, ...less].find((each) => goesWell(world, each, results))
    if (made === undefined) continue
    noteRenamed(writer, call, made, renamed)
    course.push(made)
    waited = { seconds: 0, blocks: 0 }
  }
  return course
}

/** Makes the call if it goes well, and notes the number that it gives back; else the state stays. */
function goesWell(world: World, call: Call, results: bigint[]): boolean {
  const mark = world.mark()
  const result = tryCall(world, call)
  if (outcomeOf(result) !== 'success') {
    world.rollback(mark)
    return false
  }
  if (result.output.length >= 32) results.push(readWord(result.output, 0))
  return true
}

/** The call with what was named otherwise before in the place of what the user named. */
function withRenamed(writer: CallWriter, call: Call, renamed: ReadonlyMap<bigint, bigint>): Call {
  const values = call.target < 0 ? undefined : writer.valuesOf(call)
  if (values === undefined || renamed.size === 0) return call
  const types = writer.typesOf(call.target)
  const changed = values.map((value, i) =>
    types[i]!.kind === 'uint' && typeof value === 'bigint' ? (renamed.get(value) ?? value) : value,
  )
  return changed.every((value, i) => value === values[i]) ? call : writer.withValues(call, changed)
}

/** What the call that was made names otherwise than the user's, and with how much less it was made. */
function noteRenamed(writer: CallWriter, call: Call, made: Call, renamed: Map<bigint, bigint>): void {
  if (made.value !== call.value) renamed.set(call.value, made.value)
  const [from, to] = call.target < 0 ? [] : [writer.valuesOf(call), writer.valuesOf(made)]
  for (const [i, value] of (from ?? []).entries()) {
    const other = to?.[i]
    if (typeof value === 'bigint' && typeof other === 'bigint' && value !== other) renamed.set(value, other)
  }
}
