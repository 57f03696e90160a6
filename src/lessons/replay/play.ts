// Carries a program out in a world and says what it comes to. A repair refuses what harms, or takes the harm out of it; a world in which
// the program cannot be carried out, or in which nothing works any more, says nothing about the flaw. Here the two are told apart:
//
// - A name that is gone, a function with other parameters: nothing is carried out.
// - A step that is refused is a repair only if its function is of some use still: to what it accepted before without harm, or to whom
//   it is reserved now.
// - Nothing is repaired while honest users cannot do what they could.
// - That a detector sees nothing counts only while what it looked at is there.

import { couldNotPay, makeCall, MACHINE_FULL } from '../../attack/arena.ts'
import type { CallWriter } from '../../attack/call-writer.ts'
import { reenact, type Reenactment, signatureOf } from '../../attack/reenact.ts'
import { type Call, type CallSequence, type Property, withoutReactions } from '../../attack/types.ts'
import type { Address } from '../../evm/types.ts'
import { explainFailure } from '../../world/describe/explain-failure.ts'
import { locateFailure } from '../../world/describe/failure-place.ts'
import { knownNames } from '../../world/describe/known-errors.ts'
import { knownAccounts } from '../../world/known-accounts.ts'
import { blocksIn } from '../../world/passing-time.ts'
import type { WorldResult } from '../../world/types.ts'
import { shown } from '../program/problems.ts'
import { readProgram } from '../program/read-program.ts'
import type { ProgramStep } from '../program/types.ts'
import { eachAmountLess } from '../variants/amounts.ts'
import { markOf } from './one-shot.ts'
import type { Played, RanInSetup, Reason, Refusal, ToReplay, Usefulness } from './types.ts'

const CALLERS_MAX = 12
const SEEDS_MAX = 3
/** Seconds after which a function may be of use that is not at once. */
const DELAYS = [60, 3_600, 86_400, 2_592_000] as const

/**
 * @param brokenAtRoot properties that do not hold before any call: what breaks them says nothing
 * @param ranInSetup of the campaign's world
 * The world is anywhere afterwards.
 */
export function play(
  parts: Reenactment,
  writer: CallWriter,
  lesson: ToReplay,
  brokenAtRoot: ReadonlySet<number>,
  ranInSetup: RanInSetup,
): Played {
  const { target } = parts
  const { name, kind } = lesson.property
  const property = target.properties.find((each) => each.name === name && each.kind === kind)
  if (property === undefined) return unknown(`Nothing asks ${shown(name)} any more.`)
  const { calls, problems, unexpected } = readProgram(parts, lesson.program)
  if (problems.length > 0) return { status: 'unknown', reasons: problems }
  const failing = failingProperty(parts, property, calls, brokenAtRoot)
  if (failing !== undefined) return failing
  const first = firstRefusal(parts, lesson.program.steps, calls)
  const stopped = first !== undefined && 'message' in first ? first : undefined
  const refusal = first !== undefined && 'place' in first ? first : undefined
  // Only what users send by themselves is held against who surrounds it; but if it is refused, nobody can.
  const behind = unexpected.filter(({ step }) => refusal === undefined || step < refusal.step)
  const use = refusal && usefulness(parts, writer, { lesson, calls, refusal, ranInSetup })
  const honest = tryHonest(parts, writer, lesson)
  return {
    status: 'holds',
    property,
    calls,
    refusal,
    honest: honest.count,
    // That honest users get along without a function that was of use says nothing of it.
    useful: use === undefined || (honest.count > 0 && !use.isLost) ? 'shown' : use.useful,
    useless: use?.reason,
    doubts: [
      ...notWatched(parts, lesson),
      ...(stopped === undefined ? [] : [stopped]),
      ...behind,
      ...honest.reasons,
    ],
  }
}

/** The lesson's property if the calls break it, else the first other one that they break. */
function failingProperty(
  parts: Reenactment,
  property: Property,
  calls: CallSequence,
  brokenAtRoot: ReadonlySet<number>,
): Played | undefined {
  const others = parts.target.properties.filter(
    (each) => each !== property && each.kind !== 'optimize' && !brokenAtRoot.has(each.index),
  )
  for (const each of [property, ...others]) {
    const found = each.kind === 'optimize' ? undefined : reenact(parts, each, calls)
    if (found === undefined) continue
    const cut = calls.slice(0, found.calls)
    const { property: name, mechanism, place } = signatureOf(parts, each, cut)
    return { status: 'fails', property: each, signature: { property: name, mechanism, place }, calls: cut }
  }
  return undefined
}

