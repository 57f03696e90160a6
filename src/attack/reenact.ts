// Does a sequence break a property, from the state after setup? What shrinking, signatures and replays ask.

import type { StorageChange } from '../evm/trace.ts'
import { decodeArguments } from '../project/abi/decode.ts'
import { locateFailure } from '../world/describe/failure-place.ts'
import { locateTheft, type TheftPlaceOptions } from '../world/describe/theft-place.ts'
import type { PlainCall } from '../world/survey/types.ts'
import { REFUSING } from './detectors/blocked.ts'
import { dustOf } from './detectors/scene.ts'
import type { StoppedLoan } from './detectors/stopped-lenders.ts'
import type { World, WorldResult, WorldState } from '../world/types.ts'
import {
  askProperty,
  callProperty,
  couldNotPay,
  failsAssertion,
  logsAssertion,
  makeCall,
  SEARCH_GAS,
} from './arena.ts'
import {
  type AttackerFacts,
  type Call,
  type CallSequence,
  type CampaignTarget,
  type FailureSignature,
  isAskedAfterCalls,
  type Property,
} from './types.ts'
import type { CallDetector, CallVerdict } from './detectors/types.ts'
import { FORCED_ETHER } from '../world/attacker/forced-ether.ts'
import { selectorOfCall } from './selector-word.ts'
import { stoppingCall, whereItFails, worksNow } from './stopping-call.ts'

export type Reenactment = {
  readonly world: World
  readonly root: WorldState
  readonly target: CampaignTarget
  /** Counts the gas of everything that is made, if somebody wants to know. */
  readonly meter?: GasMeter
}

/** Gas, as a number: sums of it need no more than 53 bits. */
export type GasMeter = { used: number }

/** A sequence that breaks a property: after how many of its calls, and the value of an optimisation. */
export type Break = { readonly calls: number; readonly value?: bigint }

const TRACED_GAS = 5_000_000n
/** How many times as long it takes to make something with every opcode noted, about. */
const TRACED_COST = 10

/** Whether a call broke the property by itself. */
function breaksByCall(property: Property, call: Call, result: WorldResult): boolean {
  if (result.verdict !== 'ran') return false
  switch (property.kind) {
    case 'assertion':
      return failsAssertion(result) || (result.status === 'success' && logsAssertion(result))
    case 'noRevert':
      return result.status !== 'success' && call.target >= 0 && !couldNotPay(result)
    case 'stateless':
      return call.target === property.target && (result.status !== 'success' || result.isFailed)
    case 'invariant':
    case 'detector':
    case 'boolean':
    case 'optimize':
      return false
  }
}

/**
 * Makes the calls from the state after setup until the property is broken; the world stays at that point. Undefined if it
 * never is. `valueAtLeast`: what an optimisation must reach.
 */
export function reenact(
  { world, root, target, meter }: Reenactment,
  property: Property,
  sequence: CallSequence,
  valueAtLeast?: bigint,
): Break | undefined {
  world.load(root)
  if (property.isOfCall === true)
    return judgeLast({ world, root, target, ...(meter && { meter }) }, property, sequence) === undefined
      ? undefined
      : { calls: sequence.length }
  const isAsked = isAskedAfterCalls(property) || property.kind === 'optimize'
  for (const [i, call] of sequence.entries()) {
    const result = makeCall(world, call)
    if (meter !== undefined) meter.used += Number(result.gasUsed)
    // vm.assume said no: nothing of this call counts, and neither would what follows.
    if (result.verdict !== 'ran') return undefined
    // An earlier call may fail in a way of its own, which is another failure; but a mark that it leaves fails all that follow.
    const isJudged = !isAsked && (i === sequence.length - 1 || result.isFailed)
    if (isJudged && breaksByCall(property, call, result)) return { calls: i + 1 }
    if (isAsked && !property.isAtEnd && property.kind !== 'optimize') {
      if (askProperty(world, world.sender, property, meter).isBroken) return { calls: i + 1 }
    }
  }
  if (!isAsked) return undefined
  const { isBroken, value } = askProperty(world, world.sender, property, meter)
  if (property.kind === 'optimize')
    return value !== undefined && value >= (valueAtLeast ?? value)
      ? { calls: sequence.length, value }
      : undefined
  return isBroken ? { calls: sequence.length } : undefined
}

