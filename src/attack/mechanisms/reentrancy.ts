// Reentrancy: the attacker's contract is called in the middle of something, calls back, and what it calls then would be worth
// nothing afterwards. The counterfactual: the same calls after the outer call has ended, or before it, instead of inside it.
//
// A flash loan is no reentrancy: what is done with the money would do as well with money of one's own. So where the interrupted
// frame had paid the attacker, the calls are also tried with that money for nothing.

import type { TraceCall } from '../../evm/trace.ts'
import type { Address } from '../../evm/types.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { equalBytes } from '../../primitives/bytes.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import type { Movement } from '../../world/describe/value-flow.ts'
import { TRANSFER } from '../../world/survey/standard-functions.ts'
import { askProperty, makeCall } from '../arena.ts'
import type { Call } from '../types.ts'
import type { World } from '../../world/types.ts'
import { type Frame, type Look, onlyAnswered } from './look.ts'
import { keyOf } from './reads.ts'
import { replay } from './replay.ts'
import type { Examined, Mechanism, MechanismId } from './types.ts'

/** Nested calls that are looked at: the first tell. */
const REENTRIES_MAX = 16
const QUESTION_GAS_MAX = 5_000_000n

/** A call that the attacker's contract made in the middle of another. */
type Reentry = {
  readonly kind: MechanismId
  /** What was in progress, and the event of it in which the attacker was called. */
  readonly interrupted: Frame
  readonly toAttacker: Frame
  /** What the attacker called. */
  readonly nested: Frame
}

export function examineReentrancy(examined: Examined): Mechanism | undefined {
  const { calls, look } = examined
  for (const [step, call] of calls.entries()) {
    const reentries = reentriesOf(look, step)
    const [first] = reentries
    if (call.reactions === undefined || first === undefined || !needsNesting(examined, step)) continue
    // Of several nested calls the one whose place alone matters.
    const needed =
      reentries.length === 1
        ? first
        : (reentries.find(({ nested }) => needsNesting(examined, step, nested)) ?? first)
    const isBelieved = needed.kind === 'reentrancy/cross-contract' && isOnlyBelieved(examined, step, needed)
    return described(look, step, isBelieved ? { ...needed, kind: 'reentrancy/read-only' } : needed)
  }
  return undefined
}

function described(look: Look, step: number, { kind, interrupted, toAttacker, nested }: Reentry): Mechanism {
  const outer = look.functionOf(interrupted)
  const inner = look.functionOf(nested)
  const what = kind === 'reentrancy/single-function' ? 'the same function' : inner
  const told = kind === 'reentrancy/read-only' ? `, which believes what ${outer} has not finished` : ''
  const { event } = toAttacker
  return {
    id: kind,
    sentence: `While ${outer} calls the attacker's contract, that calls ${what}${told}; the same calls one after the other give nothing.`,
    step,
    path: [...look.pathTo(toAttacker.parent ?? interrupted), ...look.pathTo(nested)],
    place: event && look.placeOf(interrupted, event),
  }
}

// ---- what was in progress --------------------------------------------------------------------------------------------

function reentriesOf(look: Look, step: number): readonly Reentry[] {
  const found: Reentry[] = []
  for (const nested of look.of(step)) {
    const host = nested.parent
    if (host?.call.runs !== 'host' || !look.isAttacker(host.call.to) || nested.call.status !== 'success')
      continue
    if (found.length >= REENTRIES_MAX) break
    const inProgress = openFrames(look, host)
    const reentry = reentryOf(look, nested, inProgress)
    if (reentry !== undefined) found.push(reentry)
  }
  return found
}

/** Frames with code that wait for the attacker's contract, the innermost first, each with what it called. */
function openFrames(look: Look, host: Frame): readonly { readonly frame: Frame; readonly next: Frame }[] {
  const open: { frame: Frame; next: Frame }[] = []
  let next = host
  for (let at = host.parent; at !== undefined && !look.isAttacker(at.call.to); at = at.parent) {
    if (at.call.runs === 'code') open.push({ frame: at, next })
    next = at
  }
  return open
}

