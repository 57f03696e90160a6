// Courses: what users of the setup did one after another, as the attacker's contract does it. Whoever has entered, pledged and
// borrowed stands where much can be done that nobody can do who has not.

import { readWord } from '../../primitives/bytes.ts'
import type { World, WorldState } from '../../world/types.ts'
import { outcomeOf, tryCall, wouldSucceed } from '../arena.ts'
import type { AttackerMoves } from '../attacker/attacker-moves.ts'
import type { CallWriter } from '../call-writer.ts'
import type { Knob } from '../knobs.ts'
import type { Call, CallSequence, TargetFunction } from '../types.ts'
import { siblingCourses } from './siblings.ts'

const COURSES_MAX = 8
const CALLS_MAX = 8
/** Calls of one user that are tried. */
const TRIED_MAX = 32
/** Ways to put the ids that the attacker got in the place of the user's. */
const RENUMBERED_MAX = 8
const DOUBLINGS_MAX = 64
/** What is added when it cannot be doubled any more: a half of it, a quarter, ... */
const PARTS_ADDED = 4n
/** What is next to nothing: the least that goes well, and a little more, as who has only one of something cannot give a part of it. */
const LITTLE: readonly bigint[] = [1n, 2n, 10n, 100n, 1_000n]
const LITTLE_MAX = 2

/** What users of the setup did one after another, as the attacker's contract can do it. */
export type Courses = {
  readonly usual: readonly CallSequence[]
  /** Those of them that can be made with more, with as much as goes well. */
  readonly grown: readonly CallSequence[]
  /** Those of them with only the first call made with more. */
  readonly entered: readonly CallSequence[]
  /** With other contracts of the same code. */
  readonly siblings: readonly CallSequence[]
  /** Siblings' that lead to where no user has been, with next to nothing in the first call. */
  readonly little: readonly CallSequence[]
}

export const NO_COURSES: Courses = { usual: [], grown: [], entered: [], siblings: [], little: [] }

/** All of these. The state is the one after setup. */
export function coursesFrom(
  parts: CourseParts,
  users: readonly CallSequence[],
  functions: readonly TargetFunction[],
): Courses {
  const usual = triedCourses(parts, users)
  const grown = grownCourses(parts, usual)
  const visited = new Set(users.flatMap((calls) => calls.map(({ to }) => to)))
  const siblings = siblingCourses(parts, usual, functions, visited)
  const little = littleCourses(
    parts,
    siblings.filter(([first]) => !visited.has(first!.to)),
  )
  return { usual, grown: grown.map(({ calls }) => calls), entered: enteredCourses(grown), siblings, little }
}

/** A course with greater amounts, and the one that it was. */
export type GrownCourse = { readonly was: CallSequence; readonly calls: CallSequence }

export type CourseParts = {
  readonly world: World
  /** The state after setup. */
  readonly root: WorldState
  readonly writer: CallWriter
  readonly moves: AttackerMoves
}

/**
 * Those calls of each user that the attacker can make too, in their order, if they are several; tokens are handed over by anybody,
 * and no part of it. A call that fails is tried about what the calls before it gave back: the user's loan has another number than
 * the attacker's. The state is the one after setup.
 */
export function triedCourses(parts: CourseParts, users: readonly CallSequence[]): readonly CallSequence[] {
  const courses: CallSequence[] = []
  const known = new Set<string>()
  for (const calls of users) {
    if (courses.length >= COURSES_MAX) break
    const course = tried(parts, calls)
    const key = course.map(({ target }) => target).join()
    if (course.length < 2 || known.has(key)) continue
    known.add(key)
    courses.push(course)
  }
  parts.world.load(parts.root)
  return courses
}

function tried({ world, root, writer, moves }: CourseParts, calls: CallSequence): CallSequence {
  const course: Call[] = []
  const results: bigint[] = []
  world.load(root)
  for (const call of calls.slice(0, TRIED_MAX)) {
    if (course.length >= CALLS_MAX) break
    if (moves.isOfToken(call.target)) continue
    for (const each of [call, ...renumbered(writer, call, results)]) {
      const result = tryCall(world, each)
      if (outcomeOf(result) !== 'success') continue
      if (result.output.length >= 32) results.push(readWord(result.output, 0))
      course.push(each)
      break
    }
  }
  return course
}

/**
 * The same courses with amounts as great as go well, each call after the other: what somebody can do who has more than any user.
 * Those that cannot grow are left out. The state is the one after setup.
 */
export function grownCourses(parts: CourseParts, courses: readonly CallSequence[]): readonly GrownCourse[] {
  const { world, root, moves } = parts
  const found: GrownCourse[] = []
  for (const course of courses) {
    world.load(root)
    const grown = course.map((call) => {
      const greatest = moves.learned.amountsOf(call).reduce((now, knob) => grownBy(world, now, knob), call)
      tryCall(world, greatest)
      return greatest
    })
    if (grown.some((call, i) => call !== course[i])) found.push({ was: course, calls: grown })
  }
  world.load(root)
  return found
}

/**
 * The courses with only the first call as great as goes well: who has put much in, and done the rest as a user does, has most of what
 * there is and can still take it out.
 */
export function enteredCourses(grown: readonly GrownCourse[]): readonly CallSequence[] {
  return grown.flatMap(({ was, calls: [first] }) => (first === was[0] ? [] : [was.with(0, first!)]))
}

/**
 * The courses with next to nothing in the first call, if that goes well: who has a little of what nobody else has much of may decide what
 * it is worth. The other calls stay: they may go well when more has been done. The state is the one after setup.
 */
export function littleCourses(
  { world, root, moves }: CourseParts,
  courses: readonly CallSequence[],
): readonly CallSequence[] {
  const found = courses.flatMap((course) => {
    const [first] = course
    const knob = first && moves.learned.amountsOf(first)[0]
    if (first === undefined || knob === undefined) return []
    world.load(root)
    return LITTLE.filter(
      (amount) => amount < (knob.get(first) ?? 0n) && wouldSucceed(world, knob.set(first, amount)),
    )
      .slice(0, LITTLE_MAX)
      .map((amount) => course.with(0, knob.set(first, amount)))
  })
  world.load(root)
  return found
}

/** The call with the greatest amount with which it goes well, about; the state stays. */
function grownBy(world: World, call: Call, knob: Knob): Call {
  const isWell = (amount: bigint): boolean =>
    amount <= knob.max && wouldSucceed(world, knob.set(call, amount))
  const first = knob.get(call) ?? 0n
  if (first === 0n) return call
  let good = first
  for (let k = 0; k < DOUBLINGS_MAX && isWell(good * 2n); k++) good *= 2n
  for (let bits = 1n; bits <= PARTS_ADDED; bits++) {
    const more = good + (good >> bits)
    if (more > good && isWell(more)) good = more
  }
  return good === first ? call : knob.set(call, good)
}

/** The call with one of its numbers the one that an earlier call gave back; the latest first. */
export function renumbered(writer: CallWriter, call: Call, results: readonly bigint[]): readonly Call[] {
  const values = writer.valuesOf(call)
  if (values === undefined) return []
  const found: Call[] = []
  for (const result of new Set(results.toReversed())) {
    for (const [place, type] of writer.typesOf(call.target).entries()) {
      if (found.length >= RENUMBERED_MAX) return found
      if (type.kind !== 'uint' || values[place] === result || result >> BigInt(type.bits) !== 0n) continue
      found.push(writer.withValues(call, values.with(place, result)))
    }
  }
  return found
}
