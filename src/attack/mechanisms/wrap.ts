// Arithmetic that wrapped around. The counterfactual: the frame in which it happened fails, as it does with checked arithmetic.
//
// Much arithmetic wraps on purpose: a compiler's, a library's, where numbers are mixed. Counted is only what is written as
// arithmetic in the project's own source, on numbers without a sign, and neither wraps when the setup's own calls are made nor when
// the finding's own calls are made with zeros.

import type { Call } from '../types.ts'
import { withNumbers } from './changed-numbers.ts'
import { indexOfSignedName } from './signed-names.ts'
import { type Frame, Look } from './look.ts'
import { isGoneIfFails } from './replay.ts'
import type { Examined, Mechanism } from './types.ts'

const ADD = 0x01
const MUL = 0x02
const SUB = 0x03
const OPERATORS: ReadonlyMap<number, string> = new Map([
  [ADD, '+'],
  [MUL, '*'],
  [SUB, '-'],
])
const WORDS = 1n << 256n
const SETUP_CALLS_MAX = 12
const SUSPECTS_MAX = 8
const EXPRESSION_CHARACTERS_MAX = 200

type Wrap = { readonly frame: Frame; readonly index: number; readonly key: string }

export function examineWrap(examined: Examined): Mechanism | undefined {
  const { look } = examined
  if (!look.hasAllOpcodes) return undefined
  const exact = examined.stacked()
  if (!exact.hasAllOpcodes) return undefined
  const wraps = wrapsIn(exact)
  if (wraps.length === 0) return undefined
  const usual = usualWraps(examined)
  const tried = new Set<string>()
  for (const { frame, index, key } of wraps) {
    if (usual.has(key) || tried.has(key)) continue
    if (tried.size >= SUSPECTS_MAX) break
    tried.add(key)
    if (!isGoneIfFails(examined, frame.step, frame.call)) continue
    const { expression } = exact.expressionAt(frame, index)!
    return {
      id: 'integer-wrap',
      sentence: `In ${exact.functionOf(frame)}, ${expression} wraps around: the result is not a number that was meant.`,
      step: frame.step,
      path: exact.pathTo(frame),
      place: exact.placeAt(frame.opcodes, index),
    }
  }
  return undefined
}

/** Lines in which something wraps when the calls of the setup are made, and when those of the finding are made with zeros. */
function usualWraps({ parts, facts, calls }: Examined): ReadonlySet<string> {
  const usual = new Set<string>()
  const note = (sequence: readonly Call[]): void => {
    const last = sequence.length - 1
    for (const { key, frame } of wrapsIn(new Look(parts, facts, sequence, true)))
      if (frame.step === last) usual.add(key)
  }
  for (const call of (parts.target.seeds ?? []).slice(0, SETUP_CALLS_MAX)) note([call])
  for (const i of calls.keys()) note([...calls.slice(0, i), withNumbers(parts.target, calls[i]!, () => 0n)])
  return usual
}

function wrapsIn(look: Look): Wrap[] {
  const wraps: Wrap[] = []
  for (const frame of look.frames) {
    if (!look.isProtocol(frame) || !look.hasLasted(frame)) continue
    for (const [index, { opcode, stack }] of frame.opcodes.steps.entries()) {
      const operator = OPERATORS.get(opcode)
      const left = stack.at(-1)
      const right = stack.at(-2)
      if (operator === undefined || left === undefined || right === undefined) continue
      if (!wrapsAround(opcode, left, right)) continue
      const place = look.expressionAt(frame, index)
      if (place === undefined || !isArithmetic(place.expression, operator)) continue
      if (indexOfSignedName(place.source, place.expression) >= 0) continue
      wraps.push({ frame, index, key: place.line })
    }
  }
  return wraps
}

function wrapsAround(opcode: number, left: bigint, right: bigint): boolean {
  if (opcode === ADD) return left + right >= WORDS
  if (opcode === MUL) return left * right >= WORDS
  return left < right
}

/** Written as arithmetic: not a piece of code that the compiler translated with arithmetic of its own. */
function isArithmetic(expression: string, operator: string): boolean {
  // That is how a number is negated.
  if (/^(?:-|0 - )/.test(expression)) return false
  return (
    expression.length <= EXPRESSION_CHARACTERS_MAX &&
    expression.includes(operator) &&
    !/[;{}]/.test(expression)
  )
}