function reentryOf(
  look: Look,
  nested: Frame,
  inProgress: readonly { readonly frame: Frame; readonly next: Frame }[],
): Reentry | undefined {
  const of = (kind: MechanismId, open: (typeof inProgress)[number] | undefined): Reentry | undefined =>
    open && { kind, interrupted: open.frame, toAttacker: open.next, nested }
  const direct = inProgress.find(({ frame }) => frame.call.to === nested.call.to)
  if (direct !== undefined) {
    const isSame = selectorIn(direct.frame.call.input) === selectorIn(nested.call.input)
    return of(isSame ? 'reentrancy/single-function' : 'reentrancy/cross-function', direct)
  }
  const inside = framesBelow(look, nested).filter(({ call }) => call.runs === 'code')
  const asked = inProgress.filter(({ frame }) => inside.some(({ call }) => call.to === frame.call.to))
  const protocol = asked.find(({ frame }) => look.isProtocol(frame)) ?? asked[0]
  if (protocol !== undefined) {
    const isRead = inside
      .filter(({ call }) => call.to === protocol.frame.call.to)
      .every(({ call }) => onlyAnswered(call))
    return of(isRead ? 'reentrancy/read-only' : 'reentrancy/cross-contract', protocol)
  }
  if (!look.isProtocol(nested)) return undefined
  return of(
    'reentrancy/cross-contract',
    inProgress.find(({ frame }) => look.isProtocol(frame)),
  )
}

/**
 * Whether all that matters is what the contract in progress says in the middle: the finding is gone if it answers as before the step.
 * Who asks it may also move its shares, which would do no harm.
 */
function isOnlyBelieved(examined: Examined, step: number, { interrupted, nested }: Reentry): boolean {
  const { calls, look, parts } = examined
  const { world, root } = parts
  const questions = framesBelow(look, nested).filter(
    ({ call }) => call.to === interrupted.call.to && call.output.length > 0 && onlyAnswered(call),
  )
  if (questions.length === 0) return false
  world.load(root)
  for (const call of calls.slice(0, step)) makeCall(world, call)
  const before = new Map<string, Uint8Array>()
  for (const { call } of questions) {
    const { status, output } = world.call({
      from: call.from,
      to: call.to,
      data: call.input,
      static: true,
      gasMax: QUESTION_GAS_MAX,
    })
    if (status === 'success') before.set(keyOf(call.from, call.to, call.input), output.slice())
  }
  const { isGone } = replay(examined, {
    after: ({ status, caller, address, input }, at) => {
      const output =
        at === step && status === 'return' ? before.get(keyOf(caller, address, input)) : undefined
      return output && { status: 'return', output }
    },
  })
  return isGone
}

function framesBelow(look: Look, frame: Frame): readonly Frame[] {
  return look.of(frame.step).filter((each) => {
    for (let at = each.parent; at !== undefined; at = at.parent) if (at === frame) return true
    return false
  })
}

// ---- the same calls afterwards ---------------------------------------------------------------------------------------

/** Whether the finding is gone if calls of the reactions (all, or like this one) come after the step instead of inside it. */
function needsNesting(examined: Examined, step: number, like?: Frame): boolean {
  const { calls } = examined
  const outer = calls[step]!
  const moves = (call: Call): boolean =>
    like === undefined || (call.to === like.call.to && equalBytes(call.data, like.call.input))
  const reactions = (outer.reactions ?? []).map((reaction) => ({
    ...reaction,
    calls: reaction.calls.filter((call) => !moves(call)),
  }))
  const moved = (outer.reactions ?? []).flatMap((reaction) => reaction.calls.filter(moves))
  const flat = [...calls.slice(0, step), { ...outer, reactions }, ...moved, ...calls.slice(step + 1)]
  const { isGone, succeeded } = replay(examined, { calls: flat })
  if (!isGone) return false
  // What the other side waits for may as well come before: a payment, mostly.
  const earlier = [...calls.slice(0, step), ...moved, { ...outer, reactions }, ...calls.slice(step + 1)]
  if (!replay(examined, { calls: earlier }).isGone) return false
  if (like !== undefined) return true
  const lent = paidBefore(examined, step)
  // Refused because the other side waited for what was done inside: that says nothing about the order.
  if (lent.length === 0) return succeeded[step] === true
  return !worksWithMoney(examined, step, lent)
}

