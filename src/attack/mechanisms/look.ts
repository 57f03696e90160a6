// What the smallest sequence did: every frame of it, traced once, with the opcodes that it ran. Mechanisms look for their suspects
// here before they try anything.

import { isCreation } from '../../evm/host.ts'
import type { StorageChange, TraceCall, TraceEvent } from '../../evm/trace.ts'
import type { Address } from '../../evm/types.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import { equalBytes } from '../../primitives/bytes.ts'
import { clippedText } from '../../primitives/plain-text.ts'
import { frameFunction } from '../../world/describe/frame-function.ts'
import { type FrameSteps, framesWithSteps } from '../../world/describe/frame-steps.ts'
import { createSourcePlaces, type SourcePlaces } from '../../world/describe/source-places.ts'
import { indexOfWrite } from '../../world/describe/theft-place-writes.ts'
import { type Movement, valueFlow } from '../../world/describe/value-flow.ts'
import type { World } from '../../world/types.ts'
import { makeCall } from '../arena.ts'
import type { Reenactment } from '../reenact.ts'
import type { AttackerFacts, CallSequence } from '../types.ts'
import type { MechanismPlace } from './types.ts'

export type Frame = {
  readonly call: TraceCall
  /** Of the sequence, from 0. */
  readonly step: number
  readonly parent: Frame | undefined
  /** Where in the parent it was called. */
  readonly event: TraceEvent | undefined
  readonly opcodes: FrameSteps
}

/** A write that happened, or a frame that began: in this order. What was undone later is among them. */
export type Happening =
  | { readonly kind: 'frame'; readonly frame: Frame }
  | { readonly kind: 'write'; readonly frame: Frame; readonly change: StorageChange }

export type Expression = {
  readonly expression: string
  /** A few characters that follow it. */
  readonly after: string
  /** The whole text that it stands in. */
  readonly source: string
  readonly path: string
  /** 'src/Vault.sol:41'. */
  readonly line: string
}

// An opcode takes some hundred bytes, with its stack five times as much: of all calls together.
const OPCODES_MAX = 1_500_000
const STACKED_OPCODES_MAX = 200_000
const EVENTS_MAX = 20_000
/** Characters that are told behind an expression. */
const AFTER = 12

export class Look {
  readonly happenings: readonly Happening[]
  readonly frames: readonly Frame[]
  /** Gas of all calls. */
  readonly gasUsed: bigint
  /** False if there were more opcodes than are kept: places may be missing. */
  readonly hasAllOpcodes: boolean
  readonly #world: World
  readonly #facts: AttackerFacts
  readonly #places: SourcePlaces

  /** Plays the sequence from the state after setup; the world stays at its end. */
  constructor(
    { world, root }: Reenactment,
    facts: AttackerFacts,
    calls: CallSequence,
    /** With the stack before each opcode, half a kilobyte each, or before those of one kind. */
    stacks: boolean | { readonly of: number } = false,
  ) {
    this.#world = world
    this.#facts = facts
    const happenings: Happening[] = []
    const outermost: TraceCall[] = []
    let opcodesLeft = stacks === true ? STACKED_OPCODES_MAX : OPCODES_MAX
    let gasUsed = 0n
    world.load(root)
    for (const [step, call] of calls.entries()) {
      const { trace, result } = world.trace(() => makeCall(world, call), {
        steps: opcodesLeft > 0,
        stacks: stacks !== false,
        ...(typeof stacks === 'object' && { stacksOf: stacks.of }),
        stepsMax: Math.max(opcodesLeft, 0),
        eventsMax: EVENTS_MAX,
      })
      gasUsed += result.gasUsed
      opcodesLeft -= trace.steps.length
      const opcodes = framesWithSteps(trace)
      outermost.push(...trace.calls)
      for (const each of trace.calls) note(each, step, undefined, undefined, opcodes, happenings)
    }
    this.#places = createSourcePlaces(world, outermost)
    this.happenings = happenings
    this.gasUsed = gasUsed
    this.hasAllOpcodes = opcodesLeft > 0
    this.frames = happenings.flatMap((each) => (each.kind === 'frame' ? [each.frame] : []))
  }

  /** The frames of one step. */
  of(step: number): readonly Frame[] {
    return this.frames.filter((frame) => frame.step === step)
  }

