// Numbers with a sign: what is bought or sold, put in or taken out, by how much a position changes. They are no ids. What was done is
// taken back by the same call with the other sign.

import type { Prng } from '../../primitives/prng.ts'
import type { Knob } from '../knobs.ts'
import type { Call } from '../types.ts'

/** Those of a call. */
export function signedOf(knobs: readonly Knob[]): readonly Knob[] {
  return knobs.filter(({ turned }) => turned !== undefined)
}

/** What the same function did before, taken back, half of the time. Undefined: nothing is. */
export function takenBack(
  call: Call,
  signed: readonly Knob[],
  played: readonly Call[],
  prng: Prng,
): Call | undefined {
  const done = played.findLast(({ target }) => target === call.target)
  if (done === undefined || prng.nextBelow(2) > 0) return undefined
  const { data } = signed[prng.nextBelow(signed.length)]!.turned!(done)
  return { ...call, data }
}

/** The call with other amounts, to one side or the other. @param draw an amount that matters now */
export function withSigned(
  call: Call,
  signed: readonly Knob[],
  prng: Prng,
  draw: () => bigint | undefined,
): Call {
  let changed = call
  for (const knob of signed) {
    const amount = prng.nextBelow(2) === 0 ? draw() : undefined
    if (amount !== undefined && amount <= knob.max) changed = knob.set(changed, amount)
    if (prng.nextBelow(3) === 0) changed = knob.turned!(changed)
  }
  return changed
}