/** What the detector looked at and is not there. */
function notWatched(parts: Reenactment, { program }: ToReplay): readonly Reason[] {
  const { world, root, target } = parts
  const facts = target.attacker
  const { assets, positions } = program.watched
  if (facts === undefined) return []
  const find = (name: string): Address | undefined => {
    // A program of one step, which is only read.
    const step = { ...NO_STEP, from: name, to: name }
    return readProgram(parts, { accounts: program.accounts, steps: [step] }).calls[0]?.from
  }
  const addresses = new Map(
    [...assets, ...positions.flatMap(({ owner, contract }) => [owner, contract])].map((name) => [
      name,
      find(name),
    ]),
  )
  world.load(root)
  const held = facts.positions()
  return [
    ...assets.flatMap((name): Reason[] => {
      const address = addresses.get(name)
      const isThere = facts.assets.some((asset) => asset.kind !== 'ether' && asset.address === address)
      return isThere ? [] : [reasonOf(`${shown(name)} is no token any more that anybody could lose.`)]
    }),
    ...positions.flatMap(({ owner, contract }): Reason[] => {
      const [who, where] = [addresses.get(owner), addresses.get(contract)]
      const isThere = held.some((each) => each.owner === who && each.contract === where)
      return isThere
        ? []
        : [
            reasonOf(
              `${shown(owner)} has nothing in ${shown(contract)} after the setup any more, or cannot get it out.`,
            ),
          ]
    }),
  ]
}

const NO_STEP: ProgramStep = {
  from: '',
  to: '',
  function: null,
  arguments: [],
  value: '0',
  seconds: 0,
  blocks: 0,
  outcome: 'success',
}

/** The first step that is refused and was not; a reason if that is nobody's decision. */
function firstRefusal(
  { world, root }: Reenactment,
  steps: readonly ProgramStep[],
  calls: CallSequence,
): Refusal | Reason | undefined {
  world.load(root)
  for (const [i, call] of calls.entries()) {
    const mark = world.mark()
    const result = makeCall(world, call)
    if (result.status === 'success' && result.verdict === 'ran') continue
    if (steps[i]!.outcome !== 'success') continue
    const broken = couldNotRun(result)
    if (broken !== undefined)
      return { step: i + 1, message: `Step ${i + 1} cannot be carried out: ${broken}.`, hint: null }
    world.rollback(mark)
    const { mechanism, place, line } = locateFailure(world, () => makeCall(world, call))
    return { step: i + 1, mechanism, place, line }
  }
  return undefined
}

/** Why a call failed, if the contract did not decide it; else undefined. */
function couldNotRun(result: WorldResult): string | undefined {
  if (result === MACHINE_FULL) return 'it takes more memory than there is'
  if (result.verdict !== 'ran') return 'vm.assume or vm.skip refuses it'
  if (couldNotPay(result)) return 'its sender does not have that much ether after this setup'
  return result.halt === 'outOfGas' ? 'it takes more gas than a transaction has' : undefined
}

type Use = {
  readonly useful: Usefulness
  /** It was of some use when the lesson was written, and nothing of that works. */
  readonly isLost: boolean
  /** If nothing else shows that it is of use. */
  readonly reason: Reason
}

/** What shows that the function of the step that is refused is of use to somebody. */
function usefulness(
  parts: Reenactment,
  writer: CallWriter,
  {
    lesson,
    calls: attack,
    refusal,
    ranInSetup,
  }: {
    readonly lesson: ToReplay
    readonly calls: CallSequence
    readonly refusal: Refusal
    readonly ranInSetup: RanInSetup
  },
): Use {
  const { target } = parts
  const step = lesson.program.steps[refusal.step - 1]!
  const { accounts } = lesson.program
  const refused = attack[refusal.step - 1]!
  const known = usesOf(lesson, step)
  const uses = known.flatMap((use) => {
    const { calls, problems } = readProgram(parts, { accounts, steps: use })
    return problems.length === 0 ? [calls] : []
  })
  const bySetup = (target.seeds ?? []).filter(
    (seed) => refused.target === seed.target && refused.to === seed.to,
  )
  const seeds = bySetup.slice(0, SEEDS_MAX).map((seed) => [withoutReactions(seed)])
  const isShown =
    // It is reserved to somebody.
    target.attacker?.closed.has(refused.target) === true ||
    isReserved(parts, attack, refusal) ||
    [...uses, ...seeds].some((use) => worksSomehow(parts, writer, use))
  const isPassed = refusal.line !== undefined && ranInSetup(refusal.line)
  const mark = isShown ? undefined : markOf(parts, attack.slice(0, refusal.step))
  // An initializer that was used, or that a constructor closed and others of the same code use.
  const isOneShot = mark === 'the function' || (mark === 'a constructor' && isPassed)
  const isLost = !isShown && known.length > 0
  // What the setup did before somebody else closed it shows nothing of what was of use to everybody.
  const isSetups = !isLost && (bySetup.length > 0 || isPassed)
  const [sample] = uses
  const name = `${shown(step.to)}.${shown(step.function ?? 'a call')}`
  return {
    useful: isShown || isOneShot ? 'shown' : isSetups ? 'by the setup' : 'unknown',
    isLost,
    reason:
      known.length === 0
        ? {
            step: refusal.step,
            message: `${name} is refused (${shown(refusal.mechanism)} at ${shown(refusal.place)}), and nothing shows that anybody can use it: neither honest users, nor tests, nor the search.`,
            hint: 'If that is the repair, it has to be judged by somebody who knows the code.',
          }
        : {
            step: refusal.step,
            message: `${name} refuses everything, also what did no harm when the lesson was written (${sample === undefined ? 'its arguments cannot be read any more' : failureText(parts, sample)}): that is no sign of a repair.`,
            hint: 'If it is meant to refuse everybody, take the uses of it out of the lesson.',
          },
  }
}