/** What the step paid to the attacker's contract before that did anything. */
function paidBefore({ look }: Examined, step: number): readonly Movement[] {
  const frames = look.of(step)
  const [top] = frames
  const firstNested = frames.find(
    ({ parent }) => parent?.call.runs === 'host' && look.isAttacker(parent.call.to),
  )
  if (top === undefined || firstNested === undefined) return []
  const before = new Set(frames.slice(0, frames.indexOf(firstNested)).map(({ call }) => call))
  const paid: Movement[] = []
  for (const movement of look.movementsIn([top.call])) {
    if (movement.frame !== undefined && !before.has(movement.frame)) break
    if (movement.to === ATTACKER_CONTRACT && !look.isAttacker(movement.from)) paid.push(movement)
  }
  return paid.filter(({ asset }) => asset.kind !== 'erc721')
}

/**
 * Whether the nested calls make a finding without the outer one, with as much money as it had paid before them, from nowhere, that
 * is taken away again afterwards. What pays it back is left out then.
 */
function worksWithMoney(
  { parts, property, calls, look }: Examined,
  step: number,
  lent: readonly Movement[],
): boolean {
  const { world, root } = parts
  const nested = (calls[step]!.reactions ?? []).flatMap((reaction) => reaction.calls)
  const lenders = new Set(lent.map(({ from }) => from))
  const repaying = look.of(step).filter(({ call, parent }) => {
    if (parent?.call.runs !== 'host') return false
    return look.movementsIn([call]).some(({ from, to }) => look.isAttacker(from) && lenders.has(to))
  })
  const isRepaying = ({ to, data }: Call): boolean =>
    repaying.some(({ call }) => call.to === to && equalBytes(call.input, data))
  for (const inside of [nested, nested.filter((call) => !isRepaying(call))]) {
    world.load(root)
    for (const call of calls.slice(0, step)) makeCall(world, call)
    for (const movement of lent) give(world, movement)
    for (const call of inside) makeCall(world, call)
    for (const movement of lent) takeAway(world, movement)
    for (const call of calls.slice(step + 1)) makeCall(world, call)
    if (askProperty(world, world.sender, property).isBroken) return true
  }
  return false
}

function give(world: World, { asset, amount, from }: Movement): void {
  const { machine } = world
  if (asset.kind === 'ether')
    machine.setBalance(ATTACKER_CONTRACT, machine.getBalance(ATTACKER_CONTRACT) + amount)
  else transferAlone(world, asset.address, from, ATTACKER_CONTRACT, amount, from)
}

function takeAway(world: World, { asset, amount, from }: Movement): void {
  const { machine } = world
  const has = machine.getBalance(ATTACKER_CONTRACT)
  if (asset.kind !== 'ether') transferAlone(world, asset.address, ATTACKER_CONTRACT, from, amount, from)
  else if (has >= amount) machine.setBalance(ATTACKER_CONTRACT, has - amount)
}

/** Moves tokens, and leaves the lender with what it had. */
function transferAlone(
  world: World,
  token: Address,
  from: Address,
  to: Address,
  amount: bigint,
  lender: Address,
): void {
  const { trace } = world.trace(() =>
    world.call({ from, to: token, data: encodeCall(TRANSFER, [to, amount]) }),
  )
  const change = from === lender ? -amount : amount
  const visit = ({ events, status }: TraceCall): void => {
    if (status !== 'success') return
    for (const event of events) {
      if (event.kind === 'call') visit(event.call)
      else if (event.kind === 'storage' && event.change.after - event.change.before === change)
        world.machine.setStorage(event.change.address, event.change.slot, event.change.before)
    }
  }
  for (const call of trace.calls) visit(call)
}
