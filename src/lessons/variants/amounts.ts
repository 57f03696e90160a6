// The same call with other amounts.

import type { CallWriter } from '../../attack/call-writer.ts'
import { withAmounts } from '../../attack/shrink/amounts.ts'
import type { Call } from '../../attack/types.ts'

/** Numerators and denominators, those that a half repair misses first. */
export const SHARES: readonly (readonly [bigint, bigint])[] = [
  [1n, 2n],
  [9n, 10n],
  [99n, 100n],
  [1n, 10n],
  [2n, 1n],
  [1n, 100n],
  [10n, 1n],
  [1n, 1_000n],
  [1n, 10_000n],
]

const LESS: readonly (readonly [bigint, bigint])[] = [
  [9n, 10n],
  [1n, 2n],
  [0n, 1n],
]

/** All amounts of the call in another size, one size after another; then each moved by 1. Those that are no other call are left out. */
export function* scaledAmounts(writer: CallWriter, call: Call): Generator<Call> {
  for (const [part, whole] of SHARES) {
    const other = otherAmount(writer, call, (amount) => (amount * part) / whole)
    if (other !== undefined) yield other
  }
  for (const step of [-1n, 1n]) {
    const other = otherAmount(writer, call, (amount) => amount + step)
    if (other !== undefined) yield other
  }
}

/** The call with one of its amounts less, or none: each amount in turn. */
export function eachAmountLess(writer: CallWriter, call: Call): readonly Call[] {
  const calls: Call[] = []
  for (const [part, whole] of LESS) {
    for (let turn = 0; ; turn++) {
      let at = 0
      const other = otherAmount(writer, call, (amount) => (at++ === turn ? (amount * part) / whole : amount))
      if (other !== undefined) calls.push(other)
      if (turn >= at) break
    }
  }
  return calls
}

/** The call with its amounts changed, those of its reactions too, and small ones; undefined if that is no other call. */
export function otherAmount(
  writer: CallWriter,
  call: Call,
  change: (amount: bigint) => bigint,
): Call | undefined {
  let isOther = false
  const noting = (amount: bigint): bigint => {
    const changed = change(amount)
    isOther ||= changed !== amount
    return changed
  }
  const other = withAmounts(writer, call, noting, 1n)
  return isOther ? other : undefined
}