/** What a detector of calls says of the last call of a sequence; the world stays behind it. */
export function judgeLast(
  { world, root, target, meter }: Reenactment,
  property: Property,
  sequence: CallSequence,
): CallVerdict | undefined {
  world.load(root)
  const last = sequence.at(-1)
  const detector = target.attacker?.ofCalls.get(property.name)
  if (last === undefined || detector === undefined) return undefined
  for (const call of sequence.slice(0, -1)) {
    const { verdict, gasUsed } = makeCall(world, call)
    if (meter !== undefined) meter.used += Number(gasUsed)
    if (verdict !== 'ran') return undefined
  }
  return judgeCall(world, detector, last, meter)
}

/** The same of a call that is made in the present state; the world stays behind it. */
export function judgeCall(
  world: World,
  detector: CallDetector,
  call: Call,
  meter?: { used: number },
): CallVerdict | undefined {
  const run = (): WorldResult => {
    const result = makeCall(world, call)
    if (meter !== undefined) meter.used += Number(result.gasUsed) * TRACED_COST
    return result
  }
  const mark = world.mark()
  if (detector.suspects(run, call).length === 0) return undefined
  world.rollback(mark)
  return detector.judge(run, call)
}

/** Which failure the sequence, which breaks the property with its last call, shows. */
export function signatureOf(
  { world, root, target, meter }: Reenactment,
  property: Property,
  sequence: CallSequence,
): FailureSignature & {
  readonly line?: { readonly path: string; readonly line: number; readonly text: string }
} {
  const { artifact } = world.test
  const name = `${artifact.id}.${property.name}`
  world.load(root)
  if (property.kind === 'optimize')
    return { property: name, mechanism: 'value reached', place: property.name }
  const isAsked = isAskedAfterCalls(property)
  const last = sequence.at(-1)
  if (property.isOfCall === true) {
    const found = judgeLast({ world, root, target, ...(meter && { meter }) }, property, sequence)
    const { words = 'nothing', place = property.name, line } = found ?? {}
    return { property: name, mechanism: words, place, ...(line !== undefined && { line }) }
  }
  if (property.kind === 'detector' && last !== undefined)
    return detectorSignature({ world, root, target, ...(meter && { meter }) }, property, sequence)
  for (const call of isAsked ? sequence : sequence.slice(0, -1)) makeCall(world, call)
  const run = (gasMax?: bigint): WorldResult =>
    isAsked || last === undefined
      ? callProperty(world, world.sender, property, gasMax)
      : makeCall(world, last, gasMax)
  const mark = world.mark()
  const { halt, gasUsed } = run()
  world.rollback(mark)
  if (meter !== undefined) meter.used += Number(gasUsed) * TRACED_COST
  // What a loop does that has no end is seen in less than all of its gas: it is traced opcode by opcode.
  const gasMax = halt === 'outOfGas' && gasUsed > SEARCH_GAS ? TRACED_GAS : undefined
  const located = locateFailure(world, () => run(gasMax))
  return {
    property: name,
    mechanism: located.mechanism,
    place: located.place,
    ...(located.line !== undefined && { line: located.line }),
  }
}

/**
 * What must stay the same while a sequence is made simpler. The signature; of what a detector found, its words and the function
 * that is called last: to find the line takes a trace of every opcode, a hundred times as long as the calls.
 */
