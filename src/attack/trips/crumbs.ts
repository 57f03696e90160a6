// Crumbs: a trip that cost nothing and brought next to nothing, made with ever greater amounts. What rounding gives may stay what it is
// however much is asked for, or grow with it.

import type { AttackerMoves } from '../attacker/attacker-moves.ts'
import type { Knob } from '../knobs.ts'
import type { Call } from '../types.ts'

/** Amounts become so many bits greater. */
const BITS: readonly bigint[] = [8n, 16n, 24n, 32n, 40n, 52n, 64n]
const CALLS_MAX = 6
const NUMBERS_MAX = 6

/** The same calls with one of their numbers greater, or all of them. */
export function grown(calls: readonly Call[], moves: AttackerMoves): readonly (readonly Call[])[] {
  if (calls.length > CALLS_MAX) return []
  const numbers = calls
    .flatMap((call, step) => moves.learned.numbersOf(call).map((knob) => ({ step, knob })))
    .filter(({ step, knob }) => (knob.get(calls[step]!) ?? 0n) > 0n)
    .slice(0, NUMBERS_MAX)
  const sets = numbers.length > 1 ? [numbers, ...numbers.map((each) => [each])] : [numbers]
  return sets
    .flatMap((set) => (set.length === 0 ? [] : BITS.flatMap((bits) => [greater(calls, set, bits) ?? []])))
    .filter(({ length }) => length > 0)
}

function greater(
  calls: readonly Call[],
  numbers: readonly { readonly step: number; readonly knob: Knob }[],
  bits: bigint,
): readonly Call[] | undefined {
  let changed = calls
  for (const { step, knob } of numbers) {
    const value = knob.get(calls[step]!)! << bits
    if (value > knob.max) return undefined
    changed = changed.with(step, knob.set(changed[step]!, value))
  }
  return changed
}
