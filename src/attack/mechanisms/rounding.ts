// A division that rounds in favour of whoever calls. The counterfactual: it rounds up instead, which changes its result by one.
//
// One is little, but code that asks for exact amounts may fail by it, or that has just as much as it pays, whatever the flaw is. So the
// same is tried with all amounts a little smaller, with half of them, and with those of the last steps alone a little smaller: where that is a finding with the division as it is, it must be
// none with the division rounding up, and it must be one with some of them.

import type { Operands } from '../../evm/trace.ts'
import type { Address } from '../../evm/types.ts'
import type { Call, CallSequence } from '../types.ts'
import { withNumbers } from './changed-numbers.ts'
import type { Frame, Look } from './look.ts'
import { replay } from './replay.ts'
import type { Examined, Mechanism } from './types.ts'

const DIV = 0x04
const SUSPECTS_MAX = 12
/** What is taken off: a part that is more than rounding and less than what makes another attack of it; and a half. */
const PARTS_OFF = [1_000n, 2n] as const
/** Steps at the end of which only the amounts are smaller. */
const LATER_MAX = 5
/** Smaller numbers are ids and counts. */
const AMOUNT_LEAST = 1_000n
/** Detectors that count amounts. */
const OF_AMOUNTS: ReadonlySet<string> = new Set(['theft', 'loss', 'insolvency', 'dilution'])

type Division = { readonly frame: Frame; readonly index: number; readonly code: Address; readonly pc: number }

export function examineRounding(examined: Examined): Mechanism | undefined {
  const { property, calls } = examined
  if (!OF_AMOUNTS.has(property.name)) return undefined
  const exact = examined.stacked()
  if (!exact.hasAllOpcodes) return undefined
  let smaller: readonly CallSequence[] | undefined
  for (const division of divisionsOf(exact)) {
    const isGoneUp = (sequence: CallSequence): boolean => {
      const { isGone, succeeded } = replay(examined, {
        calls: sequence,
        around: roundingUp(examined, division),
      })
      // Compilers divide in one place for the whole contract: a step before that has one unit too little says nothing of this one.
      return isGone && succeeded.slice(0, division.frame.step).every(Boolean)
    }
    if (!isGoneUp(calls)) continue
    smaller ??= withLess(examined).filter((sequence) => !replay(examined, { calls: sequence }).isGone)
    if (smaller.length > 0 && smaller.every(isGoneUp)) return told(exact, division)
  }
  return undefined
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
function divisionsOf(exact: Look): readonly Division[] {
  const found = new Map<string, Division>()
  for (const frame of exact.frames) {
    if (!exact.isProtocol(frame) || !exact.hasLasted(frame)) continue
    const code = frame.call.codeAddress
    for (const [index, { opcode, pc, stack }] of frame.opcodes.steps.entries()) {
      if (opcode !== DIV) continue
      const [above, below] = [stack.at(-1), stack.at(-2)]
      if (above === undefined || below === undefined || below < 2n || above % below === 0n) continue
      if (!isDivision(exact.anyExpressionAt(frame, index)?.expression)) continue
      const key = `${code} ${pc}`
      found.delete(key)
      found.set(key, { frame, index, code, pc })
    }
  }
  return [...found.values()].reverse().slice(0, SUSPECTS_MAX)
}

/** Written as one: not a division with which the compiler cuts words into pieces. */
function isDivision(expression: string | undefined): boolean {
  return expression !== undefined && /\/(?![/*])|\bs?div\(/i.test(expression) && !/[;{}]/.test(expression)
}

/** Makes a step with this division rounding up, wherever its code runs. */
function roundingUp(
  { parts: { world } }: Examined,
  { code, pc }: Division,
): (step: number, make: () => boolean) => boolean {
  const by = (at: Operands): bigint | undefined => {
    if (at.pc !== pc || at.codeAddress !== code || at.second === 0n) return undefined
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
