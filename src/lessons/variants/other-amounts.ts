// The same calls with other amounts: of one step, or of all together; and a part of them as often as it takes.

import type { CallWriter } from '../../attack/call-writer.ts'
import type { Call, CallSequence } from '../../attack/types.ts'
import { otherAmount, SHARES } from './amounts.ts'

/** How often a part of the amounts is tried in the place of all. */
const TIMES: readonly number[] = [2, 4, 10]

export function* otherAmounts(writer: CallWriter, calls: CallSequence): Generator<CallSequence> {
  for (const [part, whole] of SHARES) yield scaled(writer, calls, (amount) => (amount * part) / whole)
  for (const step of [-1n, 1n]) yield scaled(writer, calls, (amount) => amount + step)
  for (const times of TIMES) {
    const less = scaled(writer, calls, (amount) => amount / BigInt(times))
    yield Array.from({ length: times }, () => less).flat()
    for (const [i, call] of calls.entries()) {
      const part = scaled(writer, [call], (amount) => amount / BigInt(times))
      yield [...calls.slice(0, i), ...Array.from({ length: times }, () => part).flat(), ...calls.slice(i + 1)]
    }
  }
  for (const [i, call] of calls.entries())
    for (const [part, whole] of SHARES) {
      const [other] = scaled(writer, [call], (amount) => (amount * part) / whole)
      if (other !== call) yield calls.map((each, j) => (j === i ? other! : each))
    }
}

function scaled(
  writer: CallWriter,
  calls: CallSequence,
  change: (amount: bigint) => bigint,
): readonly Call[] {
  return calls.map((call) => otherAmount(writer, call, change) ?? call)
}
