// What is not put in cannot be taken out: if a call is left out, the amounts of others may have to be less by what it moved.

import { amountsOf, withAmounts } from './amounts.ts'
import type { CallWriter } from '../call-writer.ts'
import type { Call } from '../types.ts'

const CANDIDATES_MAX = 8

/**
 * The other calls with one amount among them less by an amount of the call that is gone; what leaves least comes first, for an
 * amount that was put in and taken out again leaves little. Deterministic.
 */
export function rebalanced(writer: CallWriter, gone: Call, rest: readonly Call[]): Call[][] {
  const moved = new Set(amountsOf(writer, gone))
  if (moved.size === 0) return []
  const found: { readonly call: number; readonly place: number; readonly left: bigint }[] = []
  for (const [call, each] of rest.entries()) {
    for (const [place, amount] of amountsOf(writer, each).entries()) {
      for (const part of moved) if (amount > part) found.push({ call, place, left: amount - part })
    }
  }
  found.sort((a, b) => (a.left < b.left ? -1 : a.left > b.left ? 1 : 0))
  return found.slice(0, CANDIDATES_MAX).map(({ call, place, left }) => {
    let at = 0
    return rest.with(
      call,
      withAmounts(writer, rest[call]!, (amount) => (at++ === place ? left : amount)),
    )
  })
}

const PLACES_MAX = 8
const LEFT = [0n, 1n, 2n, 1_000n] as const

/** The calls with two amounts less by as much: what goes in with one call and out with another. The least amounts first. */
export function* loweredTogether(writer: CallWriter, calls: readonly Call[]): Generator<Call[]> {
  const amounts = calls.flatMap((call) => amountsOf(writer, call))
  const places = [...amounts.keys()].filter((place) => amounts[place]! > LEFT[3]).slice(0, PLACES_MAX)
  for (const [i, first] of places.entries()) {
    for (const second of places.slice(i + 1)) {
      const less = amounts[first]! < amounts[second]! ? amounts[first]! : amounts[second]!
      for (const left of [...LEFT, less >> 1n]) {
        if (left >= less) continue
        let at = -1
        const lowered = (amount: bigint): bigint => {
          at++
          return at === first || at === second ? amount - (less - left) : amount
        }
        yield calls.map((call) => withAmounts(writer, call, lowered))
      }
    }
  }
}
