// Whether a function was ever left without a revert: its caller may have caught it, so how the transaction ended does not tell.
//
// Functions that several others call return to all of them, so edges alone mix their ways up. What is on the stack keeps them
// apart: a place to return to is pushed by who calls and moved by DUP and SWAP until it is jumped to. So the code is run with a
// stack on which nothing is known but such places, along the edges that were taken.

import { opcodeOf } from '../../evm/opcodes.ts'
import { edgeKey, edgeOf, type HitEdges, IN_CALLS } from './hit-edges.ts'
import { nextPc, pushedNumber } from './instructions.ts'

const STOP = 0x00
const JUMP = 0x56
const JUMPI = 0x57
const JUMPDEST = 0x5b
const DUP1 = 0x80
const SWAP1 = 0x90
const SWAP16 = 0x9f
const RETURN = 0xf3
const REVERT = 0xfd
const INVALID = 0xfe
const SELFDESTRUCT = 0xff

/** A value of which nothing is known. */
const UNKNOWN = -1
const STACK_MAX = 1_024
/** Blocks with different stacks that are looked at; code that takes more is taken to end well. */
const BLOCKS_MAX = 4_000

type State = { readonly pc: number; readonly stack: readonly number[] }

/**
 * Whether the edges that the campaign took allow a way from the pc where a function begins to an end without revert. Yes may
 * be wrong (a branch that was only taken together with another), no is not.
 */
export function canEndWell(code: Uint8Array, hits: HitEdges, start: number): boolean {
  const targets = new Map<number, number[]>()
  for (const [key, bits] of hits.jumps) {
    if ((bits & IN_CALLS) === 0) continue
    const { from, to } = edgeOf(key)
    const known = targets.get(from)
    if (known === undefined) targets.set(from, [to])
    else known.push(to)
  }
  const isTaken = (from: number, to: number): boolean =>
    ((hits.jumps.get(edgeKey(from, to)) ?? 0) & IN_CALLS) !== 0
  const seen = new Set<string>()
  const open: State[] = [{ pc: start, stack: [] }]
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const name = `${state.pc} ${state.stack.join()}`
    if (seen.has(name)) continue
    if (seen.size >= BLOCKS_MAX) return true
    seen.add(name)
    const stack = [...state.stack]
    const end = runBlock(code, state.pc, stack)
    if (end === 'well') return true
    if (end === 'failed') continue
    const target = stack.pop() ?? UNKNOWN
    if (code[end] === JUMPI) {
      stack.pop()
      if (isTaken(end, end + 1)) open.push({ pc: end + 1, stack: trimmed(stack) })
    }
    const next = target === UNKNOWN ? (targets.get(end) ?? []) : isTaken(end, target) ? [target] : []
    for (const pc of next) if (pc !== end + 1 || code[end] === JUMP) open.push({ pc, stack: trimmed(stack) })
  }
  return false
}

/** Runs to the next jump, whose pc it gives, its operands on the stack; or to the end. */
function runBlock(code: Uint8Array, start: number, stack: number[]): number | 'well' | 'failed' {
  for (let pc = start; pc < code.length; pc = nextPc(code, pc)) {
    const opcode = code[pc]!
    if (opcode === JUMP || opcode === JUMPI) return pc
    if (opcode === STOP || opcode === RETURN || opcode === SELFDESTRUCT) return 'well'
    if (opcode === REVERT || opcode === INVALID || stack.length > STACK_MAX) return 'failed'
    if (opcode >= DUP1 && opcode < SWAP1) stack.push(stack.at(DUP1 - 1 - opcode) ?? UNKNOWN)
    else if (opcode >= SWAP1 && opcode <= SWAP16) swap(stack, opcode - SWAP1 + 1)
    else {
      const known = opcodeOf(opcode)
      if (known === undefined) return 'failed'
      // Below the places that are known, nothing is.
      stack.length = Math.max(0, stack.length - known.pops)
      const value = pushedNumber(code, pc) ?? UNKNOWN
      if (known.pushes > 0) stack.push(code[value] === JUMPDEST ? value : UNKNOWN)
    }
  }
  // Behind the last byte a frame stops.
  return 'well'
}

function swap(stack: number[], depth: number): void {
  while (stack.length <= depth) stack.unshift(UNKNOWN)
  const [top, other] = [stack.length - 1, stack.length - 1 - depth]
  const value = stack[top]!
  stack[top] = stack[other]!
  stack[other] = value
}

/** The stack without the unknown values at its bottom: they are there anyway. */
function trimmed(stack: readonly number[]): readonly number[] {
  const first = stack.findIndex((value) => value !== UNKNOWN)
  return first < 0 ? [] : stack.slice(first)
}
