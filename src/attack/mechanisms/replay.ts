// The sequence once more with one thing different, and whether it still is a finding.

import type { EndedFrame, InterceptAnswer } from '../../evm/intercept.ts'
import type { TraceCall } from '../../evm/trace.ts'
import type { BlockEnv } from '../../evm/types.ts'
import { equalBytes } from '../../primitives/bytes.ts'
import { askProperty, makeCall } from '../arena.ts'
import type { CallSequence } from '../types.ts'
import type { Examined } from './types.ts'

export type Change = {
  /** Other calls. Default: the sequence's. */
  readonly calls?: CallSequence
  /** Called when a frame ends; what it answers is what the caller sees. A new one for each replay. */
  readonly after?: (frame: EndedFrame, step: number) => InterceptAnswer | undefined
  /** Makes a step: what it does besides `make` is part of the change. It returns what `make` returns. */
  readonly around?: (step: number, make: () => boolean) => boolean
  /** What calls see of the block. Detectors see the real one; only where nothing is broken in it, they are asked in the calls' own, too. */
  readonly block?: (real: BlockEnv) => Partial<BlockEnv>
}

export type Replayed = {
  /** The property holds after each of the calls. */
  readonly isGone: boolean
  /** By step: whether its call succeeded. */
  readonly succeeded: readonly boolean[]
  /** By step: the state after it. */
  readonly states: readonly bigint[]
}

/**
 * Plays it from the state after setup. The world stays at its end. Where cheatcodes of the setup listen themselves (to mocks, say), frames
 * cannot be answered otherwise, and nothing is gone.
 */
export function replay(
  {
    parts: { world, root, meter },
    property,
    calls: original,
  }: Pick<Examined, 'parts' | 'property' | 'calls'>,
  { calls = original, after, around, block }: Change,
): Replayed {
  const { machine } = world
  const succeeded: boolean[] = []
  const states: bigint[] = []
  let isGone = true
  world.load(root)
  if (after !== undefined && machine.isIntercepted) return { isGone: false, succeeded, states }
  for (const [step, call] of calls.entries()) {
    world.advance(BigInt(call.seconds), BigInt(call.blocks))
    const real = machine.block
    const seen = block?.(real)
    if (seen !== undefined) machine.setBlock(seen)
    const makeIt = (): boolean => makeCall(world, { ...call, seconds: 0, blocks: 0 }).status === 'success'
    const make = around === undefined ? makeIt : (): boolean => around(step, makeIt)
    try {
      succeeded.push(
        after === undefined
          ? make()
          : machine.withInterceptor({ after: (frame) => after(frame, step) }, { frames: true }, make),
      )
    } finally {
      if (seen !== undefined) machine.setBlock(real)
    }
    states.push(machine.stateHash())
    const isBroken = (): boolean => askProperty(world, world.sender, property, meter).isBroken
    if (isBroken()) isGone = false
    else if (seen !== undefined && isGone) {
      // A contract that noted the time refuses to be asked at an earlier one: what users get out then is no answer.
      machine.setBlock(seen)
      if (isBroken()) isGone = false
      machine.setBlock(real)
    }
  }
  return { isGone, succeeded, states }
}

/** Whether the finding is gone if this frame of it fails, which its caller sees. */
export function isGoneIfFails(examined: Examined, step: number, call: TraceCall): boolean {
  return replay(examined, { after: answering(step, call, { status: 'revert' }) }).isGone
}

/** Answers one frame of the sequence, every time that it is called in this way in this step. */
export function answering(
  step: number,
  call: TraceCall,
  answer: InterceptAnswer,
): NonNullable<Change['after']> {
  return (frame, at) => (at === step && isFrameOf(frame, call) ? answer : undefined)
}

/** Whether a frame that ended was called as the traced one. */
function isFrameOf(frame: EndedFrame, call: TraceCall): boolean {
  return (
    frame.depth === call.depth &&
    frame.address === call.to &&
    frame.codeAddress === call.codeAddress &&
    frame.caller === call.from &&
    equalBytes(frame.input, call.input)
  )
}
