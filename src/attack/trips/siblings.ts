// Courses somewhere else: what a user did with one contract, done with another one of the same code. Of markets, pools or vaults that one
// protocol has several of, one may be new, empty or otherwise set up, and nobody's course leads there.

import type { Address } from '../../evm/types.ts'
import { outcomeOf, tryCall, wouldSucceed } from '../arena.ts'
import type { Knob } from '../knobs.ts'
import type { Call, CallSequence, TargetFunction } from '../types.ts'
import type { CourseParts } from './courses.ts'
import { renamed } from './from-another-account.ts'
import { greatest } from './greatest.ts'

const COURSES_MAX = 8
/** Pairs of a contract and a sibling that are tried. */
const PAIRS_MAX = 48
/** What is much of one token may be more than there is of another. */
const BOUNDS = { halvings: 48, doublings: 0, steps: 0 }

type Pair = { readonly course: CallSequence; readonly from: Address; readonly to: Address }

/**
 * The courses with a contract in the place of one of the same code, as far as the calls go well, with smaller amounts if they have to.
 * Those first that lead to contracts that are not `visited`: by no user of the setup. The state is the one after setup.
 */
export function siblingCourses(
  parts: CourseParts,
  courses: readonly CallSequence[],
  functions: readonly TargetFunction[],
  visited: ReadonlySet<Address>,
): readonly CallSequence[] {
  const found: CallSequence[] = []
  const known = new Set(courses.map(targetsOf))
  for (const { course, from, to } of pairs(parts, courses, functions, visited).slice(0, PAIRS_MAX)) {
    if (found.length >= COURSES_MAX) break
    const calls = tried(parts, course, (call) => moved(parts, call, from, to, functions))
    const key = targetsOf(calls)
    if (
      calls.length < 2 ||
      [...known].some((each) => each.startsWith(key)) ||
      !calls.some((call) => call.to === to)
    )
      continue
    known.add(key)
    found.push(calls)
  }
  parts.world.load(parts.root)
  return found
}

/** By what is called: what is done there with other accounts or amounts is the same course. */
function targetsOf(calls: CallSequence): string {
  return calls.map(({ target }) => target).join()
}

function pairs(
  { moves }: CourseParts,
  courses: readonly CallSequence[],
  functions: readonly TargetFunction[],
  visited: ReadonlySet<Address>,
): readonly Pair[] {
  const codeOf = new Map<Address, TargetFunction['artifact']>()
  for (const { to, artifact, index } of functions)
    if (to !== undefined && !moves.isOfToken(index)) codeOf.set(to, artifact)
  const all = courses.flatMap((course) =>
    [...new Set(course.map(({ to }) => to))].flatMap((from) =>
      [...codeOf]
        .filter(([to, code]) => to !== from && code === codeOf.get(from))
        .map(([to]) => ({ course, from, to })),
    ),
  )
  return [...all.filter(({ to }) => !visited.has(to)), ...all.filter(({ to }) => visited.has(to))]
}

/** The call of the one contract, or about it, as one of the other or about that; itself if it has nothing to do with it. */
function moved(
  { writer }: CourseParts,
  call: Call,
  from: Address,
  to: Address,
  functions: readonly TargetFunction[],
): Call {
  const { abi } = functions[call.target]!
  const fn = functions.find((each) => each.to === to && each.abi.signature === abi.signature)
  const own = call.to === from && fn !== undefined ? { ...call, to, target: fn.index } : call
  const values = writer.valuesOf(call)
  return values === undefined
    ? own
    : writer.withValues(
        own,
        values.map((value) => renamed(value, from, to)),
      )
}

function tried(
  { world, root, moves }: CourseParts,
  course: CallSequence,
  change: (call: Call) => Call,
): CallSequence {
  const calls: Call[] = []
  world.load(root)
  for (const each of course) {
    const call = change(each)
    const knob = moves.learned.amountsOf(call)[0]
    const most = knob === undefined ? call : withLess(call, knob)
    if (most !== undefined && outcomeOf(tryCall(world, most)) === 'success') calls.push(most)
  }
  return calls

  function withLess(call: Call, knob: Knob): Call | undefined {
    const isWell = (amount: bigint): boolean => wouldSucceed(world, knob.set(call, amount))
    const found = greatest(isWell, knob.get(call) ?? 0n, BOUNDS)
    return found && knob.set(call, found.amount)
  }
}
