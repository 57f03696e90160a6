// A trace has its frames as a tree and its opcodes as one flat list. This puts them together: which opcodes each frame ran
// itself, and at which of them it called or logged.

import type { Trace, TraceCall, TraceEvent, TraceStep } from '../../evm/trace.ts'

/** A frame with the opcodes that it ran itself. */
export type FrameSteps = {
  readonly call: TraceCall
  readonly parent: FrameSteps | undefined
  /** In order; those of its calls are not among them. */
  readonly steps: readonly TraceStep[]
  /** The opcode in `steps` where a call or log of the frame happened. */
  readonly indexOf: ReadonlyMap<TraceEvent, number>
  /** False if the list of opcodes ended before the frame did. */
  readonly isComplete: boolean
}

type Building = {
  readonly call: TraceCall
  readonly parent: FrameSteps | undefined
  readonly steps: TraceStep[]
  readonly indexOf: Map<TraceEvent, number>
  isComplete: boolean
}

/** Every frame of a trace that was made with steps. */
export function framesWithSteps(trace: Trace): ReadonlyMap<TraceCall, FrameSteps> {
  const frames = new Map<TraceCall, FrameSteps>()
  const steps = trace.steps
  let at = 0

  const open = (call: TraceCall, parent: FrameSteps | undefined): Building => {
    const frame: Building = { call, parent, steps: [], indexOf: new Map(), isComplete: true }
    frames.set(call, frame)
    return frame
  }

  const enter = (call: TraceCall, parent: FrameSteps | undefined): void => {
    const frame = open(call, parent)
    if (call.runs === 'code') read(frame)
    // A host or a precompile runs no opcodes, but a host may call: those frames follow each other without a step between.
    else for (const child of callsOf(call)) enter(child, frame)
  }

  const read = (frame: Building): void => {
    const { call } = frame
    const events = call.events
    let next = 0
    // The next event of a kind, without going past one of the other kind that has an opcode of its own.
    const claim = (kind: 'call' | 'log'): TraceEvent | undefined => {
      let i = next
      while (i < events.length && events[i]!.kind === 'storage') i++
      if (events[i]?.kind !== kind) return undefined
      next = i + 1
      return events[i]
    }
    while (at < steps.length) {
      const step = steps[at]!
      if (step.depth < call.depth) break
      // No loop comes back to pc 0 in compiled code: it is the next call of the same depth.
      if (step.depth === call.depth && step.pc === 0 && frame.steps.length > 0) break
      if (step.depth > call.depth) {
        // Opcodes of a frame that the tree does not show.
        at++
        continue
      }
      frame.steps.push(step)
      at++
      const isLog = step.opcode >= 0xa0 && step.opcode <= 0xa4
      if (!isLog && !CALLING.has(step.opcode)) continue
      const index = frame.steps.length - 1
      const before = next
      const event = claim(isLog ? 'log' : 'call')
      if (event === undefined) continue
      if (event.kind === 'call') {
        const hasSteps = (steps[at]?.depth ?? -1) > call.depth
        // The opcode failed before it called anybody (no balance, too deep): the frame belongs to a later one.
        if (!hasSteps && at < steps.length && isRunnable(event.call)) {
          next = before
          continue
        }
        frame.indexOf.set(event, index)
        enter(event.call, frame)
      } else {
        frame.indexOf.set(event, index)
      }
    }
    frame.isComplete = !(trace.stepsCut && at >= steps.length)
    // Whatever was not reached keeps its place in the tree, without opcodes.
    for (; next < events.length; next++) {
      const event = events[next]!
      if (event.kind === 'call' && !frames.has(event.call)) enter(event.call, frame)
    }
  }

  for (const call of trace.calls) enter(call, undefined)
  return frames
}

const CALLING: ReadonlySet<number> = new Set([0xf0, 0xf1, 0xf2, 0xf4, 0xf5, 0xfa])

/** Frames with code run at least one opcode; creations without initcode and failed entries may run none. */
function isRunnable(call: TraceCall): boolean {
  return (
    call.runs === 'code' &&
    call.gasUsed > 0n &&
    call.halt !== 'insufficientBalance' &&
    call.halt !== 'callDepth'
  )
}

function callsOf(call: TraceCall): TraceCall[] {
  const out: TraceCall[] = []
  for (const event of call.events) if (event.kind === 'call') out.push(event.call)
  return out
}
