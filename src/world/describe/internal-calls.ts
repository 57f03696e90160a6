// Which internal functions a frame was in. The EVM has no such calls, only jumps: what is known are the marks of the source map,
// and what the opcodes that ran show.

import type { SourceLocation, SourceMap } from '../../project/source-map.ts'
import type { SourceTable } from '../../project/types.ts'
import type { FrameSteps } from './frame-steps.ts'
import { functionAround, type FunctionRange } from './function-ranges.ts'

const JUMP = 0x56
const JUMPI = 0x57
const REVERT = 0xfd
// Deeper recursion inside one frame tells nobody anything.
const INTERNAL_CALLS_MAX = 256
// What the compiler generated between two statements.
const GENERATED_STEPS_MAX = 64

type CallSite = {
  readonly pc: number
  /** The function that was called; undefined if it is not known. */
  readonly callee: FunctionRange | undefined
  /** What was called is code of the compiler's own, which calls nothing of the user's. */
  readonly isOfGenerated: boolean
}

/** The optimiser let code go on in that of another function: this is where it came from. */
type Origin = {
  readonly pc: number
  /** The code before was a call that returned to another place than behind itself, not any jump. */
  readonly isReturn: boolean
  /** Nothing was decided since: this is still the code that it returned to. */
  readonly isFresh: boolean
}

/**
 * The opcode at `index`, or what led to it if the compiler lets functions share their code there; then the call sites of the
 * internal functions that are open, innermost first.
 */
export function internalCalls(
  frame: FrameSteps,
  index: number,
  map: SourceMap,
  sources: SourceTable,
): readonly number[] {
  const { steps } = frame
  const sites: CallSite[] = []
  let origin: Origin | undefined
  const functionAt = (pc: number): FunctionRange | undefined => {
    const place = map.locate(pc)
    return place === undefined ? undefined : functionAround(sources, place.path, place.offset)
  }
  /** The origin, if code goes on in a function that nobody called. */
  const originOf = (pc: number): number => {
    if (origin === undefined) return pc
    const here = functionAt(pc)
    if (here === undefined || here === sites.at(-1)?.callee) return pc
    // `return` in a function jumps to what its modifiers do afterwards.
    if (here.isModifier && !origin.isReturn) return pc
    return map.locate(origin.pc) === undefined || here === functionAt(origin.pc) ? pc : origin.pc
  }
  for (let i = 0; i < index; i++) {
    const { pc, opcode } = steps[i]!
    if (opcode === JUMPI && origin?.isFresh === true) origin = { ...origin, isFresh: false }
    if (opcode !== JUMP) continue
    const place = map.locate(pc)
    const target = steps[i + 1]?.pc ?? 0
    if (place?.jump === 'in') {
      const isOfGenerated = map.locate(target) === undefined
      if (sites.length < INTERNAL_CALLS_MAX)
        sites.push({ pc: originOf(pc), callee: functionAt(target), isOfGenerated })
      origin = undefined
      continue
    }
    // The marks of optimised code do not always pair. A function returns behind its call site as a rule: that is looked
    // for first, so that one lost return does not shift all that follow.
    const returned = sites.findLastIndex((site) => site.pc === target - 1)
    if (returned >= 0) {
      sites.length = returned
      origin = undefined
      continue
    }
    const callee = sites.at(-1)?.callee
    if (callee !== undefined && functionAt(target) === callee) {
      // Still in the function that was called last, or back in it from one that was put into its code.
      origin = undefined
      continue
    }
    const isReturn =
      place === undefined
        ? sites.at(-1)?.isOfGenerated === true && map.locate(target) !== undefined
        : place.jump === 'out' && sites.length > 0
    if (isReturn) origin = { pc: sites.pop()!.pc, isReturn: true, isFresh: true }
    else {
      const located = lastStatement(frame, i, map)
      if (located !== undefined)
        origin = { pc: originOf(located), isReturn: origin?.isReturn === true, isFresh: false }
    }
  }
  const { pc = 0, opcode } = steps[index] ?? {}
  // The ends of two checks in one function, which both write their message and revert: the function does not tell them apart.
  const innermost = opcode === REVERT && origin?.isFresh === true ? origin.pc : originOf(pc)
  return [innermost, ...sites.reverse().map((site) => site.pc)]
}

function lastStatement(frame: FrameSteps, index: number, map: SourceMap): number | undefined {
  for (let i = index; i >= 0 && i > index - GENERATED_STEPS_MAX; i--) {
    const { pc } = frame.steps[i]!
    const place = map.locate(pc)
    if (place !== undefined && isStatement(place)) return pc
  }
  return undefined
}

// The compiler gives a whole contract as the source of the code that finds the function, and a whole function as that of the
// code that reads arguments and writes results: nothing that somebody wrote.
const CONTRACT_HEAD = /^(?:abstract\s+)?(?:contract|library|interface)\b/
const FUNCTION_HEAD = /^(?:function|modifier|constructor|fallback|receive)\b/

/** A whole contract. */
export function isContract(place: SourceLocation): boolean {
  return CONTRACT_HEAD.test(place.text.slice(place.column - 1))
}

/** Something inside of a function, not a whole function or contract. */
export function isStatement(place: SourceLocation): boolean {
  return !isContract(place) && !FUNCTION_HEAD.test(place.text.slice(place.column - 1))
}
