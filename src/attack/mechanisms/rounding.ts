// A division that rounds in favour of whoever calls. The counterfactual: it rounds up instead, which changes its result by one.
//
// One is little, but code that asks for exact amounts may fail by it, or that has just as much as it pays, whatever the flaw is. So the
// same is tried with all amounts a little smaller, with half of them, and with those of the last steps alone a little smaller: where
// that is a finding with the division as it is, it must be none with the division rounding up. In a list every amount has to be what it
// is: there all must go well with the division rounding up and bring half as much at most.

import type { Operands } from '../../evm/trace.ts'
import type { Address } from '../../evm/types.ts'
import type { Call, CallSequence } from '../types.ts'
import { SURPLUS_LEAST, Wealth } from '../trips/wealth.ts'
import { takesList, withNumbers, withoutLimits } from './changed-numbers.ts'
import { type Expression, type Frame, Look } from './look.ts'
import { replay } from './replay.ts'
import type { Examined, Mechanism } from './types.ts'

const DIV = 0x04
const JUMPDEST = 0x5b
/** Words below what is divided, down to which the place is looked for that it returns to. */
const RETURN_WORDS_MAX = 8
const SUSPECTS_MAX = 24
/** What is taken off: a part that is more than rounding and less than what makes another attack of it; and a half. */
const PARTS_OFF = [1_000n, 2n] as const
/** Steps at the end of which only the amounts are smaller. */
const LATER_MAX = 5
/** Smaller numbers are ids and counts. */
const AMOUNT_LEAST = 1_000n
/** Detectors that count amounts. */
const OF_AMOUNTS: ReadonlySet<string> = new Set(['theft', 'loss', 'insolvency', 'dilution'])

type Division = {
  readonly frame: Frame
  readonly index: number
  readonly code: Address
  readonly pc: number
  readonly returnsTo: number
}

export function examineRounding(examined: Examined): Mechanism | undefined {
  const { parts, property, calls } = examined
  if (!OF_AMOUNTS.has(property.name)) return undefined
  const exact = new Look(parts, examined.facts, calls, { of: DIV })
  if (!exact.hasAllOpcodes) return undefined
  const hasLists = calls.some((call) => takesList(parts.target, call))
  let smaller: readonly CallSequence[] | undefined
  let deciding: { readonly division: Division; readonly left: number } | undefined
  for (const division of divisionsOf(examined, exact)) {
    const isGoneUp = (sequence: CallSequence): boolean => {
      const { isGone, succeeded } = replay(examined, {
        calls: sequence,
        around: roundingUp(examined, division),
      })
      // The same division may be made in steps before: that one of them has one unit too little then says nothing of this one.
      return isGone && succeeded.slice(0, division.frame.step).every(Boolean)
    }
    if (isGoneUp(calls)) {
      smaller ??= withLess(examined).filter((sequence) => !replay(examined, { calls: sequence }).isGone)
      if (smaller.length > 0 && smaller.every(isGoneUp)) return told(exact, division)
    }
    const left = hasLists ? gainWithout(examined, division) : undefined
    if (left !== undefined && left < (deciding?.left ?? Infinity)) deciding = { division, left }
  }
  return deciding && told(exact, deciding.division)
}

/**
 * For lists, in which every amount has to be what it is. What the attacker gains with the division rounding up, if all goes well then and it
 * is half of it at most: one unit is no such part of it, so what is lost is not just what did not fit any more. Limits that the calls name
 * are lifted for that. Undefined otherwise.
 */
function gainWithout(examined: Examined, division: Division): number | undefined {
  const { parts, facts } = examined
  parts.world.load(parts.root)
  const wealth = new Wealth(facts)
  const gain = (): number => {
    const { surplus, deficit } = wealth.standing(wealth.own())
    return surplus - deficit
  }
  const calls = examined.calls.map((call) => withoutLimits(parts.target, call))
  if (replay(examined, { calls }).isGone) return undefined
  const gained = gain()
  const { isGone, succeeded } = replay(examined, { calls, around: roundingUp(examined, division) })
  const left = gain()
  const isShown = isGone && succeeded.every(Boolean) && gained >= SURPLUS_LEAST && left <= gained / 2
  return isShown ? left : undefined
}

