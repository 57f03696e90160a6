// How and where a call gave way. Two failures with the same answer are the same failure: it must not depend on values,
// addresses or compiler metadata.

import type { TraceCall, TraceEvent, Trace } from '../../evm/trace.ts'
import { equalBytes, readWord } from '../../primitives/bytes.ts'
import { clippedText } from '../../primitives/plain-text.ts'
import type { SourceLocation } from '../../project/source-map.ts'
import { FAILED_SLOT, VM_ADDRESS } from '../addresses.ts'
import type { World, WorldResult } from '../types.ts'
import { cheatcodeSignature } from './cheatcode-names.ts'
import { failureMechanism, reasonInSource } from './explain-failure.ts'
import { type FrameSteps, framesWithSteps } from './frame-steps.ts'
import { frameFunction } from './frame-function.ts'
import { type KnownNames, indexedCount, knownNames } from './known-errors.ts'
import { createSourcePlaces, type SourcePlaces } from './source-places.ts'

/** How and where something gave way. */
export type FailurePlace = {
  /** 'src/Vault.sol:41'; 'Vault.withdraw(uint256)' without a source map. */
  readonly place: string
  /** See failureMechanism; also 'returned false', 'marked as failed', 'event AssertionFailed'. */
  readonly mechanism: string
  readonly line?: {
    /** From the project's root, forward slashes. */
    readonly path: string
    /** From 1. */
    readonly line: number
    readonly text: string
  }
}

type Fault = {
  readonly frame: TraceCall
  /** The event of `frame` at which it happened; undefined: the end of the frame. */
  readonly event: TraceEvent | undefined
  readonly mechanism: string
  /** See reasonInSource. */
  readonly reason?: string
  /** It ended well, and what it said was the failure: the last statement counts. */
  readonly isAnswer?: true
}

/**
 * Runs a call that fails, and says how and where: the deepest frame that failed by itself, and of it and its callers the
 * innermost line of the project's own code. A call that succeeds is a failure too if it marks the run as failed, or
 * else because of what it returns: 'returned false'.
 *
 * `run` is traced opcode by opcode, about a hundred times slower than otherwise; the state is what `run` leaves behind.
 */
export function locateFailure(world: World, run: () => WorldResult): FailurePlace {
  const { result, trace } = world.trace(
    () => {
      const { status, isFailed } = run()
      return { status, isFailed }
    },
    { steps: true, stacks: false },
  )
  const known = knownNames(world)
  const fault = faultOf(trace, result, known)
  if (fault === undefined) return { place: 'nowhere', mechanism: 'nothing was called' }
  return locate(world, trace, fault)
}

function faultOf(
  trace: Trace,
  result: Pick<WorldResult, 'status' | 'isFailed'>,
  known: KnownNames,
): Fault | undefined {
  const failed = trace.calls.findLast((call) => call.status !== 'success')
  if (result.status !== 'success' && failed !== undefined) return revertOf(failed, known)
  const last = trace.calls.at(-1)
  if (last === undefined) return undefined
  return (
    (result.isFailed ? markOf(trace.calls, known) : undefined) ??
    assertionEventOf(trace.calls, known) ?? {
      frame: last,
      event: undefined,
      mechanism: result.isFailed ? 'marked as failed' : 'returned false',
      isAnswer: true,
    }
  )
}

/** Follows the failure inwards, as long as a frame failed with what it got from a call of its own. */
function revertOf(top: TraceCall, known: KnownNames): Fault {
  let frame = top
  let by = failedCallBehind(frame)
  while (by !== undefined) {
    frame = by
    by = failedCallBehind(frame)
  }
  const reason = reasonInSource(frame, known)
  const mechanism = failureMechanism(frame, known)
  return { frame, event: undefined, mechanism, ...(reason !== undefined && { reason }) }
}

function failedCallBehind(frame: TraceCall): TraceCall | undefined {
  if (frame.status !== 'revert') return undefined
  const { events } = frame
  let isLast = true
  for (let i = events.length - 1; i >= 0; i--) {
    const event = events[i]!
    if (event.kind !== 'call') continue
    const { call } = event
    // Nothing is handed on by many: only the call just before can be meant by it.
    if (
      call.status !== 'success' &&
      equalBytes(call.output, frame.output) &&
      (isLast || frame.output.length > 0)
    )
      return call
    isLast = false
  }
  return undefined
}

