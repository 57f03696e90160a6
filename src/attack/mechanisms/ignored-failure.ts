// A call that failed, or answered false, and whose caller goes on as if it had worked. Two counterfactuals: told that it worked the
// caller does just the same, so it has not looked; and if the caller fails with it the finding is gone.
//
// Some calls may fail by design: hooks that the other side need not have. Left out are functions that the callee is known not to have,
// and what failed in the setup's own calls too.

import { selectorIn } from '../../project/abi/selector.ts'
import { bigIntToBytes32, readWord } from '../../primitives/bytes.ts'
import type { TraceCall } from '../../evm/trace.ts'
import { type Frame, onlyAnswered } from './look.ts'
import { answering, isGoneIfFails, replay } from './replay.ts'
import type { Examined, Mechanism } from './types.ts'

const SUSPECTS_MAX = 16
const TRUE = bigIntToBytes32(1n)

export function examineIgnoredFailure(examined: Examined): Mechanism | undefined {
  const { look, parts } = examined
  const usual = new Set<string>()
  for (const call of parts.world.setupTrace?.calls ?? []) noteFailures(call, usual)
  const suspects = look.frames.filter(
    (frame) =>
      frame.parent !== undefined &&
      look.isProtocol(frame.parent) &&
      look.hasLasted(frame.parent) &&
      !look.isAttacker(frame.call.to) &&
      hasFailed(frame.call) &&
      look.hasFunction(frame) &&
      !usual.has(keyOf(frame.call)),
  )
  for (const frame of suspects.slice(0, SUSPECTS_MAX)) {
    if (!isOverlooked(examined, frame)) continue
    if (!isGoneIfFails(examined, frame.step, frame.parent!.call)) continue
    const caller = frame.parent!
    const how = frame.call.status === 'success' ? 'answers false' : 'fails'
    return {
      id: 'ignored-failure',
      sentence: `${look.functionOf(frame)} ${how}, and ${look.functionOf(caller)} goes on as if it had worked.`,
      step: frame.step,
      path: look.pathTo(frame),
      place: frame.event && look.placeOf(caller, frame.event),
    }
  }
  return undefined
}

function noteFailures(call: TraceCall, failed: Set<string>): void {
  if (hasFailed(call)) failed.add(keyOf(call))
  for (const event of call.events) if (event.kind === 'call') noteFailures(event.call, failed)
}

function keyOf({ from, to, input }: TraceCall): string {
  return `${from}${to}${selectorIn(input) ?? ''}`
}

function hasFailed(call: TraceCall): boolean {
  const { kind, status, output, codeAddress, runs } = call
  if (kind !== 'call' || runs === 'precompile' || BigInt(codeAddress) < 256n) return false
  if (status !== 'success') return true
  return output.length === 32 && readWord(output, 0) === 0n && onlyAnswered(call)
}

/** The caller does the same if it is told that the call worked. */
function isOverlooked(examined: Examined, { call, step }: Frame): boolean {
  const told = replay(examined, { after: answering(step, call, { status: 'return', output: TRUE }) })
  const real = replay(examined, {})
  return told.succeeded[step] === true && told.states[step] === real.states[step]
}
