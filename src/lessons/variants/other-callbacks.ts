// What the attacker's contract does when it is called, done in another call, or another time that it is called.

import { type Call, type CallReaction, type CallSequence, withoutReactions } from '../../attack/types.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'

const NOTHING: CallReaction = { calls: [] }
const LATER_MAX = 2

export function* otherCallbacks(calls: CallSequence): Generator<CallSequence> {
  const put = (i: number, other: Call): CallSequence => calls.map((each, j) => (j === i ? other : each))
  for (const [i, call] of calls.entries()) {
    const { reactions } = call
    if (reactions === undefined) {
      // What comes after it may be done in the middle of it.
      const next = calls[i + 1]
      if (call.from !== ATTACKER_CONTRACT || next?.from !== ATTACKER_CONTRACT || next.seconds > 0) continue
      const inside = { ...call, reactions: [{ calls: [withoutReactions(next)] }] }
      yield [...calls.slice(0, i), inside, ...calls.slice(i + 2)]
      continue
    }
    for (let later = 1; later <= LATER_MAX; later++)
      yield put(i, { ...call, reactions: [...Array.from({ length: later }, () => NOTHING), ...reactions] })
    // Again, one level deeper each time.
    yield put(i, { ...call, reactions: [...reactions, ...reactions] })
    // The other way round: what it does inside is the outer call.
    const [inner] = reactions[0]?.calls ?? []
    if (inner !== undefined)
      yield put(i, { ...inner, from: call.from, reactions: [{ calls: [withoutReactions(call)] }] })
    for (const [j, other] of calls.entries()) {
      if (j === i || other.from !== ATTACKER_CONTRACT) continue
      yield calls.map((each, k) =>
        k === i ? withoutReactions(call) : k === j ? { ...other, reactions } : each,
      )
    }
  }
}