export function identityOf(parts: Reenactment, property: Property, sequence: CallSequence): FailureSignature {
  const last = sequence.at(-1)
  if (property.kind !== 'detector' || last === undefined) return signatureOf(parts, property, sequence)
  const { world, root, meter } = parts
  if (property.isOfCall === true) return signatureOf(parts, property, sequence)
  world.load(root)
  for (const call of sequence) makeCall(world, call)
  const { output, gasUsed } = callProperty(world, world.sender, property)
  if (meter !== undefined) meter.used += Number(gasUsed)
  return {
    property: property.name,
    mechanism: detectorWords(output),
    place: `${last.to} ${selectorOfCall(last)}`,
  }
}

/** What a detector found: its words, and the line of the protocol in the last call that did something. */
function detectorSignature(
  parts: Reenactment,
  property: Property,
  sequence: CallSequence,
): FailureSignature & {
  readonly line?: { readonly path: string; readonly line: number; readonly text: string }
} {
  const { world, root, target, meter } = parts
  let at = sequence.length - 1
  const of = property.name === 'theft' ? target.attacker : undefined
  const had = of && [wealthOf(of)]
  for (const [i, call] of sequence.entries()) {
    const result = makeCall(world, call)
    if (meter !== undefined) meter.used += Number(result.gasUsed) * TRACED_COST
    // Detectors that cost are asked late: after a call that failed, or that only let time pass.
    if (result.status === 'success' && call.target >= 0) at = i
    if (of !== undefined) had?.push(wealthOf(of))
  }
  const { output } = callProperty(world, world.sender, property)
  const mechanism = detectorWords(output)
  const gain = of && had && lastGain(of, had, at)
  if (gain !== undefined && !freesSecurity(parts, property, sequence, { at, gain })) at = gain
  const facts = target.attacker
  const name = `${world.test.artifact.id}.${property.name}`
  if (facts === undefined) return { property: name, mechanism, place: property.name }
  const { attackers, assets, isProtocol } = facts
  const kind = property.name as TheftPlaceOptions['kind'] & string
  // What was done is harmless until somebody comes: the line that gives way is one of what the newcomer calls.
  const enter =
    kind === 'dilution' ? facts.entrances.find((each) => isEntered(world, each.enter))?.enter : undefined
  if (enter !== undefined) {
    const { place, line } = locateTheft(world, () => world.call(enter), {
      attackers,
      assets,
      isProtocol,
      kind,
    })
    return { property: name, mechanism, place, ...(line !== undefined && { line }) }
  }
  // A way out may have been stopped before: what the attacker spent on it came back by later calls, and only then it is a finding.
  const evidence = kind === 'frozen' ? facts.evidence(kind) : undefined
  const stopped = evidence?.kind === 'exit' ? evidence.position : undefined
  const stopping = stopped && stoppingCall(world, root, sequence, stopped)
  if (stopped !== undefined && evidence?.kind === 'exit' && evidence.refusing !== undefined) {
    world.load(root)
    for (const call of sequence) makeCall(world, call)
    for (const each of evidence.refusing) world.machine.setCode(each, REFUSING)
    const { place, line } = whereItFails(world, stopped.exit) ?? { place: property.name }
    return { property: name, mechanism, place, ...(line !== undefined && { line }) }
  }
  const isEarlier = stopped !== undefined && stopping !== undefined && stopping < at
  if (isEarlier) at = stopping
  world.load(root)
  for (const call of sequence.slice(0, at)) makeCall(world, call)
  const run = (): WorldResult => makeCall(world, sequence[at]!)
  const isDecisive = ({ address, slot, before, after }: StorageChange): boolean => {
    world.machine.setStorage(address, slot, before)
    const isUndone = isEarlier
      ? worksNow(world, stopped)
      : !askProperty(world, world.sender, property, meter).isBroken
    world.machine.setStorage(address, slot, after)
    return isUndone
  }
  const isForced = sequence[at]!.to === FORCED_ETHER
  const loan = facts.stoppedLoan(mechanism)
  const { place, line } = loan
    ? locateAfter(run, world, loan)
    : isForced
      ? locateWhatForcedEtherStopped(world, facts, run)
      : locateTheft(world, run, { attackers, assets, isProtocol, kind, isDecisive })
  return { property: name, mechanism, place, ...(line !== undefined && { line }) }
}

