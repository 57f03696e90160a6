// The line of source that makes an inner call.

import type { TraceCall, TraceEvent } from '../../evm/trace.ts'
import { equalBytes } from '../../primitives/bytes.ts'
import { callLine, type CallLine } from '../../world/describe/call-line.ts'
import { type FrameSteps, framesWithSteps } from '../../world/describe/frame-steps.ts'
import { createSourcePlaces } from '../../world/describe/source-places.ts'
import type { WorldResult } from '../../world/types.ts'
import type { InnerCall } from './call-record.ts'
import type { Scene } from './scene.ts'

const STEPS_MAX = 400_000

/**
 * Where the call is made: found by making the outermost one once more in the present state; the world is afterwards where that leads.
 * The contract's name where sources or steps do not tell.
 * @param calls of a record of `run`
 */
export function placeOfCall(
  scene: Scene,
  run: () => WorldResult,
  calls: readonly InnerCall[],
  index: number,
): CallLine {
  const { trace } = scene.world.trace(run, { steps: true, stacks: false, stepsMax: STEPS_MAX })
  const wanted = calls[index]!
  const ordinal = calls.slice(0, index).filter((each) => isAlike(each, wanted)).length
  const found = callsOf(trace.calls).filter(({ event: { call } }) => isAlike(asInner(call), wanted))[ordinal]
  const frame = found && framesWithSteps(trace).get(found.parent)
  if (found === undefined || frame === undefined || trace.stepsCut)
    return { place: scene.nameOf(wanted.caller) }
  return lineOf(scene, trace.calls, frame, found.event)
}

function lineOf(
  { world }: Scene,
  calls: readonly TraceCall[],
  frame: FrameSteps,
  event: TraceEvent,
): CallLine {
  const places = createSourcePlaces(world, calls)
  const index = frame.indexOf.get(event)
  const location =
    index === undefined ? undefined : (places.ownPlace(frame, index, false) ?? places.anyPlace(frame, index))
  return callLine(frame.call, location, places.artifactOf(frame.call))
}

type Found = { readonly parent: TraceCall; readonly event: Extract<TraceEvent, { kind: 'call' }> }

/** All calls of a trace in the order in which they began. */
function callsOf(calls: readonly TraceCall[]): Found[] {
  const found: Found[] = []
  const visit = (parent: TraceCall): void => {
    for (const event of parent.events) {
      if (event.kind !== 'call') continue
      found.push({ parent, event })
      visit(event.call)
    }
  }
  for (const call of calls) visit(call)
  return found
}

type Alike = Pick<InnerCall, 'kind' | 'caller' | 'to' | 'value' | 'input'>

function asInner({ kind, from, to, value, input }: TraceCall): Alike {
  return { kind, caller: from, to, value, input }
}

function isAlike(a: Alike, b: Alike): boolean {
  return (
    a.kind === b.kind &&
    a.caller === b.caller &&
    a.to === b.to &&
    a.value === b.value &&
    equalBytes(a.input, b.input)
  )
}
