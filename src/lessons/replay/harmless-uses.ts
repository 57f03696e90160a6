// The functions of a program as somebody may use them without doing harm. A repair refuses what harms; who refuses these too has
// changed something else, and nobody knows whether the flaw is gone.

import { makeCall } from '../../attack/arena.ts'
import type { CallWriter } from '../../attack/call-writer.ts'
import { reenact, type Reenactment } from '../../attack/reenact.ts'
import { type Call, type CallSequence, type Property, withoutReactions } from '../../attack/types.ts'
import { scaledAmounts } from '../variants/amounts.ts'

/** Of one function, and of all together. */
const USES_MAX = 2
const ALL_USES_MAX = 8
/** Sequences that are tried for one function. */
const TRIES_MAX = 40

/** Sequences whose last call is one of the functions of `calls` and succeeds, and that do not break the property. */
export function harmlessUses(
  parts: Reenactment,
  property: Property,
  writer: CallWriter,
  calls: CallSequence,
): readonly CallSequence[] {
  const uses: CallSequence[] = []
  for (const { call, before } of functionsOf(calls)) {
    let left = USES_MAX
    let tries = 0
    for (const use of candidates(parts, writer, before, call)) {
      if (left === 0 || uses.length >= ALL_USES_MAX || tries++ >= TRIES_MAX) break
      if (!isHarmless(parts, property, use)) continue
      uses.push(use)
      left--
    }
  }
  return uses
}

/** The first call of each function of the protocol's, with what was called before. */
function functionsOf(calls: CallSequence): readonly { readonly call: Call; readonly before: CallSequence }[] {
  const known = new Set<string>()
  return calls.flatMap((step, i) =>
    [step, ...(step.reactions ?? []).flatMap((each) => each.calls)].flatMap((call) => {
      const key = `${call.to} ${call.target}`
      if (call.target < 0 || known.has(key)) return []
      known.add(key)
      return { call: withoutReactions(call), before: calls.slice(0, i) }
    }),
  )
}

function* candidates(
  { target }: Reenactment,
  writer: CallWriter,
  before: CallSequence,
  call: Call,
): Generator<CallSequence> {
  if (target.functions[call.target]?.fixed !== undefined) return
  yield [call]
  if (before.length > 0) yield [...before, call]
  for (const other of scaledAmounts(writer, call)) {
    yield [other]
    if (before.length > 0) yield [...before, other]
  }
  for (const seed of target.seeds ?? [])
    if (seed.target === call.target && seed.to === call.to) yield [withoutReactions(seed)]
}

function isHarmless(parts: Reenactment, property: Property, use: CallSequence): boolean {
  const { world, root } = parts
  world.load(root)
  for (const [i, call] of use.entries()) {
    const { status, verdict } = makeCall(world, call)
    if (verdict !== 'ran' || (i === use.length - 1 && status !== 'success')) return false
  }
  return property.kind === 'optimize' || reenact(parts, property, use) === undefined
}
