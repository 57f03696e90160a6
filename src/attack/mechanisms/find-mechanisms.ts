// How a finding works: every mechanism in turn, each with its own proof.

import { judgeLast, type Reenactment } from '../reenact.ts'
import type { AttackerFacts, CallSequence, Property } from '../types.ts'
import { examineCaller } from './caller.ts'
import { examineDonation, examinePrice } from './believed.ts'
import { examineArbitraryCall, examineDelegatecall } from './foreign-call.ts'
import { examineFrontRunning } from './front-running.ts'
import { examineIgnoredFailure } from './ignored-failure.ts'
import { Look } from './look.ts'
import { examineProof } from './proof.ts'
import { examineRandomness } from './randomness.ts'
import { examineReentrancy } from './reentrancy.ts'
import { examineRounding } from './rounding.ts'
import { examineSandwich } from './sandwich.ts'
import { examineSignature } from './signature.ts'
import { examineUninitialized } from './uninitialized.ts'
import { examineVotes } from './votes.ts'
import { examineWrap } from './wrap.ts'
import type { Examined, Examiner, Mechanism, MechanismId } from './types.ts'

/** The most specific first. */
const EXAMINERS: readonly Examiner[] = [
  examineReentrancy,
  // A signature is hashed data too: where it is used again, it is told as one.
  (examined) => examineSignature(examined) ?? examineProof(examined),
  examineFrontRunning,
  examineSandwich,
  examineDonation,
  examinePrice,
  examineRandomness,
  examineWrap,
  examineIgnoredFailure,
  examineDelegatecall,
  examineArbitraryCall,
  examineUninitialized,
]

/** Longer sequences are not examined: shrinking gave up on them, and each replay takes as long. */
const CALLS_MAX = 40
/** Gas of the sequence: calls that burn all of theirs take seconds each, and are made some fifty times. */
const GAS_MAX = 100_000_000n

/**
 * What makes the smallest sequence of a detector's finding work. Empty if nothing could be shown. The world is in any state
 * afterwards.
 */
export function findMechanisms(
  parts: Reenactment,
  facts: AttackerFacts,
  property: Property,
  calls: CallSequence,
): readonly Mechanism[] {
  if (calls.length === 0 || calls.length > CALLS_MAX) return []
  if (property.isOfCall === true) return ofCallDetector(parts, facts, property, calls)
  const look = new Look(parts, facts, calls)
  if (look.gasUsed > GAS_MAX) return []
  let stacked: Look | undefined
  const examined: Examined = {
    parts,
    facts,
    property,
    calls,
    look,
    stacked: () => (stacked ??= new Look(parts, facts, calls, true)),
  }
  const found = EXAMINERS.flatMap((examine) => examine(examined) ?? [])
  // That nobody asks who calls is said where nothing else is; and of code that was let in, which somebody let in.
  if (found.every(({ id }) => id === 'delegatecall')) {
    const caller = examineCaller(examined)
    // Where a step before has let it in, anybody may say what code is run: that it is run so may be the plan.
    const isLetIn = caller !== undefined && found.every(({ step }) => caller.step < step)
    if (caller !== undefined) found.splice(isLetIn ? 0 : found.length, 0, caller)
  }
  // Votes may have let it in: then that it was run is what they were for.
  if (found.length === 1 && found[0]!.id === 'delegatecall')
    found.unshift(...[examineVotes(examined) ?? []].flat())
  // Suspects of these are everywhere: they are asked where nothing else was shown, or only that anybody may do what is open to all.
  if (found.length === 0) found.push(...[examineVotes(examined) ?? []].flat())
  if (found.every(({ id }) => id === 'missing-caller-check')) {
    const rounding = examineRounding(examined)
    if (rounding !== undefined) return [rounding]
  }
  return found
}

/** Detectors of calls try by themselves what would be otherwise, had what they report not been. */
const OF_CALLS: ReadonlyMap<string, MechanismId> = new Map([
  ['ignored-failure', 'ignored-failure'],
  ['wrap', 'integer-wrap'],
])

function ofCallDetector(
  parts: Reenactment,
  facts: AttackerFacts,
  property: Property,
  calls: CallSequence,
): readonly Mechanism[] {
  const id = OF_CALLS.get(property.name)
  const found = judgeLast(parts, property, calls)
  if (id === undefined || found === undefined) return []
  const step = calls.length - 1
  const look = new Look(parts, facts, calls)
  const [outer] = look.of(step)
  const path = outer === undefined ? [] : [look.functionOf(outer)]
  return [{ id, sentence: found.details, step, path, place: found.line }]
}
