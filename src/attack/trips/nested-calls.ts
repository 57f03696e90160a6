// Calls that are tried in the middle of another one, several at once: what fails there does no harm.

import type { Address } from '../../evm/types.ts'
import type { Prng } from '../../primitives/prng.ts'
import { nestedCall } from '../attacker/reaction-writer.ts'
import type { Call } from '../types.ts'
import type { LearnedCalls } from './learned-calls.ts'
import type { TripParts } from './trip.ts'

/** Amounts are so many bits smaller each time. */
const LADDER_BITS = 3n
const LADDER_STEPS = 4
const NEVER_WELL_MAX = 6

/** The call, and once more with ever smaller amounts: what is too much fails. */
export function ladder(learned: LearnedCalls, prng: Prng, call: Call): Call[] {
  const large = learned.amountsOf(call).filter((knob) => (knob.get(call) ?? 0n) >> LADDER_BITS > 0n)
  const knob = large[prng.nextBelow(Math.max(1, large.length))]
  if (knob === undefined) return [call]
  return Array.from({ length: LADDER_STEPS }, (_, i) =>
    knob.set(call, knob.get(call)! >> (LADDER_BITS * BigInt(i))),
  )
}

/** Calls of functions that never went well: perhaps it is the middle of the call `outer` that they need. */
export function neverWell(parts: TripParts, prng: Prng, account: Address, outer: number): Call[] {
  const { moves, created, writer, corpus } = parts
  const { functions } = moves.learned
  const never = created.callable().filter((index) => index !== outer && !functions.includes(index))
  return Array.from({ length: Math.min(never.length, NEVER_WELL_MAX) }, () =>
    nestedCall(writer.write(prng, corpus, never[prng.nextBelow(never.length)]!, account)),
  )
}
