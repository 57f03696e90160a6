// The attacker's code run by DELEGATECALL, and calls that the protocol makes for the attacker: to whom and with what data the
// attacker says. The counterfactuals: the call fails; and another selector in the calldata makes another call.

import type { TraceCall } from '../../evm/trace.ts'
import { equalBytes } from '../../primitives/bytes.ts'
import { bytesToHex, hexToBytes } from '../../primitives/hex.ts'
import { makeCall } from '../arena.ts'
import type { Call } from '../types.ts'
import type { Frame } from './look.ts'
import { isGoneIfFails } from './replay.ts'
import type { Examined, Mechanism } from './types.ts'

const SUSPECTS_MAX = 16

export function examineDelegatecall(examined: Examined): Mechanism | undefined {
  const { look } = examined
  for (const frame of look.frames) {
    const { kind, codeAddress, to } = frame.call
    const caller = frame.parent
    if ((kind !== 'delegatecall' && kind !== 'callcode') || !look.isAttacker(codeAddress)) continue
    if (caller === undefined || look.isAttacker(to) || !look.hasLasted(frame)) continue
    if (!isGoneIfFails(examined, frame.step, frame.call)) continue
    return {
      id: 'delegatecall',
      sentence: `${look.functionOf(caller)} runs the attacker's code as its own, by DELEGATECALL.`,
      step: frame.step,
      path: look.pathTo(caller),
      place: frame.event && look.placeOf(caller, frame.event),
    }
  }
  return undefined
}

export function examineArbitraryCall(examined: Examined): Mechanism | undefined {
  const { look } = examined
  let tried = 0
  for (const frame of look.frames) {
    const { kind, input, to, from, runs } = frame.call
    const caller = frame.parent
    if (kind !== 'call' || input.length < 4 || to === from || look.isAttacker(to) || runs !== 'code') continue
    if (caller === undefined || !look.isProtocol(caller) || !look.hasLasted(frame)) continue
    const outer = look.upToAttacker(frame).at(-1)!
    const at = indexOf(outer.call.input, input)
    if (outer === frame || at < 4 || indexOf(outer.call.input, hexToBytes(to)) < 0) continue
    if (tried++ >= SUSPECTS_MAX) return undefined
    if (!isMadeOtherwise(examined, frame, outer.call, at)) continue
    if (!isGoneIfFails(examined, frame.step, frame.call)) continue
    return {
      id: 'arbitrary-call',
      sentence: `${look.functionOf(caller)} makes whatever call it is told to: here ${look.functionOf(frame)}, in its own name.`,
      step: frame.step,
      path: look.pathTo(frame),
      place: frame.event && look.placeOf(caller, frame.event),
    }
  }
  return undefined
}

/** With another selector in the outer calldata, the call is made with that. */
function isMadeOtherwise({ parts, calls }: Examined, frame: Frame, outer: TraceCall, at: number): boolean {
  const { world, root } = parts
  const data = outer.input.slice()
  data[at] = data[at]! ^ 0xff
  const changed = (call: Call): Call =>
    call.to === outer.to && equalBytes(call.data, outer.input) ? { ...call, data } : call
  const call = changed(calls[frame.step]!)
  const reactions = call.reactions?.map((each) => ({ ...each, calls: each.calls.map(changed) }))
  world.load(root)
  for (const before of calls.slice(0, frame.step)) makeCall(world, before)
  const { trace } = world.trace(() => makeCall(world, { ...call, ...(reactions && { reactions }) }))
  const wanted = frame.call.input.slice()
  wanted[0] = wanted[0]! ^ 0xff
  return trace.calls.some((each) => makesCall(each, frame.call, wanted))
}

function makesCall({ events, to, from, input }: TraceCall, like: TraceCall, wanted: Uint8Array): boolean {
  if (to === like.to && from === like.from && equalBytes(input, wanted)) return true
  return events.some((event) => event.kind === 'call' && makesCall(event.call, like, wanted))
}

function indexOf(bytes: Uint8Array, part: Uint8Array): number {
  const text = bytesToHex(bytes)
  const wanted = bytesToHex(part).slice(2)
  let at = text.indexOf(wanted, 2)
  while (at >= 0 && at % 2 !== 0) at = text.indexOf(wanted, at + 1)
  return at < 0 ? -1 : at / 2 - 1
}