/** Whether the very call that is refused works for somebody else. */
function isReserved(parts: Reenactment, attack: CallSequence, { step }: Refusal): boolean {
  const { world, root } = parts
  const call = withoutReactions(attack[step - 1]!)
  return callersOf(parts).some((from) => {
    world.load(root)
    for (const each of attack.slice(0, step - 1)) makeCall(world, each)
    const { status, verdict } = makeCall(world, { ...call, from })
    return from !== call.from && status === 'success' && verdict === 'ran'
  })
}

/** Whether the last call works: by somebody, some time later, or with less. */
function worksSomehow(parts: Reenactment, writer: CallWriter, use: CallSequence): boolean {
  const { world, root } = parts
  const [last, before] = [use.at(-1)!, use.slice(0, -1)]
  const works = (call: Call): boolean => {
    world.load(root)
    for (const each of before) makeCall(world, each)
    const { status, verdict } = makeCall(world, call)
    return status === 'success' && verdict === 'ran'
  }
  const senders = [last.from, ...callersOf(parts)].map((from) => ({ ...last, from }))
  const later = DELAYS.map((seconds) => ({
    ...last,
    seconds: last.seconds + seconds,
    blocks: last.blocks + blocksIn(seconds),
  }))
  return [...senders, ...later, ...eachAmountLess(writer, last)].some(works)
}

/** Harmless uses of a step's function, or of the first that ends with it. */
function usesOf({ program }: ToReplay, step: ProgramStep): readonly (readonly ProgramStep[])[] {
  return program.uses.filter((use) => {
    const last = use.at(-1)
    return last?.to === step.to && last.function === step.function
  })
}

/** Who may be somebody that a function is reserved to. */
function callersOf({ world, target }: Reenactment): readonly Address[] {
  const all = [...(target.attacker?.callers ?? []), world.test.address, world.sender, ...knownAccounts(world)]
  return [...new Set(all)].slice(0, CALLERS_MAX)
}

function tryHonest(
  parts: Reenactment,
  writer: CallWriter,
  { program }: ToReplay,
): { readonly count: number; readonly reasons: readonly Reason[] } {
  const { world, root } = parts
  let count = 0
  const reasons: Reason[] = []
  for (const way of program.honest) {
    const { calls, problems } = readProgram(parts, { accounts: program.accounts, steps: way })
    // What is gone or changed says so where the program needs it.
    if (problems.length > 0) continue
    world.load(root)
    const failed = calls.findIndex((call) => makeCall(world, call).status !== 'success')
    if (failed < 0 || worksWithLess(parts, writer, calls)) count++
    else reasons.push(reasonOf(honestText(parts, way[failed]!, calls.slice(0, failed + 1)), HONEST_HINT))
  }
  return { count, reasons }
}

/** A limit that was not obeyed may be obeyed now: who asks for less is still let through. */
function worksWithLess({ world, root }: Reenactment, writer: CallWriter, calls: CallSequence): boolean {
  const [last, before] = [calls.at(-1)!, calls.slice(0, -1)]
  const others = eachAmountLess(writer, last)
  return others.some((other) => {
    world.load(root)
    return [...before, other].every((call) => makeCall(world, call).status === 'success')
  })
}

const HONEST_HINT = 'What honest users could do must work before anything counts as repaired.'

function honestText(parts: Reenactment, step: ProgramStep, calls: readonly Call[]): string {
  const text = failureText(parts, calls)
  return `${shown(step.from)} could call ${shown(step.to)}.${shown(step.function ?? '')} after the setup, and is refused now: ${text}.`
}

/** Why the last of the calls fails. */
function failureText(parts: Reenactment, calls: CallSequence): string {
  const { world, root } = parts
  world.load(root)
  for (const call of calls.slice(0, -1)) makeCall(world, call)
  return reasonText(parts, makeCall(world, calls.at(-1)!))
}

function reasonText({ world }: Reenactment, { status, halt, output }: WorldResult): string {
  if (status === 'success') return 'it had no effect'
  return shown(explainFailure({ status, output, ...(halt !== undefined && { halt }) }, knownNames(world)))
}

function unknown(message: string): Played {
  return { status: 'unknown', reasons: [reasonOf(message)] }
}

function reasonOf(message: string, hint: string | null = null): Reason {
  return { step: null, message, hint }
}