/** All amounts smaller, and only those of the last steps: amounts at the edge of what goes well stay there if all shrink alike. */
function withLess(examined: Examined): CallSequence[] {
  const { calls } = examined
  const all = PARTS_OFF.map((part) => calls.map((call) => lessBy(part, examined, call)))
  const later = calls
    .slice(1)
    .slice(-LATER_MAX)
    .map((_, k) =>
      calls.map((call, i) => (i < calls.length - 1 - k ? call : lessBy(PARTS_OFF[0], examined, call))),
    )
  return [...all, ...later]
}

function told(exact: Look, { frame, index }: Division): Mechanism {
  const name = exact.functionOf(frame)
  return {
    id: 'rounding',
    sentence: `In ${name} a division leaves a remainder, which is dropped in favour of the caller; rounded up there is nothing to gain.`,
    step: frame.step,
    path: exact.pathTo(frame),
    place: exact.placeAt(frame.opcodes, index),
  }
}

/** Divisions of the protocol with a remainder, in code that lasted; the last of each place, the latest first. */
function divisionsOf({ parts: { world } }: Examined, exact: Look): readonly Division[] {
  const found = new Map<string, Division>()
  const isSuspect = new Map<string, boolean>()
  for (const frame of exact.frames) {
    if (!exact.isProtocol(frame) || !exact.hasLasted(frame)) continue
    const code = frame.call.codeAddress
    const bytes = world.machine.getCode(code)
    for (const [index, { opcode, pc, stack }] of frame.opcodes.steps.entries()) {
      if (opcode !== DIV) continue
      const [above, below] = [stack.at(-1), stack.at(-2)]
      if (above === undefined || below === undefined || below < 2n || above % below === 0n) continue
      const returnsTo = returnAddress((words) => stack.at(-2 - words), bytes)
      const key = `${code} ${pc} ${returnsTo}`
      if (!isSuspect.has(key)) isSuspect.set(key, roundsDown(exact.anyExpressionAt(frame, index)))
      if (isSuspect.get(key) === false) continue
      found.delete(key)
      found.set(key, { frame, index, code, pc, returnsTo })
    }
  }
  return [...found.values()].reverse().slice(0, SUSPECTS_MAX)
}

/**
 * Where the innermost internal call returns to, as far as the stack tells: the first word that could be such a place. Compilers divide in one
 * place for a whole contract, and come there from each division that somebody wrote.
 */
function returnAddress(below: (words: number) => bigint | undefined, code: Uint8Array): number {
  for (let words = 1; words <= RETURN_WORDS_MAX; words++) {
    const word = below(words)
    if (word === undefined) break
    if (word > 0n && word < BigInt(code.length) && code[Number(word)] === JUMPDEST) return Number(word)
  }
  return -1
}

/** Written as a division: the compiler cuts words into pieces with some. And not to round up, as `(a + b - 1) / b` and `a / b + 1` are. */
function roundsDown(written: Expression | undefined): boolean {
  if (written === undefined) return false
  const { expression, after } = written
  const isDivision = /\/(?![/*])|\bs?div\(/i.test(expression) && !/[;{}]/.test(expression)
  return isDivision && !/-\s*1\s*\)\s*\//.test(expression) && !/^\)?\s*\+\s*1\b/.test(after)
}

/** Makes a step with this division rounding up, wherever its code runs. */
function roundingUp(
  { parts: { world } }: Examined,
  { code, pc, returnsTo }: Division,
): (step: number, make: () => boolean) => boolean {
  const bytes = world.machine.getCode(code)
  const by = (at: Operands): bigint | undefined => {
    if (at.pc !== pc || at.codeAddress !== code || at.second === 0n) return undefined
    if (returnAddress(at.below, bytes) !== returnsTo) return undefined
    const raised = at.top + at.second - 1n
    return raised >> 256n === 0n ? raised : undefined
  }
  return (_step, make) =>
    world.trace(make, { steps: true, stepsMax: 0, eventsMax: 0, replaceTop: { opcode: DIV, by } }).result
}

function lessBy(part: bigint, { parts: { target } }: Examined, call: Call): Call {
  const less = (amount: bigint): bigint => (amount < AMOUNT_LEAST ? amount : amount - amount / part)
  const lowered = withNumbers(target, { ...call, value: less(call.value) }, less)
  if (call.reactions === undefined) return lowered
  const reactions = call.reactions.map((reaction) => ({
    ...reaction,
    calls: reaction.calls.map((each) => withNumbers(target, { ...each, value: less(each.value) }, less)),
  }))
  return { ...lowered, reactions }
}