  /** What moved in these calls. */
  movementsIn(calls: readonly TraceCall[]): readonly Movement[] {
    const preimageOf = (hash: bigint): Uint8Array | undefined => this.#world.machine.preimage(hash)
    return valueFlow(calls, { assets: this.#facts.assets, preimageOf })
  }

  /** What moved in one step. */
  movementsOf(step: number): readonly Movement[] {
    return this.movementsIn(this.of(step).flatMap(({ parent, call }) => (parent === undefined ? [call] : [])))
  }

  /** The frame runs code of the protocol, or acts on its storage. */
  isProtocol({ call: { to, codeAddress, runs } }: Frame): boolean {
    if (runs !== 'code' || this.isAttacker(to)) return false
    return this.#facts.isProtocol(to) || this.#facts.isProtocol(codeAddress)
  }

  isAttacker(account: Address): boolean {
    return this.#facts.attackers.includes(account)
  }

  /** The frames from this one up to what an attacker called: this one first, the attacker's call last. */
  upToAttacker(frame: Frame): readonly Frame[] {
    const path: Frame[] = []
    for (let at: Frame | undefined = frame; at !== undefined; at = at.parent) {
      if (at.call.runs === 'host' && this.isAttacker(at.call.to)) break
      path.push(at)
    }
    return path
  }

  /** Whether nothing undid what the frame did. */
  hasLasted(frame: Frame): boolean {
    for (let at: Frame | undefined = frame; at !== undefined; at = at.parent)
      if (at.call.status !== 'success') return false
    return true
  }

  /** The statement in which the frame was when the event happened. */
  placeOf({ opcodes }: Frame, event: TraceEvent): MechanismPlace | undefined {
    const index = opcodes.indexOf.get(event)
    return index === undefined ? undefined : this.placeAt(opcodes, index)
  }

  /** The statement of one of the frame's opcodes. */
  placeAt(opcodes: FrameSteps, index: number): MechanismPlace | undefined {
    const places = this.#places
    const found =
      places.deedPlace(opcodes, index) ??
      places.ownPlace(opcodes, index, false) ??
      places.anyPlace(opcodes, index)
    if (found === undefined) return undefined
    return { path: clippedText(found.path, 200), line: found.line, text: clippedText(found.text, 400) }
  }

  /** The statement that wrote. */
  placeOfWrite({ opcodes }: Frame, event: TraceEvent): MechanismPlace | undefined {
    const found = indexOfWrite(opcodes, event)
    return found && this.placeAt(opcodes, found.index)
  }

  /** What one of the frame's opcodes was compiled from, in the project's own source; with the text of that source. */
  expressionAt(frame: Frame, index: number): Expression | undefined {
    const found = this.anyExpressionAt(frame, index)
    return found?.path === this.#places.ownPlace(frame.opcodes, index, false)?.path ? found : undefined
  }

  /** What one of the frame's opcodes was compiled from, in a library too. */
  anyExpressionAt({ call, opcodes }: Frame, index: number): Expression | undefined {
    const exact = this.#places.anyPlace(opcodes, index)
    const source = exact && this.#places.artifactOf(call)?.sources.textOf(exact.path)
    if (exact === undefined || source === undefined) return undefined
    const { path, offset, length } = exact
    const bytes = new TextEncoder().encode(source)
    const textOf = (from: number, to: number): string => new TextDecoder().decode(bytes.subarray(from, to))
    const text = clippedText(textOf(offset, offset + length).replace(/\s+/g, ' '), 300)
    const after = textOf(offset + length, offset + length + AFTER)
    return { expression: text, after, source, path, line: `${path}:${exact.line}` }
  }

  /** 'Vault.withdraw(uint256)'. */
  functionOf(frame: Frame): string {
    const { call } = frame
    // A proxy has no functions of its own: it is called for those of the code behind it.
    const behind = this.hasFunction(frame) ? undefined : passedOn(call)
    return behind === undefined
      ? frameFunction(this.#world, this.#places.artifactOf(call), call)
      : frameFunction(this.#world, this.#places.artifactOf(behind), behind)
  }

  /** False if the code that ran is known, and known not to have what it was called for. */
  hasFunction({ call }: Frame): boolean {
    const functions = this.#places.artifactOf(call)?.abi.functions
    const selector = selectorIn(call.input)
    // A payment asks for no function.
    return (
      functions === undefined ||
      selector === undefined ||
      functions.some((each) => each.selector === selector)
    )
  }

  /** Functions from what the attacker called down to this frame. */
  pathTo(frame: Frame): string[] {
    const path = this.upToAttacker(frame)
    // A proxy has no functions of its own.
    const isProxy = (each: Frame, inner: Frame | undefined): boolean =>
      inner?.call.kind === 'delegatecall' && equalBytes(inner.call.input, each.call.input)
    return path
      .filter((each, i) => !isProxy(each, path[i - 1]))
      .map((each) => this.functionOf(each))
      .reverse()
  }
}

/** The call as a proxy passes it on. */
function passedOn({ events, input }: TraceCall): TraceCall | undefined {
  for (const event of events)
    if (event.kind === 'call' && event.call.kind === 'delegatecall' && equalBytes(event.call.input, input))
      return event.call
  return undefined
}

function note(
  call: TraceCall,
  step: number,
  parent: Frame | undefined,
  event: TraceEvent | undefined,
  opcodes: ReadonlyMap<TraceCall, FrameSteps>,
  happenings: Happening[],
): void {
  const own = opcodes.get(call)
  if (own === undefined) return
  const frame: Frame = { call, step, parent, event, opcodes: own }
  happenings.push({ kind: 'frame', frame })
  for (const each of call.events) {
    if (each.kind === 'call') note(each.call, step, frame, each, opcodes, happenings)
    else if (each.kind === 'storage') happenings.push({ kind: 'write', frame, change: each.change })
  }
}

/** Whether the frame and all that it called left nothing behind: it only answered. */
export function onlyAnswered({ status, kind, value, events }: TraceCall): boolean {
  if (status !== 'success' || value !== 0n || isCreation(kind)) return false
  return events.every((event) => event.kind === 'call' && onlyAnswered(event.call))
}