/**
 * The last step that gave something of what is taken, where the step at `at` gives none of it: what was put in may come back last.
 * @param had what the attackers had of each asset, before the first step and after each
 */
function lastGain(
  { assets }: AttackerFacts,
  had: readonly (readonly bigint[])[],
  at: number,
): number | undefined {
  const [before, after] = [had[0]!, had.at(-1)!]
  const taken = after.flatMap((amount, asset) =>
    amount - before[asset]! > dustOf(assets[asset]!) ? asset : [],
  )
  const gives = (step: number): boolean => taken.some((asset) => had[step + 1]![asset]! > had[step]![asset]!)
  if (taken.length === 0 || gives(at)) return undefined
  const found = had.slice(1, at + 1).findLastIndex((_, step) => gives(step))
  return found < 0 ? undefined : found
}

/**
 * Whether what comes back last had secured what was given before, by the same contract, until something between the two set it free: without
 * that nothing is taken, nor with the gain as the last step. What was only parked there comes back at any time, to whichever account of the
 * attacker's has it. The state is another one afterwards.
 */
function freesSecurity(
  { world, root, target, meter }: Reenactment,
  property: Property,
  sequence: CallSequence,
  { at, gain }: { readonly at: number; readonly gain: number },
): boolean {
  if (sequence[at]!.to !== sequence[gain]!.to || at - gain < 2) return false
  const isTheft = (calls: CallSequence): boolean => {
    world.load(root)
    for (const call of calls) makeCall(world, call)
    return askProperty(world, world.sender, property, meter).isBroken
  }
  const [before, between, last] = [sequence.slice(0, gain), sequence.slice(gain + 1, at), sequence[at]!]
  const froms = new Set([last.from, ...(target.attacker?.attackers ?? [])])
  return (
    ![...froms].some((from) => isTheft([...before, sequence[gain]!, { ...last, from }])) &&
    !isTheft([...before, ...between, last, sequence[gain]!])
  )
}

/** What the attackers have together, by asset. */
function wealthOf({ assets, attackers, amountOf }: AttackerFacts): readonly bigint[] {
  return assets.map((_, asset) => attackers.reduce((sum, each) => sum + amountOf(asset, each), 0n))
}

/** Whether a newcomer is let in as things are. The state stays as it is. */
function isEntered(world: World, enter: PlainCall): boolean {
  const mark = world.mark()
  const { status } = world.call(enter)
  world.rollback(mark)
  return status === 'success'
}

/** What stopped is where it gives way, whatever stopped it: often nothing of the protocol ran, but tokens came to it. */
function locateAfter(
  run: () => unknown,
  world: World,
  attempt: StoppedLoan,
): Pick<ReturnType<typeof locateFailure>, 'place' | 'line'> {
  run()
  attempt.prepare()
  return locateFailure(world, () => attempt.run())
}

/** Nothing of the protocol ran when ether was forced on it: where an honest exit gives way afterwards. */
function locateWhatForcedEtherStopped(
  world: World,
  { positions }: AttackerFacts,
  run: () => unknown,
): Pick<ReturnType<typeof locateFailure>, 'place' | 'line'> {
  run()
  const exit = positions().find(({ after }) => after === undefined)?.exit ?? []
  return whereItFails(world, exit) ?? { place: 'ForcedEther.force(address)' }
}

/** Of Error(string), which a detector reverts with. */
function detectorWords(output: Uint8Array): string {
  const [words] = output.length < 4 ? [''] : decodeArguments([{ kind: 'string' }], output.subarray(4))
  return typeof words === 'string' ? words : ''
}

/** Whether two failures are the same. */
export function sameSignature(a: FailureSignature, b: FailureSignature): boolean {
  return a.property === b.property && a.mechanism === b.mechanism && a.place === b.place
}