/** What set the mark: an assertion that was caught, a write to the 'failed' slot of the cheatcodes, or ds-test's log. */
function markOf(calls: readonly TraceCall[], known: KnownNames): Fault | undefined {
  return firstEvent(calls, (frame, event) => {
    if (event.kind === 'call') {
      const { call } = event
      if (call.codeAddress !== VM_ADDRESS) return undefined
      const signature = cheatcodeSignature(call.input) ?? ''
      if (signature.startsWith('assert') && call.status !== 'success')
        return { frame: call, event: undefined, mechanism: failureMechanism(call, known) }
      const isMark =
        signature === 'store(address,bytes32,bytes32)' &&
        call.input.length >= 68 &&
        readWord(call.input, 36) === FAILED_SLOT
      return isMark ? { frame, event, mechanism: 'marked as failed' } : undefined
    }
    if (event.kind !== 'log') return undefined
    const topic = event.log.topics[0]
    const name = topic === undefined ? undefined : known.event(topic, 0)?.name
    const isError = name === 'log' && DS_TEST_ERROR.test(new TextDecoder().decode(event.log.data))
    return isError ? { frame, event, mechanism: 'marked as failed' } : undefined
  })
}

// ds-test: 'Error: a == b not satisfied [uint]'; with a message of the user, 'Error' is logged by log_named_string.
const DS_TEST_ERROR = /Error: .* not satisfied|Error: Assertion Failed/

/** Echidna's and Medusa's way to fail an assertion: an event of this name. */
function assertionEventOf(calls: readonly TraceCall[], known: KnownNames): Fault | undefined {
  return firstEvent(calls, (frame, event) => {
    if (event.kind !== 'log' || event.log.topics.length === 0) return undefined
    const declared = known.event(event.log.topics[0]!, event.log.topics.length - 1)
    if (declared === undefined || indexedCount(declared) !== event.log.topics.length - 1) return undefined
    return declared.name === 'AssertionFailed'
      ? { frame, event, mechanism: 'event AssertionFailed' }
      : undefined
  })
}

function firstEvent(
  calls: readonly TraceCall[],
  look: (frame: TraceCall, event: TraceEvent) => Fault | undefined,
): Fault | undefined {
  for (const call of calls) {
    for (const event of call.events) {
      const found = look(call, event) ?? (event.kind === 'call' ? firstEvent([event.call], look) : undefined)
      if (found !== undefined) return found
    }
  }
  return undefined
}

function locate(world: World, trace: Trace, fault: Fault): FailurePlace {
  const { mechanism } = fault
  const places = createSourcePlaces(world, trace.calls)
  const location =
    fault.frame.runs === 'code' || fault.frame.depth > 0 ? lineOf(trace, fault, places) : undefined
  if (location === undefined)
    return { mechanism, place: frameFunction(world, places.artifactOf(fault.frame), fault.frame) }
  const path = clippedText(location.path, 200)
  return {
    mechanism,
    place: `${path}:${location.line}`,
    line: { path, line: location.line, text: clippedText(location.text, 400) },
  }
}

function lineOf(trace: Trace, fault: Fault, places: SourcePlaces): SourceLocation | undefined {
  const frames = framesWithSteps(trace)
  let innermost: SourceLocation | undefined
  let event = fault.event
  for (let frame = frames.get(fault.frame); frame !== undefined; frame = frame.parent) {
    const index = indexAt(frame, event)
    event = eventOf(frame)
    if (index === undefined) continue
    const isItself = frame.call === fault.frame
    const own =
      (isItself && fault.reason !== undefined
        ? places.placeOfReason(frame, index, fault.reason)
        : undefined) ?? places.ownPlace(frame, index, fault.isAnswer === true)
    if (own !== undefined) return own
    innermost ??= places.anyPlace(frame, index)
  }
  return innermost
}

/** The opcode at which something happened in a frame; undefined if it is not known. */
function indexAt(frame: FrameSteps, event: TraceEvent | undefined): number | undefined {
  if (event !== undefined) return frame.indexOf.get(event)
  return frame.isComplete && frame.steps.length > 0 ? frame.steps.length - 1 : undefined
}

function eventOf(frame: FrameSteps): TraceEvent | undefined {
  return frame.parent?.call.events.find((event) => event.kind === 'call' && event.call === frame.call)
}
